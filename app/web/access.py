"""Who asks, and whether they may: each view names its permission, and none is run without."""

from collections.abc import Callable
from typing import TypeVar

from flask import Flask, current_app, g, request
from werkzeug.exceptions import Unauthorized

from app.extensions import db
from app.services import accounts
from app.services.permissions import ANYBODY, TABLE, Actor, Permission, may, require

View = TypeVar("View", bound=Callable[..., object])

# Views of libraries, which cannot be marked. What an account's own pages ask for, they also check themselves.
OTHERS = {
    "static": Permission.READ,
    "security.login": Permission.SIGN_IN,
    "security.logout": Permission.SIGN_IN,
    "security.register": Permission.SIGN_IN,
    "security.send_confirmation": Permission.SIGN_IN,
    "security.confirm_email": Permission.SIGN_IN,
    "security.forgot_password": Permission.SIGN_IN,
    "security.reset_password": Permission.SIGN_IN,
    "security.wan_signin": Permission.SIGN_IN,
    "security.wan_signin_response": Permission.SIGN_IN,
    "security.two_factor_token_validation": Permission.SIGN_IN,
    "security.two_factor_rescue": Permission.SIGN_IN,
    "security.mf_recovery": Permission.SIGN_IN,
    "security.tf_select": Permission.SIGN_IN,
    "security.verify": Permission.ACCOUNT,
    "security.change_password": Permission.ACCOUNT,
    "security.two_factor_setup": Permission.ACCOUNT,
    "security.two_factor_setup_validate": Permission.ACCOUNT,
    "security.mf_recovery_codes": Permission.ACCOUNT,
    "security.wan_register": Permission.ACCOUNT,
    "security.wan_register_response": Permission.ACCOUNT,
    "security.wan_delete": Permission.ACCOUNT,
    "security.wan_verify": Permission.ACCOUNT,
    "security.wan_verify_response": Permission.ACCOUNT,
}


def needs(permission: Permission) -> Callable[[View], View]:
    """Decorator of a view: it runs only for those who hold the permission. Goes below the route."""

    def mark(view: View) -> View:
        view.permission = permission  # type: ignore[attr-defined]
        return view

    return mark


def by_token(view: View) -> View:
    """Decorator of a view that reads: only an API token opens it, also as the password of HTTP Basic. Goes below the route.

    Programs that read feeds know no other way than Basic; a token in the address would stand in logs and histories.
    """
    view.by_token = True  # type: ignore[attr-defined]
    return view


def _is_by_token() -> bool:
    return getattr(current_app.view_functions.get(request.endpoint or ""), "by_token", False)


def permission_of(app: Flask, endpoint: str) -> Permission:
    """What an endpoint asks for; RuntimeError for one that does not say."""
    found = getattr(app.view_functions[endpoint], "permission", None) or OTHERS.get(endpoint)
    if found is None:
        raise RuntimeError(f"the route {endpoint} states no permission; mark its view with @needs")
    return Permission(found)


def actor() -> Actor:
    """Who makes the request: the owner of the token it carries, or who is signed in, or anybody."""
    if "actor" not in g:
        g.actor = ANYBODY  # what stands if finding out fails, so that the page of that failure can be made
        g.actor = _find_actor()
    found: Actor = g.actor
    return found


def bearer() -> str | None:
    """The API token of the request; None where it carries none."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" and token.strip() else None


def _password() -> str | None:
    """The password of HTTP Basic, where the view takes a token so; None where there is none. Who is named does not matter."""
    given = request.authorization if _is_by_token() else None
    return given.password if given is not None and given.type == "basic" else None


def _find_actor() -> Actor:
    token = bearer() or _password()
    if token is None and _is_by_token():
        raise Unauthorized("a token is needed")
    if token is not None:
        found = accounts.actor_of_token(db.session, token)
        if found is None:
            raise Unauthorized("the token is unknown, expired or revoked")
        return found
    if current_app.config["SESSION_COOKIE_NAME"] not in request.cookies and not g.get("_login_user"):
        return ANYBODY  # the session is not even opened, so the page stays the same for all and needs no query
    from flask_login import current_user

    return accounts.actor_of(current_user) if current_user.is_authenticated else ANYBODY


def _enforce() -> None:
    if request.endpoint is None:
        return  # there is no such page, which the error says
    permission = permission_of(current_app, request.endpoint)
    if None in TABLE[permission] and bearer() is None:
        return
    require(actor(), permission)


def may_now(permission: str) -> bool:
    """Whether whoever makes the request holds a permission; for templates."""
    return may(actor(), Permission(permission))


def register(app: Flask) -> None:
    """Ask before every view."""
    app.before_request(_enforce)
    app.jinja_env.globals.update(actor=actor, may=may_now)
