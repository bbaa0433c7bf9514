"""Signing up, in and out, on the pages and by the mails."""

import re
import time

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from passlib.totp import TOTP
from sqlalchemy.orm import Session

from app.models.user import SessionRecord, User
from app.services import accounts
from app.vocab.users import Role
from tests.web.people import PASSWORD, a_user, csrf, link_in, mails, send, sign_in, sign_in_as
from tests.web.test_pages import text_of

ADA = {"name": "Ada", "email": "Ada@Example.org", "password": PASSWORD}


def is_signed_in(client: FlaskClient) -> bool:
    return client.get("/account").status_code == 200


def test_from_signing_up_to_signing_out(client: FlaskClient, session: Session, capsys: pytest.CaptureFixture[str]) -> None:
    answer = send(client, "/account/sign-up", **ADA)
    assert (answer.status_code, answer.location) == (302, "/account/sign-in")
    assert "mail to ada@example.org: " in capsys.readouterr().err
    user = session.scalar(sa.select(User))
    assert (user.name, user.email, user.role, user.active) == ("Ada", "ada@example.org", Role.CONTRIBUTOR, True)
    assert user.password.startswith("$argon2id$")

    assert "do not belong together" in sign_in(client, "ada@example.org").text or not is_signed_in(client)
    to, _, text = mails(client)[-1]
    assert to == "ada@example.org"
    client.get(link_in(text))
    assert sign_in(client, "ADA@example.org").location == "/account"
    assert "Ada" in text_of(client, "/account")

    send(client, "/account/sign-out")
    assert not is_signed_in(client)


def test_an_address_that_is_not_confirmed_does_not_sign_in(client: FlaskClient) -> None:
    send(client, "/account/sign-up", **ADA)
    sign_in(client, "ada@example.org")
    assert not is_signed_in(client)


def test_a_password_is_changed_with_the_present_one_and_ends_other_sessions(client: FlaskClient, session: Session) -> None:
    user = a_user(session)
    other = client.application.test_client()
    for each in (client, other):
        sign_in(each, user.email)
    new = "another horse entirely"
    bad = send(client, "/account/password", password="wrong wrong wrong", new_password=new, new_password_confirm=new)
    assert 'role="alert"' in bad.text
    send(client, "/account/password", password=PASSWORD, new_password=new, new_password_confirm=new)
    assert is_signed_in(client)
    assert not is_signed_in(other)
    assert "was changed" in mails(client)[-1][2]
    assert sign_in(other, user.email, new).location == "/account"


def test_a_forgotten_password_is_set_anew_by_a_mail(client: FlaskClient, session: Session) -> None:
    user = a_user(session)
    send(client, "/account/recover", email=user.email)
    address = link_in(mails(client)[-1][2])
    new = "another horse entirely"
    assert client.get(address).status_code == 200
    send(client, address, password=new, password_confirm=new)
    assert not is_signed_in(client)
    assert sign_in(client, user.email, new).location == "/account"
    client.get("/account")
    again = client.application.test_client()
    assert again.get(address).location == "/account/recover", "the link works once"


@pytest.mark.parametrize(
    ("password", "problem"),
    [
        ("short", "at least 12"), ("a" * 129, "at most 128"), ("aaaaaaaaaaaaaaaa", "different characters"),
        ("passwordpassword", "tried first"), ("my name is ada@example.org", "Leave out"),
    ],
)  # fmt: skip
def test_a_weak_password_is_refused_with_the_reason(client: FlaskClient, password: str, problem: str) -> None:
    page = send(client, "/account/sign-up", **{**ADA, "password": password}).text
    assert problem in page
    assert re.search(r'<div class="notice wrong" role="alert" tabindex="-1"', page)
    assert 'aria-describedby="password-hint password-problem"' in page


def test_a_taken_name_is_refused(client: FlaskClient, session: Session) -> None:
    a_user(session, name="Ada")
    assert "is taken" in send(client, "/account/sign-up", **{**ADA, "name": " aDA ", "email": "b@example.org"}).text


@pytest.mark.parametrize("name", ["airdocket", " AirDocket", "ＡＩＲdocket"])
def test_the_programs_name_is_refused(client: FlaskClient, session: Session, name: str) -> None:
    assert "is kept for the program itself" in send(client, "/account/sign-up", **{**ADA, "name": name}).text
    assert session.scalar(sa.select(sa.func.count()).select_from(User)) == 0


# -- nothing tells whether an address has an account


def outcome(answer) -> tuple[int, str | None, str]:
    page = re.sub(r'value="[^"]*"', "", answer.text)
    return answer.status_code, answer.location, page


def fresh(client: FlaskClient) -> FlaskClient:
    return client.application.test_client()


def test_signing_in_tells_nothing(client: FlaskClient, session: Session) -> None:
    user = a_user(session)
    assert outcome(sign_in(fresh(client), user.email, "wrong password!!")) == outcome(
        sign_in(fresh(client), "nobody@example.org", "wrong password!!")
    )


def test_signing_up_tells_nothing(client: FlaskClient, session: Session) -> None:
    user = a_user(session)
    known = send(fresh(client), "/account/sign-up", name="Eve", email=user.email, password=PASSWORD)
    unknown = send(fresh(client), "/account/sign-up", name="Eva", email="eva@example.org", password=PASSWORD)
    assert outcome(known)[:2] == outcome(unknown)[:2] == (302, "/account/sign-in")
    assert "It has one already" in mails(client)[0][2]
    session.rollback()
    assert session.scalar(sa.select(sa.func.count()).select_from(User)) == 2


@pytest.mark.parametrize("address", ["/account/recover", "/account/confirm"])
def test_recovering_and_confirming_tell_nothing(client: FlaskClient, session: Session, address: str) -> None:
    user = a_user(session)
    known, unknown = (outcome(send(fresh(client), address, email=each)) for each in (user.email, "nobody@example.org"))
    assert re.sub(re.escape(user.email), "", known[2]) == re.sub("nobody@example.org", "", unknown[2])
    assert known[:2] == unknown[:2]


# -- second factor, passkeys


def turn_on_second_factor(client: FlaskClient) -> TOTP:
    page = send(client, "/account/second-factor", setup="authenticator").text
    assert 'src="data:image/svg+xml;base64,' in page
    key = re.search(r"Key: <code>([^<]*)</code>", page)[1]
    address = re.search(r'action="(/account/second-factor/[^"]*)"', page)[1]
    source = TOTP(key=key)
    answer = send(client, address, code=source.generate(time.time() - 30).token)
    assert answer.location == "/account"
    return source


def test_a_second_factor_is_asked_for_and_a_code_works_once(client: FlaskClient, session: Session) -> None:
    user = sign_in_as(client, session)
    source = turn_on_second_factor(client)
    code = source.generate().token
    other = fresh(client)
    assert sign_in(other, user.email).location.startswith("/account/second-factor/code")
    assert not is_signed_in(other)
    send(other, "/account/second-factor/code", code="000000")
    assert not is_signed_in(other)
    send(other, "/account/second-factor/code", code=code)
    assert is_signed_in(other)
    third = fresh(client)
    sign_in(third, user.email)
    send(third, "/account/second-factor/code", code=code)
    assert not is_signed_in(third)


def test_a_recovery_code_stands_in_for_the_second_factor_once(client: FlaskClient, session: Session) -> None:
    user = sign_in_as(client, session)
    turn_on_second_factor(client)
    page = send(client, "/account/recovery-codes", generate_new_codes="1").text
    codes = re.findall(r"<code>([0-9a-f-]{14})</code>", page)
    assert len(codes) == 8
    session.expire_all()
    assert codes[0] not in str(session.get(User, user.id).mf_recovery_codes)
    for signed_in in (True, False):
        other = fresh(client)
        sign_in(other, user.email)
        send(other, "/account/second-factor/recovery", code=codes[0])
        assert is_signed_in(other) is signed_in


def test_the_second_factor_is_changed_only_by_who_signed_in_lately(client: FlaskClient, session: Session) -> None:
    sign_in_as(client, session)
    with client.session_transaction() as cookie:
        cookie["fs_paa"] = time.time() - 7200
    for address in ("/account/second-factor", "/account/passkeys"):
        assert client.get(address).location.startswith("/account/verify")
    send(client, "/account/verify", password=PASSWORD)
    assert client.get("/account/second-factor").status_code == 200


# -- sessions


def test_sessions_are_listed_and_ended(client: FlaskClient, session: Session) -> None:
    user = a_user(session)
    others = [fresh(client) for _ in range(2)]
    for each in (client, *others):
        sign_in(each, user.email)
    page = client.get("/account").text
    shown = re.findall(r'name="session" value="([^"]*)"', page)
    assert len(shown) == 3
    with others[0].session_transaction() as cookie:
        first = cookie["sid"]
    send(client, "/account/sessions/end", session=first)
    assert [is_signed_in(each) for each in (client, *others)] == [True, False, True]
    send(client, "/account/sessions/end")
    assert [is_signed_in(each) for each in (client, *others)] == [True, False, False]


def test_another_users_session_is_not_ended(client: FlaskClient, session: Session) -> None:
    sign_in_as(client, session)
    other = fresh(client)
    sign_in_as(other, session, name="Other")
    with other.session_transaction() as cookie:
        key = cookie["sid"]
    send(client, "/account/sessions/end", session=key)
    assert is_signed_in(other)


def test_a_session_ends_by_signing_out_even_for_a_copy_of_its_cookie(client: FlaskClient, session: Session) -> None:
    user = a_user(session)
    sign_in(client, user.email)
    copy = client.get_cookie("airdocket").value
    send(client, "/account/sign-out")
    client.set_cookie("airdocket", copy)
    assert not is_signed_in(client)


def test_a_session_that_is_too_old_is_over(client: FlaskClient, session: Session) -> None:
    sign_in_as(client, session)
    session.execute(sa.update(SessionRecord).values(created_at=accounts.now() - accounts.SESSION_LIFE))
    session.commit()
    assert not is_signed_in(client)


def test_a_shut_account_is_out_at_once(client: FlaskClient, session: Session) -> None:
    user = sign_in_as(client, session)
    accounts.set_active(session, user, False)
    session.commit()
    assert not is_signed_in(client)
    sign_in(client, user.email)
    assert not is_signed_in(client)


def test_the_cookie_is_for_the_server_alone(client: FlaskClient, session: Session) -> None:
    cookie = sign_in(client, a_user(session).email).headers["Set-Cookie"]
    assert cookie.startswith("airdocket=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie


def test_a_reader_gets_no_cookie_and_pages_that_may_be_kept(client: FlaskClient) -> None:
    for address in ("/", "/about/method"):
        headers = client.get(address).headers
        assert not {"Set-Cookie", "Cache-Control", "Vary"} & set(headers.keys())
    headers = client.get("/occurrences").headers
    assert "Set-Cookie" not in headers
    assert headers["Cache-Control"] == "no-cache"  # it may be stored, but has to be asked for again
    assert set(headers["Vary"].split(", ")) == {"Cookie", "Authorization", "HX-Request"}  # it is also given in part


def test_a_page_for_somebody_is_kept_by_nobody(client: FlaskClient, session: Session) -> None:
    sign_in_as(client, session)
    for address in ("/", "/account"):
        headers = client.get(address).headers
        assert headers["Cache-Control"] == "private, no-store"
        assert "Cookie" in headers["Vary"]
    with client.get("/static/style.css") as answer:
        assert "no-store" not in answer.headers["Cache-Control"]


# -- forms


def test_a_form_without_its_token_is_refused(client: FlaskClient, session: Session) -> None:
    user = sign_in_as(client, session)
    for address in ("/account/sign-out", "/account/sessions/end", "/account/password"):
        assert client.post(address).status_code == 400
    assert is_signed_in(client)
    answer = fresh(client).post("/account/sign-in", data={"email": user.email, "password": PASSWORD})
    assert answer.status_code == 400
    csrf(client)


ELSEWHERE = ["https://evil.example/", "//evil.example/", "/\\evil.example", "///evil.example", "javascript:alert(1)"]
FORMS = ["sign-in", "sign-up", "recover", "confirm", "sign-in/passkey"]


@pytest.mark.parametrize("target", ELSEWHERE)
def test_signing_in_leads_nowhere_else(client: FlaskClient, session: Session, target: str) -> None:
    user = a_user(session)
    answer = send(client, f"/account/sign-in?next={target}", email=user.email, password=PASSWORD, next=target)
    assert re.match(r"/[^/\\]", answer.location or "/account"), answer.location
    assert is_signed_in(client) is (answer.status_code == 302)


@pytest.mark.parametrize(
    "target",
    [
        "https://[::1",
        "\\\\evil.example",
        "evil",
        "/a\tb",
        "//",
        "\x00",
        "http://localhost.evil.example/",
        "http://localhost//evil",
    ],
)
def test_an_address_to_go_on_to_is_one_of_this_site(client: FlaskClient, session: Session, target: str) -> None:
    given = {"email": a_user(session).email, "password": PASSWORD}
    assert client.get("/account/sign-in", query_string={"next": target}).status_code == 400
    assert send(client, "/account/sign-in", **given, next=target).status_code == 400
    assert not is_signed_in(client)


@pytest.mark.parametrize("body", ["[" * 99_999, '{"email": "\\ud800", "password": "x"}', '[{"email": {}}]', "5"])
def test_an_account_is_asked_for_by_forms_alone(client: FlaskClient, body: str) -> None:
    headers = {"X-CSRFToken": csrf(client)}
    assert client.post("/account/sign-in", data=body, content_type="application/json", headers=headers).status_code == 415


@pytest.mark.parametrize("password", ["x" * 5_000, "a" + "\u0301\u0316" * 100_000])
def test_a_password_without_end_is_refused_in_no_time(client: FlaskClient, session: Session, password: str) -> None:
    begun = time.process_time()
    assert sign_in(client, a_user(session).email, password).status_code == 200
    given = {"name": "Endless", "email": "endless@example.org", "password": password, "password_confirm": password}
    assert "at most 128 characters" in send(client, "/account/sign-up", **given).text
    assert time.process_time() - begun < 5
    assert not is_signed_in(client)


def test_keys_that_nobody_has_are_no_failure(client: FlaskClient, session: Session) -> None:
    sign_in_as(client, session)
    assert send(client, "/account/tokens/9223372036854775808/revoke").status_code == 404
    assert send(client, "/account/sessions/end", session="a\x00b").status_code == 303
    assert client.get("/users/a%00b").status_code == 404
    sign_in_as(client, session, Role.ADMIN)
    assert send(client, "/admin/users/invite", email="a\x00@example.org", role="editor").status_code == 400


def test_signing_in_leads_back(client: FlaskClient, session: Session) -> None:
    user = a_user(session)
    answer = client.get("/account/tokens/new?x=1")
    assert (answer.status_code, answer.location) == (303, "/account/sign-in?next=/account/tokens/new?x%3D1")
    answer = send(client, answer.location, email=user.email, password=PASSWORD)
    assert answer.location.endswith("/account/tokens/new?x=1")


@pytest.mark.parametrize("form", FORMS)
def test_every_input_has_a_label_and_no_script_is_inline(client: FlaskClient, form: str) -> None:
    page = client.get(f"/account/{form}").text
    for field in re.findall(r"<input [^>]*>", page):
        if 'type="hidden"' not in field:
            name = re.search(r' id="([^"]*)"', field)[1]
            assert f'<label for="{name}"' in page
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style| style=| onclick=", page)
