"""How often one address may try."""

import dataclasses

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.config import Settings
from app.extensions import db
from app.factory import create_app
from tests.web.people import a_user, send


@pytest.fixture
def strict(settings: Settings):
    """A client of an application that allows two of each, with cookies for HTTPS."""
    app = create_app(
        dataclasses.replace(
            settings, limit_sign_in="2/minute", limit_write="2/minute", limit_search="2/minute", secure_cookies=True,
            limit_parts="3/minute",
            address="https://localhost", proxies=1,
        )
    )  # fmt: skip
    app.testing = True
    yield app.test_client()
    with app.app_context():
        db.engine.dispose()


def test_guessing_a_password_is_slowed(strict: FlaskClient, session: Session) -> None:
    user = a_user(session)
    codes = [strict.post("/account/sign-in", data={"email": user.email}).status_code for _ in range(3)]
    assert codes == [400, 400, 429]
    assert strict.get("/account/sign-in").status_code == 200
    assert "That was too often" in strict.post("/account/recover").text


def test_each_address_has_its_own_limit(strict: FlaskClient) -> None:
    for address, expected in (("192.0.2.1", 400), ("192.0.2.1", 400), ("192.0.2.1", 429), ("192.0.2.2", 400)):
        assert strict.post("/account/sign-in", headers={"X-Forwarded-For": address}).status_code == expected


def test_one_account_is_not_tried_from_many_addresses(settings: Settings) -> None:
    app = create_app(dataclasses.replace(settings, limit_account="2/minute", address="https://localhost", proxies=1))
    client = app.test_client()
    tries = [("192.0.2.1", "a@example.org"), ("192.0.2.2", "A@example.org "), ("192.0.2.3", "a@example.org"),
             ("192.0.2.3", "b@example.org")]  # fmt: skip
    codes = [client.post("/account/sign-in", data={"email": email}, headers={"X-Forwarded-For": each}) for each, email in tries]
    assert [each.status_code for each in codes] == [400, 400, 429, 400]
    with app.app_context():
        db.engine.dispose()


def test_searching_and_writing_are_limited_and_reading_is_not(strict: FlaskClient) -> None:
    assert [strict.get("/occurrences?q=x").status_code for _ in range(3)] == [200, 200, 429]
    assert [strict.post("/account/sessions/end").status_code for _ in range(3)] == [400, 400, 429]
    assert {strict.get("/occurrences").status_code for _ in range(10)} == {200}


def test_what_a_page_fetches_has_a_limit_of_its_own(strict: FlaskClient) -> None:
    parts = ("/occurrences/suggest?q=ab", "/occurrences/cells?q=x", "/occurrences/cells", "/occurrences/suggest?q=ab")
    codes = [strict.get(each).status_code for each in parts]
    assert codes == [200, 200, 200, 429]
    assert strict.get("/occurrences?q=x").status_code == 200


def test_cookies_are_for_https_where_the_settings_say_so(strict: FlaskClient) -> None:
    cookie = strict.get("/account/sign-in", base_url="https://localhost").headers["Set-Cookie"]
    for word in ("Secure", "HttpOnly", "SameSite=Lax"):
        assert word in cookie


def test_a_request_for_another_name_is_refused(strict: FlaskClient) -> None:
    assert strict.get("/account/recover", base_url="https://evil.example").status_code == 400
    assert strict.get("/account/recover", headers={"X-Forwarded-Host": "evil.example"}).status_code == 400


@pytest.mark.parametrize(("sign_up", "status"), [("open", 200), ("invited", 200), ("closed", 404)])
def test_signing_up_is_open_invited_or_closed(settings: Settings, sign_up: str, status: int) -> None:
    app = create_app(dataclasses.replace(settings, sign_up=sign_up))
    app.testing = True
    client = app.test_client()
    assert client.get("/account/sign-up").status_code == status
    assert ("Sign up" in client.get("/about/method").text) is (sign_up == "open")
    if sign_up == "invited":
        form = {"name": "Ada", "email": "ada@example.org", "password": "correct horse battery"}
        assert "needs an invitation" in send(client, "/account/sign-up", **form).text
    with app.app_context():
        db.engine.dispose()
