"""Statements over the queries that people follow."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from app.models import Changeset, Occurrence, WatchedQuery

Rows = sa.Select[*tuple[Any, ...]]


def watched_by(user_id: int) -> Rows:
    """All that somebody follows, the latest followed first."""
    return sa.select(WatchedQuery).where(WatchedQuery.user_id == user_id).order_by(WatchedQuery.number.desc())


def watched_as(user_id: int, query: str, unit: str) -> Rows:
    """The one with that canonical text, if it is followed."""
    return watched_by(user_id).where(WatchedQuery.query == query, WatchedQuery.unit == unit).limit(1)


def numbers_of(user_id: int) -> Rows:
    """(how many somebody follows, the highest number given)."""
    return sa.select(sa.func.count(), sa.func.coalesce(sa.func.max(WatchedQuery.number), 0)).where(
        WatchedQuery.user_id == user_id
    )


def anybody_watches() -> Rows:
    """The user of any followed query; no row where nobody follows one."""
    return sa.select(WatchedQuery.user_id).limit(1)


def with_beginnings(ids: Collection[int]) -> Rows:
    """(occurrence, the sequence of the changeset that made it), in no order."""
    return (
        sa.select(Occurrence, Changeset.sequence)
        .join(Changeset, Changeset.id == Occurrence.created_in)
        .where(Occurrence.id.in_(ids))
    )
