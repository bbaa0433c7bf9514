"""What the other statements ask of the log."""

from typing import Any

import sqlalchemy as sa

from app.models import Changeset


def accepted(recorded_in: Any) -> sa.ColumnElement[bool]:
    """Whether the row's changeset is part of the record. There are few that are not, so it asks for those."""
    condition: sa.ColumnElement[bool] = recorded_in.not_in(sa.select(Changeset.id).where(Changeset.sequence.is_(None)))
    return condition
