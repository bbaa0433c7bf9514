"""The map of search results: its picture without a script, its cells as data, and the ways from a cell to its records."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.search.nodes import All, Box, both
from app.search.reading import read_query
from app.web.map import narrowed
from tests.factories import A, an_occurrence
from tests.web.test_pages import text_of


def some_places(session: Session) -> None:
    """Five occurrences: two in Egypt, one on either side of the 180th meridian, one without a position."""
    for place, killed in (("30.1506,34.1780", "224"), ("29.9500,31.2000", "0"), ("-17,179.5", "1"), ("52.5,-179.25", "2")):
        an_occurrence(session, [A("coordinates", place), A("injuries.fatal", killed, qualifier="all")])
    an_occurrence(session, [A("place", "Nowhere")])


def cells(client: FlaskClient, query: str = "") -> list[dict]:
    """The cells of the whole world, or of what the query asks."""
    answer = client.get(f"/occurrences/cells?{query}")
    assert answer.status_code == 200, answer.text
    return answer.get_json()["items"]


def test_the_map_tells_how_many_have_no_position(client: FlaskClient, session: Session) -> None:
    some_places(session)
    page = text_of(client, "/occurrences?view=map")
    assert "4 of 5 occurrences have a position; the others are only in the list." in page
    rest = re.search(r'href="([^"]*)">the others', client.get("/occurrences?view=map").text)
    assert rest
    assert "Nowhere" in text_of(client, rest[1].replace("&amp;", "&"))


def test_without_a_script_each_mark_leads_closer(client: FlaskClient, session: Session) -> None:
    some_places(session)
    address, steps = "/occurrences?view=map", 0
    while "view=map" in address:
        page = client.get(address)
        assert page.status_code == 200
        found = re.findall(r'<a href="([^"]*)"\s+class="fatal[^"]*"\s+aria-label="[^"]*224', page.text)
        assert found, address
        address, steps = found[0].replace("&amp;", "&"), steps + 1
        assert steps < 12
    assert "1 hit:" in text_of(client, address)


def test_the_table_says_the_same(client: FlaskClient, session: Session) -> None:
    some_places(session)
    page = client.get("/occurrences?view=map").text
    rows = re.findall(r'<td class="n">([\d,]+)</td>\s*<td class="n">([\d,]+)</td>', page)
    assert sum(int(n) for n, _ in rows) == 4
    assert sum(int(killed) for _, killed in rows) == 227


def test_cells_hold_what_lies_in_them(client: FlaskClient, session: Session) -> None:
    some_places(session)
    found = cells(client, "level=2")
    assert sum(each["n"] for each in found) == 4
    assert sum(each["killed"] for each in found) == 227
    assert "2 occurrences, 224 people killed" in [each["text"] for each in found]
    assert [each["n"] for each in cells(client, "level=6&q=fatal:>=100&south=0")] == [1]
    assert [each["n"] for each in cells(client, "level=2&south=25&north=35&west=30&east=36")] == [2]


def test_a_box_may_cross_the_180th_meridian(client: FlaskClient, session: Session) -> None:
    some_places(session)
    assert sum(each["n"] for each in cells(client, "level=4&west=170&east=-170")) == 2
    assert "2 occurrences" in text_of(client, "/occurrences?q=in:-60,170,60,-170&view=map")


def test_a_position_that_is_known_roughly_is_no_point(client: FlaskClient, session: Session) -> None:
    some_places(session)
    rough, exact = "level=12&south=-18&north=-16&west=179&east=180", "level=12&south=30&north=31&west=34&east=35"
    assert [each["coarse"] is not None for each in cells(client, rough)] == [True]
    assert "about here: position known to a tenth of a degree only" in cells(client, rough)[0]["text"]
    assert [each["coarse"] is not None for each in cells(client, exact)] == [False]


def test_what_has_not_changed_is_not_sent_again(client: FlaskClient, session: Session) -> None:
    some_places(session)
    first = client.get("/occurrences/cells?level=4")
    again = client.get("/occurrences/cells?level=4", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    an_occurrence(session, [A("coordinates", "1,1")])
    changed = client.get("/occurrences/cells?level=4", headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200


def test_a_cell_leads_to_its_records(client: FlaskClient, session: Session) -> None:
    some_places(session)
    item = next(each for each in cells(client, "level=6&south=0") if each["killed"] == 224)
    answer = client.get(f"/occurrences/within?cell=6/{item['x']}/{item['y']}")
    assert answer.status_code == 303
    assert "1 hit:" in text_of(client, answer.location)


@pytest.mark.parametrize("query", ["level=3", "level=x", "south=abc", "south=91", "west=nan", "q=opreator:x"])
def test_what_cannot_be_read_is_refused(client: FlaskClient, query: str) -> None:
    assert client.get(f"/occurrences/cells?{query}").status_code == 400


@pytest.mark.parametrize("cell", ["x", "1/2", "99/0/0", "2/9/0", "2/-1/0"])
def test_there_is_no_such_cell(client: FlaskClient, cell: str) -> None:
    assert client.get(f"/occurrences/within?cell={cell}").status_code == 400


def test_nothing_found_has_an_empty_map(client: FlaskClient, session: Session) -> None:
    an_occurrence(session, [A("place", "Nowhere")])
    page = text_of(client, "/occurrences?view=map")
    assert "None of the 1 occurrence has a position" in page
    assert client.get("/occurrences?q=zeppelin&view=map").status_code == 200


@pytest.mark.parametrize(
    ("query", "box", "expected"),
    [
        ("", Box(0, 0, 10, 10), Box(0, 0, 10, 10)),
        ("in:-5,-5,5,5", Box(0, 0, 10, 10), Box(0, 0, 5, 5)),
        ("in:-5,170,5,-170", Box(0, -180, 10, -160), Box(0, -180, 5, -170)),
        ("in:-5,170,5,-170", Box(0, 160, 10, 180), Box(0, 170, 5, 180)),
    ],
)  # fmt: skip
def test_boxes_become_one(query: str, box: Box, expected: Box) -> None:
    assert narrowed(read_query(query), box) == both((All(), expected))
