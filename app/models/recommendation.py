"""Safety recommendations and the answers to them."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import CLUSTERED, Base, changeset_key, code_type, number, occurrence_key, party_key, within
from app.vocab.investigations import RecommendationStatus


class Recommendation(Base):
    """A safety recommendation made in an account. `reference` is its number with the authority, such as `A-15-123`."""

    __tablename__ = "recommendation"
    __table_args__ = (within("account", "account_number"), CLUSTERED)

    occurrence_id: Mapped[int] = occurrence_key()
    number: Mapped[int] = number()
    text: Mapped[str]
    addressee_id: Mapped[int] = party_key()
    made_on: Mapped[dt.date | None]
    account_number: Mapped[int]
    reference: Mapped[str | None]
    sent_on: Mapped[dt.date | None]
    closed_in: Mapped[int | None] = changeset_key(nullable=True)


class RecommendationResponse(Base):
    """An addressee's answer to a recommendation, or the authority's word on it, as an account says.

    `status` is the authority's own: what it makes of the answer.
    """

    __tablename__ = "recommendation_response"
    __table_args__ = (within("recommendation", "recommendation_number"), within("account", "account_number"), CLUSTERED)

    occurrence_id: Mapped[int] = occurrence_key()
    recommendation_number: Mapped[int] = mapped_column(sa.Integer, primary_key=True, autoincrement=False)
    number: Mapped[int] = number()
    text: Mapped[str]
    answered_on: Mapped[dt.date | None]
    account_number: Mapped[int]
    status: Mapped[RecommendationStatus | None] = mapped_column(code_type(RecommendationStatus))
    closed_in: Mapped[int | None] = changeset_key(nullable=True)
