"""`airdocket user`: what it prints, what it refuses."""

import re
import sys
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from app.cli import main
from app.cli.demo import EDITOR, _editor
from app.models.user import ApiToken, User
from app.services import accounts
from app.services.permissions import Permission
from app.vocab.users import Role


@pytest.fixture
def airdocket(settings, monkeypatch):
    """Run a command on the fresh database."""
    monkeypatch.setenv("AIRDOCKET_HOME", str(settings.home))
    monkeypatch.setenv("AIRDOCKET_DATABASE_URL", settings.database_url)
    return lambda *words: CliRunner().invoke(main, ["user", *words])


def test_a_user_is_made_with_a_password_that_is_printed_once(airdocket, session):
    result = airdocket("add", "Ada", "Ada@Example.org", "--role", "admin")
    assert (result.exit_code, result.stderr) == (0, "")
    made = re.fullmatch(r"user=1 role=admin password=(\S{20})\n", result.stdout)[1]
    user = session.scalar(sa.select(User))
    assert (user.name, user.email, user.role) == ("Ada", "ada@example.org", Role.ADMIN)
    assert user.confirmed_at is not None
    assert user.password.startswith("$argon2id$")
    assert made not in user.password


def test_a_password_is_asked_for_at_a_terminal(airdocket, session, monkeypatch):
    answers = iter(["correct horse battery"] * 2)
    module = sys.modules["app.cli.user"]
    monkeypatch.setattr(module.click, "prompt", lambda *_, **__: next(answers))
    monkeypatch.setattr(module, "sys", SimpleNamespace(stdin=SimpleNamespace(isatty=lambda: True)))
    assert airdocket("add", "Ada", "ada@example.org").stdout == "user=1 role=contributor\n"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("add", "A", "a@example.org"), "is not a name"), (("add", "Bea", "nowhere"), "is not an e-mail address"),
        (("add", "ada", "b@example.org"), "is taken"), (("add", "Bea", "ADA@example.org"), "belongs to another user"),
        (("role", "Nobody", "editor"), "there is no user 'Nobody'"), (("role", "Ada", "reader"), "last administrator"),
        (("token", "Ada", "--scope", "read", "--expires", "2020-01-01"), "is over"),
        (("password", "Nobody"), "there is no user"), (("add", "AirDocket", "b@example.org"), "is kept for the program itself"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_said(airdocket, words, message):
    airdocket("add", "Ada", "ada@example.org", "--role", "admin")
    result = airdocket(*words)
    assert result.exit_code == 1
    assert message in result.stderr
    assert "Traceback" not in result.output


def test_a_role_is_set_by_name_or_address(airdocket, session):
    airdocket("add", "Ada", "ada@example.org")
    assert airdocket("role", "ADA@example.org", "editor").stdout == "user=1 role=editor\n"
    assert session.scalar(sa.select(User.role)) is Role.EDITOR


def test_a_new_password_ends_the_sessions(airdocket, session):
    airdocket("add", "Ada", "ada@example.org")
    session.add(accounts.new_session(1, "a test"))
    session.commit()
    assert airdocket("password", "Ada").stdout.startswith("user=1 password=")
    session.rollback()
    assert accounts.sessions_of(session, 1) == []


def test_a_token_is_printed_once_and_kept_as_a_digest(airdocket, session):
    airdocket("add", "Ada", "ada@example.org")
    result = airdocket("token", "Ada", "--scope", "read", "--scope", "contribute", "--expires", "2099-12-31")
    secret = result.stdout.strip()
    assert re.fullmatch(r"adk_\S{43}", secret)
    token = session.scalar(sa.select(ApiToken))
    assert secret not in (token.digest, token.prefix)
    assert str(accounts.last_day(token)) == "2099-12-31"
    actor = accounts.actor_of_token(session, secret)
    assert actor.scopes == {Permission.READ, Permission.CONTRIBUTE}


def test_the_demonstration_has_an_editor_where_nobody_has_an_account(session, capsys):
    _editor(session)
    told = capsys.readouterr().err
    assert EDITOR[1] in told
    assert accounts.find_user(session, EDITOR[1]).role is Role.EDITOR
    _editor(session)
    assert capsys.readouterr().err == ""
