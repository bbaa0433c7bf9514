"""The occurrence: the aggregate under whose id everything about it hangs."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, BigKey, changeset_key, code_type, occurrence_key
from app.vocab.claims import OccurrenceState


class Occurrence(Base):
    """One event. All columns below `version` are a cache of the rule over its claims; only the projector writes them.

    `merged_into` is the id of the occurrence that the record was merged into. `n_disputed` counts the contested facts,
    `disputed` holds the keys of their properties, blank-separated; `categories` the CICTT codes likewise. Dates known to
    the month or year stand for their first day, with the precision beside them.
    """

    __tablename__ = "occurrence"
    __table_args__ = (
        sa.CheckConstraint("(state = 'merged') = (merged_into IS NOT NULL)", name="merged_into"),
        sa.CheckConstraint("version >= 1", name="version_positive"),
        sa.CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name="position_whole"),
        sa.Index(None, "occurred_on", "id"),
        sa.Index(None, "year"),
        sa.Index(None, "country"),
        sa.Index(None, "n_fatal", "id"),
        sa.Index(None, "n_disputed"),
        sa.Index(
            "ix_occurrence_not_live", "id", sqlite_where=sa.text("state <> 'live'"), postgresql_where=sa.text("state <> 'live'")
        ),
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=False)
    created_in: Mapped[int] = changeset_key()
    state: Mapped[OccurrenceState] = mapped_column(code_type(OccurrenceState))
    merged_into: Mapped[int | None] = mapped_column(BigKey)
    version: Mapped[int]

    title: Mapped[str]
    occurrence_class: Mapped[str | None]
    occurred_on: Mapped[dt.date | None]
    occurred_precision: Mapped[str | None]
    year: Mapped[int | None]
    time_local: Mapped[str | None]
    place: Mapped[str | None]
    country: Mapped[str | None]
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    aerodrome_code: Mapped[str | None]
    aerodrome_name: Mapped[str | None]
    weather: Mapped[str | None]
    n_aboard: Mapped[int | None]
    n_fatal: Mapped[int | None]
    n_serious: Mapped[int | None]
    n_minor: Mapped[int | None]
    n_unhurt: Mapped[int | None]
    highest_injury: Mapped[str | None]
    unlawful_interference: Mapped[str | None]
    categories: Mapped[str | None]
    ntsb_number: Mapped[str | None]
    report_status: Mapped[str | None]
    n_aircraft: Mapped[int]
    n_claims: Mapped[int]
    n_disputed: Mapped[int]
    disputed: Mapped[str]


class OccurrenceText(Base):
    """All words of an occurrence's names, places, identifiers and texts, folded, a text to a line. Projected."""

    __tablename__ = "occurrence_text"

    occurrence_id: Mapped[int] = occurrence_key()
    words: Mapped[str]
