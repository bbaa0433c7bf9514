"""What the page of a party shows: its roles, and what it says or publishes."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.core.errors import NotFound
from app.models import Party
from app.queries import pages
from app.search.asking import Question, Unit
from app.search.nodes import Node
from app.search.snapshot import Snapshot
from app.services.browsing import having
from app.services.pages import Counted, Page, SourceRow, source_rows

PUBLISHES, SPEAKS = "publishes", "speaks"
# By key: the label, and the field by which the search finds the occurrences; None: it is about sources.
_ROLES: dict[str, tuple[str, str | None]] = {
    "operates": ("Operated aircraft in", "operator"),
    "built": ("Built aircraft in", "make"),
    "investigates": ("Investigates", "authority"),
    SPEAKS: ("Speaks about", "speaker"),
    PUBLISHES: ("Publishes", None),
}


@dataclass(frozen=True, slots=True)
class Role:
    """One thing that a party does. `total` counts occurrences, or sources where there is no query that finds them."""

    key: str
    label: str
    field: str | None
    query: Node | None
    total: int


@dataclass(frozen=True, slots=True)
class PartyPage:
    """A party with its roles, and the list of the role asked for: of what it speaks about, or of what it publishes."""

    party: Party
    other_names: Sequence[str]
    roles: Sequence[Role]
    role: Role | None
    n_accounts: int
    occurrences: Page[Counted] | None = None
    sources: Page[SourceRow] | None = None


def find_party(session: Session, party_id: int) -> Party:
    """A party, also one that was merged. NotFound where there is none, or it waits for review."""
    party: Party | None = session.scalar(pages.party(party_id))
    if party is None:
        raise NotFound(f"there is no party {party_id}")
    return party


def open_party(session: Session, snapshot: Snapshot, party: Party, role: str | None, number: int, size: int) -> PartyPage:
    """A party with a page of one of its roles: the one asked for, else the first that it has. NotFound for unknown ones."""
    if role is not None and role not in _ROLES:
        raise NotFound(f"there is no role {role!r}; there are {', '.join(_ROLES)}")
    known = [each for each in (_role(session, snapshot, key, party.id) for key in _ROLES) if each.total]
    chosen = next((each for each in known if role in (None, each.key)), None)
    names = session.scalars(pages.other_names(party.id)).all()
    n_accounts = session.scalar(pages.n_accounts_by(party.id)) or 0
    spoken, sources = None, None
    if chosen and chosen.key == PUBLISHES:
        sources = source_rows(session, pages.sources_published_by(party.id), chosen.total, number, size)
    elif chosen and chosen.key == SPEAKS:
        spoken = _spoken_of(session, snapshot, party.id, number, size)
    return PartyPage(party, names, known, chosen, n_accounts, spoken, sources)


def _role(session: Session, snapshot: Snapshot, key: str, party_id: int) -> Role:
    label, field = _ROLES[key]
    if field is None:
        total = session.scalar(pages.counted(pages.sources_published_by(party_id))) or 0
        return Role(key, label, None, None, total)
    query = having(field, str(party_id))
    return Role(key, label, field, query, snapshot.total(query, Unit.OCCURRENCES))


def _spoken_of(session: Session, snapshot: Snapshot, party_id: int, number: int, size: int) -> Page[Counted]:
    """The occurrences that the party speaks about, the latest first, each with the number of its claims."""
    asked = Question(having("speaker", str(party_id)), first=(number - 1) * size, count=size)
    answer = snapshot.answer(asked)
    ids = [each.occurrence_id for each in answer.hits]
    rows = {each.id: each for each in session.scalars(pages.occurrences_by_id(ids))} if ids else {}
    n_claims = {row[0]: row[1] for row in session.execute(pages.claims_counted(ids, speaker_id=party_id))} if ids else {}
    items = [Counted(rows[each], n_claims.get(each, 0)) for each in ids if each in rows]
    return Page(items, number, size, answer.total)
