"""Loading pages: each case with one client and with sixteen, at several servers in turn, which are so measured side by side."""

import http.client
import random
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

from bench.cases import CASES, Case
from bench.load import Load, load, middle
from bench.results import Results
from bench.servers import Server

CLIENTS = (1, 16)
_RECORDS, _OTHERS = 50, 6_000

Paths = Callable[[Case], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """What one server is asked, under the name by which the results tell it; nothing where it has no such pages."""

    server: Server
    name: str
    paths: Sequence[str]


class Loading:
    """Loads servers and keeps the results. rounds: how often the servers take turns; each figure is the median of them."""

    def __init__(self, results: Results, seconds: float, rounds: int = 1) -> None:
        self.results, self.seconds, self.rounds = results, seconds, rounds

    def searches(self, servers: Sequence[tuple[Server, str, Paths]]) -> None:
        """Every case at each of the servers that has an address for it."""
        for case in CASES:
            asked = [Asked(server, name, paths(case)) for server, name, paths in servers]
            self.case("search", case.name, asked, is_new=case.is_new)

    def case(self, what: str, case: str, asked: Sequence[Asked], *, is_new: bool = False) -> None:
        """One case. is_new: each round and number of clients has addresses of its own, so that none is asked for again."""
        found: dict[tuple[str, int], list[Load]] = {}
        n_shares = self.rounds * len(CLIENTS)
        for number in range(self.rounds):
            for each in filter(lambda each: each.paths, asked):
                for place, clients in enumerate(CLIENTS):
                    share = each.paths[number * len(CLIENTS) + place :: n_shares] if is_new else each.paths
                    loaded = load(each.server.port, share, clients=clients, seconds=self.seconds)
                    found.setdefault((each.name, clients), []).append(loaded)
        for (name, _), loads in found.items():
            self.results.add(what, case, server=name, **asdict(middle(loads)))


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
