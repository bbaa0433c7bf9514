"""Claims: one value of one property, as one speaker stated it. Never rewritten, never deleted."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import CLUSTERED, Base, BigKey, changeset_key, code_type, number, occurrence_key, one_open, within
from app.vocab.claims import Rank, Stance


class Claim(Base):
    """One value of one property of an occurrence or one of its aircraft.

    Speaker, source, days and record time are its account's. `value` is canonical text by the property's type, `raw` what the
    source wrote where that differs, `qualifier` empty where the property needs none. Correcting an entry closes it
    (`closed_in`) and files another. `label` is its number in a dossier.
    """

    __tablename__ = "claim"
    __table_args__ = (
        within("account", "account_number"),
        within("aircraft", "aircraft_number"),
        sa.CheckConstraint("value <> ''", name="value_not_empty"),
        CLUSTERED,
    )

    # Its account's reference to the occurrence is checked; a second check of the same would cost every import a tenth.
    occurrence_id: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=False)
    number: Mapped[int] = number()
    account_number: Mapped[int]
    aircraft_number: Mapped[int | None]
    property: Mapped[str]
    qualifier: Mapped[str]
    value: Mapped[str]
    raw: Mapped[str | None]
    stance: Mapped[Stance] = mapped_column(code_type(Stance))
    locator: Mapped[str | None]
    quote: Mapped[str | None]
    label: Mapped[str | None]
    closed_in: Mapped[int | None] = changeset_key(nullable=True)


class Ranking(Base):
    """An editor's mark on a claim, with its reason."""

    __tablename__ = "ranking"
    __table_args__ = (
        within("claim", "claim_number"),
        sa.CheckConstraint("reason <> ''", name="reason_not_empty"),
        one_open("uq_ranking_open", "occurrence_id", "claim_number"),
        CLUSTERED,
    )

    occurrence_id: Mapped[int] = occurrence_key()
    number: Mapped[int] = number()
    claim_number: Mapped[int]
    rank: Mapped[Rank] = mapped_column(code_type(Rank))
    reason: Mapped[str]
    recorded_in: Mapped[int] = changeset_key()
    closed_in: Mapped[int | None] = changeset_key(nullable=True)
