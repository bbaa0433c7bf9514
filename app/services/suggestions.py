"""Finding a known source or party by what somebody writes, so that nothing is recorded twice."""

import re
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.core.addresses import address_key, looks_like_address
from app.core.text import squeeze
from app.models import Party, Source
from app.queries import pages, suggestions
from app.services.parties import party_key
from app.vocab.claims import PartyKind
from app.vocab.properties import Property

# Whom a property names, where the party is new.
_KINDS = {"manufacturer": PartyKind.MANUFACTURER, "owner": PartyKind.OWNER}
MAX_WORDS = 8
MAX_LENGTH = 300
N_SHOWN = 8
_NUMBERED = re.compile(r"\(#(\d{1,18})\)$", re.ASCII)


@dataclass(frozen=True, slots=True)
class FoundSource:
    """A known source with its publisher. `by_address`: it was found as the thing at the address that was written."""

    source: Source
    publisher: Party
    by_address: bool = False


def find_sources(session: Session, text: str, limit: int = N_SHOWN) -> list[FoundSource]:
    """The sources that a text may mean: the one at an address or DOI, else those that hold all its words."""
    text = squeeze(text.replace("\x00", " "))[:MAX_LENGTH]
    if not text:
        return []
    if looks_like_address(text):
        return source_at(session, text)
    words = text.lower().split(" ")[:MAX_WORDS]
    rows = session.execute(suggestions.sources_with_words(words).limit(limit)).all()
    return [FoundSource(source, publisher) for source, publisher in rows]


def source_at(session: Session, address: str) -> list[FoundSource]:
    """The known sources at an address or DOI, however it is written."""
    key = address_key(address.replace("\x00", ""))
    if key is None:
        return []
    part = key.removeprefix("doi:").partition("?")[0]
    rows = session.execute(suggestions.sources_at(part)).all()
    return [FoundSource(source, publisher, True) for source, publisher in rows if key in _keys(source)][:N_SHOWN]


def _keys(source: Source) -> set[str | None]:
    return {address_key(each) for each in (source.url, source.archived_url) if each}


def find_parties(session: Session, text: str, kind: PartyKind | None = None, limit: int = N_SHOWN) -> list[Party]:
    """The parties whose names hold a text, those that begin with it first; before all, those of the kind asked for."""
    key = party_key(text.replace("\x00", " ")[:MAX_LENGTH])
    if not key:
        return []
    found = [row[0] for row in session.execute(suggestions.parties_with_names_like(key).limit(10 * limit))]
    return sorted(found, key=lambda each: kind is not None and each.kind is not kind)[:limit]


def parties_named(session: Session, text: str) -> list[Party]:
    """The parties that are meant by `NTSB (#3)` or by one of their names, merged ones as what they were merged into."""
    number = _NUMBERED.search(text)
    if number:
        known = session.scalar(pages.party(int(number[1])))
        found = [known] if known is not None else []
    else:
        found = list(session.scalars(suggestions.parties_with_key(party_key(text))))
    targets = {each.merged_into or each.id: each for each in found}
    return [each if each.id == target else session.get_one(Party, target) for target, each in targets.items()]


def kind_of_party(prop: Property) -> PartyKind:
    """The kind that a new party has which the property names."""
    return _KINDS.get(prop.key.rpartition(".")[2], PartyKind.OPERATOR)


def numbered(party: Party) -> str:
    """A party as a field names it, with its number so that no other one can be meant: `NTSB (#3)`."""
    return f"{party.name} (#{party.id})"


def is_numbered(text: str) -> bool:
    """Whether a text names a party by its number."""
    return _NUMBERED.search(text) is not None


def source_numbered(session: Session, number: str) -> FoundSource | None:
    """The source with that id, or None."""
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    row = session.execute(pages.source(int(number))).one_or_none()
    return None if row is None else FoundSource(row[0], row[1])
