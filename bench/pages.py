"""Loading the pages of one server: every case with one client, then with sixteen."""

import http.client
import random
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict

from bench.cases import CASES, Case
from bench.load import load
from bench.results import Results
from bench.servers import Server
from bench.targets import FIRST_TIME

CLIENTS = (1, 16)
_RECORDS, _OTHERS = 50, 6_000

Paths = Callable[[Case], list[str]]


def measure_cases(server: Server, name: str, paths: Paths, results: Results, seconds: float) -> None:
    """Every case that the server has an address for."""
    for case in CASES:
        if found := paths(case):
            measure(server, name, "search", case.name, found, results, seconds, is_new=case.is_new)


def measure(
    server: Server,
    name: str,
    what: str,
    case: str,
    paths: Sequence[str],
    results: Results,
    seconds: float,
    *,
    is_new: bool = False,
) -> None:
    """One case, by each number of clients; where all are to be new, each has a share of the addresses of its own."""
    for place, clients in enumerate(CLIENTS):
        share = paths[place :: len(CLIENTS)] if is_new else paths
        results.add(what, case, server=name, **asdict(load(server.port, share, clients=clients, seconds=seconds)))


def measure_all(
    server: Server, name: str, pages: Mapping[str, Sequence[str]], what: str, results: Results, seconds: float
) -> None:
    """Several cases that are addresses by name; of those of FIRST_TIME none is asked for twice."""
    for case, paths in pages.items():
        measure(server, name, what, case, paths, results, seconds, is_new=case == FIRST_TIME)


def some_records(size: int) -> tuple[list[int], list[int]]:
    """Numbers of records, the same in each run: some that are asked for again and again, and others."""
    found = random.Random(3).sample(range(1, size + 1), min(size, _RECORDS + _OTHERS))
    return found[:_RECORDS], found[_RECORDS:] or found


def ask(server: Server, path: str) -> str:
    """One page, on a connection of its own."""
    with urllib.request.urlopen(f"http://127.0.0.1:{server.port}{path}") as answer:
        text: str = answer.read().decode()
        return text


def where_they_lead(server: Server, paths: Sequence[str]) -> list[str]:
    """The addresses to which the pages redirect; those pages are not asked for."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    found = []
    for path in paths:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        found.append(answer.getheader("Location") or path)
    connection.close()
    return found
