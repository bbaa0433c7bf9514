"""The search and the lists as programs read them: each address, its filters, its parts, and what is wrong with a request."""

import dataclasses
import gzip
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from app.config import Settings
from app.extensions import db
from app.factory import create_app
from app.vocab.properties import PROPERTIES
from tests.api.conftest import MERGED, METROJET, PLAIN, SMALL, WITH_PENDING, WITHDRAWN
from tests.api.test_occurrences import API, claims_of, get, record, wrong

LISTS = ("/occurrences", "/sources", "/parties", "/investigations", "/disputes", "/changesets",
         f"/occurrences/{METROJET}/claims", f"/occurrences/{METROJET}/history", "/changesets/1")  # fmt: skip
LIVE = [WITH_PENDING, PLAIN, SMALL, METROJET]


def walked(reader: FlaskClient, path: str, limit: int, **asked: object) -> list[Any]:
    """The items of all parts, each reached by the header of the one before."""
    answer = reader.get(f"{API}{path}", query_string={"limit": limit, **asked})
    items = []
    while True:
        assert answer.status_code == 200, answer.text
        part = answer.json["items"]
        assert len(part) <= limit
        items += part
        link = answer.headers.get("Link")
        assert (link is None) == (answer.json["next"] is None)
        if link is None:
            return items
        answer = reader.get(link.removeprefix("<http://localhost").partition(">")[0])


@pytest.mark.parametrize("path", LISTS)
def test_the_parts_of_a_list_are_the_list(reader: FlaskClient, path: str) -> None:
    whole = get(reader, path, limit=1000)
    assert whole["next"] is None
    assert walked(reader, path, max(3, len(whole["items"]) // 4)) == whole["items"]


def test_an_item_tells_an_occurrence_in_short(reader: FlaskClient) -> None:
    found = get(reader, "/occurrences", q="flight:7K9268", facets="country,class")
    (item,) = found["items"]
    assert {name: item[name] for name in ("id", "date", "country", "class")} == {
        "id": METROJET, "date": "2015-10-31", "country": "EG", "class": "accident",
    }  # fmt: skip
    assert item["injuries"]["fatal"] == 224
    (craft,) = item["aircraft"]
    assert (craft["number"], craft["registration"], craft["manufacturer"]) == (1, "EI-ETJ", "Airbus")
    assert "aircraft.last_altitude" in item["disputed"]
    assert reader.get(item["url"]).status_code == 200
    assert (found["total"], found["unit"], found["next"]) == (1, "occurrences", None)
    assert found["query"] == {
        "text": "flight:7K9268",
        "words": "occurrences, flight number 7K9268",
        "ast": {"field": "flight", "values": [{"has": "7K9268"}]},
    }
    assert found["facets"]["country"]["values"][0] == {"value": "EG", "label": "Egypt", "n": 1, "chosen": False}
    assert set(found["facets"]) == {"country", "class"}


def test_a_search_is_in_its_order_and_unit(reader: FlaskClient) -> None:
    assert [each["id"] for each in get(reader, "/occurrences", sort="id")["items"]] == LIVE
    assert get(reader, "/occurrences", sort="fatal")["items"][0]["id"] == METROJET
    assert get(reader, "/occurrences", q="sinai")["items"][0]["id"] == METROJET
    crafts = get(reader, "/occurrences", unit="aircraft")
    assert (crafts["unit"], {len(each["aircraft"]) for each in crafts["items"]}) == ("aircraft", {1})


def test_what_is_found_is_counted(reader: FlaskClient) -> None:
    facets = get(reader, "/facets", q="country:EG", fields="country", top=1)
    values = facets["facets"]["country"]["values"]
    assert (values[0]["value"], values[0]["n"], values[0]["chosen"], facets["total"]) == ("EG", 1, True, 1)
    assert set(get(reader, "/facets")["facets"]) >= {"class", "country"}
    years = get(reader, "/histogram")
    counts = {each["year"]: each["n"] for each in years["items"]}
    assert (counts[2015], counts[2016], counts[2001]) == (1, 0, 2)
    assert sum(counts.values()) + years["undated"] == years["total"] == len(LIVE)
    cells = get(reader, "/cells", zoom=5, box="27,32,32,36")
    (cell,) = cells["items"]
    assert (cells["level"], cell["n"], cell["killed"], round(cell["latitude"])) == (6, 1, 224, 30)
    assert get(reader, "/cells", box="-10,-10,0,0")["items"] == []


def test_sources_and_parties_are_listed_and_shown(reader: FlaskClient) -> None:
    sources = get(reader, "/sources")
    assert sources["total"] == len(walked(reader, "/sources", 40))
    first = get(reader, f"/sources/{sources['items'][0]['id']}")
    assert {name: first[name] for name in sources["items"][0]} == sources["items"][0]
    assert get(reader, "/occurrences", q=first["query"])["total"] == first["n_occurrences"]
    found = get(reader, "/parties", kind="manufacturer", q="air")
    assert [each["name"] for each in found["items"]] == ["Airbus"]
    airbus = get(reader, f"/parties/{found['items'][0]['id']}")
    (role,) = [each for each in airbus["roles"] if each["key"] == "built"]
    assert (role["n"], get(reader, "/occurrences", q=role["query"])["total"]) == (1, 1)
    wrong(reader, "/sources/9999", 404)
    wrong(reader, "/parties/9999", 404)


def test_the_dictionary_is_the_registry(reader: FlaskClient) -> None:
    found = get(reader, "/dictionary")
    assert [each["key"] for each in found["properties"]] == [each.key for each in PROPERTIES]
    lists = {each["name"]: each for each in found["lists"]}
    assert {each[name] for each in found["properties"] for name in ("codes", "qualifiers") if each[name]} <= set(lists)
    assert {each["code"] for each in lists["EventKind"]["codes"]} >= {"opened", "final_published"}
    assert all(each["definition"] for one in found["lists"] for each in one["codes"])


def test_investigations_are_told_on_a_day(reader: FlaskClient) -> None:
    (then,) = [each for each in get(reader, "/investigations", as_of="2016-11-01", overdue="final")["items"] if each["number"]]
    assert (then["occurrence"]["id"], then["status"]["kind"], then["overdue"]) == (
        METROJET, "transferred_to_judicial", ["interim", "final"],
    )  # fmt: skip
    assert get(reader, "/investigations", as_of="2015-10-30")["total"] == 0
    assert get(reader, "/investigations", state="EG", q="country:FR")["total"] == 0
    authority = then["authority"]["id"]
    assert [each["number"] for each in get(reader, "/investigations", authority=authority)["items"]] == [then["number"]]


def test_disputes_are_told_on_a_day(reader: FlaskClient) -> None:
    now = get(reader, "/disputes", limit=1000)
    assert now["total"] == len(now["items"])
    altitude = get(reader, "/disputes", property="aircraft.last_altitude")["items"][0]
    assert (altitude["occurrence"]["id"], altitude["aircraft"]) == (METROJET, 1)
    speakers = sorted({each["speaker"]["id"] for each in altitude["voices"]})
    assert get(reader, "/disputes", speakers=f"{speakers[0]}")["total"] >= 1
    assert get(reader, f"/claims/{altitude['voices'][0]['claim']}")["property"] == "aircraft.last_altitude"
    assert get(reader, "/disputes", as_of="2015-10-30")["total"] == 0
    assert get(reader, "/disputes", q="country:FR")["total"] == 0
    assert get(reader, "/disputes", as_recorded=0)["total"] == 0


def test_all_claims_of_an_occurrence_are_listed_flat(reader: FlaskClient) -> None:
    found = walked(reader, f"/occurrences/{METROJET}/claims", 100)
    assert found == sorted(claims_of(record(reader)), key=lambda each: int(each["id"].partition("-")[2]))
    then = get(reader, f"/occurrences/{METROJET}/claims", as_of="2015-11-17", limit=1000)
    assert then["as_of"] == "2015-11-17"
    assert max(each["public_on"] for each in then["items"]) <= "2015-11-17"
    assert reader.get(f"{API}/occurrences/{MERGED}/claims").location == f"{API}/occurrences/{PLAIN}/claims"
    wrong(reader, f"/occurrences/{WITHDRAWN}/claims", 410)


def test_the_log_is_followed_by_its_numbers(reader: FlaskClient) -> None:
    log = get(reader, "/changesets", limit=1000)
    numbers = [each["number"] for each in log["items"]]
    assert numbers == list(range(1, log["last"] + 1))
    assert {each["state"] for each in log["items"]} == {"accepted"}
    later = get(reader, "/changesets", after=numbers[-2])
    assert ([each["number"] for each in later["items"]], later["next"]) == ([log["last"]], None)
    assert get(reader, "/changesets", after=log["last"])["items"] == []
    merge = next(each for each in log["items"] if each["kind"] == "merge")
    assert (merge["author"], set(merge["occurrences"])) == ("Editor", {MERGED, PLAIN})
    history = get(reader, f"/occurrences/{MERGED}/history")["items"]
    assert [each["id"] for each in history][-1] == merge["id"]
    shown = get(reader, f"/changesets/{merge['id']}")
    assert {name: shown[name] for name in merge if name != "occurrences"} == {
        name: value for name, value in merge.items() if name != "occurrences"
    }
    assert {each["occurrence"]["id"] for each in shown["touched"]} == {MERGED, PLAIN}
    withdrawal = next(each for each in log["items"] if each["author"] == "Editor" and each["occurrences"] == [SMALL])
    (touched,) = get(reader, f"/changesets/{withdrawal['id']}")["touched"]
    (line,) = [line for each in touched["differences"] for line in each["lines"]]
    assert (line["sign"], line["speaker"], line["claim"].partition("-")[0]) == ("withdrawn", "UPI", str(SMALL))


def test_what_waits_is_in_no_list(reader: FlaskClient) -> None:
    waiting = get(reader, "/changesets")["last"] + 1
    wrong(reader, f"/changesets/{waiting}", 404)
    for path in (*LISTS, "/occurrences?q=hidden", "/facets", f"/occurrences/{WITH_PENDING}/claims"):
        joint = "&" if "?" in path else "?"
        text = reader.get(f"{API}{path}{joint}limit=1000" if path != "/facets" else f"{API}{path}").text
        assert "Hidden" not in text, path
    assert get(reader, "/occurrences", q="hidden")["total"] == 0


@pytest.mark.parametrize(
    ("path", "given", "parameter", "words"),
    [
        ("/occurrences", {"q": "fatal:x"}, "q", "is not a whole number"),
        ("/occurrences", {"q": "nofield:1"}, "q", "nofield"),
        ("/occurrences", {"limit": 0}, "limit", "greater than or equal to 1"),
        ("/occurrences", {"limit": 1001}, "limit", "1000"),
        ("/occurrences", {"unit": "people"}, "unit", "'occurrences' or 'aircraft'"),
        ("/occurrences", {"sort": "x"}, "sort", "newest"),
        ("/occurrences", {"facets": "date"}, "facets", "not counted by 'date'"),
        ("/occurrences", {"page": 2}, "page", "no parameter"),
        ("/occurrences", {"cursor": ""}, "cursor", "at least 1 character"),
        ("/facets", {"fields": "x"}, "fields", "'x'"),
        ("/facets", {"top": 0}, "top", "1"),
        ("/cells", {"zoom": 15}, "zoom", "14"),
        ("/cells", {"zoom": 14}, "zoom", "coarser"),
        ("/cells", {"box": "1,2"}, "box", "south,west,north,east"),
        ("/cells", {"box": "nan,0,1,1"}, "box", "box"),
        ("/parties", {"kind": "airline"}, "kind", "operator"),
        ("/sources", {"cursor": "zz"}, "cursor", "no cursor"),
        ("/investigations", {"status": "x"}, "status", "open"),
        ("/investigations", {"by": "1-2"}, "by", "overdue must say"),
        ("/investigations", {"overdue": "comment"}, "overdue", "preliminary"),
        ("/investigations", {"state": "EGY"}, "state", "pattern"),
        ("/investigations", {"as_of": "2999-01-01"}, "as_of", "has not come"),
        ("/investigations", {"q": "("}, "q", "character"),
        ("/disputes", {"property": "x"}, "property", "no property 'x'"),
        ("/disputes", {"speakers": "1,2,3"}, "speakers", "17,23"),
        ("/disputes", {"which": "x"}, "which", "settled"),
        ("/disputes", {"as_recorded": 99}, "as_recorded", "no number 99"),
        ("/changesets", {"after": -1}, "after", "greater than"),
        ("/dictionary", {"q": "x"}, "q", "no parameter"),
        (f"/occurrences/{METROJET}/claims", {"as_of": "x"}, "as_of", "no day"),
    ],
)
def test_a_bad_parameter_is_named(reader: FlaskClient, path: str, given: dict[str, Any], parameter: str, words: str) -> None:
    answer = reader.get(f"{API}{path}", query_string=given)
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    (error,) = answer.json["errors"]
    assert error["parameter"] == parameter
    assert words in error["detail"]


@pytest.mark.parametrize("path", [*LISTS, "/facets", "/histogram", "/cells", "/dictionary", "/sources/1", "/parties/1"])
def test_who_has_a_list_already_is_told_so(reader: FlaskClient, path: str) -> None:
    first = reader.get(f"{API}{path}")
    assert first.headers["Cache-Control"] == "no-cache"
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    again = reader.get(f"{API}{path}", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    head = reader.head(f"{API}{path}")
    assert (head.status_code, head.data, head.headers["ETag"]) == (200, b"", first.headers["ETag"])
    other = reader.get(f"{API}{path}", headers={"If-None-Match": 'W/"1-00000000"'})
    assert (other.status_code, other.data) == (200, first.data)


@pytest.mark.parametrize(
    "path", ["/occurrences", "/sources", "/parties", "/investigations", "/changesets", "/occurrences/1/claims"]
)
def test_a_longer_list_takes_no_more_statements(reader: FlaskClient, path: str) -> None:
    with reader.application.app_context():
        engine = db.engine
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        counts = []
        for limit in (1, 2, 900):  # the first finds what is found once
            statements.clear()
            assert reader.get(f"{API}{path}?limit={limit}").status_code == 200
            counts.append(len(statements))
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert counts[2] <= counts[1], counts


# -- files


def test_all_that_is_found_is_sent_as_a_file(reader: FlaskClient) -> None:
    answer = reader.get(f"{API}/export?columns=id,date,country&q=country:EG")
    assert (answer.status_code, answer.mimetype) == (200, "text/csv")
    head, row = answer.text.splitlines()
    assert (head.lstrip("\ufeff"), row) == ("id,date,country", f"{METROJET},2015-10-31,EG")
    assert "attachment; filename=airdocket-occurrences" in answer.headers["Content-Disposition"]
    assert answer.headers["X-Airdocket-Total"] == "1"
    claims = reader.get(f"{API}/export?what=claims&format=jsonl&q=id:{METROJET}").text.splitlines()
    assert len(claims) == get(reader, f"/occurrences/{METROJET}/claims", limit=1)["total"]
    assert "Hidden" not in reader.get(f"{API}/export?what=claims").text
    for given, parameter in (({"columns": "idd"}, "columns"), ({"what": "claims", "format": "geojson"}, "format")):
        answer = reader.get(f"{API}/export", query_string=given)
        assert (answer.status_code, answer.json["errors"][0]["parameter"]) == (400, parameter)


def test_an_occurrence_is_cited_in_each_format(reader: FlaskClient) -> None:
    path = f"{API}/occurrences/{METROJET}/citation"
    for given, begins in (("bibtex", "@"), ("ris", "TY  - "), ("csl", "["), ("text", "APA")):
        answer = reader.get(f"{path}?format={given}")
        assert answer.status_code == 200
        assert answer.text.startswith(begins)
        assert "EI-ETJ" in answer.text
    moved = reader.get(f"{API}/occurrences/{MERGED}/citation?format=ris")
    assert (moved.status_code, moved.location) == (301, f"{API}/occurrences/{PLAIN}/citation?format=ris")
    wrong(reader, f"/occurrences/{WITHDRAWN}/citation", 410)


# -- how it travels


@pytest.mark.parametrize("path", ["/occurrences", "/parties", "/dictionary", "/export?what=claims", "/openapi.json"])
def test_an_answer_is_packed_for_who_takes_it_so(reader: FlaskClient, path: str) -> None:
    plain = reader.get(f"{API}{path}")
    packed = reader.get(f"{API}{path}", headers={"Accept-Encoding": "gzip"})
    assert (packed.headers["Content-Encoding"], gzip.decompress(packed.data)) == ("gzip", plain.data)
    assert len(packed.data) < len(plain.data) / 2
    for answer in (plain, packed):
        assert "Accept-Encoding" in answer.headers["Vary"]
    if tag := packed.headers.get("ETag"):
        again = reader.get(f"{API}{path}", headers={"Accept-Encoding": "gzip", "If-None-Match": tag})
        assert (again.status_code, again.data) == (304, b"")


def test_what_is_limited_says_what_is_left(client: FlaskClient, settings: Settings) -> None:
    app = create_app(dataclasses.replace(settings, limit_search="2/minute", limit_export="1/minute"))
    limited = app.test_client()
    answers = [limited.get(f"{API}/histogram?q=x") for _ in range(3)]
    assert [each.status_code for each in answers] == [200, 200, 429]
    assert {each.headers["RateLimit-Policy"] for each in answers} == {'"search";q=2;w=60'}
    assert [each.headers["RateLimit"].partition(";t=")[0] for each in answers] == [
        '"search";r=1',
        '"search";r=0',
        '"search";r=0',
    ]
    assert 0 < int(answers[2].headers["Retry-After"]) <= 60
    assert answers[2].mimetype == "application/problem+json"
    assert [limited.get(f"{API}/export").status_code for _ in range(2)] == [200, 429]
    assert {limited.get(f"{API}/sources").status_code for _ in range(4)} == {200}
    assert "RateLimit" not in limited.get(f"{API}/sources").headers
    with app.app_context():
        db.engine.dispose()
