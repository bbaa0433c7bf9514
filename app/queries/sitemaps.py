"""What search engines are told of: the public records and sources, each with the day on which it last changed."""

from typing import Any

import sqlalchemy as sa

from app.models import Changeset, ChangesetEntry, Occurrence, Source
from app.queries.lists import is_public

Rows = sa.Select[*tuple[Any, ...]]


def occurrences(first: int, last: int) -> Rows:
    """(id, title, instant of the last accepted change) of the public occurrences with ids from `first` to `last`, by id."""
    changed = (
        sa.select(sa.func.max(Changeset.decided_at))
        .join(ChangesetEntry, ChangesetEntry.changeset_id == Changeset.id)
        .where(ChangesetEntry.occurrence_id == Occurrence.id, Changeset.sequence.is_not(None))
        .scalar_subquery()
    )
    return (
        sa.select(Occurrence.id, Occurrence.title, changed)
        .where(Occurrence.id.between(first, last), is_public())
        .order_by(Occurrence.id)
    )


def sources(first: int, last: int) -> Rows:
    """(id, instant of being recorded) of the sources with ids from `first` to `last`, by id."""
    return (
        sa.select(Source.id, Changeset.decided_at)
        .join(Changeset, Changeset.id == Source.recorded_in)
        .where(Source.id.between(first, last), Changeset.sequence.is_not(None))
        .order_by(Source.id)
    )


def last_ids() -> Rows:
    """(highest id of an occurrence, of a source), None where there is none."""
    return sa.select(
        sa.select(sa.func.max(Occurrence.id)).scalar_subquery(), sa.select(sa.func.max(Source.id)).scalar_subquery()
    )
