"""What was sent in and waits: for its author, and for the reviewers who decide on it; and undoing what was accepted."""

from collections.abc import Sequence

from apiflask import APIBlueprint
from flask import Response, url_for
from pydantic import Field

from app.api.answers import MEANINGS, View, answered, writes
from app.api.gate import asking
from app.api.inputs import Query
from app.api.problems import BadFields, Moved
from app.api.schemas.contributions import NoteOut, PartOut, SentList, SentOut, SentRef, StepOut
from app.api.schemas.corrections_in import AcceptIn, NoteIn, NothingIn, RevertIn
from app.api.sending import Reply, post, send, told
from app.core.errors import Conflict
from app.extensions import db
from app.models import Changeset
from app.services import changes, contributions, step_words
from app.services.changes import WaitingPage, WaitingRow
from app.services.contributed import recorded
from app.services.permissions import Permission, require
from app.services.steps import Revert
from app.vocab.claims import ChangesetState

bp = APIBlueprint("reviewing", __name__, tag="Changes")
_CHANGESET = "<int(max=9223372036854775807):changeset_id>"


class WhoseIn(Query):
    """Whose contributions."""

    whose: str = Field("mine", pattern="^(mine|all)$", description="`mine`; or `all` that waits, for reviewers")


def _private(view: View) -> View:
    """A reading view for the token's owner alone."""
    view._spec["responses"] = {code: MEANINGS[code] for code in (400, 401, 403, 404, 429)}  # type: ignore[attr-defined]
    return view


@bp.get("/contributions")
@bp.input(WhoseIn, location="query", arg_name="asked")
@bp.output(SentList)
@_private
@writes(Permission.CONTRIBUTE)
def index(asked: WhoseIn) -> Response:
    """What waits for review

    The token owner's contributions that wait or were rejected; for reviewers all that wait.
    """
    if asked.whose == "all":
        require(asking(), Permission.REVIEW)
        return answered(SentList(items=[_ref(each) for each in changes.list_waiting(db.session)]))
    rows = changes.not_accepted_of(db.session, asking().user_id or 0)
    return answered(SentList(items=[_ref(each) for each in sorted(rows, key=lambda each: each.changeset.id)]))


def _ref(row: WaitingRow) -> SentRef:
    changeset = row.changeset
    return SentRef(
        id=changeset.id, url=_url(changeset), state=changeset.state, kind=changeset.kind, author=row.author,
        comment=changeset.comment, created_at=changeset.created_at, decided_at=changeset.decided_at,
        occurrences=[number for number, _ in row.titles], changed=list(row.changed), is_asked_back=row.asked_back,
    )  # fmt: skip


def _url(changeset: Changeset) -> str:
    return url_for("api.reviewing.contribution", changeset_id=changeset.id, _external=True)


@bp.get(f"/contributions/{_CHANGESET}")
@bp.output(SentOut)
@_private
@writes(Permission.CONTRIBUTE)
def contribution(changeset_id: int) -> Response:
    """What became of a contribution

    For its author and the reviewers: its steps in words, what was said in the review, and once it is accepted the records and
    claims that it made.
    """
    changeset, author, decider = changes.find_changeset(db.session, asking(), changeset_id)
    if changeset.sequence is not None:
        return answered(_sent(changeset, author, decider, None))
    return answered(_sent(changeset, author, decider, changes.open_waiting(db.session, asking(), changeset_id)))


def _sent(changeset: Changeset, author: str | None, decider: str | None, page: WaitingPage | None) -> SentOut:
    did = recorded(db.session, changeset.id) if page is None else None
    known = did.occurrences if did else [number for number, _ in page.row.titles] if page else []
    waits = changeset.state is ChangesetState.PENDING
    return SentOut(
        id=changeset.id, url=_url(changeset), state=changeset.state, kind=changeset.kind, author=author or "",
        comment=changeset.comment, created_at=changeset.created_at, decided_at=changeset.decided_at, decided_by=decider,
        occurrences=list(known), claims=[f"{each[0]}-{each[1]}" for each in did.claims] if did else [],
        steps=_steps(page) if page else [], meanwhile=contributions.conflicts(db.session, changeset.id) if waits else [],
        notes=[
            NoteOut(kind=each.note.kind, author=each.author, text=each.note.text, created_at=each.note.created_at)
            for each in (page.notes if page else ())
        ],
    )  # fmt: skip


def _steps(page: WaitingPage) -> list[StepOut]:
    """The steps in words, with the parts numbered through; a step that is accepted as a whole is its own part."""
    numbers = {key: number for number, (key, *_) in enumerate(contributions.parts_of(page.row.steps), 1)}
    return [
        StepOut(
            text=view.title,
            parts=[PartOut(number=numbers[each.key], text=each.words) for each in view.parts]
            or ([PartOut(number=numbers[view.key], text=view.title)] if view.key in numbers else []),
        )
        for view in step_words.described(db.session, page.row.steps)
    ]


@post(bp, f"/changesets/{_CHANGESET}/accept", AcceptIn, Permission.REVIEW, 404, 409, status=200)
def accept(changeset_id: int, body: AcceptIn) -> Reply:
    """Let a contribution into the record, whole or in part"""
    keys = _keys(changeset_id, body.only) if body.only is not None else None
    meanwhile = [] if body.over else contributions.conflicts(db.session, changeset_id)
    try:
        done = contributions.accept(db.session, asking(), changeset_id, body.note or "", only=keys, over=body.over)
    except Conflict as error:
        if meanwhile:
            raise Moved("the records changed since it was sent; look at it, and accept it with over: true", meanwhile) from None
        raise error from None
    return _told(done)


def _keys(changeset_id: int, numbers: Sequence[int]) -> list[str]:
    """The parts that are meant by their numbers."""
    page = changes.open_waiting(db.session, asking(), changeset_id)
    keys = [key for key, *_ in contributions.parts_of(page.row.steps)]
    wrong = {
        f"/only/{place}": f"there is no part {each}; there are 1 to {len(keys)}"
        for place, each in enumerate(numbers)
        if each > len(keys)
    }
    if wrong:
        raise BadFields(wrong)
    if not numbers:
        raise BadFields({"/only": "no part is chosen; reject the contribution instead"})
    return [keys[each - 1] for each in numbers]


@post(bp, f"/changesets/{_CHANGESET}/reject", NoteIn, Permission.REVIEW, 404, 409, status=200)
def reject(changeset_id: int, body: NoteIn) -> Reply:
    """Keep a contribution out of the record"""
    return _told(contributions.reject(db.session, asking(), changeset_id, body.note))


@post(bp, f"/changesets/{_CHANGESET}/ask-back", NoteIn, Permission.REVIEW, 404, 409, status=200)
def ask_back(changeset_id: int, body: NoteIn) -> Reply:
    """Ask the author of a contribution something"""
    return _told(contributions.ask_back(db.session, asking(), changeset_id, body.note))


@post(bp, f"/changesets/{_CHANGESET}/notes", NoteIn, Permission.CONTRIBUTE, 404, 409, status=200)
def note(changeset_id: int, body: NoteIn) -> Reply:
    """Say something in a review"""
    changes.find_changeset(db.session, asking(), changeset_id)
    return _told(contributions.add_note(db.session, asking(), changeset_id, body.note))


@post(bp, f"/changesets/{_CHANGESET}/take-back", NothingIn, Permission.CONTRIBUTE, 404, 409, status=200)
def take_back(changeset_id: int, body: NothingIn) -> Reply:
    """Take a contribution of one's own back"""
    changes.find_changeset(db.session, asking(), changeset_id)
    return _told(contributions.take_back(db.session, asking(), changeset_id))


@post(bp, f"/changesets/{_CHANGESET}/revert", RevertIn, Permission.REVERT, 404, 409)
def revert(changeset_id: int, body: RevertIn) -> Reply:
    """Undo an accepted changeset, as far as it can be undone"""
    changes.find_changeset(db.session, asking(), changeset_id)
    return send([Revert(changeset_id)], body.comment)


def _told(changeset: Changeset) -> Reply:
    reply = told(changeset, (), {}, None)
    return Reply(reply.shape, 200)
