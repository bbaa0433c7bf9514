"""Statements over the state of the database, as its administrators see it."""

from typing import Any

import sqlalchemy as sa

from app.models import Changeset, ChangesetEntry, User
from app.vocab.claims import ChangesetKind, ChangesetState

Rows = sa.Select[*tuple[Any, ...]]


def imports() -> Rows:
    """The import changesets, the latest first."""
    return sa.select(Changeset).where(Changeset.kind == ChangesetKind.IMPORT).order_by(Changeset.id.desc())


def occurrences_touched(changeset_ids: list[int]) -> Rows:
    """(changeset id, occurrences) that some changesets touched; those that touched none are missing."""
    return (
        sa.select(ChangesetEntry.changeset_id, sa.func.count())
        .where(ChangesetEntry.changeset_id.in_(changeset_ids))
        .group_by(ChangesetEntry.changeset_id)
    )


def n_pending() -> Rows:
    """How many changesets wait for review."""
    return sa.select(sa.func.count()).select_from(Changeset).where(Changeset.state == ChangesetState.PENDING)


def n_users() -> Rows:
    """How many users can sign in."""
    return sa.select(sa.func.count()).select_from(User).where(User.active, User.email.is_not(None))


def last_accepted() -> Rows:
    """The changeset at the end of the log."""
    return sa.select(Changeset).where(Changeset.sequence.is_not(None)).order_by(Changeset.sequence.desc()).limit(1)
