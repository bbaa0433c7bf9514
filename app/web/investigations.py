"""Entering investigations: what an account says of an inquiry, its steps and documents, and of safety recommendations."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from flask import Blueprint, request

from app.extensions import db
from app.services import corrections
from app.services.dossiers import Dossier, open_dossier
from app.services.permissions import Permission
from app.services.steps import (
    AddDocument,
    EventStep,
    FileAccount,
    RecommendationStep,
    ResponseStep,
    Step,
)
from app.vocab.claims import Precision
from app.vocab.investigations import EventKind, InvestigationKind, StateRole
from app.web.access import needs
from app.web.corrections import parties_of, read_said, sources_of
from app.web.proposing import MAX_TEXT, Answer, Form, settle

T = TypeVar("T")
_OCCURRENCE = "/occurrences/<int(max=9223372036854775807):occurrence_id>"
bp = Blueprint("investigations", __name__, url_prefix=f"{_OCCURRENCE}/investigations")
ROWS = {"event": 3, "document": 1, "recommendation": 1}  # to begin with
MOST = 40


@bp.route("/new", methods=["GET", "POST"])
@needs(Permission.CONTRIBUTE)
def new(occurrence_id: int) -> Answer:
    """One account of an investigation: steps, documents, recommendations and answers; rows left empty are not read."""
    corrections.live(db.session, occurrence_id)
    dossier = open_dossier(db.session, occurrence_id)
    form = Form(_initial(dossier))
    sizes = {name: _rows(name, least) for name, least in ROWS.items()}

    def steps() -> Sequence[Step]:
        made = _steps(form, dossier, sizes)
        form.reason()
        return made

    return settle(
        "corrections/investigation.html", form, steps, occurrences=[occurrence_id], dossier=dossier,
        row=dossier.occurrence, sizes=sizes, parties=parties_of(dossier), sources=sources_of(dossier),
        precisions=Precision, kinds=InvestigationKind, roles=StateRole, event_kinds=EventKind,
    )  # fmt: skip


def _initial(dossier: Dossier) -> dict[str, object]:
    """What the form begins with: the investigation that the address names, else the first one's authority."""
    wanted = request.args.get("investigation", "")
    found = next((each for each in dossier.investigations if str(each.investigation.number) == wanted), None)
    if found is None:
        return {"kind": InvestigationKind.SAFETY.value, "precision": Precision.DAY.value}
    role = found.investigation.state_role
    return {
        "authority": corrections.named(found.authority), "kind": found.investigation.kind.value,
        "role": role.value if role else "", "precision": Precision.DAY.value,
    }  # fmt: skip


def _rows(name: str, least: int) -> int:
    """How many rows of one kind the form has; one more than it had where more are asked for."""
    text = request.form.get(f"n-{name}") or request.args.get(name) or ""
    given = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else least
    return max(1, min(MOST, given + (1 if request.form.get("go") == f"more-{name}" else 0)))


def _steps(form: Form, dossier: Dossier, sizes: dict[str, int]) -> Sequence[Step]:
    occurrence_id = dossier.occurrence.id
    authority = form.party("authority")
    kind = form.code("kind", InvestigationKind, required="choose the kind of investigation")
    role = form.code("role", StateRole) or None
    whose = authority.id if authority else 0
    rows = {name: range(1, size + 1) for name, size in sizes.items()}
    events = _read(_event(form, row, whose, kind, role) for row in rows["event"])
    documents = _read(_document(form, row, occurrence_id, whose, kind, role) for row in rows["document"])
    recommendations = _read(_recommendation(form, row) for row in rows["recommendation"])
    responses = _read(_response(form, view.recommendation.number) for view in dossier.recommendations)
    if (events or documents) and authority is None and "authority" not in form.errors:
        form.fault("authority", "name the authority that investigates")
    if not (events or documents or recommendations or responses) and not form.errors:
        form.fault("event-1-kind", "give at least one step, document, recommendation or answer")
    made: list[Step] = []
    if events or recommendations or responses:
        said = read_said(form)
        made.append(FileAccount(
            occurrence_id, said.speaker, said.source, said.said_on, said.published_on, said.precision,
            events=tuple(events), recommendations=tuple(recommendations), responses=tuple(responses),
        ))  # fmt: skip
    return [*made, *documents]


def _read(rows: Iterable[T | None]) -> list[T]:
    """The rows that are not empty."""
    return [each for each in rows if each is not None]


def _given(form: Form, *names: str) -> bool:
    return any(form[name].strip() for name in names)


def _event(form: Form, row: int, authority: int, kind: str, role: str | None) -> EventStep | None:
    what, on, precision, note = (f"event-{row}-{name}" for name in ("kind", "on", "precision", "note"))
    if not _given(form, what, on, note):
        return None
    step = form.code(what, EventKind, required="choose what happened")
    exactly = form.code(precision, Precision) or Precision.DAY.value
    return EventStep(authority, kind, step, form.day(on), exactly, role, form.line(note) or None)


def _document(form: Form, row: int, occurrence_id: int, authority: int, kind: str, role: str | None) -> AddDocument | None:
    name, note = f"document-{row}-source", f"document-{row}-note"
    if not _given(form, name, note):
        return None
    source = form.source(name, required="name the document, which is a source")
    return AddDocument(occurrence_id, authority, kind, source.id if source else 0, role, form.line(note) or None)


def _recommendation(form: Form, row: int) -> RecommendationStep | None:
    text, addressee, made_on = (f"recommendation-{row}-{name}" for name in ("text", "addressee", "on"))
    if not _given(form, text, addressee, made_on):
        return None
    words = form.text(text, required="write what is recommended", most=MAX_TEXT)
    party = form.party(addressee, required="name to whom it is addressed")
    return RecommendationStep(words, party.id if party else 0, form.day(made_on))


def _response(form: Form, number: int) -> ResponseStep | None:
    text, answered_on = f"response-{number}-text", f"response-{number}-on"
    if not _given(form, text, answered_on):
        return None
    return ResponseStep(number, form.text(text, required="write what was answered", most=MAX_TEXT), form.day(answered_on))
