"""Downloads from the pages: files with good names, a box on the results, and lines for other programs that run."""

import csv
import io
import re
import threading
from collections.abc import Iterator
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.exports.columns import ColumnType, What, default_columns
from tests.factories import A, an_occurrence


def rows(answer: TestResponse) -> list[dict[str, str]]:
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.text)))


@pytest.fixture
def filled(session: Session) -> list[int]:
    return [
        an_occurrence(
            session,
            [A("date", "2001-02-03"), A("country", "NA"), A("injuries.fatal", "7", qualifier="all"), A("place", "Windhoek")],
            n_aircraft=2,
        ),
        an_occurrence(session, [A("date", "2015-10-31"), A("injuries.fatal", "2", qualifier="all"), A("place", "Hasna")]),
    ]


def test_files_from_the_pages(client: FlaskClient, filled: list[int]) -> None:
    answer = client.get("/occurrences.csv?q=windhoek")
    assert answer.content_type == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == "attachment; filename=airdocket-occurrences-changeset-2.csv"
    assert answer.headers["X-Airdocket-Total"] == "1"
    assert [each["id"] for each in rows(answer)] == ["1"]
    assert len(rows(client.get("/occurrences.csv?unit=aircraft"))) == 3
    assert {each["occurrence"] for each in rows(client.get("/claims.csv?q=id:2"))} == {"2"}
    for form, beginning in (
        ("jsonl", b"{"),
        ("xlsx", b"PK"),
        ("parquet", b"PAR1"),
        ("geojson", b'{"type":"FeatureCollection"'),
    ):
        answer = client.get(f"/occurrences.{form}")
        assert (answer.status_code, answer.data.startswith(beginning)) == (200, True), form
        assert f".{form}" in answer.headers["Content-Disposition"]
    assert client.get("/claims.geojson").status_code == 404
    book = rows(client.get("/codebook.csv?what=aircraft&columns=id,aircraft.phase"))
    assert [each["name"] for each in book] == ["id", "aircraft.phase"]
    assert "ENR: En route" in book[1]["codes"]
    told: Any = client.get("/codebook.json?what=claims").get_json()
    assert [each["name"] for each in told["columns"]][:3] == ["id", "occurrence", "aircraft"]


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("/occurrences.csv?columns=id,dat", "the nearest is &#39;date&#39;"),
        ("/occurrences.csv?colums=id", "no parameter &#39;colums&#39;"),
        ("/occurrences.csv?unit=claims", "claims are at /claims.csv"),
        ("/occurrences.csv?q=fatl:3", "fatl"),
        ("/codebook.csv?what=flights", "can only be one of occurrences, aircraft, claims"),
        ("/download?format=doc", "can only be one of csv"),
    ],
)
def test_what_cannot_be_had_is_named(client: FlaskClient, address: str, message: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 400
    assert message in answer.text


def test_the_box_and_the_page_lead_to_the_file(client: FlaskClient, filled: list[int]) -> None:
    page = client.get("/occurrences?q=place:windhoek").text
    assert 'action="/download"' in page
    assert "All 1 occurrences" not in page
    chosen = client.get("/download?q=place:windhoek&what=occurrences").text
    assert chosen.count("checked") == len(default_columns(What.OCCURRENCES)) + 1
    led = client.get("/download?q=place:windhoek&what=aircraft&format=csv&columns=id&columns=aircraft")
    assert led.status_code == 303
    assert led.location == "/occurrences.csv?q=place:windhoek&columns=id,aircraft&unit=aircraft"
    assert list(rows(client.get(led.location))[0].values()) == ["1", "1"]
    usual = "&".join(f"columns={each.name}" for each in default_columns(What.OCCURRENCES))
    assert client.get(f"/download?format=xlsx&{usual}").location == "/occurrences.xlsx"
    assert client.get("/download?what=claims&format=parquet").location == "/claims.parquet"
    assert "/claims.csv?q=id:1" in client.get("/occurrences/1", follow_redirects=True).text


# -- lines for other programs


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None: ...


@pytest.fixture
def site(client: FlaskClient) -> Iterator[str]:
    """The address of a running server on the database of the test."""
    server = make_server("127.0.0.1", 0, client.application, handler_class=_Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_lines_on_the_page_run(site: str, client: FlaskClient, filled: list[int]) -> None:
    texts = _lines(client, site, "/occurrences?q=fatal:>=1")
    found: dict[str, Any] = {}
    exec(texts["pandas"], found)
    assert found["table"]["injuries.fatal"].sum() == 9
    assert list(found["table"]["country"].dropna()) == ["NA"]
    assert found["table"]["date"].dt.year.tolist() == [2001, 2015]
    exec(texts["polars"], found)
    assert found["table"]["injuries.fatal"].sum() == 9
    assert found["table"]["date"].dt.year().to_list() == [2001, 2015]
    exec(_lines(client, site, "/download?what=claims")["polars"], found)
    assert found["table"]["said_on"].null_count() == 0
    assert texts["curl"].endswith(f"'{site}/occurrences.csv?q=fatal:%3E%3D1'")


def _lines(client: FlaskClient, site: str, page: str) -> dict[str, str]:
    from html import unescape

    text = client.get(page, base_url=site).text
    found = re.findall(r'<pre [^>]*aria-labelledby="snippet-(\w+)"><code>(.*?)</code>', text, re.DOTALL)
    return {name: unescape(lines) for name, lines in found}


def test_the_lines_for_r_name_every_type(client: FlaskClient, filled: list[int]) -> None:
    for what in What:
        text = _lines(client, "http://localhost", f"/download?what={what.value}")["r"]
        assert re.fullmatch(
            r'library\(readr\)\n\nurl <- "[^"\\]+"\ntable <- read_csv\(url, na = "", col_types = cols\(\n.*\n\)\)',
            text,
            re.DOTALL,
        )
        named = dict(re.findall(r"^  (\S+) = (col_\w+)\(\),?$", text, re.MULTILINE))
        kinds = {ColumnType.INTEGER: "col_integer", ColumnType.NUMBER: "col_double", ColumnType.DATE: "col_date"}
        typed = {f"`{each.name}`": kinds[each.type] for each in default_columns(what) if each.type in kinds}
        assert named == {".default": "col_character", **typed}
