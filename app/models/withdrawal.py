"""Withdrawals: what no longer stands, why, and since which changeset. Whatever is withdrawn stays where it is."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import CLUSTERED, Base, BigKey, changeset_key, code_type, number, occurrence_key, one_open
from app.vocab.claims import Entry, OccurrenceState


class Withdrawal(Base):
    """An entry taken back, with the reason; closed where the entry stands again.

    `entry` names the table, `entry_number` the row, `part_number` the row within it (a step of an investigation, a response),
    else 0. The entry's own `closed_in` repeats `recorded_in` of its open withdrawal.
    """

    __tablename__ = "withdrawal"
    __table_args__ = (
        sa.CheckConstraint("reason <> ''", name="reason_not_empty"),
        one_open("uq_withdrawal_open", "occurrence_id", "entry", "entry_number", "part_number"),
        CLUSTERED,
    )

    occurrence_id: Mapped[int] = occurrence_key()
    number: Mapped[int] = number()
    entry: Mapped[Entry] = mapped_column(code_type(Entry))
    entry_number: Mapped[int]
    part_number: Mapped[int]
    reason: Mapped[str]
    recorded_in: Mapped[int] = changeset_key()
    closed_in: Mapped[int | None] = changeset_key(nullable=True)


class Standing(Base):
    """That a record is withdrawn or merged, and why; no open row: it is live.

    The occurrence's own `state` and `merged_into` repeat its open row.
    """

    __tablename__ = "standing"
    __table_args__ = (
        sa.CheckConstraint("(state = 'merged') = (merged_into IS NOT NULL)", name="merged_into"),
        sa.CheckConstraint("state <> 'live'", name="not_live"),
        sa.CheckConstraint("reason <> ''", name="reason_not_empty"),
        one_open("uq_standing_open", "occurrence_id"),
        CLUSTERED,
    )

    occurrence_id: Mapped[int] = occurrence_key()
    number: Mapped[int] = number()
    state: Mapped[OccurrenceState] = mapped_column(code_type(OccurrenceState))
    merged_into: Mapped[int | None] = mapped_column(BigKey)
    reason: Mapped[str]
    recorded_in: Mapped[int] = changeset_key()
    closed_in: Mapped[int | None] = changeset_key(nullable=True)
