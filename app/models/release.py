"""Which records a release of a dataset held, so that an unchanged one is known at once and a vanished one can be told."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import CLUSTERED, Base, BigKey, changeset_key, occurrence_key


class ReleaseRecord(Base):
    """One record in one release; `digest` is of its statements."""

    __tablename__ = "release_record"
    __table_args__ = (sa.Index(None, "source_id", "record"), CLUSTERED)

    occurrence_id: Mapped[int] = occurrence_key()
    source_id: Mapped[int] = mapped_column(
        BigKey, sa.ForeignKey("source.id", ondelete="RESTRICT"), primary_key=True, autoincrement=False
    )
    record: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    digest: Mapped[str]
    recorded_in: Mapped[int] = changeset_key()
