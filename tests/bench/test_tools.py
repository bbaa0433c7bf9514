"""The questions, the load generator and the report of the measurements."""

from collections import Counter
from itertools import groupby
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask, Response, request
from werkzeug.serving import make_server

from app.search.reading import read_query
from bench.cases import CASES, datasette_paths, floor_paths, json_paths, product_paths, query_of
from bench.load import Load, is_whole, load, middle
from bench.pages import CLIENTS, Asked, Loading
from bench.report import tables, write_into
from bench.results import Results, read_results
from bench.servers import Server
from bench.targets import ALL, DEEP


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_product_is_asked_what_the_case_means(case):
    asked = [parse_qs(urlsplit(path).query).get("q", [""])[0] for path in product_paths(case)]
    assert [read_query(text) for text in asked] == [query_of(case, text) for text in case.texts]


def test_all_are_asked_the_same_number_of_questions_but_for_the_deep_page():
    for case in CASES:
        n = len(case.texts)
        assert (len(product_paths(case)), len(floor_paths(case))) == (n, n)
        assert len(datasette_paths(case)) == len(json_paths(case)) == (n if case.page == 1 else 0)


@pytest.fixture
def server():
    app = Flask(__name__)
    seen = []

    @app.get("/whole")
    def whole() -> str:
        seen.append(request.query_string.decode())
        return "x" * 300_000

    @app.get("/chunks")
    def chunks() -> Response:
        return Response(iter(["0", "\r\n", "1"]))

    running = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=running.serve_forever, daemon=True)
    thread.start()
    yield running.server_port, seen
    running.shutdown()
    running.server_close()
    thread.join()


def test_a_load_asks_for_each_path_in_turn_and_counts_the_answers(server):
    port, seen = server
    found = load(port, ["/whole?a", "/whole?b"], clients=3, seconds=0, at_least=20)
    assert found.n >= 20
    assert found.bad == 0
    assert found.mean_bytes > 300_000
    assert 0 < found.p50 <= found.p95
    assert abs(seen.count("a") - seen.count("b")) <= 3  # each of the three clients takes both in turn


def test_answers_other_than_200_are_counted_apart(server):
    found = load(server[0], ["/missing"], clients=2, seconds=0, at_least=5)
    assert (found.n, found.bad >= 5) == (0, True)


def test_each_figure_of_several_loads_is_the_median_of_theirs():
    loads = [Load(4, 10, 0, 5.0, 3.0, 9.0, 100.0), Load(4, 20, 1, 7.0, 1.0, 8.0, 100.0), Load(4, 30, 0, 6.0, 2.0, 50.0, 100.0)]
    assert middle(loads) == Load(4, 60, 1, 6.0, 2.0, 9.0, 100.0)


def test_servers_take_turns_and_what_is_to_be_new_is_asked_for_once(server, tmp_path):
    port, seen = server
    results = Results(tmp_path / "out.jsonl", 1000)
    addresses = [f"/whole?{number}" for number in range(240)]
    asked = [Asked(Server(0, port), name, [f"{each}{name}" for each in addresses]) for name in "ab"]
    Loading(results, seconds=0, rounds=3).case("search", "new", [*asked, Asked(Server(0, port), "none", [])], is_new=True)
    assert [(row["server"], row["clients"]) for row in results.rows] == [(name, n) for name in "ab" for n in CLIENTS]
    counted = [each for each, n in Counter(seen).items() if n > 1]
    assert len(seen) > 100
    assert counted == []
    turns = [name for name, _ in groupby(each[-1] for each in seen)]
    assert turns == list("ababab")


@pytest.mark.parametrize(
    ("answer", "whole"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n", False),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\na", False),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab", True),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n", False),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n", True),
    ],
)
def test_an_answer_ends_where_it_says(answer, whole):
    assert is_whole(bytearray(answer)) is whole


def test_the_report_divides_by_the_floor_and_stands_between_its_marks(tmp_path):
    results = Results(tmp_path / "out.jsonl", 1000)
    for server, p50, rate in (("floor", 10.0, 100.0), ("product", 15.0, 50.0)):
        for clients in (1, 16):
            results.add("search", "all", server=server, clients=clients, p50=p50, p95=2 * p50, rate=rate)
    results.add("build", "import table", server="product", seconds=1.5)
    text = tables(read_results([tmp_path / "out.jsonl"], 1000))
    assert "| all | 10, 20 | 15, 30 | 1.50 | 1.50 |  | 100 | 50 | 0.50 |" in text
    document = tmp_path / "performance.md"
    document.write_text("# Performance\n\nWords.\n", encoding="utf-8")
    write_into(document, 1000, "old")
    write_into(document, 1000, text)
    written = document.read_text(encoding="utf-8")
    assert written.startswith("# Performance\n\nWords.\n")
    assert "old" not in written
    assert written.count(text) == 1


def test_each_target_is_told_with_its_worst_case_and_the_distance_to_its_aim(tmp_path):
    out = tmp_path / "out.jsonl"
    pages = {ALL: 10.0, DEEP: 15.0}
    for size, factor in ((99, 0.5), (1000, 1.0)):
        results = Results(out, size)
        for case, p50 in pages.items():
            figures = {"clients": 1, "p50": p50 * factor, "p95": p50 * factor}
            results.add("search", case, server="product", **figures)
            for server, rate in (("product", 100), ("product on PostgreSQL", 50)):
                results.add("search", case, server=server, clients=16, rate=rate / factor)
            results.add("search", case, server="floor", clients=1, p50=7.0, p95=100.0)
    text = tables(read_results([out], 1000), smaller=read_results([out], 100))
    assert f"| 1 | search page, 1 client: p50 to the floor | ≤ 2 | ≤ 1.3 | 2.14 | {DEEP} | **no** | 1.65 times |" in text
    assert (
        f"| 5 | requests a second on PostgreSQL to those on SQLite | ≥ 0.7 | ≥ 0.85 | 0.5 | {ALL} | **no** | 1.70 times |"
        in text
    )
    assert f"| 7 | row 10,000 to the first page | ≤ 2 | ≤ 1.4 | 1.5 | {DEEP} | yes | 1.07 times |" in text
    assert f"| 21 | p95 of the search page to that at a tenth of the size | ≤ 8 | ≤ 4.5 | 2 | {DEEP} | yes | reached |" in text
    assert "| 14 | ms from an edit to a page that shows it, p95 | ≤ 200 | ≤ 80 | not measured |" in text
