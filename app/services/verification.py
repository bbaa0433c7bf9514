"""Proving that the database holds what was recorded: references, digest chain, projection."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.errors import DomainError
from app.models import (
    Account,
    Aircraft,
    Base,
    Changeset,
    ChangesetEntry,
    Identifier,
    Occurrence,
    OccurrenceText,
    Party,
    PartyMerge,
    PartyName,
    Standing,
    Withdrawal,
)
from app.queries.claims import alike, said, to_said
from app.services.digests import (
    BY_ACCOUNT,
    CLOSABLE,
    CONTENT,
    GENESIS,
    KEYS,
    SHARED,
    changeset_digest,
    entry_digest,
    plain,
    shared_digest,
)
from app.services.filing import fields_of
from app.services.projector import AIRCRAFT_COLUMNS, OCCURRENCE_COLUMNS, project
from app.services.reprojection import ENTRY_TABLES
from app.vocab.claims import ChangesetState, Entry, OccurrenceState
from app.vocab.properties import BY_KEY

STEP = 2_000  # occurrences looked at together

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that is not as it was recorded: where, and what."""

    place: str
    what: str

    def __str__(self) -> str:
        return f"{self.place}: {self.what}"


def verify(session: Session, progress: Progress | None = None) -> Iterator[Difference]:
    """All differences found: none is the proof. `progress` is told up to which id it has come."""
    for part in (_references(session), _occurrences(session, progress), _chain(session)):
        try:
            yield from part
        except (LookupError, ValueError) as error:  # a stored code, date or time that is none
            yield Difference("database", f"holds a value that cannot be read: {error}")


def last_occurrence(session: Session) -> int:
    """The highest id that an occurrence has; 0 in an empty database."""
    return session.scalar(sa.select(sa.func.max(Occurrence.id))) or 0


def _references(session: Session) -> Iterator[Difference]:
    """Foreign keys. PostgreSQL holds them itself; SQLite can be written to with the check off."""
    connection = session.connection()
    if connection.dialect.name != "sqlite":
        return
    for line in connection.exec_driver_sql("PRAGMA quick_check"):
        if line[0] != "ok":
            yield Difference("database file", str(line[0]))
    for table, row, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield Difference(f"table {table}" + (f", row {row}" if row is not None else ""), f"refers to a missing {parent}")


# -- under the occurrences


def _occurrences(session: Session, progress: Progress | None) -> Iterator[Difference]:
    last = last_occurrence(session)
    parties = session.execute(sa.select(Party.id, Party.name, Party.merged_into)).all()
    names = {row.id: row.name for row in parties}
    merged = {row.id: row.merged_into for row in parties if row.merged_into is not None}
    for first in range(1, last + 1, STEP):
        span = (first, min(first + STEP - 1, last))
        yield from _entries(session, span)
        yield from _withdrawals(session, span)
        yield from _projections(session, span, names, merged)
        if progress is not None:
            progress(span[1])


Place = tuple[int, int]  # changeset, occurrence


def _entries(session: Session, span: tuple[int, int]) -> Iterator[Difference]:
    """Recompute the digest of every entry from the rows that the changeset recorded and closed."""
    recorded: dict[Place, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    closed: dict[Place, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for table in CONTENT:
        for occurrence_id, recorded_in, closed_in, row, key in _content_rows(session, table, span):
            recorded[recorded_in, occurrence_id][table].append(row)
            if closed_in is not None:
                closed[closed_in, occurrence_id][table].append(key)
    made = sa.select(Occurrence.id, Occurrence.created_in).where(Occurrence.id.between(*span))
    created = {row.id: row.created_in for row in session.execute(made)}
    kept = {
        (row.changeset_id, row.occurrence_id): row.digest
        for row in session.execute(
            sa.select(ChangesetEntry.changeset_id, ChangesetEntry.occurrence_id, ChangesetEntry.digest).where(
                ChangesetEntry.occurrence_id.between(*span)
            )
        )
    }
    for tables in recorded.values():
        if "release_record" in tables:  # its key is text, which each database sorts in its own way
            tables["release_record"].sort()
    for entry in sorted({*recorded, *closed, *kept, *((maker, each) for each, maker in created.items())}):
        changeset, occurrence_id = entry
        digest = entry_digest(created.get(occurrence_id) == changeset, recorded[entry], closed[entry])
        if kept.get(entry) != digest:
            yield Difference(
                f"occurrence {occurrence_id}, changeset {changeset}",
                f"differs from what was recorded{_hint(recorded[entry])}",
            )


def _hint(rows: dict[str, list[Any]]) -> str:
    counts = [f"{len(each)} rows of {table}" for table, each in rows.items() if each]
    return f"; it covers {', '.join(counts)}" if counts else "; nothing of it is left"


def _content_rows(
    session: Session, table: str, span: tuple[int, int]
) -> Iterator[tuple[int, int, int | None, list[Any], list[Any]]]:
    """(occurrence, changeset that recorded, changeset that closed, content, key) of a table's rows, by key."""
    columns = Base.metadata.tables[table].c
    recorded_in = Account.__table__.c.recorded_in if table in BY_ACCOUNT else columns.recorded_in
    closed_in = columns.closed_in if table in CLOSABLE else sa.null()
    statement = sa.select(
        columns.occurrence_id, recorded_in, closed_in, *(_raw(columns[name]) for name in CONTENT[table])
    ).where(columns.occurrence_id.between(*span))
    if table in BY_ACCOUNT:
        account = Account.__table__.c
        statement = statement.join(
            Account.__table__,
            sa.and_(account.occurrence_id == columns.occurrence_id, account.number == columns.account_number),
        )
    statement = statement.order_by(columns.occurrence_id, *(columns[name] for name in KEYS[table]))
    places = [CONTENT[table].index(name) for name in KEYS[table]]
    dates = [i for i, name in enumerate(CONTENT[table]) if isinstance(columns[name].type, sa.Date | sa.DateTime)]
    for occurrence_id, made, ended, *content in session.execute(statement):
        for i in dates:
            content[i] = plain(content[i])
        yield occurrence_id, made, ended, content, [content[place] for place in places]


def _raw(column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """Codes and dates as they are stored: a damaged one is a difference to report, not an error."""
    return sa.type_coerce(column, sa.Text) if isinstance(column.type, sa.Enum | sa.Date) else column


def _withdrawals(session: Session, span: tuple[int, int]) -> Iterator[Difference]:
    """What an entry says of its own end is what its open withdrawal says."""
    said_closed: dict[tuple[str, int, int, int], int] = {}
    rows = sa.select(
        Withdrawal.occurrence_id,
        sa.type_coerce(Withdrawal.entry, sa.Text),
        Withdrawal.entry_number,
        Withdrawal.part_number,
        Withdrawal.recorded_in,
    ).where(Withdrawal.occurrence_id.between(*span), Withdrawal.closed_in.is_(None))
    for occurrence_id, entry, number, part, recorded_in in session.execute(rows):
        said_closed[entry, occurrence_id, number, part] = recorded_in
    for entry, whole in ENTRY_TABLES.items():
        columns = Base.metadata.tables[entry.value].c
        keys = (columns.number, sa.literal(0)) if whole is None else (columns[whole], columns.number)
        closed = sa.select(columns.occurrence_id, keys[0], keys[1], columns.closed_in)
        for occurrence_id, number, part, closed_in in session.execute(
            closed.where(columns.occurrence_id.between(*span), columns.closed_in.is_not(None))
        ):
            expected = said_closed.pop((entry.value, occurrence_id, number, part), None)
            if closed_in != expected:
                place = f"occurrence {occurrence_id}, {entry.label.lower()} {number}" + (f"-{part}" if part else "")
                yield Difference(place, f"is closed in changeset {closed_in}, but its withdrawals give {expected}")
    for name, occurrence_id, number, part in said_closed:
        place = f"occurrence {occurrence_id}, {Entry(name).label.lower()} {number}" + (f"-{part}" if part else "")
        yield Difference(place, "is withdrawn, but stands as if it were not")


def _projections(
    session: Session, span: tuple[int, int], names: dict[int, str], merged: dict[int, int]
) -> Iterator[Difference]:
    """Recompute the projected columns from the claims."""
    claims = defaultdict(list)
    unknown: set[int] = set()
    for row in session.execute(said().where(Account.occurrence_id.between(*span))):
        if row[3] in BY_KEY:
            claims[row[0]].append(to_said(row))
        else:
            unknown.add(row[0])
            yield Difference(f"occurrence {row[0]}, claim {row[1]}", f"has the unknown property {row[3]!r}")
    aircraft: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    craft = Aircraft.__table__.c
    gone: dict[int, set[int]] = defaultdict(set)
    statement = sa.select(craft.occurrence_id, craft.closed_in, *(craft[name] for name in AIRCRAFT_COLUMNS))
    for row in session.execute(statement.where(craft.occurrence_id.between(*span)).order_by(craft.occurrence_id, craft.number)):
        aircraft[row[0]].append(tuple(row[2:]))
        if row[1] is not None:
            gone[row[0]].add(len(aircraft[row[0]]))
    identifiers = defaultdict(set)
    for each in session.scalars(sa.select(Identifier).where(Identifier.occurrence_id.between(*span))):
        identifiers[each.occurrence_id].add((each.scheme, each.value))
    texts = sa.select(OccurrenceText.occurrence_id, OccurrenceText.words).where(OccurrenceText.occurrence_id.between(*span))
    words = {row.occurrence_id: row.words for row in session.execute(texts)}
    columns = Occurrence.__table__.c
    kept = sa.select(
        columns.id, sa.type_coerce(columns.state, sa.Text), *(_raw(columns[name]) for name in OCCURRENCE_COLUMNS)
    ).where(columns.id.between(*span))
    yield from _standing(session, span)
    for occurrence_id, state, *values in session.execute(kept.order_by(columns.id)):
        if occurrence_id in unknown:
            continue
        place = f"occurrence {occurrence_id}"
        try:
            expected = project(
                alike(claims[occurrence_id], merged), len(aircraft[occurrence_id]), names, gone=gone[occurrence_id]
            )
        except (DomainError, ValueError, KeyError) as error:
            yield Difference(place, f"its claims cannot be projected: {error!r}")
            continue
        yield from _compare(place, OCCURRENCE_COLUMNS, values, expected.occurrence)
        for number, (craft_row, wanted) in enumerate(zip(aircraft[occurrence_id], expected.aircraft, strict=True), start=1):
            yield from _compare(f"{place}, aircraft {number}", AIRCRAFT_COLUMNS, craft_row, wanted)
        if identifiers[occurrence_id] != (expected.identifiers if state != OccurrenceState.MERGED else set()):
            yield Difference(place, "its identifiers differ from its claims")
        # Records that have not changed since version 0.1.0 was begun have blanks between their texts instead of lines.
        if words.get(occurrence_id, "").replace("\n", " ") != expected.words.replace("\n", " "):
            yield Difference(place, "its search words differ from its claims")


def _standing(session: Session, span: tuple[int, int]) -> Iterator[Difference]:
    """The version counts the accepted changesets; what hides a record must be on record itself."""
    entries = (
        sa.select(ChangesetEntry.occurrence_id, sa.func.count().label("n"))
        .join(Changeset, Changeset.id == ChangesetEntry.changeset_id)
        .where(ChangesetEntry.occurrence_id.between(*span), Changeset.sequence.is_not(None))
        .group_by(ChangesetEntry.occurrence_id)
    )
    counts = {row.occurrence_id: row.n for row in session.execute(entries)}
    standing = sa.select(Standing.occurrence_id, sa.type_coerce(Standing.state, sa.Text), Standing.merged_into)
    told = {
        row[0]: (row[1], row[2])
        for row in session.execute(standing.where(Standing.occurrence_id.between(*span), Standing.closed_in.is_(None)))
    }
    columns = Occurrence.__table__.c
    rows = sa.select(columns.id, columns.version, sa.type_coerce(columns.state, sa.Text), columns.merged_into)
    for occurrence_id, version, state, merged_into in session.execute(rows.where(columns.id.between(*span))):
        place = f"occurrence {occurrence_id}"
        if version != counts.get(occurrence_id):
            yield Difference(
                f"{place}, column version", f"is {version}, but {counts.get(occurrence_id, 0)} changesets touched it"
            )
        expected = told.get(occurrence_id, (OccurrenceState.LIVE.value, None))
        if (state, merged_into) != expected:
            yield Difference(f"{place}, column state", f"is {state!r}, but the changesets say {expected[0]!r}")


def _compare(place: str, columns: tuple[str, ...], kept: Any, expected: Any) -> Iterator[Difference]:
    for name, is_, should in zip(columns, map(plain, kept), expected, strict=True):
        if is_ != should:
            yield Difference(f"{place}, column {name}", f"is {is_!r}, but its claims give {should!r}")


# -- the log


def _chain(session: Session) -> Iterator[Difference]:
    """Recompute each accepted changeset's digest from the one before it."""
    yield from _names(session)
    shared, closed = _shared_rows(session)
    previous = GENESIS
    changesets = session.scalars(
        sa.select(Changeset).where(Changeset.state == ChangesetState.ACCEPTED).order_by(Changeset.sequence)
    ).all()
    for expected, changeset in enumerate(changesets, start=1):
        place = f"changeset {changeset.id}"
        if changeset.sequence != expected:
            yield Difference(place, f"has sequence {changeset.sequence}, expected {expected}")
        if changeset.shared_digest != shared_digest(shared[changeset.id], closed[changeset.id]):
            yield Difference(place, "its parties or sources differ from what was recorded")
        entries = session.execute(
            sa.select(ChangesetEntry.occurrence_id, ChangesetEntry.digest)
            .where(ChangesetEntry.changeset_id == changeset.id)
            .order_by(ChangesetEntry.occurrence_id)
        )
        digest = changeset_digest(
            previous, fields_of(changeset), changeset.shared_digest or "", ((row[0], row[1]) for row in entries)
        )
        if changeset.digest != digest:
            yield Difference(place, "its digest does not follow from its content and the changeset before it")
        previous = changeset.digest or ""


def _names(session: Session) -> Iterator[Difference]:
    """A party's name is its one open primary name; what it was merged into is its open merge."""
    primary = sa.and_(PartyName.party_id == Party.id, PartyName.is_primary, PartyName.closed_in.is_(None))
    for party_id, name, kept in session.execute(sa.select(Party.id, Party.name, PartyName.name).outerjoin(PartyName, primary)):
        if name != kept:
            yield Difference(f"party {party_id}, column name", f"is {name!r}, but its primary name is {kept!r}")
    merge = sa.and_(PartyMerge.party_id == Party.id, PartyMerge.closed_in.is_(None))
    rows = sa.select(Party.id, Party.merged_into, PartyMerge.into_id).outerjoin(PartyMerge, merge)
    for party_id, into, expected in session.execute(
        rows.where(sa.or_(Party.merged_into.is_not(None), PartyMerge.into_id.is_not(None)))
    ):
        if into != expected:
            yield Difference(f"party {party_id}, column merged_into", f"is {into}, but its merges give {expected}")


Found = dict[int, dict[str, list[Any]]]


def _shared_rows(session: Session) -> tuple[Found, Found]:
    """The shared rows that each changeset recorded, and the keys of those that it closed."""
    found: Found = defaultdict(lambda: defaultdict(list))
    closed: Found = defaultdict(lambda: defaultdict(list))
    for table, names in SHARED.items():
        columns = Base.metadata.tables[table].c
        for recorded_in, *row in session.execute(sa.select(columns.recorded_in, *(_raw(columns[name]) for name in names))):
            found[recorded_in][table].append([plain(value) for value in row])
        if "closed_in" not in columns:
            continue
        ended = sa.select(columns.closed_in, columns.party_id, columns.number).where(columns.closed_in.is_not(None))
        for closed_in, *key in session.execute(ended):
            closed[closed_in][table].append(key)
    for each in (*found.values(), *closed.values()):
        for rows in each.values():
            rows.sort()
    return found, closed
