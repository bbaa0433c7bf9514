"""Finding a party by any of its names, and making one that is not there yet."""

import re

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.text import fold, key_of, squeeze
from app.models import Party, PartyName
from app.vocab.claims import PartyKind

_DBA = re.compile(r"\s*\(\s*(?:DBA|D/B/A)\b.*$", re.IGNORECASE)
# American legal forms come and go in one body's name: `Southwest Airlines Co` is `Southwest Airlines`. Those of other
# countries stay: `Comair Limited` of South Africa is not `Comair Inc`.
_LEGAL_FORMS = frozenset(("inc", "incorporated", "llc", "co", "company", "corp", "corporation"))


def party_key(name: str) -> str:
    """The folded name by which a party is found: without trade names, American legal forms, case, accents and punctuation.

    Words stay apart: `Ryan Air` is not `Ryanair`.
    """
    words = [word for word in map(key_of, re.split(r"[\s,./]+", fold(_DBA.sub("", name)))) if word]
    while len(words) > 1 and words[-1] in _LEGAL_FORMS:
        words.pop()
    return " ".join(words)


def presentable(name: str) -> str:
    """A dataset's upper-case name as one would write it: words of four letters and more get a capital, short ones stay."""
    name = squeeze(_DBA.sub("", name))
    if name != name.upper() or len(name) < 5:
        return name
    return " ".join(_word(word) for word in name.split(" "))


def _word(word: str) -> str:
    bare = word.rstrip(",.")
    rest = word[len(bare) :]
    if bare in ("AIR", "INC", "CO", "THE", "JET", "SKY", "FLY", "NEW", "SAN", "LOS", "LAS", "LTD"):
        return bare.capitalize() + rest
    if bare in ("OF", "AND", "DE", "DU", "LA", "DBA"):
        return bare.lower() + rest
    return (bare.capitalize() if len(bare) >= 4 and bare.isalpha() else bare) + rest


class PartyBook:
    """All parties by the keys of their names, loaded once; remembers the ones that it makes.

    `names` gives the names by id, `merged` the party that a merged one is. `made` and `named` hold the new rows, in the
    columns of the tables' content and with the changeset last, until they are written.
    """

    def __init__(self, session: Session) -> None:
        parties = session.execute(sa.select(Party.id, Party.name, Party.merged_into)).all()
        self.names: dict[int, str] = {row[0]: row[1] for row in parties}
        self.merged: dict[int, int] = {row[0]: row[2] for row in parties if row[2] is not None}
        open_names = (
            sa.select(PartyName.key, PartyName.party_id, Party.kind)
            .join(Party, Party.id == PartyName.party_id)
            .where(PartyName.closed_in.is_(None))
            .order_by(PartyName.party_id.desc())
        )
        self._ids: dict[tuple[PartyKind, str], int] = {
            (row.kind, row.key): self.merged.get(row.party_id, row.party_id) for row in session.execute(open_names)
        }
        self._by_writing: dict[tuple[PartyKind, str], int] = {}
        self._next = max(self.names, default=0) + 1
        self.made: list[tuple[int, str, str, str | None]] = []
        self.named: list[tuple[int, int, str, str, bool]] = []

    def find(self, name: str, kind: PartyKind) -> int | None:
        """The id of the party of that kind with that name, or None: a maker and an operator of one name may be two bodies."""
        return self._ids.get((kind, party_key(name)))

    def get(
        self,
        name: str,
        kind: PartyKind,
        *,
        country: str | None = None,
        aliases: tuple[str, ...] = (),
        exact: bool = False,
    ) -> int:
        """The id of the party with that name, made with this kind and country where there is none.

        exact: the name is written as it is meant; otherwise a dataset's capitals are made presentable.
        """
        found = self._by_writing.get((kind, name))
        if found is not None:
            return found
        found = self.find(name, kind)
        if found is None:
            found = self._make(squeeze(name) if exact else presentable(name), kind, country, aliases)
        self._by_writing[kind, name] = found
        return found

    def _make(self, name: str, kind: PartyKind, country: str | None, aliases: tuple[str, ...]) -> int:
        party_id = self._next
        self.keep(party_id, name, kind, country, (name, *aliases))
        return party_id

    def keep(self, party_id: int, name: str, kind: PartyKind, country: str | None, names: tuple[str, ...]) -> None:
        """A new party under an id that none has; names: all of them in their order, with `name` as the primary one."""
        self._next = max(self._next, party_id + 1)
        self.names[party_id] = name
        self.made.append((party_id, kind.value, name, country))
        primary = names.index(name)
        for number, each in enumerate(names):
            key = party_key(each)
            self.named.append((party_id, number + 1, each, key, number == primary))
            self._ids.setdefault((kind, key), party_id)
