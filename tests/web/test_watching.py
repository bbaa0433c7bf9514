"""Following occurrences: the button, the page of what changed, and the digests."""

import email
import email.policy

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.cli import main
from app.config import Settings
from app.models import Watch
from app.vocab.users import Role
from tests.factories import A, more_claims
from tests.web.examples import two_occurrences
from tests.web.people import send, sign_in_as
from tests.web.test_pages import text_of

WATCHED = "/account/watched"


@pytest.fixture
def watched(client: FlaskClient, session: Session) -> int:
    """An occurrence that the signed-in reader watches."""
    occurrence_id, _ = two_occurrences(session)
    sign_in_as(client, session, Role.READER, "Rita")
    assert send(client, f"/occurrences/{occurrence_id}/watch").status_code == 303
    return occurrence_id


def test_the_button_turns(client: FlaskClient, session: Session, watched: int) -> None:
    assert "Stop watching" in text_of(client, f"/occurrences/{watched}")
    answer = send(client, f"/occurrences/{watched}/unwatch")
    assert answer.status_code == 303
    assert answer.location.startswith(f"/occurrences/{watched}-")
    assert "Stop watching" not in text_of(client, f"/occurrences/{watched}")
    assert session.query(Watch).count() == 0


def test_nobody_who_is_not_signed_in_sees_a_button(client: FlaskClient, session: Session) -> None:
    occurrence_id, _ = two_occurrences(session)
    assert "Watch" not in text_of(client, f"/occurrences/{occurrence_id}")


def test_to_watch_twice_is_to_watch(client: FlaskClient, session: Session, watched: int) -> None:
    assert send(client, f"/occurrences/{watched}/watch").status_code == 303
    assert session.query(Watch).count() == 1


def test_what_changed_is_told_once(client: FlaskClient, session: Session, watched: int) -> None:
    assert "Nothing changed since your last visit" in text_of(client, WATCHED)
    more_claims(session, watched, [A("weather.conditions", "IMC")])
    seen = text_of(client, WATCHED)
    assert "Changed since your last visit" in seen
    assert "added by a test" in seen
    assert "Nothing changed since your last visit" in text_of(client, WATCHED)


def test_others_changes_are_no_news(client: FlaskClient, session: Session, watched: int) -> None:
    other = watched + 1
    more_claims(session, other, [A("weather.conditions", "IMC")])
    assert "Nothing changed since your last visit" in text_of(client, WATCHED)


def test_the_page_without_anything_says_how(client: FlaskClient, session: Session) -> None:
    sign_in_as(client, session, Role.READER)
    assert "Nothing yet" in text_of(client, WATCHED)


@pytest.mark.parametrize("address", ["/occurrences/9/watch", "/occurrences/9/unwatch"])
def test_what_is_not_there_cannot_be_watched(client: FlaskClient, session: Session, address: str) -> None:
    sign_in_as(client, session, Role.READER)
    assert send(client, address).status_code == 404


def test_one_has_to_be_signed_in(client: FlaskClient, session: Session) -> None:
    occurrence_id, _ = two_occurrences(session)
    assert send(client, f"/occurrences/{occurrence_id}/watch").status_code in (302, 303, 401, 403)
    assert client.get(WATCHED).status_code in (302, 303, 401, 403)
    assert session.query(Watch).count() == 0


@pytest.fixture
def mailed(settings: Settings, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    """Run `mail-digests`; gives what it printed and the mails so far."""
    monkeypatch.setenv("AIRDOCKET_HOME", str(settings.home))
    monkeypatch.setenv("AIRDOCKET_DATABASE_URL", settings.database_url)

    def run() -> tuple[str, list[email.message.EmailMessage]]:
        result = CliRunner().invoke(main, ["mail-digests"])
        assert result.exit_code == 0, result.output
        files = sorted((settings.home / "mail").glob("*.eml")) if (settings.home / "mail").exists() else []
        policy = email.policy.default
        return result.stdout, [email.message_from_bytes(each.read_bytes(), policy=policy) for each in files]

    return run


def test_a_digest_is_mailed_once(session: Session, watched: int, mailed) -> None:  # type: ignore[no-untyped-def]
    assert mailed() == ("mails=0 occurrences=0 searches=0\n", [])
    more_claims(session, watched, [A("weather.conditions", "IMC")])
    printed, mails = mailed()
    assert printed == "mails=1 occurrences=1 searches=0\n"
    assert mails[0]["To"] == "rita@example.org"
    body = mails[0].get_content()
    assert "added by a test" in body
    assert f"/occurrences/{watched}-ei-etj" in body
    assert mailed()[0] == "mails=0 occurrences=0 searches=0\n"


def test_what_was_seen_on_the_page_is_still_mailed(client: FlaskClient, session: Session, watched: int, mailed) -> None:  # type: ignore[no-untyped-def]
    more_claims(session, watched, [A("weather.conditions", "IMC")])
    text_of(client, WATCHED)
    assert mailed()[0] == "mails=1 occurrences=1 searches=0\n"


def test_a_closed_account_gets_no_mail(session: Session, watched: int, mailed) -> None:  # type: ignore[no-untyped-def]
    from app.models import User

    session.query(User).update({"active": False})
    session.commit()
    more_claims(session, watched, [A("weather.conditions", "IMC")])
    assert mailed()[0] == "mails=0 occurrences=0 searches=0\n"
