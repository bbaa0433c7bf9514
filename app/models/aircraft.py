"""The aircraft of an occurrence, numbered within it."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import CLUSTERED, Base, BigKey, changeset_key, number, occurrence_key, party_key


class Aircraft(Base):
    """One aircraft in one occurrence. The columns below `recorded_in` are projected; `closed_in` from its withdrawals."""

    __tablename__ = "aircraft"
    __table_args__ = (
        sa.CheckConstraint("number >= 1", name="number_positive"),
        sa.Index(None, "registration"),
        sa.Index(None, "operator_id"),
        sa.Index(None, "manufacturer_id"),
        CLUSTERED,
    )

    occurrence_id: Mapped[int] = occurrence_key()
    number: Mapped[int] = number()
    recorded_in: Mapped[int] = changeset_key()

    closed_in: Mapped[int | None] = mapped_column(BigKey)
    registration: Mapped[str | None]
    manufacturer_id: Mapped[int | None] = party_key(nullable=True)
    model: Mapped[str | None]
    category: Mapped[str | None]
    n_engines: Mapped[int | None]
    operator_id: Mapped[int | None] = party_key(nullable=True)
    flight_number: Mapped[str | None]
    rule_part: Mapped[str | None]
    purpose: Mapped[str | None]
    phase: Mapped[str | None]
    damage: Mapped[str | None]
