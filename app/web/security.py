"""Signing up, in and out: Flask-Security on our users, with sessions that can be listed and ended.

Its pages are ours, in `templates/security`. What concerns the users themselves is in `services/accounts.py`.
"""

import datetime as dt
import re
from typing import Any, cast
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, request, session
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_login import user_logged_out
from flask_security import (
    FSQLALiteUserDatastore,
    PasswordUtil,
    RegisterFormV2,
    RoleMixin,
    Security,
    Totp,
    UserMixin,
    password_changed,
    password_reset,
    user_authenticated,
)
from flask_security.utils import set_request_attr
from flask_wtf.csrf import CSRFProtect
from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy import select
from werkzeug.exceptions import BadRequest, UnsupportedMediaType
from werkzeug.middleware.proxy_fix import ProxyFix
from wtforms import HiddenField, StringField

from app.config import Settings
from app.core.errors import BadValue, Conflict
from app.extensions import db
from app.models.database import take_turn
from app.models.user import Passkey, SessionRecord, User
from app.services import accounts
from app.services.permissions import ANYBODY
from app.vocab.users import Role
from app.web.access import bearer
from app.web.mail import Mailer
from app.web.secrets import load_secrets

COOKIE = "airdocket"
FRESH = dt.timedelta(minutes=30)
INVITED_FOR = dt.timedelta(days=7)


class SignedInUser(UserMixin, User):  # type: ignore[misc]
    """A user as Flask-Security wants to ask one; the same row."""

    roles: list[RoleMixin] = []  # asked of nobody: permissions.py decides


class Datastore(FSQLALiteUserDatastore):
    """Flask-Security's way to the users. What it writes is written in the writer's turn."""

    def create_user(self, **given: Any) -> SignedInUser:
        """Make the user at once, so that the turn is not held while a mail is sent."""
        role = g.get("invited_role", Role.CONTRIBUTOR)
        user = accounts.add_user(db.session, given["name"], given["email"], role=role, password_hash=given["password"])
        user_id = user.id
        db.session.commit()
        db.session.expunge(user)
        return cast(SignedInUser, self.find_user(id=user_id))

    def commit(self) -> None:
        if db.session.new or db.session.dirty or db.session.deleted:
            take_turn(db.session)
        db.session.commit()


class Passwords(PasswordUtil):
    """The rule for passwords is the one of the services."""

    def normalize(self, password: str) -> str:
        return accounts.normalized(password)

    def validate(self, password: str, is_register: bool, **given: Any) -> tuple[list[str] | None, str]:
        user = given.get("user")
        name, email = (given.get("name"), given.get("email")) if user is None else (user.name, user.email)
        kept = accounts.normalized(password)
        return accounts.problems_of_password(kept, name=name or "", email=email or "") or None, kept


class TimeCodes(Totp):
    """A time code is taken once."""

    def get_last_counter(self, user: Any) -> int | None:
        last: int | None = user.tf_last_counter
        return last

    def set_last_counter(self, user: Any, tmatch: Any) -> None:
        user.tf_last_counter = tmatch.counter


class SignUpForm(RegisterFormV2):
    """Name, address and password; with an invitation where one is needed or was given."""

    name = StringField("Name")
    invitation = HiddenField()

    def validate(self, **more: Any) -> bool:
        good = bool(super().validate(**more))
        self.invitation.data = self.invitation.data or request.args.get("invitation")
        try:
            self.name.data = accounts.check_name(db.session, self.name.data or "")
        except (BadValue, Conflict) as error:
            good = self._refuse(self.name, str(error))
        if self.invitation.data:
            invited = read_invitation(self.invitation.data)
            if invited is None:
                good = self._refuse(self.invitation, "the invitation is over, or not one of this site")
            elif invited[0] != self.email.data:
                good = self._refuse(self.email, "the invitation is for another address")
            else:
                g.invited_role = invited[1]
        elif _settings().sign_up == "invited":
            good = self._refuse(self.invitation, "an account needs an invitation from an administrator")
        return good

    def _refuse(self, field: Any, message: str) -> bool:
        field.errors = [*field.errors, f"{message[:1].upper()}{message[1:]}."]
        return False


class QuietSessions(SecureCookieSessionInterface):
    """Sessions in a signed cookie, of which nothing is said to readers who have none: their pages are the same for all."""

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if session.modified or self.get_cookie_name(app) in request.cookies:
            super().save_session(app, session, response)


def _settings() -> Settings:
    settings: Settings = current_app.config["AIRDOCKET"]
    return settings


# -- invitations


def _invitations() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="invitation")


def make_invitation(email: str, role: Role) -> str:
    """A signed invitation for one address. It ends with its time, or when the address has an account."""
    return str(_invitations().dumps([email, role.value]))


def read_invitation(text: str) -> tuple[str, Role] | None:
    """(address, role) of an invitation; None where it is over or not ours."""
    try:
        email, role = _invitations().loads(text, max_age=int(INVITED_FOR.total_seconds()))
        return str(email), Role(role)
    except (BadSignature, ValueError):
        return None


# -- sessions


def _begin_session(_app: Flask, user: SignedInUser, **_more: object) -> None:
    """Somebody signed in: the session gets a record, by which it can be ended."""
    record = accounts.new_session(user.id, request.headers.get("User-Agent", ""))
    db.session.add(record)
    session["sid"] = record.id
    session.permanent = True
    g.actor = accounts.actor_of(user)


def _end_session(_app: Flask, user: User, **_more: object) -> None:
    """Somebody signed out: the session ends, and so does every copy of its cookie."""
    key = session.pop("sid", None)
    if key is not None:
        accounts.end_sessions(db.session, user.id, only=key)
        db.session.commit()


def _end_other_sessions(_app: Flask, user: User, **_more: object) -> None:
    """The password is another one."""
    accounts.end_sessions(db.session, user.id, but=session.get("sid"))


def _load_user(uniquifier: str) -> SignedInUser | None:
    """Who the session is of; None where it, or the account, has ended."""
    found = db.session.execute(
        select(SignedInUser, SessionRecord)
        .join(SessionRecord, SessionRecord.user_id == User.id)
        .where(
            User.fs_uniquifier == uniquifier,
            User.active,
            SessionRecord.id == session.get("sid", ""),
            SessionRecord.ended_at.is_(None),
            SessionRecord.created_at > accounts.now() - accounts.SESSION_LIFE,
        )
    ).one_or_none()
    if found is None:
        return None
    user, record = found
    today = accounts.now().date()
    if record.last_seen_on != today:
        take_turn(db.session)
        record.last_seen_on = today
        db.session.commit()
    set_request_attr("fs_authn_via", "session")
    set_request_attr("fs_paa", session.get("fs_paa", 0))
    return user


def _keep_private(response: Response) -> Response:
    """What was made for somebody who is signed in is kept by nobody else."""
    if g.get("actor", ANYBODY) is not ANYBODY:
        response.headers["Cache-Control"] = "private, no-store"
        response.vary.add("Cookie")
    return response


_OWN_PATH = re.compile(r"/(?![/\\])[^\\\x00-\x1f\x7f]*")


def _refuse_unread() -> None:
    """Flask-Security reads JSON as if it were a form, and takes addresses apart of which not all have parts."""
    if (request.endpoint or "").startswith("security."):
        if request.is_json:
            raise UnsupportedMediaType
        for given in (*request.args.getlist("next"), *request.form.getlist("next")):
            # Flask-Security itself leads on with whole addresses of this site.
            if given and not _OWN_PATH.fullmatch(given.removeprefix(request.host_url[:-1])):
                raise BadRequest


# -- putting it together


def _configure(app: Flask, settings: Settings) -> None:
    keys = load_secrets(settings.home)
    app.config.update(
        SECRET_KEY=keys.session_key,
        SESSION_COOKIE_NAME=COOKIE,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=accounts.SESSION_LIFE,
        WTF_CSRF_CHECK_DEFAULT=False,  # _check_csrf does, with regard to tokens
        WTF_CSRF_TIME_LIMIT=None,  # a token lasts as long as its session: a long contribution is not lost
        MAX_CONTENT_LENGTH=4 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
    )
    if settings.address:
        app.config["TRUSTED_HOSTS"] = [urlsplit(settings.address).hostname, "127.0.0.1", "localhost"]
    security = {
        "URL_PREFIX": "/account", "STATIC_FOLDER": None, "CLI_USERS_NAME": None, "CLI_ROLES_NAME": None,
        "LOGIN_URL": "/sign-in", "LOGOUT_URL": "/sign-out", "REGISTER_URL": "/sign-up", "CONFIRM_URL": "/confirm",
        "RESET_URL": "/recover", "CHANGE_URL": "/password", "VERIFY_URL": "/verify",
        "TWO_FACTOR_SETUP_URL": "/second-factor", "TWO_FACTOR_TOKEN_VALIDATION_URL": "/second-factor/code",
        "TWO_FACTOR_RESCUE_URL": "/second-factor/help", "TWO_FACTOR_SELECT_URL": "/second-factor/select",
        "MULTI_FACTOR_RECOVERY_CODES_URL": "/recovery-codes", "MULTI_FACTOR_RECOVERY_URL": "/second-factor/recovery",
        "WAN_REGISTER_URL": "/passkeys", "WAN_SIGNIN_URL": "/sign-in/passkey", "WAN_DELETE_URL": "/passkeys/delete",
        "WAN_VERIFY_URL": "/verify/passkey",
        "REGISTERABLE": settings.sign_up != "closed", "CONFIRMABLE": True, "RECOVERABLE": True, "CHANGEABLE": True,
        "RETURN_GENERIC_RESPONSES": True, "SEND_REGISTER_EMAIL": True, "JOIN_USER_ROLES": False,
        "PASSWORD_HASH": "argon2", "PASSWORD_SCHEMES": ["argon2"], "PASSWORD_SINGLE_HASH": {"argon2"},
        # For what signed links hold: the hash of a password, which is slow already, and the address of who gets the link.
        "HASHING_SCHEMES": ["hex_sha512"], "DEPRECATED_HASHING_SCHEMES": [],
        "DEPRECATED_PASSWORD_SCHEMES": [], "PASSWORD_CONFIRM_REQUIRED": False,
        "DATETIME_FACTORY": accounts.now, "FRESHNESS": FRESH, "FRESHNESS_GRACE_PERIOD": FRESH,
        "RESET_PASSWORD_WITHIN": dt.timedelta(hours=2), "EMAIL_HTML": False, "EMAIL_SENDER": settings.mail_from,
        "EMAIL_VALIDATOR_ARGS": {"check_deliverability": False, "test_environment": True},
        "TWO_FACTOR": True, "TWO_FACTOR_ENABLED_METHODS": ["authenticator"], "TWO_FACTOR_RESCUE_EMAIL": False,
        "TOTP_ISSUER": "airdocket", "TOTP_SECRETS": {"1": keys.totp_key}, "TWO_FACTOR_RESCUE_MAIL": settings.mail_from,
        "MULTI_FACTOR_RECOVERY_CODES": True, "MULTI_FACTOR_RECOVERY_CODES_N": 8,
        "MULTI_FACTOR_RECOVERY_CODES_KEYS": [keys.recovery_key],
        "WEBAUTHN": True, "WAN_RP_NAME": "airdocket", "WAN_ALLOW_USER_HINTS": False,
        "POST_LOGIN_VIEW": "/account", "POST_CHANGE_VIEW": "/account", "POST_REGISTER_VIEW": "/account/sign-in",
        "TWO_FACTOR_POST_SETUP_VIEW": "/account", "WAN_POST_REGISTER_VIEW": "/account", "POST_VERIFY_VIEW": "/account",
        "MSG_CONFIRM_REGISTRATION": ("A mail is on its way to %(email)s. Its link confirms the address.", "success"),
        "MSG_GENERIC_AUTHN_FAILED": ("The address and the password do not belong together.", "error"),
    }  # fmt: skip
    app.config.update({f"SECURITY_{name}": value for name, value in security.items()})


def register(app: Flask, settings: Settings) -> None:
    """Give the application its accounts."""
    _configure(app, settings)
    if settings.proxies:
        n = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=n, x_proto=n, x_host=n)  # type: ignore[method-assign]
    app.session_interface = QuietSessions()
    csrf = CSRFProtect(app)

    def check_csrf() -> None:
        if app.config["WTF_CSRF_ENABLED"] and bearer() is None:
            csrf.protect()

    app.before_request(check_csrf)
    app.before_request(_refuse_unread)
    datastore = Datastore(db, SignedInUser, RoleMixin, cast(Any, Passkey))
    security = Security(
        app, datastore, register_form=SignUpForm, mail_util_cls=Mailer, password_util_cls=Passwords, totp_cls=TimeCodes
    )
    security.want_json(lambda _request: False)
    security.login_manager.user_loader(_load_user)
    security.login_manager.request_loader(lambda _request: None)  # API tokens are read in access.py
    user_authenticated.connect(_begin_session, app)
    user_logged_out.connect(_end_session, app)
    for changed in (password_changed, password_reset):
        changed.connect(_end_other_sessions, app)
    app.after_request(_keep_private)
    app.jinja_env.globals["sign_up"] = settings.sign_up
