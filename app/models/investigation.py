"""Investigations, their dated events, and the States in them."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import CLUSTERED, Base, changeset_key, code_type, number, occurrence_key, party_key, source_key, within
from app.vocab.claims import Precision
from app.vocab.investigations import Capacity, EventKind, InvestigationKind, StateRole


class Investigation(Base):
    """One authority's inquiry into an occurrence; `state_role` is the role of the authority's State."""

    __tablename__ = "investigation"
    __table_args__ = (sa.Index(None, "authority_id"), CLUSTERED)

    occurrence_id: Mapped[int] = occurrence_key()
    number: Mapped[int] = number()
    authority_id: Mapped[int] = party_key()
    kind: Mapped[InvestigationKind] = mapped_column(code_type(InvestigationKind))
    state_role: Mapped[StateRole | None] = mapped_column(code_type(StateRole))
    note: Mapped[str | None]
    recorded_in: Mapped[int] = changeset_key()
    closed_in: Mapped[int | None] = changeset_key(nullable=True)


class InvestigationEvent(Base):
    """A step of an investigation on a day, as the account says. `happened_on` None: the account does not date it."""

    __tablename__ = "investigation_event"
    __table_args__ = (within("investigation", "investigation_number"), within("account", "account_number"), CLUSTERED)

    occurrence_id: Mapped[int] = occurrence_key()
    investigation_number: Mapped[int] = mapped_column(sa.Integer, primary_key=True, autoincrement=False)
    number: Mapped[int] = number()
    kind: Mapped[EventKind] = mapped_column(code_type(EventKind))
    happened_on: Mapped[dt.date | None]
    precision: Mapped[Precision] = mapped_column(code_type(Precision))
    account_number: Mapped[int]
    note: Mapped[str | None]
    closed_in: Mapped[int | None] = changeset_key(nullable=True)


class InvestigationDocument(Base):
    """A report or another document of an investigation: a source of the database."""

    __tablename__ = "investigation_document"
    __table_args__ = (within("investigation", "investigation_number"), sa.Index(None, "source_id"), CLUSTERED)

    occurrence_id: Mapped[int] = occurrence_key()
    investigation_number: Mapped[int] = mapped_column(sa.Integer, primary_key=True, autoincrement=False)
    number: Mapped[int] = number()
    source_id: Mapped[int] = source_key()
    note: Mapped[str | None]
    recorded_in: Mapped[int] = changeset_key()
    closed_in: Mapped[int | None] = changeset_key(nullable=True)


class Participation(Base):
    """How a State takes part in an investigation from a day on, as the account says.

    `country` is the State, `party_id` its body or an organisation that advises it, None where none is named. `since` None: the
    account does not date it. What is said later of the same State, role and body stands in the place of what was said before.
    """

    __tablename__ = "participation"
    __table_args__ = (
        within("investigation", "investigation_number"),
        within("account", "account_number"),
        sa.Index(None, "party_id"),
        CLUSTERED,
    )

    occurrence_id: Mapped[int] = occurrence_key()
    investigation_number: Mapped[int] = mapped_column(sa.Integer, primary_key=True, autoincrement=False)
    number: Mapped[int] = number()
    country: Mapped[str]
    role: Mapped[StateRole] = mapped_column(code_type(StateRole))
    capacity: Mapped[Capacity] = mapped_column(code_type(Capacity))
    party_id: Mapped[int | None] = party_key(nullable=True)
    since: Mapped[dt.date | None]
    precision: Mapped[Precision] = mapped_column(code_type(Precision))
    account_number: Mapped[int]
    note: Mapped[str | None]
    closed_in: Mapped[int | None] = changeset_key(nullable=True)
