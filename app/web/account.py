"""One's own account: sessions and API tokens. The ways to sign in are changed on Flask-Security's pages."""

import datetime as dt

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import DateField, SelectMultipleField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Optional
from wtforms.widgets import CheckboxInput

from app.core.errors import BadValue, Conflict
from app.extensions import db
from app.services import accounts
from app.services.permissions import Permission
from app.web.access import actor, may_now, needs

bp = Blueprint("account", __name__, url_prefix="/account")

SCOPES = {
    Permission.READ: "Read",
    Permission.ACCOUNT: "See and change watched occurrences and drafts",
    Permission.CONTRIBUTE: "Contribute",
    Permission.REVERT: "Revert contributions",
    Permission.PUBLISH: "Publish contributions at once",
    Permission.REVIEW: "Review contributions",
    Permission.FOLLOW_REVIEW: "Read the feed of what waits for review, and nothing else",
    Permission.RANK: "Rank claims",
    Permission.MERGE: "Merge and split records",
    Permission.WITHDRAW_ANY: "Withdraw claims",
}
DAYS = 90  # that a token lasts, unless another day is written


class TokenForm(FlaskForm):
    """What a new token is to be."""

    name = StringField(validators=[InputRequired("Write a name.")])
    scopes = SelectMultipleField(
        option_widget=CheckboxInput(), validators=[DataRequired("Choose at least one thing that it may do.")]
    )
    expires_on = DateField(validators=[Optional()])


@bp.get("")
@needs(Permission.ACCOUNT)
def show() -> str:
    """Name, role, ways to sign in, sessions and tokens."""
    user = accounts.user_by_id(db.session, _me())
    return render_template(
        "account/show.html", user=user, n_passkeys=len(user.webauthn), sessions=accounts.sessions_of(db.session, user.id),
        present=session.get("sid"), tokens=accounts.tokens_of(db.session, user.id), last_day=accounts.last_day,
    )  # fmt: skip


def _me() -> int:
    found = actor().user_id
    if found is None:
        raise RuntimeError("an account's page was opened without one")
    return found


@bp.post("/sessions/end")
@needs(Permission.ACCOUNT)
def end_session() -> Response:
    """End the session named, or all but the present one."""
    ended = accounts.end_sessions(db.session, _me(), only=_named("session"), but=session.get("sid"))
    db.session.commit()
    flash("The session was ended." if ended == 1 else f"{ended} sessions were ended.")
    return redirect(url_for(".show"), 303)


def _named(name: str) -> str | None:
    """A field of the form, without null characters, which no key has; None where it was not sent."""
    text = request.form.get(name)
    return None if text is None else text.replace("\x00", "")


@bp.route("/tokens/new", methods=["GET", "POST"])
@needs(Permission.ACCOUNT)
def new_token() -> str | tuple[str, int]:
    """A form, and once the token that it made."""
    form = TokenForm(request.form)  # by itself it would read JSON too, whose numbers are no texts
    form.scopes.choices = [SelectChoice(each.value, words) for each, words in SCOPES.items() if may_now(each)]
    if request.method == "GET":
        form.scopes.data = [Permission.READ.value]
        form.expires_on.data = accounts.now().date() + dt.timedelta(days=DAYS)
    if form.validate_on_submit():
        user = accounts.user_by_id(db.session, _me())
        scopes = {Permission(each) for each in form.scopes.data or ()}
        try:
            made = accounts.add_token(db.session, user, form.name.data or "", scopes, form.expires_on.data)
        except (BadValue, Conflict) as error:
            form.name.errors = [f"{error}."]
        else:
            db.session.commit()
            return render_template("account/token.html", made=made)
    return render_template("account/token.html", form=form), 400 if form.errors else 200


@bp.post("/tokens/<int(max=9223372036854775807):token_id>/revoke")
@needs(Permission.ACCOUNT)
def revoke_token(token_id: int) -> Response:
    """End a token."""
    accounts.revoke_token(db.session, _me(), token_id)
    db.session.commit()
    flash("The token was revoked.")
    return redirect(url_for(".show"), 303)
