"""Review: what waits, and deciding on it."""

import datetime as dt

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.core.errors import BadValue, Conflict, NotFound
from app.extensions import db
from app.services import changes, contributions, step_words
from app.services.permissions import Permission
from app.services.steps import Step
from app.vocab.claims import ChangesetState
from app.web.access import actor, needs
from app.web.proposals import comment_of, preview_of

bp = Blueprint("review", __name__, url_prefix="/review")
_ID = "int(max=9223372036854775807):changeset_id"


@bp.get("")
@needs(Permission.REVIEW)
def index() -> str:
    """What waits for review, the oldest first."""
    rows = changes.list_waiting(db.session)
    return render_template("review/list.html", rows=rows, now=dt.datetime.now(dt.UTC))


@bp.get(f"/<{_ID}>")
@needs(Permission.REVIEW)
def show(changeset_id: int) -> str:
    """One contribution with what it would do, what changed meanwhile, and the forms to decide."""
    return _page(changeset_id)


def _page(changeset_id: int, problem: str = "") -> str:
    page = changes.open_waiting(db.session, actor(), changeset_id)
    steps = step_words.described(db.session, page.row.steps)
    is_open = page.row.changeset.state is ChangesetState.PENDING
    meanwhile = contributions.conflicts(db.session, changeset_id) if is_open else []
    touched, cannot = preview_of(page.row) if is_open else ((), "")
    return render_template(
        "review/show.html", page=page, steps=steps, conflicts=meanwhile, touched=touched, cannot=cannot, problem=problem,
        is_open=is_open, ticked=set(request.form.getlist("part")) if problem else None,
        said_note=request.form.get("note", ""),
    )  # fmt: skip


@bp.post(f"/<{_ID}>")
@needs(Permission.REVIEW)
def decide(changeset_id: int) -> Response | tuple[str, int]:
    """Accept all of it or the ticked steps, reject it, or ask its author back; what cannot be done is said on the page."""
    page = changes.open_waiting(db.session, actor(), changeset_id)
    steps, asking = page.row.steps, actor()
    try:
        match request.form.get("decision"):
            case "accept":
                _accept(changeset_id, steps)
            case "reject":
                contributions.reject(db.session, asking, changeset_id, comment_of("note", "Say why it is rejected"))
            case "ask_back":
                contributions.ask_back(db.session, asking, changeset_id, comment_of("note", "Say what you want to know"))
            case "note":
                contributions.add_note(db.session, asking, changeset_id, comment_of("note", "Write what you want to say"))
            case other:
                raise BadValue(f"{str(other)[:40]!r} is no decision; there are accept, reject, ask_back and note")
        db.session.commit()
    except (BadValue, Conflict, NotFound) as error:
        db.session.rollback()
        return _page(changeset_id, str(error)), 422 if isinstance(error, BadValue) else 409
    if request.form.get("decision") == "note":
        return redirect(url_for(".show", changeset_id=changeset_id), 303)
    return redirect(url_for("changes.show", changeset_id=changeset_id), 303)


def _accept(changeset_id: int, steps: tuple[Step, ...]) -> None:
    keys = {key for key, _, _ in contributions.parts_of(steps)}
    ticked = keys.intersection(request.form.getlist("part"))
    if keys and not ticked:
        raise BadValue("tick at least one part to accept, or reject the contribution")
    contributions.accept(
        db.session, actor(), changeset_id, comment_of("note"), only=None if ticked == keys else ticked,
        over=request.form.get("over") == "1",
    )  # fmt: skip
