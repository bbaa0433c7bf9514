"""What the other statements ask of the log: whether a row is, or was at a moment, part of the record."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.models import Changeset, InvestigationDocument, InvestigationEvent, RecommendationResponse, Withdrawal
from app.vocab.claims import Entry


def accepted(recorded_in: Any) -> sa.ColumnElement[bool]:
    """Whether the row's changeset is part of the record. There are few that are not, so it asks for those."""
    condition: sa.ColumnElement[bool] = recorded_in.not_in(sa.select(Changeset.id).where(Changeset.sequence.is_(None)))
    return condition


def recorded(recorded_in: Any, at: int | None) -> sa.ColumnElement[bool]:
    """Whether the row's changeset is part of the record, or was at that sequence."""
    if at is None:
        return accepted(recorded_in)
    log = aliased(Changeset)
    return sa.select(1).where(log.id == recorded_in, log.sequence <= at).exists()


def holds(recorded_in: Any, closed_in: Any, at: int | None) -> sa.ColumnElement[bool]:
    """Whether a row that one changeset opened and another may have closed is open, or was at that sequence."""
    if at is None:
        return sa.and_(accepted(recorded_in), closed_in.is_(None))
    return sa.and_(recorded(recorded_in, at), sa.or_(closed_in.is_(None), sa.not_(recorded(closed_in, at))))


# Entries that are numbered within another one: the column of the number of that one.
_WITHIN: dict[Any, str] = {
    InvestigationEvent: "investigation_number",
    InvestigationDocument: "investigation_number",
    RecommendationResponse: "recommendation_number",
}


def stands(table: Any, at: int | None) -> sa.ColumnElement[bool]:
    """Whether an entry is not withdrawn, or was not at that sequence; whether it was recorded by then is asked apart."""
    if at is None:
        open_now: sa.ColumnElement[bool] = table.closed_in.is_(None)
        return open_now
    outer = _WITHIN.get(table)
    withdrawn = sa.select(1).where(
        Withdrawal.occurrence_id == table.occurrence_id,
        Withdrawal.entry == Entry(table.__tablename__),
        Withdrawal.entry_number == getattr(table, outer or "number"),
        Withdrawal.part_number == (table.number if outer else 0),
        holds(Withdrawal.recorded_in, Withdrawal.closed_in, at),
    )
    return sa.not_(withdrawn.exists())
