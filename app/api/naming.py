"""Whom and what a body names: known parties and sources are found as the forms find them, others are made once."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.api.problems import BadFields
from app.api.schemas.accounts_in import PartyIn, SourceIn
from app.api.schemas.contributions import FoundOut
from app.core.text import squeeze
from app.services import suggestions
from app.services.parties import party_key
from app.services.steps import NewParty, NewSource, Ref, Step
from app.vocab.claims import PartyKind

_NOT_KNOWN = PartyIn.model_validate({"name": "Publisher not known", "kind": PartyKind.UNNAMED})


@dataclass(frozen=True, slots=True)
class NamedSource:
    """A source as the body names it."""

    ref: Ref
    publisher: Ref
    published_on: dt.date | None


class Names:
    """The parties and sources of one body, and what is wrong with it, by JSON pointer; the first word on a field stays."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.errors: dict[str, str] = {}
        self.found: list[FoundOut] = []
        self._parties: dict[tuple[PartyKind, str], NewParty] = {}
        self._sources: dict[tuple[str, str], NewSource] = {}

    @property
    def steps(self) -> Iterator[Step]:
        """The makers of what is not on record yet; they come before what names it."""
        yield from self._parties.values()
        yield from self._sources.values()

    def fault(self, at: str, words: str) -> None:
        """Note what is wrong with a field."""
        self.errors.setdefault(at, words)

    def settle(self) -> None:
        """Raise BadFields with all that is wrong, where anything is."""
        if self.errors:
            raise BadFields(self.errors)

    # -- parties

    def party(
        self, at: str, given: PartyIn | None, number: int | None = None, *, kind: PartyKind | None = None, needed: bool = True
    ) -> Ref | None:
        """The party at a place of the body; `kind` of a new one that says none. None where there is none, the fault noted."""
        if number is not None:
            return self._numbered_party(at, given, number)
        if given is not None:
            return self._named_party(at, given, kind)
        if needed:
            self.fault(at, f"{at[1:]} or {at[1:]}_id is missing")
        return None

    def _numbered_party(self, at: str, given: PartyIn | None, number: int) -> Ref | None:
        if given is not None:
            self.fault(f"{at}_id", f"give {at[1:]} or {at[1:]}_id, not both")
        elif not suggestions.parties_named(self.session, f"(#{number})"):
            self.fault(f"{at}_id", f"there is no party {number}")
        return number

    def _named_party(self, at: str, given: PartyIn, kind: PartyKind | None) -> Ref | None:
        found = suggestions.parties_named(self.session, given.name)
        asked = given.kind or kind
        if len(found) > 1 and asked is not None:
            found = [each for each in found if each.kind is asked] or found
        if len(found) == 1:
            self.found.append(FoundOut(pointer=at, id=found[0].id, name=found[0].name))
            return found[0].id
        if found:
            choice = ", ".join(f"{each.kind.label.lower()} {each.id}" for each in found[:6])
            self.fault(f"{at}/name", f"{given.name[:80]!r} may be {choice}; give the number in place of the name")
            return None
        return self.new_party(at, given, asked)

    def new_party(self, at: str, given: PartyIn, kind: PartyKind | None = None) -> Ref | None:
        """A party that is to be made, of that kind or the one that it says; once for each name."""
        kind = kind or given.kind
        key = party_key(given.name)
        begun = [each for (_, known), each in self._parties.items() if known == key]
        if not key or suggestions.is_numbered(given.name):
            self.fault(f"{at}/name", f"{given.name[:80]!r} is no name of a party")
        elif kind is None and len(begun) == 1:
            return begun[0].ref
        elif kind is None:
            self.fault(f"{at}/kind", f"{given.name[:80]!r} is not on record yet; say what it is: {', '.join(PartyKind)}")
        else:
            ref = f"new:party-{len(self._parties) + 1}"
            new = NewParty(ref, squeeze(given.name), kind.value, given.country, tuple(map(squeeze, given.aliases)))
            return self._parties.setdefault((kind, key), new).ref
        return None

    # -- sources

    def source(self, at: str, given: SourceIn | None, number: int | None) -> NamedSource | None:
        """The source at a place of the body; None where there is none, the fault noted."""
        if number is not None:
            return self._numbered_source(at, given, number)
        if given is None:
            self.fault(at, f"{at[1:]} or {at[1:]}_id is missing")
            return None
        known = suggestions.source_at(self.session, given.url) if given.url else []
        if len(known) > 1:
            choice = ", ".join(str(each.source.id) for each in known)
            self.fault(f"{at}/url", f"several sources are at this address: {choice}; give the number as {at[1:]}_id")
            return None
        if known:
            source = known[0].source
            self.found.append(FoundOut(pointer=at, id=source.id, name=source.title))
            return NamedSource(source.id, source.publisher_id, source.published_on)
        return self.new_source(at, given)

    def _numbered_source(self, at: str, given: SourceIn | None, number: int) -> NamedSource | None:
        known = suggestions.source_numbered(self.session, str(number))
        if given is not None:
            self.fault(f"{at}_id", f"give {at[1:]} or {at[1:]}_id, not both")
        elif known is None:
            self.fault(f"{at}_id", f"there is no source {number}")
        else:
            return NamedSource(known.source.id, known.publisher.id, known.source.published_on)
        return None

    def new_source(self, at: str, given: SourceIn) -> NamedSource | None:
        """A source that is to be made."""
        nobody = given.publisher is None and given.publisher_id is None
        publisher = self.party(f"{at}/publisher", _NOT_KNOWN if nobody else given.publisher, given.publisher_id)
        if nobody:
            self.found = [each for each in self.found if each.pointer != f"{at}/publisher"]
        if given.published_on and given.retrieved_on and given.retrieved_on < given.published_on:
            self.fault(
                f"{at}/retrieved_on", f"it was read on {given.retrieved_on}, before it was published on {given.published_on}"
            )
        if publisher is None:
            return None
        new = NewSource(
            f"new:source-{len(self._sources) + 1}", given.kind.value, given.title, publisher, given.authors, given.url,
            given.archived_url, _iso(given.published_on), _iso(given.retrieved_on), given.language,
            given.licence or "not stated", given.redistributable,
        )  # fmt: skip
        made = self._sources.setdefault((at, given.title), new)
        return NamedSource(made.ref, publisher, given.published_on)


def _iso(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()
