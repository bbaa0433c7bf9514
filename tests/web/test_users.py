"""What administrators do with users and see of the settings."""

import dataclasses

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.config import Settings
from app.models.user import User
from app.vocab.users import Role
from app.web.settings import masked
from tests.web.people import a_user, link_in, mails, send, sign_in, sign_in_as
from tests.web.test_accounts import fresh, is_signed_in
from tests.web.test_pages import text_of


def test_users_are_listed_and_found_by_name_and_address(client: FlaskClient, session: Session) -> None:
    sign_in_as(client, session, Role.ADMIN)
    a_user(session, name="Ada Lovelace")
    assert "2 users" in text_of(client, "/admin/users")
    for words in ("lovelace", "ada.lovelace@", "ADA"):
        seen = text_of(client, f"/admin/users?q={words}")
        assert "1 user Users" in seen
        assert "Ada Lovelace" in seen
    assert "0 users" in text_of(client, "/admin/users?q=%25")


def test_a_role_is_set(client: FlaskClient, session: Session) -> None:
    sign_in_as(client, session, Role.ADMIN)
    user = a_user(session)
    send(client, f"/admin/users/{user.id}/role", role="editor")
    session.rollback()
    assert session.get(User, user.id).role is Role.EDITOR
    assert send(client, f"/admin/users/{user.id}/role", role="king").status_code == 400


def test_the_last_administrator_stays(client: FlaskClient, session: Session) -> None:
    user = sign_in_as(client, session, Role.ADMIN)
    assert send(client, f"/admin/users/{user.id}/role", role="reader").status_code == 409
    assert send(client, f"/admin/users/{user.id}/active", active="0").status_code == 409


def test_an_account_is_shut_and_opened_again(client: FlaskClient, session: Session) -> None:
    sign_in_as(client, session, Role.ADMIN)
    other = fresh(client)
    user = sign_in_as(other, session)
    send(client, f"/admin/users/{user.id}/active", active="0")
    assert not is_signed_in(other)
    send(client, f"/admin/users/{user.id}/active", active="1")
    sign_in(other, user.email)
    assert is_signed_in(other)


def test_an_invitation_gives_its_role_to_its_address_alone(client: FlaskClient, session: Session) -> None:
    sign_in_as(client, session, Role.ADMIN)
    send(client, "/admin/users/invite", email="Ada@example.org", role="editor")
    to, _, text = mails(client)[-1]
    assert to == "ada@example.org"
    address = link_in(text)
    other = fresh(client)
    form = {"name": "Ada", "password": "correct horse battery"}
    assert "for another address" in send(other, address, **form, email="eve@example.org").text
    named = {**form, "name": "Airdocket"}
    assert "is kept for the program itself" in send(other, address, **named, email="ada@example.org").text
    assert "not one of this site" in send(other, address[:-1], **form, email="ada@example.org").text
    send(other, address, **form, email="ada@example.org")
    session.rollback()
    made = session.query(User).filter_by(name="Ada").one()
    assert made.role is Role.EDITOR
    assert made.confirmed_at is None


def test_an_address_that_cannot_be_invited_is_named(client: FlaskClient, session: Session) -> None:
    sign_in_as(client, session, Role.ADMIN)
    answer = send(client, "/admin/users/invite", email="nowhere", role="editor")
    assert answer.status_code == 400
    assert "is not an e-mail address" in answer.text
    assert mails(client) == []


def test_the_settings_are_shown_without_passwords(client: FlaskClient, session: Session, settings: Settings) -> None:
    sign_in_as(client, session, Role.ADMIN)
    client.application.config["AIRDOCKET"] = dataclasses.replace(settings, mail_server="smtp://ada:hidden@mail.example:587")
    seen = text_of(client, "/admin/settings")
    assert "AIRDOCKET_MAIL_SERVER smtp://ada:***@mail.example:587" in seen
    assert "hidden" not in seen
    for each in dataclasses.fields(Settings):
        assert f"AIRDOCKET_{each.name.upper()}" in seen


def test_an_address_that_cannot_be_read_is_not_shown() -> None:
    assert masked("redis://:hidden@host:port") == "redis://…"
    assert masked("memory://") == "memory://"
    assert masked("open") == "open"
