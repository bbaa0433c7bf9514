"""Who may open what: every route names its permission, and answers each role as the table says."""

import datetime as dt

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.services import accounts
from app.services.permissions import TABLE, Permission
from app.vocab.users import Role
from app.web.access import OTHERS, permission_of
from tests.web.people import a_user, sign_in_as
from tests.web.routes import LEAVES, NAMED, addresses_of, methods_of, rules

# Nothing is there, so that nothing is changed.
NOTHING = {name: (99,) for name in NAMED if name in ("number", "part") or name.endswith("_id")}
# Only a token opens these; whoever comes without is told so, also when signed in.
BY_TOKEN = {"feeds.review", "feeds.review_json"}


def addresses(app: Flask) -> list[tuple[str, str, str]]:
    """(endpoint, method, address) of everything that can be asked for."""
    return [
        (rule.endpoint, method, next(addresses_of(app, rule, NOTHING))) for rule in rules(app) for method in methods_of(rule)
    ]


def test_every_route_names_its_permission(client: FlaskClient) -> None:
    app = client.application
    assert {permission_of(app, each) for each in app.view_functions} <= set(Permission)
    assert {each for each in OTHERS if each not in app.view_functions} == set()


def test_a_route_without_a_permission_is_not_run(client: FlaskClient) -> None:
    client.application.add_url_rule("/open", "open", lambda: "secret")
    with pytest.raises(RuntimeError, match="the route open states no permission"):
        client.get("/open")


@pytest.mark.parametrize("role", [None, *Role])
def test_every_route_answers_each_role_as_the_table_says(client: FlaskClient, session: Session, role: Role | None) -> None:
    app = client.application
    app.config["WTF_CSRF_ENABLED"] = False
    checks = app.before_request_funcs[None]
    app.before_request_funcs[None] = [each for each in checks if each.__module__ != "app.web.limits"]
    if role is not None:
        sign_in_as(client, session, role)
    for endpoint, method, address in addresses(app):
        if endpoint in LEAVES:
            continue
        answer = client.open(address, method=method)
        answer.close()
        where = f"{method} {address} for {role}: {answer.status}"
        refused = answer.status_code in (401, 403)
        if endpoint in BY_TOKEN or (endpoint.startswith("api.") and permission_of(app, endpoint) is not Permission.READ):
            assert answer.status_code == 401, where
            continue
        led_away = answer.status_code == 303 and (answer.location or "").startswith("/account/sign-in?next=")
        if role in TABLE[permission_of(app, endpoint)]:
            assert not refused, where
            assert not led_away, where
        elif role is None and method == "GET":
            assert led_away, where
        else:
            assert refused, where


# -- API tokens


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


def a_token(session: Session, *scopes: Permission, role: Role = Role.ADMIN, ends: dt.date | None = None) -> str:
    made = accounts.add_token(session, a_user(session, role), "a test", scopes, ends)
    session.commit()
    return made.secret


def test_a_token_may_what_its_scopes_say(client: FlaskClient, session: Session) -> None:
    secret = a_token(session, Permission.ADMINISTER)
    assert client.get("/admin/users", headers=bearer(secret)).status_code == 200
    assert client.get("/account", headers=bearer(secret)).status_code == 403
    assert client.get("/", headers=bearer(secret)).status_code == 403


def test_a_token_may_no_more_than_its_owner(client: FlaskClient, session: Session) -> None:
    secret = a_token(session, Permission.ADMINISTER, role=Role.EDITOR)
    assert client.get("/admin/users", headers=bearer(secret)).status_code == 403


def test_a_token_needs_no_form_token_and_makes_no_session(client: FlaskClient, session: Session) -> None:
    secret = a_token(session, Permission.ACCOUNT)
    answer = client.post("/account/tokens/999/revoke", headers=bearer(secret))
    assert answer.status_code == 404
    assert "Set-Cookie" not in answer.headers
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("secret", ["adk_unknown", "nonsense", "adk_"])
def test_an_unknown_token_is_refused_even_where_everybody_may_read(client: FlaskClient, secret: str) -> None:
    answer = client.get("/about/method", headers=bearer(secret))
    assert answer.status_code == 401
    assert secret not in answer.text


def test_a_token_ends(client: FlaskClient, session: Session) -> None:
    user = a_user(session)
    today = accounts.now().date()
    made = accounts.add_token(session, user, "short", {Permission.READ}, today)
    session.commit()
    assert client.get("/about/method", headers=bearer(made.secret)).status_code == 200
    session.rollback()
    made.token.expires_at = accounts.now()
    session.commit()
    assert client.get("/about/method", headers=bearer(made.secret)).status_code == 401


def test_a_token_ends_when_it_is_revoked_and_when_the_account_is_shut(client: FlaskClient, session: Session) -> None:
    user = a_user(session)
    first, second = (a_token(session, Permission.READ, role=user.role) for _ in range(2))
    accounts.revoke_token(session, user.id, accounts.tokens_of(session, user.id)[1].id)
    session.commit()
    assert [client.get("/", headers=bearer(each)).status_code for each in (first, second)] == [401, 200]
    session.rollback()
    accounts.set_active(session, user, False)
    session.commit()
    assert client.get("/", headers=bearer(second)).status_code == 401


def test_a_token_does_not_open_the_pages_for_signing_in(client: FlaskClient, session: Session) -> None:
    secret = a_token(session, Permission.ACCOUNT)
    answer = client.get("/account/second-factor", headers=bearer(secret))
    assert answer.status_code == 302, "sent to sign in: the page is for sessions"
