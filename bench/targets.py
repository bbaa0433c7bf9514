"""What a run is to show: for each target what was measured, whether it is met, and how far the aim is.

Missing a "must" is a defect; the aim is the ambition.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from bench.exports import FORMATS, STOPPED, STREAM
from bench.figures import Figures, number, table

NEW_WORD = "a new word each time"
DOSSIER, FIRST_TIME = "dossier", "dossier, each for the first time"
RENDERED, CLAIMS = "page of a record, rendered alone", "claims of a record"
COPY = "product on PostgreSQL"
ALL, DEEP = "all, newest", "all, newest, row 10,000"

Found = Iterable[tuple[str, float | None]]  # by case


@dataclass(frozen=True)
class Runs:
    """A run, and the one at a tenth of the size."""

    run: Figures
    smaller: Figures


@dataclass(frozen=True)
class Target:
    """A number of the list of targets; the case counts that is farthest from it. is_rate: more is better.

    must: None where the list asks for nothing, and only how far the aim is is told.
    """

    number: int
    what: str
    must: float | None
    aim: float
    found: Callable[[Runs], Found]
    is_rate: bool = False

    def line(self, runs: Runs) -> tuple[str, ...]:
        """Number, what, must, aim, measured, the case, whether it is met, and the distance to the aim."""
        found = [(value, case) for case, value in self.found(runs) if value]
        head = str(self.number), self.what, _limit(self.must, self.is_rate), _limit(self.aim, self.is_rate)
        if not found:
            return (*head, "not measured", "", "", "")
        value, case = min(found) if self.is_rate else max(found)
        apart = self.aim / value if self.is_rate else value / self.aim
        return (*head, number(value), case, self._met(value), "reached" if apart <= 1 else f"{apart:.2f} times")

    def _met(self, value: float) -> str:
        if self.must is None:
            return ""
        return "yes" if (value >= self.must if self.is_rate else value <= self.must) else "**no**"


def targets(runs: Runs) -> str:
    """The table of all of them."""
    head = ("target", "what", "must", "aim", "measured", "in the worst case", "met", "away from the aim")
    return table(head, [each.line(runs) for each in sorted(TARGETS, key=lambda each: each.number)])


def _limit(value: float | None, is_rate: bool) -> str:
    return "" if value is None else f"{'≥' if is_rate else '≤'} {number(value)}"


def _searches(figures: Figures, *, new: bool = False) -> Iterator[tuple[str, str]]:
    return (key for key in figures.cases("search") if (key[1] == NEW_WORD) is new)


def _to(floor: str, name: str, clients: int, runs: Runs, *, new: bool = False) -> Found:
    """A figure of each search page as a multiple of the floor's."""
    for key in _searches(runs.run, new=new):
        yield key[1], _ratio(*(runs.run.get(key, each, name, clients) for each in ("product", floor)))


def _peer(cases: Sequence[str], runs: Runs) -> Found:
    for case in cases:
        yield case, _ratio(*(runs.run.get(("search", case), each, "p50", 1) for each in ("datasette", "product")))


def _postgresql(runs: Runs) -> Found:
    for key in runs.run.cases("search"):
        yield key[1], _ratio(*(runs.run.get(key, each, "rate", 16) for each in (COPY, "product")))


def _deep(runs: Runs) -> Found:
    yield DEEP, _ratio(*(runs.run.get(("search", each), "product", "p50", 1) for each in (DEEP, ALL)))


def _json(runs: Runs) -> Found:
    """Requests a second of the search as JSON as a multiple of its page's."""
    for key in runs.run.cases("search"):
        yield key[1], _ratio(*(runs.run.get(key, each, "rate", 16) for each in ("product as JSON", "product")))


def _record(case: str, server: str, key: tuple[str, str] | None, runs: Runs) -> Found:
    """Requests a second of the record page as a multiple of another page's."""
    own = "dossier", case
    yield case, _ratio(runs.run.get(own, "product", "rate", 16), runs.run.get(key or own, server, "rate", 16))


def _plain(what: str, name: str, cases: Sequence[str], runs: Runs) -> Found:
    for key in runs.run.cases(what):
        if not cases or key[1] in cases:
            yield key[1], runs.run.get(key, "product", name)


def _statement(runs: Runs) -> Found:
    for key in runs.run.cases("map"):
        yield key[1], _ratio(*(runs.run.get(key, each, "p50") for each in ("floor", "product")))


def _memory(runs: Runs) -> Found:
    for key in runs.run.cases("memory")[-1:]:
        yield key[1], runs.run.get(key, "product", "most_mib_per_worker")


def _export(name: str, cases: Sequence[str], runs: Runs, *, server: str = "floor") -> Found:
    """A figure of what the product wrote; its rate as a multiple of another one's."""
    for case in cases:
        key = "export", case
        value = runs.run.get(key, "product", name)
        yield case, _ratio(value, runs.run.get(key, server, name)) if name == "rate" else value


def _growth_of_memory(runs: Runs) -> Found:
    before, after = ([None, None, *runs.run.cases("memory")])[-2:]
    if before and after:
        grown = _ratio(*(runs.run.get(key, "product", "most_mib_per_worker") for key in (after, before)))
        yield after[1], grown and max(0.001, grown - 1) * 100


def _growth(runs: Runs) -> Found:
    for key in runs.run.cases("search"):
        yield key[1], _ratio(*(each.get(key, "product", "p95", 1) for each in (runs.run, runs.smaller)))


def _ratio(value: float | None, to: float | None) -> float | None:
    return value / to if value and to and value == value and to == to else None


def _against(floor: str) -> Iterator[Target]:
    """The targets that are multiples of a floor's search page; the list's cases are asked for again and again."""
    for new, words in ((False, "search page"), (True, "beyond the list: search page of words not asked for before")):
        for name, aim in (("p50", 1.3), ("p95", 1.5)):
            found = partial(_to, floor, name, 1, new=new)
            yield Target(1, f"{words}, 1 client: {name} to the {floor}", None if new else 2, aim, found)
        rates, must = partial(_to, floor, "rate", 16, new=new), None if new else 0.5
        yield Target(2, f"{words}, 16 clients: requests a second to the {floor}", must, 0.75, rates, is_rate=True)


# A page of a record is held against: what, must, aim, server, and its page where it is not the same one.
_PAGES = (
    ("the floor", 0.6, 0.9, "floor", None),
    ("the outer floor", 0.6, 0.9, "outer floor", ("dossier", DOSSIER)),
    ("its rendering alone in the outer floor", 0.3, 0.7, "outer floor", ("other", RENDERED)),
    ("Datasette's page of a row", 4, 10, "datasette", ("dossier", DOSSIER)),
    ("Datasette's page of its claims", 7, 16, "datasette", ("dossier", CLAIMS)),
)


def _of_records(case: str) -> Iterator[Target]:
    words = f"beyond the list: {case}" if case == FIRST_TIME else case
    for what, must, aim, server, key in _PAGES:
        yield Target(
            13, f"{words}, 16 clients: requests a second to {what}", None if case == FIRST_TIME else must, aim,
            partial(_record, case, server, key), True,
        )  # fmt: skip


_FLOORS = ("floor", "outer floor")
_WORDS = ("common word", "medium word", "common word, 2 filters, newest")
TARGETS = (
    *(each for floor in _FLOORS for each in _against(floor)),
    Target(3, "Datasette's page to ours, a word, a word with filters", 50, 100, partial(_peer, _WORDS), True),
    Target(4, "Datasette's page to ours, no query", 7, 40, partial(_peer, (ALL,)), True),
    Target(4, "Datasette's page to ours, a rare word", 7, 9, partial(_peer, ("rare word",)), True),
    Target(5, "requests a second on PostgreSQL to those on SQLite", 0.7, 0.85, _postgresql, True),
    Target(6, "16 clients: requests a second of the search as JSON to its page", 1, 1.2, _json, True),
    Target(7, "row 10,000 to the first page", 2, 1.4, _deep),
    *_of_records(DOSSIER),
    *_of_records(FIRST_TIME),
    Target(14, "ms from an edit to a page that shows it, p95", 200, 80, partial(_plain, "visible", "p95", ())),
    Target(
        15, "records a second of catching up", 3_000, 6_000,
        partial(_plain, "catch-up", "records_a_second", ("1,000 changed", "10,000 changed")), True,
    ),
    Target(16, "ms for the cells of a view of the map, p95", 120, 40, partial(_plain, "map", "p95", ())),
    Target(16, "a grouped statement in SQLite to that", 1, 3, _statement, True),
    Target(17, "rows a second of a CSV stream to sqlite3 and csv", 0.4, 0.8, partial(_export, "rate", (STREAM,)), True),
    Target(17, "the same to Datasette's", 1.7, 3.4, partial(_export, "rate", (STREAM,), server="datasette"), True),
    Target(17, "MiB above idle of a worker that streams", 100, 40, partial(_export, "above_idle_mib", (STREAM, STOPPED))),
    Target(17, "ms to the first byte of a stream", 200, 200, partial(_export, "first_ms", (STREAM,))),
    Target(18, "rows a second of a file to a plain loop", 0.5, 0.9, partial(_export, "rate", FORMATS), True),
    Target(20, "MiB of memory of a worker", 200, 90, _memory),
    Target(20, "% more of it after as many requests again", 10, 2, _growth_of_memory),
    Target(21, "p95 of the search page to that at a tenth of the size", 8, 4.5, _growth),
)  # fmt: skip
