"""Entering investigations: what an account says of an inquiry, its steps, States, documents, and safety recommendations."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import TypeAlias

from flask import Blueprint, request

from app.extensions import db
from app.resolution.clock import Due
from app.services import corrections
from app.services.dossiers import Dossier, InvestigationView, RecommendationView, open_dossier
from app.services.inquiries import OnTheClock, answer_due, on_the_clock
from app.services.permissions import Permission
from app.services.steps import (
    AddDocument,
    EventStep,
    ParticipationStep,
    RecommendationStep,
    Ref,
    ResponseStep,
    Step,
)
from app.vocab.claims import PartyKind, Precision, SourceKind
from app.vocab.countries import is_country
from app.vocab.investigations import Capacity, EventKind, InvestigationKind, RecommendationStatus, StateRole
from app.web.access import needs
from app.web.corrections import sources_of
from app.web.forms.account import NEW
from app.web.forms.facts import template_words
from app.web.forms.parties import Parties
from app.web.forms.work import Work, begin_account, find_source, read_source, work_on
from app.web.proposing import Answer, Form, settle

_OCCURRENCE = "/occurrences/<int(max=9223372036854775807):occurrence_id>"
bp = Blueprint("investigations", __name__, url_prefix=f"{_OCCURRENCE}/investigations")
ROWS = {"event": 3, "state": 1, "document": 1, "recommendation": 1}  # to begin with
MOST = 40
FIELDS = {  # of each row, those without which it is empty
    "event": ("kind", "on", "note"),
    "state": ("country", "role", "capacity", "body", "since", "note"),
    "document": ("above", "source", "note"),
    "recommendation": ("text", "addressee", "reference", "on", "sent"),
    "response": ("text", "on", "status"),
}
Inquiry: TypeAlias = tuple[Ref, str, StateRole | None]  # the authority, the kind, the role of its State


@bp.route("/new", methods=["GET", "POST"])
@needs(Permission.CONTRIBUTE)
def new(occurrence_id: int) -> Answer:
    """One account of an investigation: steps, States, documents, recommendations, answers; rows left empty are not read."""
    corrections.live(db.session, occurrence_id)
    dossier = open_dossier(db.session, occurrence_id)
    form = Form(_initial(dossier))
    work = work_on(form, dossier)
    if request.form.get("do") == "find":
        find_source(work)
    sizes = {name: _rows(name, least) for name, least in ROWS.items()}

    def steps() -> Sequence[Step]:
        made = _steps(form, work, dossier, sizes)
        form.reason()
        return made

    return settle(
        "corrections/investigation.html", form, steps, occurrences=[occurrence_id], dossier=dossier,
        row=dossier.occurrence, work=work, sizes=sizes, sources=sources_of(dossier),
        precisions=Precision, kinds=InvestigationKind, roles=StateRole, event_kinds=EventKind, capacities=Capacity,
        statuses=RecommendationStatus,
        source_kinds=SourceKind, party_kinds=PartyKind, NEW=NEW, **template_words(),
    )  # fmt: skip


@bp.app_template_global()
def inquiry_on(dossier: Dossier, view: InvestigationView, day: dt.date) -> OnTheClock:
    """An investigation of the dossier on the clock."""
    return on_the_clock(dossier, view, day)


@bp.app_template_global()
def recommendation_answer(view: RecommendationView, day: dt.date) -> Due:
    """When the answer to a safety recommendation is due."""
    return answer_due(view, day)


def _initial(dossier: Dossier) -> dict[str, object]:
    """What the form begins with: the investigation that the address names, else the first one's authority."""
    wanted = request.args.get("investigation", "")
    found = next((each for each in dossier.investigations if str(each.investigation.number) == wanted), None)
    if found is None:
        return {"kind": InvestigationKind.SAFETY.value}
    role = found.investigation.state_role
    return {
        "authority": corrections.named(found.authority), "kind": found.investigation.kind.value,
        "role": role.value if role else "",
    }  # fmt: skip


def _rows(name: str, least: int) -> int:
    """How many rows of one kind the form has; one more than it had where more are asked for."""
    text = request.form.get(f"n-{name}") or request.args.get(name) or ""
    given = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else least
    return max(1, min(MOST, given + (1 if request.form.get("go") == f"more-{name}" else 0)))


def _steps(form: Form, work: Work, dossier: Dossier, sizes: dict[str, int]) -> Sequence[Step]:
    rows = _filled(form, dossier, sizes)
    said = [name for name in ("event", "state", "recommendation", "response") if rows[name]]
    head = begin_account(work) if said else None
    if any(form.ticked(f"document-{row}-above") for row in rows["document"]):
        read_source(work)
    elif not said and form["source"] == NEW:
        form.fault("source", "nothing here is said in this new source: give a step, or tick the document that it is")
    inquiry = _inquiry(form, work, needed=bool(rows["event"] or rows["state"] or rows["document"]))
    events = tuple(_event(form, row, inquiry) for row in rows["event"])
    states = tuple(_state(form, row, inquiry, work.parties) for row in rows["state"])
    documents = [_document(form, row, work, dossier.occurrence.id, inquiry) for row in rows["document"]]
    recommendations = tuple(_recommendation(form, row, work.parties) for row in rows["recommendation"])
    responses = tuple(_response(form, row) for row in rows["response"])
    if not any(rows.values()) and not form.errors:
        form.fault("event-1-kind", "give at least one step, State, document, recommendation or answer")
    if form.errors:
        return []
    account = head and replace(
        head.account(dossier.occurrence.id),
        events=events,
        participations=states,
        recommendations=recommendations,
        responses=responses,
    )
    return [*work.new, *([account] if account else []), *documents]


def _filled(form: Form, dossier: Dossier, sizes: dict[str, int]) -> dict[str, list[int]]:
    """The rows that are not empty, by what they are of; those of answers have the numbers of the recommendations."""
    numbers = {name: list(range(1, size + 1)) for name, size in sizes.items()}
    numbers["response"] = [each.recommendation.number for each in dossier.recommendations]
    return {
        name: [row for row in numbers[name] if any(form[f"{name}-{row}-{each}"].strip() for each in fields)]
        for name, fields in FIELDS.items()
    }


def _inquiry(form: Form, work: Work, *, needed: bool) -> Inquiry:
    """The investigation; `needed`: something is said of it."""
    authority = work.parties.read(form, "authority", required="name the authority that investigates" if needed else "")
    if isinstance(authority, str) and not needed:
        form.fault("authority", "nothing here is of this new authority: give a step, a State or a document, or leave it empty")
    kind = form.code("kind", InvestigationKind, required="choose the kind of investigation")
    return authority or 0, kind or "", form.code("role", StateRole)


def _event(form: Form, row: int, inquiry: Inquiry) -> EventStep:
    what, on, precision, note = (f"event-{row}-{name}" for name in ("kind", "on", "precision", "note"))
    authority, kind, role = inquiry
    step = form.code(what, EventKind, required="choose what happened") or ""
    exactly = form.code(precision, Precision) or Precision.DAY
    return EventStep(authority, kind, step, form.day(on), exactly, role, form.line(note) or None)


def _state(form: Form, row: int, inquiry: Inquiry, parties: Parties) -> ParticipationStep:
    country, role, capacity, body, since, precision, note = (
        f"state-{row}-{name}" for name in ("country", "role", "capacity", "body", "since", "precision", "note")
    )
    authority, kind, own_role = inquiry
    state = form.line(country, required="choose the State")
    if state and not is_country(state):
        form.fault(country, f"{state[:40]!r} is not a State; choose one of the list")
    return ParticipationStep(
        authority,
        kind,
        state,
        form.code(role, StateRole, required="choose why it takes part") or "",
        form.code(capacity, Capacity, required="choose how it takes part") or "",
        parties.read(form, body),
        form.day(since),
        form.code(precision, Precision) or Precision.DAY,
        own_role,
        form.line(note) or None,
    )


def _document(form: Form, row: int, work: Work, occurrence_id: int, inquiry: Inquiry) -> AddDocument:
    above, name, note = (f"document-{row}-{each}" for each in ("above", "source", "note"))
    authority, kind, role = inquiry
    ref: Ref = 0
    if not form.ticked(above):
        source = form.source(name, required="name the document, which is a source")
        ref = source.id if source else 0
    elif form[name].strip():
        form.fault(name, "the document is either the source above or this one: leave this empty, or untick it")
    elif work.source is not None:
        ref = work.source.ref
    return AddDocument(occurrence_id, authority, kind, ref, role, form.line(note) or None)


def _recommendation(form: Form, row: int, parties: Parties) -> RecommendationStep:
    text, addressee, made_on, sent_on, reference = (
        f"recommendation-{row}-{name}" for name in ("text", "addressee", "on", "sent", "reference")
    )
    words = form.text(text, required="write what is recommended")
    party = parties.read(form, addressee, required="name to whom it is addressed")
    return RecommendationStep(words, party or 0, form.day(made_on), form.line(reference) or None, form.day(sent_on))


def _response(form: Form, number: int) -> ResponseStep:
    text, answered_on, status = (f"response-{number}-{name}" for name in ("text", "on", "status"))
    words = form.text(text, required="write what was answered, or what the authority says of it")
    return ResponseStep(number, words, form.day(answered_on), form.code(status, RecommendationStatus))
