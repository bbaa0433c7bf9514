"""Investigations and safety recommendations, with what is due of them on a day."""

import datetime as dt

from pydantic import Field

from app.api.schemas.accounts import SaidOut, said_of
from app.api.schemas.parties import PartyOut, party_of
from app.api.schemas.shape import Shape
from app.api.schemas.sources import SourceRef, source_ref
from app.resolution.clock import Due, Duty, Missed, Past
from app.services.dossiers import (
    DocumentView,
    Dossier,
    EventView,
    InvestigationView,
    ParticipationView,
    RecommendationView,
    ResponseView,
)
from app.services.inquiries import answer_due, on_the_clock
from app.vocab.claims import Precision
from app.vocab.investigations import Capacity, EventKind, InvestigationKind, RecommendationStatus, StateRole


class DueOut(Shape):
    """One duty on the day."""

    duty: Duty
    past: Past
    due_on: dt.date | None
    days_past: int | None
    met_on: dt.date | None
    days_late: int | None = Field(description="by how many days it came after the due day, 0 in time")


class MissedOut(Shape):
    """An anniversary that passed without a statement."""

    anniversary: int
    due_on: dt.date
    days_late: int | None = Field(description="after how many days one followed before the next anniversary")


class EventOut(SaidOut):
    """A step of an investigation, as somebody stated it."""

    kind: EventKind
    happened_on: dt.date | None
    precision: Precision
    note: str | None


class StateOut(SaidOut):
    """How a State takes part, as somebody stated it."""

    country: str
    role: StateRole
    capacity: Capacity
    body: PartyOut | None
    since: dt.date | None
    precision: Precision
    is_replaced: bool = Field(description="something else was said later of the same State, role and body")
    note: str | None


class DocumentOut(Shape):
    """A report or another document of an investigation."""

    source: SourceRef
    note: str | None


class InvestigationOut(Shape):
    """An investigation on the Annex 13 clock, on as_of or today."""

    number: int
    authority: PartyOut
    kind: InvestigationKind
    state_role: StateRole | None
    status: EventKind | None = Field(description="the last step by the authority's word")
    due: list[DueOut]
    overdue: list[Duty] = Field(description="the duties that are past their dates")
    missed: list[MissedOut]
    looked_on: dt.date | None = Field(description="the day of the newest source, where that is before the day")
    events: list[EventOut]
    states: list[StateOut]
    documents: list[DocumentOut]
    note: str | None
    rule: str


class ResponseOut(SaidOut):
    """An answer to a safety recommendation."""

    text: str
    answered_on: dt.date | None
    status: RecommendationStatus | None


class RecommendationOut(SaidOut):
    """A safety recommendation with the answers to it."""

    number: int
    reference: str | None = Field(examples=["A-15-123"])
    text: str
    addressee: PartyOut
    made_on: dt.date | None
    sent_on: dt.date | None
    due: DueOut
    responses: list[ResponseOut]


def investigation_of(dossier: Dossier, view: InvestigationView, day: dt.date) -> InvestigationOut:
    """An investigation of the dossier on a day."""
    row, found = view.investigation, on_the_clock(dossier, view, day)
    return InvestigationOut(
        number=row.number,
        authority=party_of(view.authority),
        kind=row.kind,
        state_role=row.state_role,
        status=None if found.stated is None else found.stated.event.kind,
        due=[due_of(each) for each in found.clock.duties],
        overdue=[each.duty for each in found.clock.past],
        missed=[missed_of(each) for each in found.clock.missed],
        looked_on=found.looked_on,
        events=[_event(each) for each in view.events],
        states=[_state(view, each) for each in view.states],
        documents=[_document(each) for each in view.documents],
        note=row.note,
        rule=found.clock.rule,
    )


def recommendation_of(view: RecommendationView, day: dt.date) -> RecommendationOut:
    """A safety recommendation on a day."""
    row = view.recommendation
    return RecommendationOut(
        **said_of(view.account, view.speaker, view.source),
        number=row.number,
        reference=row.reference,
        text=row.text,
        addressee=party_of(view.addressee),
        made_on=row.made_on,
        sent_on=row.sent_on,
        due=due_of(answer_due(view, day)),
        responses=[_response(each) for each in view.responses],
    )


def due_of(due: Due) -> DueOut:
    """A duty on the day."""
    return DueOut(duty=due.duty, past=due.past, due_on=due.due, days_past=due.days, met_on=due.met_on, days_late=due.late)


def missed_of(missed: Missed) -> MissedOut:
    """An anniversary that passed."""
    return MissedOut(anniversary=missed.n, due_on=missed.due, days_late=missed.late)


def _event(view: EventView) -> EventOut:
    row = view.event
    return EventOut(
        **said_of(view.account, view.speaker, view.source),
        kind=row.kind,
        happened_on=row.happened_on,
        precision=row.precision,
        note=row.note,
    )


def _state(inquiry: InvestigationView, view: ParticipationView) -> StateOut:
    row = view.participation
    return StateOut(
        **said_of(view.account, view.speaker, view.source),
        country=row.country,
        role=row.role,
        capacity=row.capacity,
        body=None if view.body is None else party_of(view.body),
        since=row.since,
        precision=row.precision,
        is_replaced=inquiry.is_replaced(view),
        note=row.note,
    )


def _document(view: DocumentView) -> DocumentOut:
    return DocumentOut(source=source_ref(view.source.source), note=view.document.note)


def _response(view: ResponseView) -> ResponseOut:
    row = view.response
    return ResponseOut(
        **said_of(view.account, view.speaker, view.source),
        text=row.text,
        answered_on=row.answered_on,
        status=row.status,
    )
