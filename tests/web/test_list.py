"""The list of occurrences: search, filters, orders, pages."""

import dataclasses
import re

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.config import Settings
from app.extensions import db
from app.factory import create_app
from tests.factories import A, an_occurrence
from tests.web.examples import two_occurrences
from tests.web.test_pages import text_of


def titles(client: FlaskClient, address: str) -> list[str]:
    """The links of the list's rows, in order."""
    return re.findall(r'<th scope="row">\s*<a [^>]*>([^<]*)</a>', client.get(address).text)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=EI-ETJ", 1), ("q=eietj", 1), ("q=hasna+BOMB", 1), ("q=hasna+dadri", 0), ("q=%25", 0), ("q=_", 0), ("q=!", 0),
        ("q=%00", 2), ("year=1996", 1), ("year=2000", 0), ("country=EG", 1), ("class=accident", 2), ("class=incident", 0),
        ("fatal=1", 2), ("q=dadri&year=1996&country=IN&class=accident&fatal=1&sort=oldest", 1), ("", 2), ("q=+", 2),
    ],
)  # fmt: skip
def test_filters_keep_what_they_say(client: FlaskClient, session: Session, query: str, found: int) -> None:
    two_occurrences(session)
    assert len(titles(client, f"/occurrences?{query}")) == found


def test_orders(client: FlaskClient, session: Session) -> None:
    two_occurrences(session)
    an_occurrence(session, [A("place", "Undated")])
    order = {key: [each[:2] for each in titles(client, f"/occurrences?sort={key}")] for key in
             ("newest", "oldest", "fatal", "disputed")}  # fmt: skip
    assert order["newest"] == ["EI", "HZ", "Ai"]
    assert order["oldest"] == ["HZ", "EI", "Ai"]
    assert order["fatal"] == ["HZ", "EI", "Ai"]
    assert order["disputed"][0] == "EI"


def test_a_row_tells_aircraft_people_and_disputes(client: FlaskClient, session: Session) -> None:
    two_occurrences(session)
    seen = text_of(client, "/occurrences")
    assert "2 occurrences, newest first" in seen
    assert "◆ 2 disputed facts near Hasna, North Sinai, Egypt Accident 1 224 —" in seen
    assert "Charkhi Dadri, India Accident 2 349 DCA97WA007" in seen


def test_a_count_that_nobody_stated_is_not_zero(client: FlaskClient, session: Session) -> None:
    an_occurrence(session, [A("place", "Undated")])
    assert "Undated — 1 — —" in text_of(client, "/occurrences")


def test_active_filters_can_be_taken_away_one_by_one(client: FlaskClient, session: Session) -> None:
    two_occurrences(session)
    page = client.get("/occurrences?q=dadri&year=1996&country=IN").text
    assert 'href="/occurrences?q=dadri&amp;year=1996"' in page
    assert "country: India" in page


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("year=abc", "“abc” is not a year"), ("year=99999", "is not a year"), ("year=²015", "is not a year"),
        ("country=Egypt", "is not a country"), ("class=crash", "is not a class"), ("sort=best", "is no order"),
        ("fatal=many", "is no answer"), ("page=x", "is not a page number"), ("page=0", "is not a page number"),
        ("page=-1", "is not a page number"), ("page=99999999999999999999", "is not a page number"),
        ("q=" + "x" * 201, "at most 200"), ("q=" + "+".join("abcdefghijklmn"), "at most 12"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named(client: FlaskClient, session: Session, query: str, message: str) -> None:
    two_occurrences(session)
    seen = text_of(client, f"/occurrences?{query}", 400)
    assert message in seen
    assert "Hasna" not in seen


def test_nothing_found_helps_on(client: FlaskClient) -> None:
    assert "Every word must be found" in text_of(client, "/occurrences?q=zeppelin")


@pytest.fixture
def short_pages(settings: Settings) -> FlaskClient:
    """A client of an application with two rows on a page."""
    app = create_app(dataclasses.replace(settings, page_size=2))
    app.testing = True
    yield app.test_client()
    with app.app_context():
        db.engine.dispose()


def test_pages(short_pages: FlaskClient, session: Session) -> None:
    for year in range(2001, 2006):
        an_occurrence(session, [A("date", f"{year}-01-01"), A("place", f"Town {year}")])
    assert "3 to 4 of 5 occurrences" in text_of(short_pages, "/occurrences?q=town&page=2")
    assert titles(short_pages, "/occurrences?q=town&page=3") == ["Aircraft not named, Town 2001"]
    page = short_pages.get("/occurrences?q=town&page=2").text
    assert 'href="/occurrences?q=town&amp;page=3"' in page
    for query in ("q=town&", ""):
        assert "There is no page 9: the list has 3 pages." in text_of(short_pages, f"/occurrences?{query}page=9", 404)
    assert "3 to 4 of 5 occurrences" in text_of(short_pages, "/parties/1?page=2")


@pytest.mark.parametrize(
    ("address", "most"),
    [("/", 6), ("/occurrences", 6), ("/occurrences?q=hasna&country=EG", 6), ("/occurrences/1", 12), ("/sources", 6),
     ("/sources/1", 10), ("/parties/1", 12), ("/claims/1-1", 14), ("/dictionary", 0), ("/about/method", 0)],
)  # fmt: skip
def test_a_page_needs_few_statements(client: FlaskClient, session: Session, address: str, most: int) -> None:
    two_occurrences(session)
    seen: list[str] = []
    with client.application.app_context():
        engine = db.engine
    target = client.get(address).location or address
    sa.event.listen(engine, "before_cursor_execute", lambda *given: seen.append(given[2]))
    assert client.get(target).status_code == 200
    assert len([each for each in seen if not each.startswith("BEGIN")]) <= most


def test_the_page_of_a_dossier_of_forty_claims_needs_twelve_statements_at_most(client: FlaskClient, session: Session) -> None:
    claims = [A("injuries.fatal", str(n), qualifier="all", by=f"speaker {n}") for n in range(30)]
    claims += [A("cause.statement", f"account {n}", by=f"speaker {n}", stance="suspects") for n in range(10)]
    occurrence_id = an_occurrence(session, claims)
    with client.application.app_context():
        engine = db.engine
    target = client.get(f"/occurrences/{occurrence_id}").location
    seen: list[str] = []
    sa.event.listen(engine, "before_cursor_execute", lambda *given: seen.append(given[2]))
    page = client.get(target)
    assert page.text.count("speaker 29") >= 1
    assert 5 < len([each for each in seen if not each.startswith("BEGIN")]) <= 12
