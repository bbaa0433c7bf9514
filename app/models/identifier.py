"""Identifiers by which an occurrence is found again. Projected from claims."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import CLUSTERED, Base, BigKey


class Identifier(Base):
    """One identifier; `scheme` is its property's key. That a value leads to one occurrence is kept by the writer's lock."""

    __tablename__ = "identifier"
    __table_args__ = (sa.Index(None, "occurrence_id"), CLUSTERED)

    scheme: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    value: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    occurrence_id: Mapped[int] = mapped_column(
        BigKey, sa.ForeignKey("occurrence.id", ondelete="RESTRICT"), primary_key=True, autoincrement=False
    )
