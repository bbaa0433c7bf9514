"""The pages of records that are kept for the next reader: never older than the record, and for nobody else's eyes."""

import datetime as dt

import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.kept import Kept, KeptAnswer
from app.models import Party
from app.services import contributions
from app.services.permissions import Actor
from app.services.steps import RenameParty, WithdrawOccurrence
from app.vocab.users import Role
from tests.factories import A, more_claims
from tests.web.examples import two_occurrences
from tests.web.people import a_user, sign_in_as
from tests.web.test_pages import text_of

RECORD = "/occurrences/1"


def publish(session: Session, *steps: object) -> None:
    """Have an editor do it, at once."""
    editor = a_user(session, Role.EDITOR)
    session.commit()
    actor = Actor(editor.id, editor.name, frozenset({editor.role}))
    contributions.submit(session, actor, steps, "a test")  # type: ignore[arg-type]
    session.commit()


def test_a_new_claim_is_on_the_page_at_once(client: FlaskClient, session: Session) -> None:
    two_occurrences(session)
    assert "Arish" not in text_of(client, RECORD)
    more_claims(session, 1, [A("place", "near Arish", by="Egypt")])
    assert "Arish" in text_of(client, RECORD)
    more_claims(session, 2, [A("place", "somewhere else", by="Egypt")])
    assert "Arish" in text_of(client, RECORD)
    assert "somewhere else" in text_of(client, "/occurrences/2")


def test_a_new_name_of_a_speaker_is_on_the_page_at_once(client: FlaskClient, session: Session) -> None:
    two_occurrences(session)
    assert "Head of the FSB" in text_of(client, RECORD)
    party = session.scalars(sa.select(Party.id).where(Party.name == "Head of the FSB")).one()
    session.commit()
    publish(session, RenameParty(party, "Director of the FSB"))
    assert "Director of the FSB" in text_of(client, RECORD)


def test_a_withdrawn_record_is_gone_at_once(client: FlaskClient, session: Session) -> None:
    two_occurrences(session)
    text_of(client, RECORD)
    publish(session, WithdrawOccurrence(1, "a drill"))
    assert client.get(client.get(RECORD).location or RECORD).status_code == 410


def test_who_is_signed_in_gets_a_page_of_their_own(client: FlaskClient, session: Session) -> None:
    two_occurrences(session)
    address = client.get(RECORD).location
    plain = client.get(address).text
    sign_in_as(client, session, Role.EDITOR)
    own = client.get(address)
    assert "editor" in own.text.lower()
    assert own.headers.get("ETag") is None
    client.delete_cookie("airdocket")
    assert client.get(address).text == plain


def test_who_has_the_page_already_is_told_so(client: FlaskClient, session: Session) -> None:
    two_occurrences(session)
    address = client.get(RECORD).location
    tag = client.get(address).headers["ETag"]
    again = client.get(address, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    more_claims(session, 1, [A("weather.conditions", "VMC", by="Egypt")])
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 200


def test_there_is_room_for_so_many_pages_only() -> None:
    today = dt.datetime.now(dt.UTC).date()
    kept = Kept(most_bytes=100)
    for key in range(5):
        kept.keep(key, KeptAnswer(1, today, b"x" * 30, "tag"))
        kept.find(0)
    assert [key for key in range(5) if kept.find(key)] == [0, 3, 4]
    kept.keep(9, KeptAnswer(1, today - dt.timedelta(days=1), b"x", "tag"))
    assert kept.find(9) is None


def test_results_are_kept_until_the_log_moves(client: FlaskClient, session: Session) -> None:
    two_occurrences(session)
    tag = client.get("/occurrences?q=arish").headers["ETag"]
    assert client.get("/occurrences?q=arish", headers={"If-None-Match": tag}).status_code == 304
    assert client.get("/occurrences?q=egypt").headers["ETag"] != tag
    more_claims(session, 2, [A("place", "near Arish", by="Egypt")])
    again = client.get("/occurrences?q=arish", headers={"If-None-Match": tag})
    assert again.status_code == 200
    assert "/occurrences/2-" in again.text


def test_results_of_who_is_signed_in_are_not_given_to_others(client: FlaskClient, session: Session) -> None:
    two_occurrences(session)
    sign_in_as(client, session, Role.CONTRIBUTOR)
    assert "Follow this search" in client.get("/occurrences?q=cairo").text
    client.delete_cookie("airdocket")
    assert "Follow this search" not in client.get("/occurrences?q=cairo").text


def test_the_whole_page_and_its_part_are_kept_apart(client: FlaskClient, session: Session) -> None:
    two_occurrences(session)
    for _ in range(2):
        assert "<html" in client.get("/occurrences").text
        assert "<html" not in client.get("/occurrences", headers={"HX-Request": "true"}).text


def test_a_page_beyond_the_last_says_so_each_time(client: FlaskClient, session: Session) -> None:
    two_occurrences(session)
    assert [client.get("/occurrences?page=9").status_code for _ in range(2)] == [404, 404]


def test_each_day_has_a_page_of_its_own(client: FlaskClient, session: Session) -> None:
    two_occurrences(session)
    address = client.get(RECORD).location
    days = ("2015-11-16", "2015-11-17")
    first = [client.get(f"{address}?as_of={day}").text for day in days]
    assert ["Head of the FSB" in text for text in first] == [False, True]
    assert [client.get(f"{address}?as_of={day}").text for day in days] == first
    more_claims(session, 1, [A("place", "near Arish", by="Egypt", said=dt.date(2015, 11, 1))])
    address = client.get(RECORD).location  # it has the place in its name
    assert ["says: <bdi>near Hasna" in client.get(f"{address}?as_of={day}").text for day in days] == [True, True]
    noon = client.get(f"{address}?as_of=2015-11-17T12:00Z").text
    assert "12:00" in noon
    assert "12:00" not in client.get(f"{address}?as_of=2015-11-17").text
