"""Disputed facts, and who says what."""

import datetime as dt
from typing import Any

from flask import url_for
from pydantic import Field

from app.api.schemas.changesets import OccurrenceRef, occurrence_ref
from app.api.schemas.parties import PartyOut
from app.api.schemas.shape import Shape
from app.services.disputes import Row, Voice
from app.vocab.claims import Stance


class OpponentOut(Shape):
    """What one of the opponents said last in the dispute."""

    claim: str = Field(description="the claim's permanent name")
    speaker: PartyOut
    stance: Stance
    text: str = Field(description="the value in words")
    public_on: dt.date


class DistanceOut(Shape):
    """How far the values lie apart that are affirmed."""

    amount: float
    unit: str
    relative: float | None = Field(description="as a share of the larger value")


class DisputeOut(Shape):
    """A fact on which speakers contradict one another, or did."""

    occurrence: OccurrenceRef
    date: str | None = Field(description="of the occurrence; the first day of a month or year that alone is known")
    aircraft: int | None
    property: str
    qualifier: str | None
    since: dt.date
    settled_on: dt.date | None
    difference: DistanceOut | None
    voices: list[OpponentOut]


def dispute_of(row: Row) -> dict[str, Any]:
    """The fields of DisputeOut."""
    fact, size = row.contested, row.contested.size
    return {
        "occurrence": occurrence_ref(row.occurrence), "date": fact.occurred_on or None, "aircraft": fact.aircraft,
        "property": fact.property, "qualifier": fact.qualifier or None, "since": fact.since, "settled_on": fact.settled_on,
        "difference": size and DistanceOut(amount=size.amount, unit=size.unit, relative=size.relative),
        "voices": [_voice(fact.occurrence_id, each) for each in row.voices],
    }  # fmt: skip


def _voice(occurrence_id: int, voice: Voice) -> OpponentOut:
    page = url_for("parties.show", party_id=voice.speaker, _external=True)
    return OpponentOut(
        claim=f"{occurrence_id}-{voice.number}",
        speaker=PartyOut(id=voice.speaker, name=voice.name, url=page),
        stance=voice.stance,
        text=voice.value,
        public_on=dt.date.fromisoformat(voice.public_on),
    )
