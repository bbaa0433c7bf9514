"""What a program was answered, so that the same request sent twice is done once."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, BigKey


class GivenAnswer(Base):
    """The answer to a request that wrote something, under a key of the user's own; written with what it answers for.

    `digest` is of the whole request: another one under the same key is a mistake. Old ones are cleared away.
    """

    __tablename__ = "idempotency"
    __table_args__ = (sa.CheckConstraint("key <> ''", name="key_not_empty"), sa.Index(None, "created_at"))

    user_id: Mapped[int] = mapped_column(
        BigKey, sa.ForeignKey("user.id", ondelete="RESTRICT"), primary_key=True, autoincrement=False
    )
    key: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    digest: Mapped[str]
    status: Mapped[int]
    location: Mapped[str | None]
    answer: Mapped[str]
    created_at: Mapped[dt.datetime]
