"""Statements over what people watch, and what changed of it."""

from typing import Any

import sqlalchemy as sa

from app.models import Changeset, ChangesetEntry, Occurrence, User, Watch, WatchedQuery

Rows = sa.Select[*tuple[Any, ...]]


def watch_of(user_id: int, occurrence_id: int) -> Rows:
    """Whether somebody watches an occurrence."""
    return sa.select(Watch).where(Watch.user_id == user_id, Watch.occurrence_id == occurrence_id)


def watched_by(user_id: int) -> Rows:
    """(watch, occurrence) of all that somebody watches, the latest watched first."""
    return (
        sa.select(Watch, Occurrence)
        .join(Occurrence, Occurrence.id == Watch.occurrence_id)
        .where(Watch.user_id == user_id)
        .order_by(Watch.created_at.desc(), Watch.occurrence_id.desc())
    )


def changes_of_watched(user_id: int, since: Any) -> Rows:
    """(occurrence id, changeset) of what changed after each watch's `since`, a column of it, the latest first."""
    return (
        sa.select(ChangesetEntry.occurrence_id, Changeset)
        .join(Watch, Watch.occurrence_id == ChangesetEntry.occurrence_id)
        .join(Changeset, Changeset.id == ChangesetEntry.changeset_id)
        .where(Watch.user_id == user_id, Changeset.sequence > since)
        .order_by(Changeset.sequence.desc(), ChangesetEntry.occurrence_id)
    )


def latest() -> Rows:
    """The sequence of the last accepted changeset; 0 where there is none."""
    return sa.select(sa.func.coalesce(sa.func.max(Changeset.sequence), 0))


def watchers() -> Rows:
    """The users who watch or follow something and whose account is open, with an address, by id."""
    watches = sa.union(sa.select(Watch.user_id), sa.select(WatchedQuery.user_id))
    return (
        sa.select(User)
        .where(User.id.in_(watches), User.active, User.email.is_not(None), User.confirmed_at.is_not(None))
        .order_by(User.id)
    )
