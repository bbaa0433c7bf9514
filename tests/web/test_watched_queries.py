"""Following searches: the button on the results, what is new or changed of them, and the digests."""

import re
from html import unescape

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.models import WatchedQuery
from app.services.contributions import submit
from app.services.permissions import Actor
from app.services.steps import WithdrawOccurrence
from app.services.watched_queries import LONGEST_NAME, MOST
from app.vocab.users import Role
from tests.factories import A, an_occurrence, more_claims
from tests.web.examples import two_occurrences
from tests.web.people import a_user, send, sign_in_as
from tests.web.test_pages import text_of
from tests.web.test_watching import WATCHED, mailed

__all__ = ["mailed"]
SEARCHES = f"{WATCHED}/searches"
EGYPT = [A("date", "2016-05-19"), A("class", "accident"), A("place", "Alexandria"), A("country", "EG")]


@pytest.fixture
def known(client: FlaskClient, session: Session) -> int:
    """The number of an occurrence in Egypt; beside it is one in India. Rita is signed in."""
    occurrence_id, _ = two_occurrences(session)
    sign_in_as(client, session, Role.READER, "Rita")
    return occurrence_id


@pytest.fixture
def followed(client: FlaskClient, known: int) -> int:
    """The same; Rita follows occurrences in Egypt."""
    assert send(client, SEARCHES, q="country:EG").status_code == 303
    return known


def page_of(client: FlaskClient, address: str) -> str:
    """A page with its markup."""
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.text


def seen(client: FlaskClient) -> str:
    """The part of the page that is about searches, as text."""
    return unescape(text_of(client, WATCHED).partition("Searches that you follow")[2])


def upto(client: FlaskClient) -> str:
    """Up to where the page has shown what changed."""
    found = re.search(r'name="upto" value="(\d+)"', page_of(client, WATCHED))
    assert found is not None
    return found[1]


def only(session: Session) -> WatchedQuery:
    session.rollback()
    return session.scalars(sa.select(WatchedQuery)).one()


# -- the button


def test_the_button_turns(client: FlaskClient, session: Session, known: int) -> None:
    page = page_of(client, "/occurrences?q=egypt+country:eg&unit=aircraft&sort=oldest")
    assert "Follow this search" in page
    fields = dict(re.findall(r'type="hidden" name="(q|unit)" value="([^"]*)"', page.partition('class="acts"')[2]))
    assert fields == {"q": "egypt country:EG", "unit": "aircraft"}
    answer = send(client, SEARCHES, **fields)
    assert answer.status_code == 303
    assert answer.location == "/occurrences?q=egypt+country:EG&unit=aircraft"
    page = page_of(client, answer.location)
    assert "Follow this search" not in page
    assert f'action="{SEARCHES}/1/unfollow"' in page
    assert send(client, f"{SEARCHES}/1/unfollow", on="results").location == answer.location
    assert "Follow this search" in text_of(client, answer.location)


def test_the_same_in_another_spelling_is_followed_already(client: FlaskClient, session: Session, followed: int) -> None:
    assert "Stop following" in text_of(client, "/occurrences?q=country:egypt")
    assert send(client, SEARCHES, q="country:egypt").status_code == 303
    assert only(session).query == "country:EG"


def test_nobody_who_is_not_signed_in_sees_a_button(client: FlaskClient, session: Session) -> None:
    two_occurrences(session)
    assert "Follow this search" not in text_of(client, "/occurrences?q=country:EG")
    assert send(client, SEARCHES, q="country:EG").status_code in (303, 401, 403)
    assert session.query(WatchedQuery).count() == 0


def test_a_form_without_its_token_does_nothing(client: FlaskClient, session: Session, known: int) -> None:
    assert client.post(SEARCHES, data={"q": "country:EG"}).status_code == 400
    assert session.query(WatchedQuery).count() == 0


def test_a_search_that_finds_nothing_yet_can_be_followed(client: FlaskClient, session: Session, known: int) -> None:
    assert "Follow this search" in text_of(client, "/occurrences?q=country:FR")
    send(client, SEARCHES, q="country:FR")
    an_occurrence(session, [A("country", "FR"), A("place", "Lyon")])
    assert "1 occurrence new or changed" in seen(client)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"q": "nofield:x"}, "nofield"),
        ({"q": "(", "name": "x"}, ""),
        ({"q": "country:EG", "unit": "wings"}, "occurrences, aircraft"),
        ({"q": "country:EG", "name": "x" * (LONGEST_NAME + 1)}, f"at most {LONGEST_NAME}"),
    ],
)
def test_what_cannot_be_followed_is_refused(client, session, known, fields, said) -> None:  # type: ignore[no-untyped-def]
    answer = send(client, SEARCHES, **fields)
    assert answer.status_code == 400
    assert said in answer.text
    assert session.query(WatchedQuery).count() == 0


def test_there_is_a_most(client: FlaskClient, session: Session, followed: int) -> None:
    one = only(session)
    for number in range(2, MOST + 1):
        given = {"seen": one.seen, "mailed": one.mailed, "created_at": one.created_at}
        session.add(WatchedQuery(user_id=one.user_id, number=number, query=f"n{number}", unit="occurrences", name="x", **given))
    session.commit()
    answer = send(client, SEARCHES, q="country:FR")
    assert answer.status_code == 409
    assert f"ou follow {MOST} searches already" in answer.text
    send(client, f"{SEARCHES}/1/unfollow")
    assert send(client, SEARCHES, q="country:FR").status_code == 303


# -- its name


def test_the_name_is_the_search_in_words_until_it_is_given_another(
    client: FlaskClient, session: Session, followed: int
) -> None:
    assert "occurrences in Egypt" in seen(client)
    assert send(client, f"{SEARCHES}/1/name", name=" Along  the\nNile\x00 ").status_code == 303
    assert only(session).name == "Along the Nile"
    assert "“<bdi>Along the Nile</bdi>”" in page_of(client, "/occurrences?q=country:EG")
    send(client, f"{SEARCHES}/1/name", name=" ")
    assert only(session).name == "occurrences in Egypt"


def test_a_name_may_be_given_at_once(client: FlaskClient, session: Session, known: int) -> None:
    send(client, SEARCHES, q="country:EG", name="Mine")
    assert only(session).name == "Mine"


def test_a_long_search_has_a_cut_name(client: FlaskClient, session: Session, known: int) -> None:
    send(client, SEARCHES, q=" ".join(f"word{n}" for n in range(60)))
    assert len(only(session).name) == LONGEST_NAME
    assert only(session).name.endswith("…")


def test_a_hostile_name_is_plain_text(client: FlaskClient, session: Session, followed: int) -> None:
    send(client, f"{SEARCHES}/1/name", name='"><script>alert(1)</script>')
    for address in (WATCHED, "/occurrences?q=country:EG"):
        page = client.get(address).text
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)" in page


# -- what is new of it


def test_nothing_is_new_at_first(client: FlaskClient, followed: int) -> None:
    assert "Nothing new or changed" in seen(client)


def test_a_new_match_and_a_changed_one_are_told_apart(client: FlaskClient, session: Session, followed: int) -> None:
    an_occurrence(session, EGYPT)
    assert "1 occurrence new or changed" in seen(client)
    assert re.search(r"Alexandria[^.]*? new ", seen(client))
    more_claims(session, followed, [A("weather.conditions", "IMC")])
    more_claims(session, followed + 1, [A("weather.conditions", "IMC")])
    page = seen(client)
    assert "2 occurrences new or changed" in page
    assert re.search(r"2015-10-31 EI-ETJ[^.]*? changed 2016-05-19 .*?Alexandria[^.]*? new ", page), "the latest first"
    assert "Charkhi Dadri" not in page


def test_a_record_that_begins_to_match_is_changed(client: FlaskClient, session: Session, known: int) -> None:
    send(client, SEARCHES, q="weather:imc")
    more_claims(session, known, [A("weather.conditions", "IMC")])
    assert "1 occurrence new or changed" in seen(client)
    assert re.search(r"EI-ETJ[^.]*? changed ", seen(client))


def test_a_record_that_no_longer_matches_is_not_listed(client: FlaskClient, session: Session, known: int) -> None:
    send(client, SEARCHES, q="-has:weather.conditions country:EG")
    more_claims(session, known, [A("weather.conditions", "IMC")])
    assert "Nothing new or changed" in seen(client)


def test_a_withdrawn_record_is_not_listed(client: FlaskClient, session: Session, followed: int) -> None:
    number = an_occurrence(session, EGYPT)
    editor = a_user(session, Role.EDITOR)
    actor = Actor(editor.id, editor.name, frozenset({editor.role}))
    session.commit()
    submit(session, actor, [WithdrawOccurrence(number, "a slip")], "a slip")
    session.commit()
    assert "Nothing new or changed" in seen(client)


def test_aircraft_are_counted_where_they_are_what_is_counted(client: FlaskClient, session: Session, known: int) -> None:
    send(client, SEARCHES, q="country:IN", unit="aircraft")
    more_claims(session, known + 1, [A("weather.conditions", "IMC")])
    page = seen(client)
    assert "2 aircraft new or changed" in page
    assert page.count("1996-11-12") == 1


def test_only_the_latest_are_named(client: FlaskClient, session: Session, followed: int) -> None:
    for day in range(11, 22):
        an_occurrence(session, [A("date", f"2016-05-{day}"), A("country", "EG")])
    page = seen(client)
    assert "11 occurrences new or changed" in page
    assert "2016-05-21" in page
    assert "2016-05-11" not in page
    assert "and more" in page


def test_its_link_leads_to_the_latest_changed(client: FlaskClient, session: Session, followed: int) -> None:
    more_claims(session, followed, [A("weather.conditions", "IMC")])
    assert 'href="/occurrences?q=country:EG&amp;sort=changed"' in page_of(client, WATCHED)


def test_what_was_told_stays_until_it_is_marked_as_seen(client: FlaskClient, session: Session, followed: int) -> None:
    an_occurrence(session, EGYPT)
    assert "1 occurrence new or changed" in seen(client)
    assert "1 occurrence new or changed" in seen(client), "looking at the page does not mark it"
    place = upto(client)
    more_claims(session, followed, [A("weather.conditions", "IMC")])
    assert send(client, f"{SEARCHES}/1/seen", upto=place).status_code == 303
    assert "1 occurrence new or changed" in seen(client), "what came after the page was made is still new"
    send(client, f"{SEARCHES}/1/seen", upto=upto(client))
    assert "Nothing new or changed" in seen(client)


def test_all_can_be_marked_at_once(client: FlaskClient, session: Session, followed: int) -> None:
    send(client, SEARCHES, q="class:accident")
    an_occurrence(session, EGYPT)
    assert seen(client).count("1 occurrence new or changed") == 2
    send(client, f"{SEARCHES}/seen", upto=upto(client))
    assert seen(client).count("Nothing new or changed") == 2


def test_what_is_yet_to_come_cannot_be_marked_as_seen(client: FlaskClient, session: Session, followed: int) -> None:
    send(client, f"{SEARCHES}/1/seen", upto="999999999")
    an_occurrence(session, EGYPT)
    assert "1 occurrence new or changed" in seen(client)


@pytest.mark.parametrize("given", ["", "-1", "x", "9" * 30, "٣"])
def test_only_a_place_of_the_log_is_taken(client: FlaskClient, followed: int, given: str) -> None:
    assert send(client, f"{SEARCHES}/1/seen", upto=given).status_code == 400


@pytest.mark.parametrize("field", ["gone:x", "country:", "(", "category:NONE-SUCH"])
def test_a_search_that_can_no_longer_be_read_says_why(client: FlaskClient, session: Session, followed: int, field: str) -> None:
    only(session).query = field
    session.commit()
    page = seen(client)
    assert "This search cannot be answered any more" in page
    assert field in page
    assert send(client, f"{SEARCHES}/1/name", name="Broken").status_code == 303
    assert send(client, f"{SEARCHES}/1/unfollow").status_code == 303
    assert "None yet" in seen(client)


# -- whose it is


@pytest.mark.parametrize(("act", "fields"), [("unfollow", {}), ("name", {"name": "x"}), ("seen", {"upto": "1"})])
def test_nobody_touches_what_others_follow(client, session, followed, act, fields) -> None:  # type: ignore[no-untyped-def]
    sign_in_as(client, session, Role.ADMIN, "Otto")
    assert "None yet" in seen(client)
    assert "Follow this search" in text_of(client, "/occurrences?q=country:EG")
    assert send(client, f"{SEARCHES}/1/{act}", **fields).status_code == 404
    assert only(session).name == "occurrences in Egypt"


# -- mail


def test_a_digest_has_it_once(session: Session, followed: int, mailed) -> None:  # type: ignore[no-untyped-def]
    assert mailed()[0] == "mails=0 occurrences=0 searches=0\n"
    an_occurrence(session, EGYPT)
    more_claims(session, followed, [A("weather.conditions", "IMC")])
    printed, mails = mailed()
    assert printed == "mails=1 occurrences=0 searches=1\n"
    assert mails[0]["To"] == "rita@example.org"
    assert mails[0]["Subject"] == "airdocket: news of 1 search that you follow"
    body = mails[0].get_content()
    assert "occurrences in Egypt: 2 occurrences new or changed" in body
    assert "/occurrences?q=country%3AEG&sort=changed" in body
    assert f"/occurrences/{followed}-ei-etj" in body
    assert "- new: " in body
    assert "- changed: " in body
    assert mailed()[0] == "mails=0 occurrences=0 searches=0\n"
    more_claims(session, followed, [A("place", "Hasna")])
    assert "1 occurrence new or changed" in mailed()[1][1].get_content()


def test_a_digest_tells_of_both(client: FlaskClient, session: Session, followed: int, mailed) -> None:  # type: ignore[no-untyped-def]
    send(client, f"/occurrences/{followed}/watch")
    more_claims(session, followed, [A("weather.conditions", "IMC")])
    printed, mails = mailed()
    assert printed == "mails=1 occurrences=1 searches=1\n"
    assert mails[0]["Subject"] == "airdocket: 1 occurrence that you watch changed, news of 1 search that you follow"


def test_marking_as_seen_does_not_keep_it_from_the_mail(client: FlaskClient, session: Session, followed: int, mailed) -> None:  # type: ignore[no-untyped-def]
    an_occurrence(session, EGYPT)
    send(client, f"{SEARCHES}/1/seen", upto=upto(client))
    assert mailed()[0] == "mails=1 occurrences=0 searches=1\n"


def test_a_search_that_cannot_be_read_does_not_stop_the_mail(session: Session, followed: int, mailed) -> None:  # type: ignore[no-untyped-def]
    only(session).query = "gone:x"
    session.commit()
    an_occurrence(session, EGYPT)
    assert mailed()[0] == "mails=0 occurrences=0 searches=0\n"
