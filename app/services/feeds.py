"""What is new, as feeds tell it: changes of records, disputes, reports and the log, the latest on record first.

A feed is ordered by when things came on record, not by when they happened: so a reader who comes back finds what was entered
since at its top, however old it is. What waits for review is in none of them.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models import Account, Changeset, InvestigationEvent, Source
from app.queries import changesets, indexing, results
from app.queries import feeds as queries
from app.resolution.rule import Said, by_subject
from app.search.asking import Unit
from app.search.nodes import Node
from app.search.snapshot import Snapshot
from app.services import disputes
from app.services.changes import LogRow
from app.services.disputes import Contested, in_chunks
from app.services.tracker import NOT_STATED, ids_of
from app.vocab.investigations import EventKind

MOST = 100  # entries of a feed
REPORTS = {
    "preliminary": EventKind.PRELIMINARY_PUBLISHED,
    "interim": EventKind.INTERIM_STATEMENT,
    "final": EventKind.FINAL_PUBLISHED,
}
_BEGINNING = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class End:
    """Where the log ended. `at`: when it came there; `digest` is empty for an empty log.

    name: of the database, after its first changeset: what is made of it is the same wherever the site stands.
    """

    sequence: int
    at: dt.datetime
    digest: str
    name: UUID

    def id_of(self, *parts: object) -> str:
        """The permanent name of a thing of this database, as an address."""
        return f"urn:uuid:{uuid5(self.name, '/'.join(map(str, parts)))}"


@dataclass(frozen=True, slots=True)
class Changed:
    """What one changeset did to one record. `occurrence` has the columns of a hit; `is_new`: it was made."""

    occurrence: Any
    changeset: Changeset
    author: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class Arisen:
    """A dispute in words, with the moment since which it, or that it is settled, is on record."""

    row: disputes.Row
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Reported:
    """A report, with who stated that it was published, and in which source. `occurrence` has columns of its occurrence."""

    event: InvestigationEvent
    account: Account
    changeset: Changeset
    source: Source
    speaker: str
    authority: str
    occurrence: Any


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which reports are asked for. state: the occurrence's country, or `none`."""

    query: Node
    kinds: tuple[EventKind, ...] = tuple(REPORTS.values())
    authority: int | None = None
    state: str | None = None


def end_at(session: Session, sequence: int) -> End:
    """The log as it ended at that place."""
    row = session.execute(changesets.at_sequence(sequence)).one_or_none()
    name = uuid5(NAMESPACE_URL, f"airdocket:{session.scalar(indexing.digest_at(1)) or ''}")
    if row is None:
        return End(sequence, _BEGINNING, "", name)
    return End(sequence, row[0].decided_at or row[0].created_at, row[0].digest or "", name)


def changed(session: Session, snapshot: Snapshot, query: Node, unit: Unit) -> list[Changed]:
    """The latest changes of the records that match now, one of a record and a changeset each.

    The MOST records that changed last have among them all that the latest MOST changes are of.
    """
    ids = {each.occurrence_id for each in snapshot.hits_since(query, unit, 0, MOST)}
    if not ids:
        return []
    rows = session.execute(queries.changes_of(ids, snapshot.sequence, MOST)).all()
    heads = {head.id: head for head in session.execute(results.occurrences({row[0] for row in rows}))}
    return [Changed(heads[row[0]], row[1], row[2] or "", bool(row[3])) for row in rows if row[0] in heads]


def log_of(session: Session, kept: changesets.LogFilter, before: int | None) -> tuple[list[LogRow], int | None]:
    """The latest MOST changesets that the filter keeps, or the latest before a place of the log; and where the next begin."""
    statement = changesets.log(kept).limit(MOST + 1)
    if before is not None:
        statement = statement.where(Changeset.sequence < before)
    rows = session.execute(statement).all()
    counts = _numbers(session, [each.id for each, _ in rows])
    found = [LogRow(each, author or "", counts.get(each.id, 0)) for each, author in rows[:MOST]]
    return found, found[-1].changeset.sequence if len(rows) > MOST else None


def _numbers(session: Session, ids: Sequence[int]) -> dict[int, int]:
    return {row[0]: row[1] for row in session.execute(changesets.entries_counted(ids))} if ids else {}


def reported(session: Session, snapshot: Callable[[], Snapshot], wanted: Wanted) -> list[Reported]:
    """The latest reports on record, of those that came together the latest published first."""
    state = "" if wanted.state == NOT_STATED else wanted.state
    ids = ids_of(snapshot, wanted.query)
    statement = queries.reports(wanted.kinds, MOST, authority=wanted.authority, state=state, ids=ids)
    return [Reported(row[0], row[1], row[2], row[3], row.speaker, row.authority, row) for row in session.execute(statement)]


# -- disputes


def arisen(session: Session, facts: Sequence[Contested]) -> list[Arisen]:
    """The MOST facts whose dispute is on record since the latest moment."""
    placed = sorted(_on_record(session, facts), key=lambda each: (each[0], each[1].since, each[1].occurrence_id), reverse=True)
    latest = placed[:MOST]
    moments = dict(_moments(session, {sequence for sequence, _ in latest}))
    places = {each: sequence for sequence, each in latest}
    rows = disputes.rows_of(session, [each for _, each in latest], None)
    return [Arisen(row, moments.get(places[row.contested], _BEGINNING)) for row in rows]


def _moments(session: Session, sequences: set[int]) -> list[tuple[int, dt.datetime]]:
    statement = sa.select(Changeset.sequence, Changeset.decided_at).where(Changeset.sequence.in_(sequences))
    return [(sequence, at) for sequence, at in session.execute(statement) if sequence is not None and at is not None]


def _on_record(session: Session, facts: Sequence[Contested]) -> list[tuple[int, Contested]]:
    """The place of the log since which each dispute is on record."""
    found: list[tuple[int, Contested]] = []
    merged = disputes.merged_parties(session)
    for chunk in in_chunks(facts):
        ids, keys = {each.occurrence_id for each in chunk}, {each.property for each in chunk}
        said = disputes.claims_of(session, ids, None, merged, keys)
        groups = {key: by_subject(claims) for key, claims in said.items()}
        found += [(_place(each, groups.get(each.occurrence_id, {}).get(each.subject, [])), each) for each in chunk]
    return found


def _place(fact: Contested, group: Sequence[Said]) -> int:
    """Where both of some two opponents had been recorded with what they said by the day on which the dispute began.

    Of a settled one, the last of what was recorded on the fact.
    """
    if fact.settled_on is not None:
        return max((each.sequence for each in group), default=0)
    parties = {party for pair in fact.pairs for party in pair}
    first = {party: _first([each for each in group if each.speaker == party], fact.since) for party in parties}
    return min((max(first[a], first[b]) for a, b in fact.pairs), default=0)


def _first(words: Sequence[Said], since: str) -> int:
    """Where the last of these that was public by that day was recorded first."""
    known = [each for each in words if each.public <= since] or words
    last = max((each.public for each in known), default="")
    return min((each.sequence for each in known if each.public == last), default=0)
