"""Investigations as the tracker lists them."""

import datetime as dt
from typing import Any

from flask import url_for
from pydantic import Field

from app.api.schemas.investigations import DueOut, MissedOut, due_of, missed_of
from app.api.schemas.parties import PartyOut
from app.api.schemas.shape import Shape
from app.core.text import slug
from app.resolution.clock import Duty
from app.services.tracker import Row
from app.vocab.investigations import EventKind, InvestigationKind, StateRole


class TrackedOccurrenceOut(Shape):
    """What an investigation is about."""

    id: int
    url: str = Field(description="its page")
    title: str
    date: dt.date | None
    country: str | None


class StatusOut(Shape):
    """The last step by the authority's word."""

    kind: EventKind
    happened_on: dt.date | None
    public_on: dt.date
    speaker: str


class TrackedOut(Shape):
    """An investigation on the Annex 13 clock on the day."""

    occurrence: TrackedOccurrenceOut
    number: int
    authority: PartyOut
    kind: InvestigationKind
    state_role: StateRole | None
    status: StatusOut | None
    due: list[DueOut]
    overdue: list[Duty] = Field(description="the duties that are past their dates")
    missed: list[MissedOut]
    rule: str


def tracked_of(row: Row) -> dict[str, Any]:
    """The fields of TrackedOut."""
    head, one, clock = row.occurrence, row.investigation, row.clock
    page = url_for("occurrences.show", occurrence_id=head.id, slug=slug(head.title), _external=True)
    return {
        "occurrence": TrackedOccurrenceOut(
            id=head.id, url=page, title=head.title, date=head.occurred_on, country=head.country
        ),
        "number": one.number,
        "authority": PartyOut(
            id=row.authority_id, name=row.authority, url=url_for("parties.show", party_id=row.authority_id, _external=True)
        ),
        "kind": one.kind, "state_role": one.state_role, "status": _status(row),
        "due": [due_of(each) for each in clock.duties], "overdue": [each.duty for each in clock.past],
        "missed": [missed_of(each) for each in clock.missed], "rule": clock.rule,
    }  # fmt: skip


def _status(row: Row) -> StatusOut | None:
    said = row.said
    if said is None:
        return None
    public = said.account.published_on or said.account.said_on
    return StatusOut(kind=said.event.kind, happened_on=said.event.happened_on, public_on=public, speaker=said.speaker)
