"""What the pages other than the dossier show: lists cut into pages, and what belongs to a claim and a source."""

import builtins
import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.errors import NotFound
from app.models import Account, Changeset, ChangesetEntry, Claim, Occurrence, Party, Source
from app.models.database import read_alone
from app.queries import indexing, lists, pages
from app.queries.changesets import withdrawal_of
from app.services.dossiers import ClaimView, Dossier, Fact, open_dossier
from app.services.known_on import public_on
from app.vocab.claims import Entry, OccurrenceState
from app.vocab.properties import Property, ValueType, property_of
from app.vocab.values import shown

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A part of a list. `number` counts from 1; beyond the end it has no items."""

    items: Sequence[T]
    number: int
    size: int
    total: int

    @property
    def n_pages(self) -> int:
        """How many pages the list has, at least one."""
        return max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        """The place of the page's first item in the list, from 1."""
        return (self.number - 1) * self.size + 1

    @property
    def last(self) -> int:
        """The place of the page's last item in the list."""
        return self.first + len(self.items) - 1

    @property
    def is_beyond(self) -> bool:
        """Whether it lies after the last page."""
        return self.number > self.n_pages


@dataclass(frozen=True, slots=True)
class Counted:
    """An occurrence with the number of claims."""

    occurrence: Occurrence
    n_claims: int


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source in a list."""

    source: Source
    publisher: Party
    n_accounts: int


@dataclass(frozen=True, slots=True)
class Home:
    """The figures of the first page and its short lists."""

    n_occurrences: int
    n_aircraft: int
    n_claims: int
    n_disputed: int
    n_speakers: int
    n_sources: int
    latest: Sequence[Occurrence]
    disputed: Sequence[Occurrence]
    fatal: Sequence[Occurrence]


@dataclass(frozen=True, slots=True)
class SourcePage:
    """A source with what it speaks of."""

    source: Source
    publisher: Party
    n_accounts: int
    spoken: Page[Counted]
    attested: Page[Counted]


@dataclass(frozen=True, slots=True)
class ClaimPage:
    """A claim with its record time; `view` and `fact` are None once it was closed, and `reason` says why it was.

    is_ahead: it was not public yet on the day asked for. is_unrecorded: it was not on record yet at the place asked for.
    """

    head: Any
    claim: Claim
    account: Account
    speaker: Party
    source: Source
    recorded: Changeset
    closed: Changeset | None
    property: Property
    value: str
    dossier: Dossier
    fact: Fact | None
    view: ClaimView | None
    reason: str = ""
    is_ahead: bool = False
    is_unrecorded: bool = False

    @builtins.property
    def public_on(self) -> dt.date:
        """The day from which the world could know."""
        return public_on(self.account)


def home(session: Session, n_listed: int = 6) -> Home:
    """The first page, in six statements."""
    figures = session.execute(pages.totals()).one()

    def some(order: lists.Order, *more: sa.ColumnElement[bool]) -> Sequence[Occurrence]:
        return session.scalars(lists.occurrences(lists.Filter(), order).where(*more).limit(n_listed)).all()

    return Home(
        figures.n_occurrences,
        figures.n_aircraft,
        figures.n_claims,
        figures.n_disputed,
        session.scalar(pages.n_speakers()) or 0,
        session.scalar(pages.n_sources()) or 0,
        some(lists.Order.NEWEST),
        some(lists.Order.DISPUTED, Occurrence.n_disputed > 0),
        some(lists.Order.FATAL, Occurrence.n_fatal > 0),
    )


def find_occurrence(session: Session, occurrence_id: int) -> Any:
    """(id, title, state, merged_into) of a record whatever became of it; NotFound when nobody may see one."""
    row = session.execute(pages.occurrence_head(occurrence_id)).one_or_none()
    if row is None:
        raise NotFound(f"there is no occurrence {occurrence_id}")
    return row


def end_of_log(session: Session) -> int:
    """The last place of the log, 0 where it is empty."""
    row = read_alone(session, indexing.end_of_log())
    return row[0] if row else 0


def is_unchanged(session: Session, occurrence_id: int, sequence: int) -> bool:
    """Whether what a record's page shows is what it was at that place of the log.

    It shows what is said of the record, parties' names, and whether the last release of a dataset still has it.
    """
    if session.scalar(indexing.touched_since(sequence).where(ChangesetEntry.occurrence_id == occurrence_id).limit(1)):
        return False
    if session.scalar(indexing.imported_since(sequence)):
        return False
    return session.scalar(indexing.parties_changed_since(sequence).limit(1)) is None


def list_sources(session: Session, number: int, size: int) -> Page[SourceRow]:
    """A page of all sources."""
    return source_rows(session, pages.sources(), session.scalar(pages.n_sources()) or 0, number, size)


def source_rows(session: Session, statement: pages.Rows, total: int, number: int, size: int) -> Page[SourceRow]:
    """A page of the sources that the statement gives, with their publishers."""
    rows = session.execute(statement.limit(size).offset((number - 1) * size)).all()
    counts = _numbers(session, pages.accounts_by_source([source.id for source, _ in rows]))
    items = [SourceRow(source, publisher, counts.get(source.id, 0)) for source, publisher in rows]
    return Page(items, number, size, total)


def _numbers(session: Session, statement: pages.Rows) -> dict[int, int]:
    """The numbers by id of a statement that gives (id, number)."""
    return {row[0]: row[1] for row in session.execute(statement)}


def open_source(session: Session, source_id: int, number: int, size: int) -> SourcePage:
    """A source with a page of the occurrences it speaks of; the attested ones are the first `size` of theirs."""
    row = session.execute(pages.source(source_id)).one_or_none()
    if row is None:
        raise NotFound(f"there is no source {source_id}")
    source, publisher = row
    accounts = _numbers(session, pages.accounts_by_source([source_id]))
    return SourcePage(
        source,
        publisher,
        accounts.get(source_id, 0),
        _counted(
            session,
            pages.occurrences_in_source(source_id),
            lambda ids: pages.claims_counted(ids, source_id=source_id),
            number,
            size,
        ),
        _counted(
            session,
            pages.occurrences_attested_in(source_id),
            lambda ids: pages.attested_counted(ids, source_id),
            1,
            size,
        ),
    )


def _counted(
    session: Session, statement: pages.Rows, counts: Callable[[Sequence[int]], pages.Rows], number: int, size: int
) -> Page[Counted]:
    """A page of the occurrences whose ids the statement gives, in its order, each with its number of claims."""
    total = session.scalar(pages.counted(statement)) or 0
    ids = session.scalars(statement.limit(size).offset((number - 1) * size)).all() if total else []
    if not ids:
        return Page([], number, size, total)
    rows = {each.id: each for each in session.scalars(pages.occurrences_by_id(ids))}
    n_claims = _numbers(session, counts(ids))
    return Page([Counted(rows[each], n_claims.get(each, 0)) for each in ids], number, size, total)


def open_claim(
    session: Session, occurrence_id: int, number: int, *, as_of: dt.date | None = None, as_recorded: int | None = None
) -> ClaimPage:
    """A claim of the record by its permanent name, closed ones too; NotFound when nobody may see one.

    as_of, as_recorded: how it stood among what was known on a day, or on record at a place of the log.
    """
    head = find_occurrence(session, occurrence_id)
    row = session.execute(pages.claim(occurrence_id, number)).one_or_none()
    if row is None or (head.state is OccurrenceState.WITHDRAWN and as_recorded is None):
        raise NotFound(f"there is no claim {occurrence_id}-{number}")
    claim, account, speaker, source, recorded, closed = row
    dossier = open_dossier(session, occurrence_id, as_of=as_of, as_recorded=as_recorded)
    pairs = [(fact, view) for fact in dossier.facts for view in fact.claims if view.number == number]
    fact, view = pairs[0] if pairs else (None, None)
    if closed and as_recorded is not None and closed.sequence > as_recorded:
        closed = None
    prop = property_of(claim.property)
    words = view.value if view else shown(prop, claim.value, _names(session, prop, claim))
    withdrawal = session.scalar(withdrawal_of(Entry.CLAIM, occurrence_id, number)) if closed else None
    return ClaimPage(
        head,
        claim,
        account,
        speaker,
        source,
        recorded,
        closed,
        prop,
        words,
        dossier,
        fact,
        view,
        withdrawal.reason if withdrawal else "",
        is_ahead=as_of is not None and public_on(account) > as_of,
        is_unrecorded=as_recorded is not None and recorded.sequence > as_recorded,
    )


def _names(session: Session, prop: Property, claim: Claim) -> dict[str, str]:
    if prop.type is not ValueType.PARTY:
        return {}
    party = session.scalar(pages.party(int(claim.value)))
    return {claim.value: party.name} if party else {}
