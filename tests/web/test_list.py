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
    found = re.findall(r'<th scope="row">\s*<a [^>]*>(.*?)</a>', client.get(address).text)
    return [re.sub("<[^>]*>", "", each) for each in found]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=EI-ETJ", 1), ("q=eietj", 1), ("q=hasna+BOMB", 1), ("q=hasna+dadri", 0), ("q=%00", 2), ("q=date:1996", 1),
        ("q=year:2000", 0), ("q=country:EG", 1), ("q=class:accident", 2), ("q=class:incident", 0), ("q=fatal:>%3D1", 2),
        ("q=dadri+date:1996+country:IN+class:accident&sort=oldest", 1), ("", 2), ("q=+", 2), ("q=reg:EI*", 1),
        ("q=state:disputed", 1), ("q=-state:disputed", 1), ("q=disputed:cause", 1), ("unit=aircraft", 3),
        ("q=reg:UN76435&unit=aircraft", 1), ("q=UN-76435&unit=aircraft", 2),
    ],
)  # fmt: skip
def test_a_query_finds_what_it_says(client: FlaskClient, session: Session, query: str, found: int) -> None:
    two_occurrences(session)
    page = client.get(f"/occurrences?{query}")
    assert page.status_code == 200
    assert page.text.count("<tr>") == (found + 1 if found else 0)


def test_orders(client: FlaskClient, session: Session) -> None:
    two_occurrences(session)
    an_occurrence(session, [A("place", "Undated")])
    order = {key: [each[:2] for each in titles(client, f"/occurrences?sort={key}")] for key in
             ("newest", "oldest", "fatal", "disputed", "changed")}  # fmt: skip
    assert order["newest"] == ["EI", "HZ", "Ai"]
    assert order["oldest"] == ["HZ", "EI", "Ai"]
    assert order["fatal"] == ["HZ", "EI", "Ai"]
    assert order["disputed"][0] == "EI"
    assert order["changed"] == ["Ai", "HZ", "EI"]


def test_a_row_tells_aircraft_people_and_disputes(client: FlaskClient, session: Session) -> None:
    two_occurrences(session)
    seen = text_of(client, "/occurrences")
    assert "2 occurrences" in seen
    assert "◆ 2 disputed facts near Hasna, North Sinai, Egypt Accident 1 224 —" in seen
    assert "Charkhi Dadri, India Accident 2 349 DCA97WA007" in seen


def test_a_count_that_nobody_stated_is_not_zero(client: FlaskClient, session: Session) -> None:
    an_occurrence(session, [A("place", "Undated")])
    assert "Undated — 1 — —" in text_of(client, "/occurrences")


def test_each_condition_can_be_taken_away(client: FlaskClient, session: Session) -> None:
    two_occurrences(session)
    page = client.get("/occurrences?q=dadri+date:1996+country:IN").text
    assert 'href="/occurrences?q=dadri+date:1996"' in page
    assert "India <span" in page


def test_facets_count_and_are_taken_by_their_links(client: FlaskClient, session: Session) -> None:
    two_occurrences(session)
    page = client.get("/occurrences").text
    assert 'href="/occurrences?q=country:EG"' in page
    chosen = client.get("/occurrences?q=country:EG").text
    assert 'href="/occurrences?q=country:EG,IN"' in chosen  # the counts of the facet do not depend on its own choice
    assert 'href="/occurrences"' in chosen
    assert "1 chosen" in chosen


def test_years_are_drawn_and_asked_for(client: FlaskClient, session: Session) -> None:
    two_occurrences(session)
    page = client.get("/occurrences").text
    assert 'aria-label="1996: 1"' in page
    assert 'aria-label="2000: 0"' in page
    asked = client.get("/occurrences?q=country:IN&from=1990&to=2000-06")
    assert asked.location == "/occurrences?q=country:IN+date:1990..2000-06"
    assert "the years cannot be read" in text_of(client, "/occurrences?from=soon", 400).lower()
    assert client.get("/occurrences?q=date:1996&from=&to=").location == "/occurrences"


def test_the_found_words_are_shown_where_they_stand(client: FlaskClient, session: Session) -> None:
    two_occurrences(session)
    page = client.get("/occurrences?q=dawn").text
    assert "Factual narrative:" in page
    assert "<mark>dawn</mark>" in page
    assert "<mark>EI</mark>" in client.get("/occurrences?q=EI-ETJ").text


def test_a_word_that_nothing_holds_is_taken_for_the_nearest(client: FlaskClient, session: Session) -> None:
    two_occurrences(session)
    seen = text_of(client, "/occurrences?q=kogalimavia")
    assert "Nothing holds “kogalimavia”." in seen
    assert "“kogalymavia”" in seen
    assert "Hasna" in seen


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("q=year:abc", "abc"), ("q=country:Nowhere", "Nowhere"), ("q=class:crash", "crash"), ("q=opreator:x", "operator"),
        ("q=(a", "parenthes"), ("q=%22a", "quot"), ("sort=best", "best"), ("unit=people", "people"), ("view=film", "film"),
        ("page=x", "is not a page number"), ("page=0", "is not a page number"), ("page=-1", "is not a page number"),
        ("page=99999999999999999999", "is not a page number"), ("q=" + "x" * 2_001, "2,000"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named(client: FlaskClient, session: Session, query: str, message: str) -> None:
    two_occurrences(session)
    seen = text_of(client, f"/occurrences?{query}", 400)
    assert "Nothing was searched" in seen
    assert message in seen
    assert "Hasna" not in seen


def test_a_fault_is_marked_and_the_nearest_is_offered(client: FlaskClient, session: Session) -> None:
    page = client.get("/occurrences?q=fire+opreator:delta").text
    assert "<mark>opreator</mark>:delta" in page
    assert 'href="/occurrences?q=fire+operator:delta"' in page


def test_nothing_found_helps_on(client: FlaskClient) -> None:
    assert "All conditions must hold at once" in text_of(client, "/occurrences?q=zeppelin")


def test_a_part_of_the_page_is_enough_for_a_script(client: FlaskClient, session: Session) -> None:
    two_occurrences(session)
    whole, part = client.get("/occurrences?q=hasna"), client.get("/occurrences?q=hasna", headers={"HX-Request": "true"})
    assert "<header" in whole.text
    assert "<header" not in part.text
    assert part.text.strip().startswith("<title>Occurrences, mentioning “hasna” — airdocket</title>")
    assert part.headers["Vary"] == whole.headers["Vary"]
    assert "HX-Request" in whole.headers["Vary"]


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
    assert "5 occurrences, mentioning “town”" in text_of(short_pages, "/occurrences?q=town&page=2")
    assert titles(short_pages, "/occurrences?q=town&page=3&sort=newest") == ["Aircraft not named, Town 2001"]
    page = short_pages.get("/occurrences?q=town&page=2").text
    assert 'href="/occurrences?q=town&amp;page=3"' in page
    for query in ("q=town&", ""):
        assert "There is no page 9: the list has 3 pages." in text_of(short_pages, f"/occurrences?{query}page=9", 404)
    assert "3 to 4 of 5 occurrences" in text_of(short_pages, "/parties/1?page=2")


@pytest.mark.parametrize(
    ("address", "most"),
    [("/", 7), ("/occurrences", 6), ("/occurrences?q=hasna+country:EG", 6), ("/occurrences/1", 12), ("/sources", 6),
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
