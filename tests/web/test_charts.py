"""The charts of search results: what they count and admit to lack, where they lead, and what can be taken away."""

import csv
import html
import io
import re
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.vocab.claims import ReportStatus
from app.vocab.countries import country_codes
from tests.factories import A, an_occurrence
from tests.web.test_pages import text_of

HOSTILE = "<script>alert(1)</script>\u202e&\"'"
CHARTS = "/occurrences?view=charts"


def some_years(session: Session) -> None:
    """Accidents of 2001, 2003 and of no year; the one of 2003 has two aircraft, and its report is not finished."""
    an_occurrence(
        session,
        [
            A("date", "2001-05-06", report_status=ReportStatus.FINAL), A("class", "accident"), A("country", "EG"),
            A("injuries.highest", "fatal"), A("category", "CFIT"), A("category", "LOC-I"),
            A("aircraft.phase", "LDG", aircraft=1), A("aircraft.model", "737", aircraft=1),
            A("aircraft.operator", "EgyptAir", aircraft=1), A("report.status", "final"),
        ],
    )  # fmt: skip
    an_occurrence(
        session,
        [
            A("date", "2003"), A("class", "incident"), A("country", "FR"), A("category", "LOC-I"),
            A("report.status", "preliminary"), A("aircraft.phase", "LDG", aircraft=1), A("aircraft.phase", "TXI", aircraft=2),
            A("aircraft.model", HOSTILE, aircraft=1), A("aircraft.operator", f"={HOSTILE}", aircraft=2),
        ],
        n_aircraft=2,
    )  # fmt: skip
    an_occurrence(session, [A("place", "Nowhere")])


def rows(client: FlaskClient, name: str, query: str = "") -> list[dict[str, str]]:
    answer = client.get(f"/occurrences/charts/{name}.csv?{query}")
    assert answer.content_type == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answer.text)))


def test_years_are_told_with_what_is_incomplete_and_what_is_undated(client: FlaskClient, session: Session) -> None:
    some_years(session)
    found = [(each["year_from"], each["class"], each["occurrences"], each["incomplete"]) for each in rows(client, "year")]
    assert found == [
        ("2001", "accident", "1", "no"), ("2001", "incident", "0", "no"), ("2002", "accident", "0", "no"),
        ("2002", "incident", "0", "no"), ("2003", "accident", "0", "yes"), ("2003", "incident", "1", "yes"), ("", "", "1", ""),
    ]  # fmt: skip
    seen = text_of(client, CHARTS)
    assert "33.3 % of 3 occurrences state no year." in seen
    assert "Counts from 2003 on are incomplete" in seen


def test_whether_a_year_is_incomplete_does_not_depend_on_the_query(client: FlaskClient, session: Session) -> None:
    some_years(session)
    an_occurrence(session, [A("date", "2003-01-02"), A("country", "EG"), A("report.status", "final")])
    assert [each["incomplete"] for each in rows(client, "year", "q=country:EG+year:2003")] == ["yes"]


def test_the_years_can_be_cut_by_injury(client: FlaskClient, session: Session) -> None:
    some_years(session)
    assert {each["injury"] for each in rows(client, "year", "stack=injury")} == {"fatal", ""}
    assert "Year, by highest injury" in text_of(client, f"{CHARTS}&stack=injury")
    assert client.get(f"{CHARTS}&stack=colour").status_code == 400


def test_a_record_counts_once_in_each_of_its_categories(client: FlaskClient, session: Session) -> None:
    some_years(session)
    found = rows(client, "category")
    assert [(each["category"], each["occurrences"], each["cumulative_share_of_stated"]) for each in found] == [
        ("LOC-I", "2", "0.6667"), ("CFIT", "1", "1.0000"), ("", "1", ""),
    ]  # fmt: skip
    seen = text_of(client, CHARTS)
    assert "Several categories may apply to one occurrence, which counts in each." in seen
    assert "33.3 % of 3 occurrences state no category." in seen


@pytest.mark.parametrize(("unit", "landing", "total"), [("occurrences", "2", "3"), ("aircraft", "2", "4")])
def test_the_unit_is_counted(client: FlaskClient, session: Session, unit: str, landing: str, total: str) -> None:
    some_years(session)
    found = {each["phase"]: each for each in rows(client, "phase", f"unit={unit}")}
    assert (found["LDG"][unit], found["LDG"]["of_all"], found["TOF"][unit]) == (landing, total, "0")


def test_the_least_frequent_countries_are_one_bar(client: FlaskClient, session: Session) -> None:
    for code in ("AR", *country_codes()[10:32], "AR"):
        an_occurrence(session, [A("country", code)])
    found = [(each["label"], each["occurrences"]) for each in rows(client, "country")]
    assert (len(found), found[0], found[-1]) == (21, ("Argentina", "2"), ("All others", "3"))


def test_bars_and_columns_lead_to_their_records(client: FlaskClient, session: Session) -> None:
    some_years(session)
    page = client.get(f"{CHARTS}&q=country:EG").text
    links = {html.unescape(each) for each in re.findall(r'href="(/occurrences\?[^"]*)"', page)}
    assert "/occurrences?q=country:EG+category:CFIT" in links
    assert "/occurrences?q=country:EG+date:2001+class:accident" in links
    for each in links:
        assert client.get(each).status_code == 200, each
    (row,) = rows(client, "country", "q=country:EG+date:2001+class:accident")
    assert row["of_all"] == "1"


def test_operators_are_named_and_lead_to_their_records(client: FlaskClient, session: Session) -> None:
    some_years(session)
    page = client.get(CHARTS).text
    (link,) = set(re.findall(r'href="([^"]*)"><bdi>EgyptAir</bdi>', page))
    assert "Egypt" in text_of(client, html.unescape(link))


@pytest.mark.parametrize("name", ["year", "phase", "category", "country", "type", "operator"])
def test_pictures_are_whole_and_hold_hostile_names_as_text(client: FlaskClient, session: Session, name: str) -> None:
    some_years(session)
    svg = client.get(f"/occurrences/charts/{name}.svg")
    assert svg.content_type == "image/svg+xml; charset=utf-8"
    assert {each.tag.rpartition("}")[2] for each in ElementTree.fromstring(svg.data).iter()} <= {
        "svg", "title", "desc", "defs", "pattern", "rect", "g", "text", "polyline", "circle",
    }  # fmt: skip
    assert client.get(f"/occurrences/charts/{name}.png").data.startswith(b"\x89PNG")


def test_hostile_names_are_text_on_the_page_and_no_formula_in_the_table(client: FlaskClient, session: Session) -> None:
    some_years(session)
    assert "<script>alert" not in client.get(CHARTS).text
    assert [each["label"][:2] for each in rows(client, "operator") if "alert" in each["label"]] == ["'="]


def test_a_query_that_begins_with_a_sign_is_no_formula(client: FlaskClient, session: Session) -> None:
    some_years(session)
    (query,) = {each["query"] for each in rows(client, "country", "q=-country:FR")}
    assert query == "'-country:FR"


def test_where_nothing_matches_nothing_is_drawn(client: FlaskClient, session: Session) -> None:
    some_years(session)
    page = client.get(f"{CHARTS}&q=country:IS").text
    assert "<figure" not in page
    assert 'class="picture' not in page
    assert rows(client, "year", "q=country:IS") == rows(client, "country", "q=country:IS") == []
    for form in ("svg", "png"):
        assert client.get(f"/occurrences/charts/phase.{form}?q=country:IS").status_code == 200


def test_where_no_record_states_it_the_chart_says_so(client: FlaskClient, session: Session) -> None:
    an_occurrence(session, [A("place", "Nowhere")])
    seen = text_of(client, CHARTS)
    for noun in ("year", "phase of flight", "category", "country", "type", "operator"):
        assert f"Not one record states its {noun}" in seen or f"Not one record states a {noun}" in seen
        assert f"100.0 % of 1 occurrence states no {noun}." in seen


def test_files_are_named_and_not_sent_twice(client: FlaskClient, session: Session) -> None:
    some_years(session)
    answer = client.get("/occurrences/charts/phase.svg?unit=aircraft")
    assert answer.headers["Content-Disposition"] == "attachment; filename=airdocket-phase-aircraft.svg"
    again = client.get("/occurrences/charts/phase.svg?unit=aircraft", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("address", ["moon.svg", "moon.csv", "year.gif"])
def test_there_are_no_other_charts(client: FlaskClient, address: str) -> None:
    assert client.get(f"/occurrences/charts/{address}").status_code == 404


@pytest.mark.parametrize("query", ["q=date:", "stack=x", "unit=people"])
def test_what_cannot_be_read_is_refused(client: FlaskClient, query: str) -> None:
    assert client.get(f"/occurrences/charts/year.csv?{query}").status_code == 400
