"""Projecting anew what is on record: after corrections, and when a party is renamed or merged."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models import Account, Aircraft, Claim, Identifier, Occurrence, OccurrenceText, Party, Standing
from app.queries.claims import PARTY_VALUED, alike, said, to_said
from app.resolution.rule import Said
from app.services.bulk import columns_of, insert_rows
from app.services.projector import AIRCRAFT_COLUMNS, OCCURRENCE_COLUMNS, project
from app.vocab.claims import Entry, OccurrenceState

STEP = 500  # occurrences projected together

# Of each entry that can be withdrawn the column that names the row it is numbered within; None: within the occurrence.
ENTRY_TABLES: dict[Entry, str | None] = {
    Entry.AIRCRAFT: None,
    Entry.CLAIM: None,
    Entry.ATTESTATION: None,
    Entry.INVESTIGATION: None,
    Entry.INVESTIGATION_EVENT: "investigation_number",
    Entry.INVESTIGATION_DOCUMENT: "investigation_number",
    Entry.PARTICIPATION: "investigation_number",
    Entry.RECOMMENDATION: None,
    Entry.RECOMMENDATION_RESPONSE: "recommendation_number",
}


def speaking_of(parties: Collection[int]) -> sa.Select[Any]:
    """Ids of the occurrences in which the parties, or others that were merged into them, speak or are named."""
    meant = sa.or_(Party.id.in_(parties), Party.merged_into.in_(parties))
    spoken = sa.select(Account.occurrence_id).where(Account.speaker_id.in_(sa.select(Party.id).where(meant)))
    named = sa.select(Claim.occurrence_id).where(
        Claim.property.in_(PARTY_VALUED), Claim.value.in_(sa.select(sa.cast(Party.id, sa.Text)).where(meant))
    )
    return spoken.union(named).order_by("occurrence_id")  # type: ignore[return-value]


def reproject(
    session: Session,
    ids: Sequence[int],
    names: Mapping[int, str],
    merged: Mapping[int, int],
    *,
    accepting: tuple[int, int] | None = None,
) -> None:
    """Write the projected columns of these occurrences anew from their open claims.

    names, merged: of the parties by id. accepting: (id, sequence) of the changeset being accepted, which counts already.
    """
    for first in range(0, len(ids), STEP):
        _reproject(session, ids[first : first + STEP], names, merged, accepting)


def _reproject(
    session: Session,
    ids: Sequence[int],
    names: Mapping[int, str],
    merged: Mapping[int, int],
    accepting: tuple[int, int] | None,
) -> None:
    claims: dict[int, list[Said]] = defaultdict(list)
    for row in session.execute(said(ids, accepting=accepting)):
        claims[row[0]].append(to_said(row))
    aircraft: dict[int, list[tuple[int, bool]]] = defaultdict(list)
    craft = sa.select(Aircraft.occurrence_id, Aircraft.number, Aircraft.closed_in).where(Aircraft.occurrence_id.in_(ids))
    for occurrence_id, number, closed_in in session.execute(craft.order_by(Aircraft.occurrence_id, Aircraft.number)):
        aircraft[occurrence_id].append((number, closed_in is not None))
    standing = sa.select(Standing.occurrence_id, Standing.state, Standing.merged_into)
    states = {
        row.occurrence_id: (row.state.value, row.merged_into)
        for row in session.execute(standing.where(Standing.occurrence_id.in_(ids), Standing.closed_in.is_(None)))
    }
    events: list[tuple[Any, ...]] = []
    crafts: list[tuple[Any, ...]] = []
    identifiers: list[tuple[Any, ...]] = []
    words: list[tuple[Any, ...]] = []
    for each in ids:
        gone = {number for number, is_gone in aircraft[each] if is_gone}
        projection = project(alike(claims[each], merged), len(aircraft[each]), names, gone=gone)
        state, into = states.get(each, (OccurrenceState.LIVE.value, None))
        events.append((each, state, into, *projection.occurrence))
        crafts.extend((each, number, *row) for number, row in enumerate(projection.aircraft, start=1))
        if state != OccurrenceState.MERGED:  # a merged record is found under the other's id
            identifiers.extend((*pair, each) for pair in sorted(projection.identifiers))
        words.append((each, projection.words))
    connection = session.connection()
    update_rows(connection, Occurrence.__table__, ("id",), ("state", "merged_into", *OCCURRENCE_COLUMNS), events)
    update_rows(connection, Aircraft.__table__, ("occurrence_id", "number"), AIRCRAFT_COLUMNS, crafts)
    session.execute(sa.delete(Identifier).where(Identifier.occurrence_id.in_(ids)))
    session.execute(sa.delete(OccurrenceText).where(OccurrenceText.occurrence_id.in_(ids)))
    insert_rows(connection, "identifier", columns_of("identifier"), identifiers)
    insert_rows(connection, "occurrence_text", columns_of("occurrence_text"), words)


def update_rows(
    connection: sa.Connection, table: Any, keys: tuple[str, ...], columns: tuple[str, ...], rows: list[tuple[Any, ...]]
) -> None:
    """Update rows by key; each tuple is the key, then the new values. Dates as ISO text, codes as their values."""
    if not rows:
        return
    marks = [f"k_{name}" for name in keys] + [f"v_{name}" for name in columns]
    statement = (
        sa.update(table)
        .where(*(table.c[name] == sa.bindparam(f"k_{name}") for name in keys))
        .values({name: sa.bindparam(f"v_{name}", type_=_raw(table.c[name].type)) for name in columns})
    )
    connection.execute(statement, [dict(zip(marks, row, strict=True)) for row in rows])


class _IsoDate(sa.TypeDecorator[str]):
    """A date given as ISO text, as the bulk paths give it."""

    impl = sa.Date
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: sa.Dialect) -> dt.date | None:
        return None if value is None else dt.date.fromisoformat(value)


def _raw(column_type: sa.types.TypeEngine[Any]) -> sa.types.TypeEngine[Any]:
    if isinstance(column_type, sa.Enum):
        return sa.Text()
    return _IsoDate() if isinstance(column_type, sa.Date) else column_type
