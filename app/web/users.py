"""Users, for administrators: their roles, shutting their accounts, inviting them."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import SelectField, StringField
from wtforms.fields import SelectChoice

from app.core.errors import BadValue, Conflict
from app.core.text import squeeze
from app.extensions import db
from app.services import accounts
from app.services.permissions import Permission
from app.vocab.users import Role
from app.web import mail, security
from app.web.access import actor, needs
from app.web.paging import page_number, page_size

bp = Blueprint("users", __name__, url_prefix="/admin/users")


class InvitationForm(FlaskForm):
    """Who is invited, and as what."""

    email = StringField()
    role = SelectField(choices=[SelectChoice(each.value, each.label) for each in Role], default=Role.CONTRIBUTOR.value)


@bp.get("")
@needs(Permission.ADMINISTER)
def index() -> tuple[str, int]:
    """All users, newest first, or those whose name or address holds the words."""
    return _users(InvitationForm())


def _users(form: InvitationForm) -> tuple[str, int]:
    words = squeeze(request.args.get("q", "").replace("\x00", ""))[:200]
    page = accounts.list_users(db.session, words, page_number(), page_size())
    shown = render_template("users/index.html", page=page, given={"q": words}, roles=Role, form=form)
    return shown, 400 if form.errors else 404 if page.is_beyond else 200


@bp.post("/<int(max=9223372036854775807):user_id>/role")
@needs(Permission.ADMINISTER)
def set_role(user_id: int) -> Response:
    """Give a user another role."""
    role = Role.find(request.form.get("role", ""))
    if role is None:
        raise BadValue(f"there is no such role; there are {', '.join(Role)}")
    user = accounts.user_by_id(db.session, user_id)
    accounts.set_role(db.session, user, role)
    db.session.commit()
    flash(f"{user.name} is {role.label.lower()} now.")
    return redirect(url_for(".index"), 303)


@bp.post("/<int(max=9223372036854775807):user_id>/active")
@needs(Permission.ADMINISTER)
def set_active(user_id: int) -> Response:
    """Shut an account or open it again."""
    user = accounts.user_by_id(db.session, user_id)
    accounts.set_active(db.session, user, request.form.get("active") == "1")
    db.session.commit()
    flash(f"The account of {user.name} is {'open' if user.active else 'shut'} now.")
    return redirect(url_for(".index"), 303)


@bp.post("/invite")
@needs(Permission.ADMINISTER)
def invite() -> Response | tuple[str, int]:
    """Send an invitation by mail."""
    form = InvitationForm()
    if form.validate():
        try:
            email = accounts.check_email(db.session, form.email.data or "")
        except (BadValue, Conflict) as error:
            form.email.errors = [f"{error}."]
        else:
            text = security.make_invitation(email, Role(form.role.data))
            link = url_for("security.register", invitation=text, _external=True)
            body = render_template("security/email/invitation.txt", by=actor().name, link=link)
            mail.send(current_app.config["AIRDOCKET"], email, "Invitation to airdocket", body)
            flash(f"An invitation is on its way to {email}.")
            return redirect(url_for(".index"), 303)
    return _users(form)
