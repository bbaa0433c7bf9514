"""Judgements on whether two records are of one occurrence."""

from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import CLUSTERED, Base, BigKey, changeset_key, code_type, number, occurrence_key
from app.vocab.claims import Verdict


class Judgement(Base):
    """A verdict on a pair, kept under the lower id; `other_id` is the other occurrence's."""

    __tablename__ = "judgement"
    __table_args__ = (CLUSTERED,)

    occurrence_id: Mapped[int] = occurrence_key()
    number: Mapped[int] = number()
    other_id: Mapped[int] = mapped_column(BigKey)
    verdict: Mapped[Verdict] = mapped_column(code_type(Verdict))
    why: Mapped[str]
    recorded_in: Mapped[int] = changeset_key()
    closed_in: Mapped[int | None] = changeset_key(nullable=True)
