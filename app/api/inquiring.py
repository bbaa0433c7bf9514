"""Sending in what is said of investigations and safety recommendations."""

from typing import Any

from apiflask import APIBlueprint

from app.api import reading
from app.api.contributing import ID
from app.api.naming import Names
from app.api.schemas.accounts_in import SaidIn
from app.api.schemas.inquiries_in import DocumentIn, EventIn, InvestigationIn, RecommendationIn, ResponseIn, StateIn
from app.api.sending import Reply, post, send
from app.extensions import db
from app.models import Investigation
from app.services import contributed, corrections
from app.services.permissions import Permission
from app.services.steps import (
    AddDocument,
    EventStep,
    OpenInvestigation,
    ParticipationStep,
    RecommendationStep,
    ResponseStep,
    Step,
)

bp = APIBlueprint("inquiring", __name__, url_prefix=f"/occurrences/<{ID}>", tag="Contributing")
_OF = "/investigations/<int(max=2147483647):number>"


@post(bp, "/investigations", InvestigationIn, Permission.CONTRIBUTE, 404, 409, 412)
def investigation(occurrence_id: int, body: InvestigationIn) -> Reply:
    """An authority's investigation

    Its number is in `investigations`; its steps, States and documents are sent to it.
    """
    corrections.live(db.session, occurrence_id)
    names = Names(db.session)
    authority = names.party("/authority", body.authority, body.authority_id)
    names.settle()
    role = None if body.role is None else body.role.value
    step = OpenInvestigation(occurrence_id, authority or 0, body.kind.value, role, body.note)
    return send([*names.steps, step], body.comment, about=[occurrence_id], version=body.base_version, names=names)


@post(bp, f"{_OF}/events", EventIn, Permission.CONTRIBUTE, 404, 409, 412)
def event(occurrence_id: int, number: int, body: EventIn) -> Reply:
    """A step of an investigation"""
    inquiry, names = _inquiry(occurrence_id, number), Names(db.session)
    reading.check_precision(names, "/precision", body.on, body.precision)
    on, precision = reading.dated(body.on, body.precision)
    step = EventStep(inquiry.authority_id, inquiry.kind.value, body.kind.value, on, precision, None, body.note)
    return _said(names, body, occurrence_id, events=(step,))


@post(bp, f"{_OF}/states", StateIn, Permission.CONTRIBUTE, 404, 409, 412)
def state(occurrence_id: int, number: int, body: StateIn) -> Reply:
    """How a State takes part in an investigation"""
    inquiry, names = _inquiry(occurrence_id, number), Names(db.session)
    reading.check_precision(names, "/precision", body.since, body.precision)
    since, precision = reading.dated(body.since, body.precision)
    step = ParticipationStep(
        inquiry.authority_id, inquiry.kind.value, body.country, body.role.value, body.capacity.value,
        names.party("/body", body.body, body.body_id, needed=False), since, precision, None, body.note,
    )  # fmt: skip
    return _said(names, body, occurrence_id, participations=(step,))


@post(bp, f"{_OF}/documents", DocumentIn, Permission.CONTRIBUTE, 404, 409, 412)
def document(occurrence_id: int, number: int, body: DocumentIn) -> Reply:
    """A document of an investigation"""
    inquiry, names = _inquiry(occurrence_id, number), Names(db.session)
    source = names.source("/source", body.source, body.source_id)
    names.settle()
    ref = source.ref if source else 0
    step = AddDocument(occurrence_id, inquiry.authority_id, inquiry.kind.value, ref, None, body.note)
    return send([*names.steps, step], body.comment, about=[occurrence_id], version=body.base_version, names=names)


@post(bp, "/recommendations", RecommendationIn, Permission.CONTRIBUTE, 404, 409, 412)
def recommendation(occurrence_id: int, body: RecommendationIn) -> Reply:
    """A safety recommendation

    Its number is in `recommendations`; the answers are sent to it.
    """
    corrections.live(db.session, occurrence_id)
    names = Names(db.session)
    addressee = names.party("/addressee", body.addressee, body.addressee_id)
    made_on, sent_on = (each.isoformat() if each else None for each in (body.made_on, body.sent_on))
    step = RecommendationStep(body.text, addressee or 0, made_on, body.reference, sent_on)
    return _said(names, body, occurrence_id, recommendations=(step,))


@post(bp, "/recommendations/<int(max=2147483647):number>/responses", ResponseIn, Permission.CONTRIBUTE, 404, 409, 412)
def response(occurrence_id: int, number: int, body: ResponseIn) -> Reply:
    """An answer to a safety recommendation"""
    corrections.live(db.session, occurrence_id)
    contributed.check_recommendation(db.session, occurrence_id, number)
    answered_on = body.answered_on.isoformat() if body.answered_on else None
    step = ResponseStep(number, body.text, answered_on, None if body.status is None else body.status.value)
    return _said(Names(db.session), body, occurrence_id, responses=(step,))


def _inquiry(occurrence_id: int, number: int) -> Investigation:
    corrections.live(db.session, occurrence_id)
    return contributed.find_investigation(db.session, occurrence_id, number)


def _said(names: Names, body: SaidIn, occurrence_id: int, **parts: Any) -> Reply:
    """Send an account that states these parts."""
    account = reading.account(names, body, occurrence_id, **parts)
    names.settle()
    steps: list[Step] = [*names.steps, *([account] if account else [])]
    return send(steps, body.comment, about=[occurrence_id], version=body.base_version, names=names)
