"""Drafts: kept while somebody types, listed, resumed and thrown away by whoever began them."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.core.errors import NotFound
from app.extensions import db
from app.services import drafts
from app.services.dossiers import open_dossier
from app.services.permissions import Permission
from app.web.access import actor, needs
from app.web.contribute import allow_long_texts, keep
from app.web.forms.answers import Answers
from app.web.forms.work import begin_work

bp = Blueprint("drafts", __name__)
bp.url_value_preprocessor(allow_long_texts)


@bp.post("/drafts")
@needs(Permission.CONTRIBUTE)
def save() -> dict[str, object]:
    """Keep the form that is being typed; `about` is the occurrence, empty for a new one."""
    about = request.form.get("about", "")
    dossier = None
    if about:
        if not (about.isascii() and about.isdigit() and len(about) < 19):
            raise NotFound("there is no such occurrence")
        dossier = open_dossier(db.session, int(about))
    work = begin_work(Answers(request.form), dossier)
    keep(work)
    return {"draft": work.answers["draft"]}


@bp.get("/account/drafts")
@needs(Permission.ACCOUNT)
def index() -> str:
    """One's own drafts."""
    found = drafts.drafts_of(db.session, actor().user_id or 0)
    return render_template("contribute/drafts.html", drafts=[(each, resume_address(each.form)) for each in found])


@bp.post("/account/drafts/delete")
@needs(Permission.ACCOUNT)
def delete() -> Response:
    """Throw one of one's own drafts away."""
    drafts.delete(db.session, actor().user_id or 0, request.form.get("form", "").replace("\x00", "")[:60])
    db.session.commit()
    return redirect(url_for(".index"), 303)


def resume_address(form: str) -> str:
    """Where a draft is gone on with."""
    kind, _, number = form.partition("-")
    if kind == "account":
        return url_for("contribute.new_account", occurrence_id=int(number), draft=form)
    return url_for("contribute.new_occurrence", draft=form)
