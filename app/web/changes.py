"""The log: who contributed what and when, each changeset with what it did, and undoing one."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.core.errors import BadValue, Conflict, Forbidden, NotFound
from app.core.text import squeeze
from app.extensions import db
from app.queries.changesets import LogFilter
from app.services import changes, contributions, corrections, drafts, step_words
from app.services.permissions import PROGRAM, Permission, may
from app.vocab.claims import ChangesetKind, ChangesetState
from app.web.access import actor, needs
from app.web.paging import page_number, page_size
from app.web.proposals import comment_of, preview_of, seen_versions

bp = Blueprint("changes", __name__, url_prefix="/changes")
_ID = "int(max=9223372036854775807):changeset_id"


@bp.get("")
@needs(Permission.READ)
def index() -> tuple[str, int]:
    """The accepted changesets, the latest first; `?user=`, `?kind=` and `?occurrence=` keep some of them."""
    given = {name: squeeze(request.args.get(name, "").replace("\x00", " ")) for name in ("user", "kind", "occurrence")}
    problems: list[str] = []
    page = None
    try:
        page = changes.list_changes(db.session, filter_of(given), page_number(), page_size())
    except (BadValue, NotFound) as error:
        problems.append(f"{str(error)[:1].upper()}{str(error)[1:]}.")
    code = 400 if page is None else 404 if page.is_beyond else 200
    given = {name: value for name, value in given.items() if value}
    return render_template("changes/list.html", page=page, problems=problems, given=given, kinds=ChangesetKind), code


def filter_of(given: dict[str, str]) -> LogFilter:
    """The filter from the address; BadValue and NotFound name what cannot be read."""
    kind, number, user = given["kind"], given["occurrence"], given["user"]
    if kind and ChangesetKind.find(kind) is None:
        raise BadValue(f"“{kind[:40]}” is no kind of changeset; there are {', '.join(ChangesetKind)}")
    if number and not (number.isascii() and number.isdigit() and len(number) <= 18):
        raise BadValue(f"“{number[:40]}” is no number of an occurrence; write 12")
    by_program = user == PROGRAM.name
    author = changes.find_user(db.session, user).id if user and not by_program else None
    return LogFilter(author, by_program, ChangesetKind(kind) if kind else None, int(number) if number else None)


@bp.get(f"/<{_ID}>")
@needs(Permission.READ)
def show(changeset_id: int) -> str:
    """One changeset with what it did; one that is not accepted only for its author and the reviewers."""
    changeset, _, _ = changes.find_changeset(db.session, actor(), changeset_id)
    if changeset.state is not ChangesetState.ACCEPTED:
        return _show_waiting(changeset_id)
    page = changes.open_changeset(db.session, actor(), changeset_id, page_number(), page_size())
    if page.listed.is_beyond:
        raise NotFound(f"changeset {changeset_id} has no page {page.listed.number}")
    return render_template("changes/show.html", page=page)


def _show_waiting(changeset_id: int) -> str:
    page = changes.open_waiting(db.session, actor(), changeset_id)
    steps = step_words.described(db.session, page.row.steps)
    touched, problem = preview_of(page.row)
    return render_template("changes/waiting.html", page=page, steps=steps, touched=touched, problem=problem)


@bp.post(f"/<{_ID}>/notes")
@needs(Permission.CONTRIBUTE)
def post_note(changeset_id: int) -> Response:
    """A word of the author or a reviewer."""
    changes.find_changeset(db.session, actor(), changeset_id)
    asking, text = actor(), comment_of("note", "Write what you want to say")
    contributions.add_note(db.session, asking, changeset_id, text)
    db.session.commit()
    return redirect(url_for(".show", changeset_id=changeset_id), 303)


@bp.post(f"/<{_ID}>/take-back")
@needs(Permission.CONTRIBUTE)
def post_take_back(changeset_id: int) -> Response:
    """The author takes back what still waits."""
    changes.find_changeset(db.session, actor(), changeset_id)
    asking = actor()
    contributions.take_back(db.session, asking, changeset_id)
    db.session.commit()
    return redirect(url_for(".show", changeset_id=changeset_id), 303)


@bp.get(f"/<{_ID}>/revise")
@needs(Permission.CONTRIBUTE)
def revise(changeset_id: int) -> str:
    """The author leaves parts of a waiting contribution out, words it anew, or says that what changed meanwhile was seen."""
    return _revise(changeset_id)


def _revise(changeset_id: int, problem: str = "") -> str:
    page = _own_waiting(changeset_id)
    seen = corrections.versions(db.session, contributions.base_of(db.session, changeset_id))
    sent = drafts.find_sent(db.session, page.row.author_id or 0, changeset_id)
    return render_template(
        "changes/revise.html", page=page, steps=step_words.described(db.session, page.row.steps), problem=problem,
        conflicts=contributions.conflicts(db.session, changeset_id), base=" ".join(f"{key}:{seen[key]}" for key in seen),
        ticked=set(request.form.getlist("part")) if problem else None, has_form=sent is not None,
        comment=request.form.get("comment", page.row.changeset.comment),
    )  # fmt: skip


def _own_waiting(changeset_id: int) -> changes.WaitingPage:
    """A waiting contribution of whoever asks; others are told as much as they may know."""
    page = changes.open_waiting(db.session, actor(), changeset_id)
    if page.row.changeset.state is not ChangesetState.PENDING:
        raise Conflict(f"contribution {changeset_id} is decided")
    if page.row.author_id != actor().user_id:
        raise Forbidden(f"contribution {changeset_id} is somebody else’s; ask its author back")
    return page


@bp.post(f"/<{_ID}>/revise")
@needs(Permission.CONTRIBUTE)
def post_revise(changeset_id: int) -> Response | tuple[str, int]:
    """Put the ticked parts and the new words in place of the old ones; it goes on waiting."""
    steps, asking = _own_waiting(changeset_id).row.steps, actor()
    keys = {key for key, _, _ in contributions.parts_of(steps)}
    ticked = keys.intersection(request.form.getlist("part"))
    try:
        if keys and not ticked:
            raise BadValue("tick at least one part, or take the contribution back")
        kept = steps if ticked == keys else contributions.pick(steps, ticked)[0]
        comment = comment_of("comment", "Say what you contribute and why")
        contributions.revise(db.session, asking, changeset_id, kept, comment, base=seen_versions())
        db.session.commit()
    except (BadValue, Conflict, NotFound) as error:
        db.session.rollback()
        return _revise(changeset_id, str(error)), 422
    return redirect(url_for(".show", changeset_id=changeset_id), 303)


@bp.get(f"/<{_ID}>/revert")
@needs(Permission.REVERT)
def revert(changeset_id: int) -> str:
    """What undoing a changeset would do, and what it cannot undo and why."""
    changeset, author, _ = changes.find_changeset(db.session, actor(), changeset_id)
    if changeset.state is not ChangesetState.ACCEPTED:
        raise Conflict(f"changeset {changeset_id} is not part of the record, so there is nothing to undo")
    kept = contributions.cannot_undo(db.session, changeset_id)
    touched, problem = preview_of(changes.revert_of(changeset_id))
    return render_template(
        "changes/revert.html", changeset=changeset, author_name=author or "", kept=kept, touched=touched, problem=problem,
        waits=not may(actor(), Permission.PUBLISH),
    )  # fmt: skip


@bp.post(f"/<{_ID}>/revert")
@needs(Permission.REVERT)
def post_revert(changeset_id: int) -> Response:
    """Undo a changeset by another one; a contributor's waits for review."""
    changes.find_changeset(db.session, actor(), changeset_id)
    asking, comment = actor(), comment_of("comment", "Say why it is undone")
    made = contributions.revert(db.session, asking, changeset_id, comment)
    number = made.id
    db.session.commit()
    return redirect(url_for(".show", changeset_id=number), 303)
