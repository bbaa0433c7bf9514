"""Accounts: what one speaker says about one occurrence in one source, on one day."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import (
    CLUSTERED,
    Base,
    changeset_key,
    code_type,
    number,
    occurrence_key,
    party_key,
    source_key,
    within,
)
from app.vocab.claims import Precision, ReportStatus


class Account(Base):
    """The unit in which people and importers write; its claims share speaker, source, days and record time.

    Public time is `published_on`, else `said_on`. `precision` tells how exactly `said_on` is known. `label` is a
    statement's number in a dossier, `record` the row's key in a dataset, `report_status` how far the report had come.
    """

    __tablename__ = "account"
    __table_args__ = (
        sa.CheckConstraint("published_on IS NULL OR published_on >= said_on", name="said_before_published"),
        sa.Index(None, "source_id", "recorded_in"),
        sa.Index(None, "speaker_id", "recorded_in"),
        CLUSTERED,
    )

    occurrence_id: Mapped[int] = occurrence_key()
    number: Mapped[int] = number()
    speaker_id: Mapped[int] = party_key()
    source_id: Mapped[int] = source_key()
    said_on: Mapped[dt.date]
    published_on: Mapped[dt.date | None]
    precision: Mapped[Precision] = mapped_column(code_type(Precision))
    report_status: Mapped[ReportStatus | None] = mapped_column(code_type(ReportStatus))
    label: Mapped[str | None]
    record: Mapped[str | None]
    note: Mapped[str | None]
    recorded_in: Mapped[int] = changeset_key()


class Attestation(Base):
    """A further source in which a claim can be read."""

    __tablename__ = "attestation"
    __table_args__ = (within("claim", "claim_number"), sa.Index(None, "source_id"), CLUSTERED)

    occurrence_id: Mapped[int] = occurrence_key()
    number: Mapped[int] = number()
    claim_number: Mapped[int]
    source_id: Mapped[int] = source_key()
    locator: Mapped[str | None]
    recorded_in: Mapped[int] = changeset_key()
    closed_in: Mapped[int | None] = changeset_key(nullable=True)
