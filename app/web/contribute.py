"""Recording what a source says: a new occurrence, one more account of a known one, or a contribution that waits said better.

One page holds the whole form. Every button sends all of it, and every answer gives all of it back, so that nothing typed is
lost: finding a source, one more row, the preview, the way back from it.
"""

from contextlib import suppress

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.core.errors import BadValue, Conflict, DomainError, Forbidden, NotFound
from app.extensions import db
from app.models import SavedDraft
from app.services import changes, contributions, corrections, drafts
from app.services.changes import WaitingPage
from app.services.differences import differences
from app.services.dossiers import Dossier, open_dossier
from app.services.permissions import Permission, may
from app.services.steps import FileAccount, NewSource, touched
from app.vocab.claims import ChangesetState, PartyKind, SourceKind
from app.web.access import actor, needs
from app.web.forms.account import NEW
from app.web.forms.answers import Answers
from app.web.forms.facts import MAX_AIRCRAFT, add_row, choices, party_kind, sections, template_words
from app.web.forms.work import Work, begin_work, compose, find_source

bp = Blueprint("contribute", __name__)
_ID = "int(max=9223372036854775807):occurrence_id"
MAX_FORM = 4_000_000  # several long texts in one account
_NOT_KEPT = frozenset(("csrf_token", "do", "add"))
_NOT_SENT_ON = _NOT_KEPT | {"comment", "base"}
Answer = str | Response | tuple[str, int]


bp.add_app_template_filter(choices)
bp.add_app_template_filter(party_kind)


@bp.url_value_preprocessor
def allow_long_texts(endpoint: str | None, values: dict[str, object] | None) -> None:
    """A form of this part may be larger than others; set before anything reads it."""
    request.max_content_length = request.max_form_memory_size = MAX_FORM
    request.max_form_parts = 20_000


@bp.route("/occurrences/new", methods=["GET", "POST"])
@needs(Permission.CONTRIBUTE)
def new_occurrence() -> Answer:
    """A record of an occurrence that has none, with its first account."""
    return _answer(None)


@bp.route(f"/occurrences/<{_ID}>/accounts/new", methods=["GET", "POST"])
@needs(Permission.CONTRIBUTE)
def new_account(occurrence_id: int) -> Answer:
    """One more account of a known occurrence."""
    corrections.live(db.session, occurrence_id)
    return _answer(occurrence_id)


@bp.route("/changes/<int(max=9223372036854775807):changeset_id>/form", methods=["GET", "POST"])
@needs(Permission.CONTRIBUTE)
def revise(changeset_id: int) -> Answer:
    """A contribution of one's own that waits, in the form from which it was made; `?about=` makes it one of another record."""
    waiting = _own_waiting(changeset_id)
    given = request.args.get("about", "")
    known = int(given) if given.isascii() and given.isdigit() and len(given) < 19 else None
    about = known or next(iter(touched(waiting.row.steps)), None)
    if about is not None:
        corrections.live(db.session, about)
    return _answer(about, waiting)


def _own_waiting(changeset_id: int) -> WaitingPage:
    """A contribution that can be revised in the form; all others are told the same. The form of a decided one goes."""
    user_id = actor().user_id
    changeset, _, _ = changes.find_changeset(db.session, actor(), changeset_id)
    sent = drafts.find_sent(db.session, user_id, changeset_id) if user_id is not None else None
    if user_id is None or sent is None or changeset.author_id != user_id:
        raise NotFound(f"there is no changeset {changeset_id}")
    if changeset.state is not ChangesetState.PENDING:
        drafts.delete(db.session, user_id, sent.form, missing_ok=True)
        db.session.commit()
        raise NotFound(f"there is no changeset {changeset_id}")
    return changes.open_waiting(db.session, actor(), changeset_id)


# -- the form's answers


def _answer(occurrence_id: int | None, revises: WaitingPage | None = None) -> Answer:
    dossier = open_dossier(db.session, occurrence_id) if occurrence_id is not None else None
    if request.method == "GET":
        return _page(_begin_again(dossier, revises) if revises else _begin(dossier))
    work = begin_work(Answers(request.form), dossier, revises)
    match request.form.get("do", ""):
        case "save":
            return _saved(work)
        case "preview":
            return _preview(work)
        case "submit":
            return _submit(work)
        case "find":
            find_source(work)
        case "":
            add_row(work.answers, request.form.get("add", ""))
    return _page(work)


def _begin(dossier: Dossier | None) -> Work:
    """The form as it stands at first: empty, as a draft has it, or with a source that the address names."""
    user_id = actor().user_id
    name = request.args.get("draft", "")
    draft = drafts.find(db.session, user_id, name[:60].replace("\x00", "")) if user_id is not None and name else None
    if draft is not None:
        return begin_work(Answers(drafts.fields_of(draft)), dossier)
    source = request.args.get("source", "")
    return begin_work(Answers({"source": source} if source else {}), dossier)


def _begin_again(dossier: Dossier | None, revises: WaitingPage) -> Work:
    """The form as it was sent in, or as it was typed since."""
    changeset = revises.row.changeset
    sent = drafts.find_sent(db.session, changeset.author_id or 0, changeset.id)
    work = begin_work(Answers(drafts.fields_of(sent) if sent else {}), dossier, revises)
    if sent and sent.changed_at < revises.proposal.changed_at:
        work.notices.append("The contribution was revised since without the form, which holds what was sent from here before.")
    return work


def _publishes(work: Work) -> bool:
    """Whether what is sent stands at once; what waited goes on waiting."""
    return work.revises is None and may(actor(), Permission.PUBLISH)


def _page(work: Work, code: int = 200) -> tuple[str, int]:
    """The form."""
    parts = sections(work.answers, work.n_aircraft, work.dossier)
    page = render_template(
        "contribute/form.html", work=work, form=work.answers, sections=parts, publishes=_publishes(work), begun=_begun(work),
        source_kinds=SourceKind, party_kinds=PartyKind, NEW=NEW, max_aircraft=MAX_AIRCRAFT, **template_words(),
    )  # fmt: skip
    return page, code


def _begun(work: Work) -> list[SavedDraft]:
    """The drafts of this form that wait, where it was opened afresh."""
    user_id = actor().user_id
    if request.method != "GET" or request.args.get("draft") or user_id is None or work.revises:
        return []
    if work.dossier is not None:
        found = drafts.find(db.session, user_id, work.answers["draft"])
        return [found] if found else []
    return [each for each in drafts.drafts_of(db.session, user_id) if each.form.startswith("new-")]


# -- what the buttons do


def keep(work: Work) -> None:
    """Save the draft, where somebody is there to keep it for; apart from the request's session, which goes on reading."""
    user_id = actor().user_id
    if user_id is not None:
        with Session(db.engine) as apart:
            drafts.save(apart, user_id, work.answers["draft"], work.title, _kept(work))
            apart.commit()


def _kept(work: Work) -> dict[str, str]:
    return {name: value for name, value in work.answers.given.items() if name not in _NOT_KEPT}


def _saved(work: Work) -> Answer:
    keep(work)
    work.notices.append("The draft is saved. Only you can see it.")
    return _page(work)


def _preview(work: Work, fault: str = "", code: int = 200) -> Answer:
    """What the account changes in the dossier; the form again where something is wrong."""
    try:
        keep(work)
    except DomainError as error:
        work.notices.append(f"The draft could not be saved: {error}.")
    return _previewed(work, fault, code) if compose(work) else _page(work, 422)


def _previewed(work: Work, fault: str = "", code: int = 200) -> Answer:
    """What the steps of a form without faults change."""
    author_id = actor().user_id
    try:
        found = contributions.preview(db.session, work.steps, author_id=author_id)
    except Forbidden:
        raise
    except DomainError as error:
        db.session.rollback()
        work.answers.fault("", str(error))
        return _page(work, 422)
    ids = sorted(set(found.before) | set(found.after))
    found_changes = [change for each in ids for change in differences(found.before.get(each), found.after.get(each))]
    work.answers.given.setdefault("comment", _comment(work))
    page = render_template(
        "contribute/preview.html", work=work, form=work.answers, changes=found_changes, publishes=_publishes(work), fault=fault,
        n_claims=sum(len(each.claims) for each in work.steps if isinstance(each, FileAccount)),
        new_parties=list(work.parties.new.values()), new_sources=[each for each in work.steps if isinstance(each, NewSource)],
        kept={name: value for name, value in work.answers.given.items() if value and name not in _NOT_SENT_ON},
        party_kinds=PartyKind, source_kinds=SourceKind,
    )  # fmt: skip
    return page, code


def _comment(work: Work) -> str:
    """The comment that is offered: what it was sent in with, or where it was read."""
    if work.revises:
        return work.revises.row.changeset.comment
    title = work.sources[0].source.title if work.source and work.source.new is None else work.answers["source.title"]
    return f"As “{title.strip()[:200]}” says"


def _submit(work: Work) -> Answer:
    if not compose(work):
        return _page(work, 422)
    comment = work.answers.line("comment", required="say in a few words what this is; everybody reads it beside the change")
    if not comment:
        return _previewed(work, code=422)
    base = {}
    if work.dossier is not None:
        version = work.dossier.occurrence.version
        if work.answers["base"] != str(version):
            fault = (
                "The record changed while this was open. This is what the account changes now; look at it, and send it again."
            )
            return _preview(work, fault, 409)
        base = {work.dossier.occurrence.id: version}
    try:
        address = _send(work, comment, base)
        db.session.commit()
    except Forbidden:
        raise
    except DomainError as error:
        db.session.rollback()
        work.answers.fault("", str(error))
        return _page(work, 409 if isinstance(error, Conflict) else 422)
    flash("It stands in the record." if _publishes(work) else "It is sent in, and waits for an editor.")
    return redirect(address, 303)


def _send(work: Work, comment: str, base: dict[int, int]) -> str:
    """Send the steps in, or put them in place of those that wait, with the form kept; the address of the changeset."""
    asking, title, session = actor(), work.title, db.session
    if work.revises:
        number = work.revises.row.changeset.id
        changeset = contributions.revise(session, asking, number, work.steps, comment, base=base)
        address = url_for("changes.show", changeset_id=number)
    else:
        changeset = contributions.submit(session, asking, work.steps, comment, base=base)
        if asking.user_id is not None:
            drafts.delete(session, asking.user_id, work.answers["draft"], missing_ok=True)
        address = url_for("changes.show", changeset_id=changeset.id, sent=1)
    if asking.user_id is not None and changeset.state is ChangesetState.PENDING:
        with suppress(BadValue):  # too large to be kept; it can be revised without the form
            drafts.save_sent(session, asking.user_id, changeset.id, title, _kept(work))
    return address
