"""Suggestions while a query is written: what is offered, in which order, and that nothing else shows."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.search.reading import read_query
from tests.factories import A, an_occurrence
from tests.web.examples import two_occurrences


@pytest.fixture
def recorded(session: Session) -> None:
    """Two known records, and some more that share their operator, type and place."""
    two_occurrences(session)
    for number in range(3):
        an_occurrence(session, [
            A("date", f"201{number}-05-01"), A("class", "incident"), A("place", "North Sinai"), A("country", "EG"),
            A("category", "CFIT"), A("injuries.fatal", "0", qualifier="all"), A("aircraft.operator", "Egyptair", aircraft=1),
            A("aircraft.model", "737-800", aircraft=1), A("aircraft.registration", "SU-GBA", aircraft=1),
        ])  # fmt: skip


def offered(client: FlaskClient, text: str) -> list[dict[str, str]]:
    """The items for a text up to the cursor."""
    answer = client.get("/occurrences/suggest", query_string={"q": text})
    assert answer.status_code == 200
    assert answer.json is not None
    assert answer.json["total"] == len(answer.json["items"])
    items: list[dict[str, str]] = answer.json["items"]
    return items


@pytest.mark.parametrize(
    ("text", "value", "detail"),
    [
        ("controlled fl", "category:CFIT ", "category:CFIT · 3 occurrences"),
        ("sinai controlled fl", "sinai category:CFIT ", "category:CFIT · 3 occurrences"),
        ("cfi", "category:CFIT ", "category:CFIT · 3 occurrences"),
        ("-incid", "-class:incident ", "class:incident · 3 occurrences"),
        ("egypta", "operator:=Egyptair ", "operator:=Egyptair · 3 occurrences"),
        ("egypt", "country:EG ", "country:EG · 4 occurrences"),
        ("737", 'type:=737-800 ', "type:=737-800 · 3 occurrences"),
        ("north si", 'place:"north sinai" ', 'place:"north sinai" · 4 occurrences'),
        ("(kogal", "(operator:=Kogalymavia ", "operator:=Kogalymavia · 1 occurrence"),
        ("SU-GBA", "registration:=SU-GBA ", "registration:=SU-GBA · 3 occurrences"),
        ("category:cf", "category:CFIT ", "category:CFIT · 3 occurrences"),
        ("cat:SEC,contr", "cat:SEC,CFIT ", "category:CFIT · 3 occurrences"),
        ("country:eg", "country:EG ", "country:EG · 4 occurrences"),
        ("operator:", "operator:=Egyptair ", "operator:=Egyptair · 3 occurrences"),
        ('airline:"egy', "airline:=Egyptair ", "operator:=Egyptair · 3 occurrences"),
        ("place:has", "place:hasna ", "place:hasna · 1 occurrence"),
        ("date:19", "date:1996 ", "date:1996 · 1 occurrence"),
        ("fatal:", "fatal:>=1 ", "fatal:>=1 · 2 occurrences"),
        ("speaker:head of", 'speaker:="Head of the FSB" ', 'speaker:="Head of the FSB" · 1 occurrence'),
        ("source:wikip", None, None),
        ("registration:hz", "registration:=HZAIH ", "registration:=HZAIH · 1 occurrence"),
        ("disputed:time", "disputed:time.utc ", "disputed:time.utc · 1 occurrence"),
        ("has:inves", "has:investigation ", "has:investigation · 0 occurrences"),
    ],
)  # fmt: skip
def test_the_first_suggestion_is_the_likeliest(
    client: FlaskClient, recorded: None, text: str, value: str | None, detail: str | None
) -> None:
    first = offered(client, text)[0]
    read_query(first["value"].replace("(", ""))
    if value is not None:
        assert (first["value"], first["detail"]) == (value, detail)


@pytest.mark.parametrize(
    ("text", "slug"), [("EI-ETJ", "ei-etj"), ("eietj", None), ("sinai EI-ETJ", "ei-etj"), ("DCA97WA007", "charkhi"),
                       ("ntsb:DCA97WA007", "charkhi"), ("UN-76435", "charkhi")],
)  # fmt: skip
def test_the_only_record_with_a_number_is_offered_itself(
    client: FlaskClient, recorded: None, text: str, slug: str | None
) -> None:
    found = [each for each in offered(client, text) if "url" in each]
    assert len(found) == (slug is not None)
    if slug:
        assert slug in found[0]["url"]
        assert found[0]["value"] == text
        assert client.get(found[0]["url"]).status_code == 200


def test_names_of_fields_are_offered_with_their_colon(client: FlaskClient, recorded: None) -> None:
    assert {"label": "Fatal injuries", "detail": "fatal:", "value": "sinai fatal:"} in offered(client, "sinai fata")


def test_whether_something_is_stated_can_be_asked(client: FlaskClient, recorded: None) -> None:
    found = {each["value"]: each["detail"] for each in offered(client, "operator:")}
    assert found["operator:missing "] == "operator:missing · 1 occurrence"
    assert found["operator:any "] == "operator:any · 4 occurrences"


@pytest.mark.parametrize("text", ["", "a", "x ", '"north si', "colour:re", "(", "\x00", "x" * 2_500, 'a:"' * 200, "é" * 400])
def test_there_may_be_nothing_to_offer(client: FlaskClient, recorded: None, text: str) -> None:
    assert offered(client, text) == []


def test_there_are_at_most_ten_and_each_differs(client: FlaskClient, recorded: None) -> None:
    for text in ("in", "co", "un", "category:", "has:", "north si"):
        found = offered(client, text)
        assert 0 < len(found) <= 10
        assert len({each["value"] for each in found}) == len(found)


def test_an_empty_database_still_knows_the_language(client: FlaskClient) -> None:
    assert offered(client, "controlled fl")[0]["value"] == "category:CFIT "
    assert offered(client, "EI-ETJ") == []


def test_who_types_fast_can_still_search(client: FlaskClient) -> None:
    assert {client.get("/occurrences/suggest?q=fl").status_code for _ in range(125)} == {200}
    assert client.get("/occurrences?q=fl").status_code == 200
