"""Tables of a run, as ratios to the floor, in Markdown; and putting them into a document between two marks."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from bench.results import Row

BEGIN, END = "<!-- bench {size} -->", "<!-- end of bench {size} -->"


class Figures:
    """The rows of one run by what, case, server and number of clients."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self.rows = list(rows)

    def cases(self, *what: str) -> list[tuple[str, str]]:
        """(what, case) in the order in which they were measured."""
        return list(dict.fromkeys((row["what"], row["case"]) for row in self.rows if row["what"] in what))

    def get(self, key: tuple[str, str], server: str, name: str, clients: int | None = None) -> float | None:
        """One figure; None where it was not measured."""
        for row in self.rows:
            if (row["what"], row["case"], row["server"], row.get("clients")) == (*key, server, clients):
                return row.get(name)
        return None


def tables(rows: Iterable[Row]) -> str:
    """All tables of a run."""
    figures = Figures(rows)
    parts = [_pages(figures), _views(figures), _other(figures)]
    return "\n\n".join(part for part in parts if part)


def _pages(figures: Figures) -> str:
    head = (
        "page", "floor p50, p95 ms", "p50, p95 ms", "p50 to floor", "p95 to floor", "p50 to floor with all facets",
        "floor, 16 clients, req/s", "req/s", "to floor", "Datasette p50 ms", "Datasette to it",
    )  # fmt: skip
    lines = []
    for key in figures.cases("search", "dossier", "other"):
        floor = [figures.get(key, "floor", name, 1) for name in ("p50", "p95")]
        ours = [figures.get(key, "product", name, 1) for name in ("p50", "p95")]
        full = figures.get(key, "floor, all facets", "p50", 1)
        rates = [figures.get(key, server, "rate", 16) for server in ("floor", "product")]
        peer = figures.get(key, "datasette", "p50", 1)
        lines.append((
            key[1], _pair(floor), _pair(ours), _ratio(ours[0], floor[0]), _ratio(ours[1], floor[1]), _ratio(ours[0], full),
            _number(rates[0]), _number(rates[1]), _ratio(rates[1], rates[0]), _number(peer), _ratio(peer, ours[0]),
        ))  # fmt: skip
    return _table(head, lines)


def _views(figures: Figures) -> str:
    head = ("view", "grouped statement in SQLite, p50, p95 ms", "p50, p95 ms", "statement to it")
    lines = []
    for key in figures.cases("map", "chart"):
        floor, ours = ([figures.get(key, server, name) for name in ("p50", "p95")] for server in ("floor", "product"))
        lines.append((f"{key[0]}: {key[1]}", _pair(floor), _pair(ours), _ratio(floor[0], ours[0])))
    return _table(head, lines)


def _other(figures: Figures) -> str:
    lines = []
    for row in figures.rows:
        if row["what"] in ("build", "catch-up", "visible", "memory", "size", "drift"):
            told = {name: each for name, each in row.items() if name not in ("at", "size", "what", "case", "server")}
            lines.append((row["what"], row["case"], ", ".join(f"{name} {_number(each)}" for name, each in told.items())))
    return _table(("what", "case", "figures"), lines)


def _table(head: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    if not lines:
        return ""
    rule = ["---"] * len(head)
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (head, rule, *lines))


def _number(value: Any) -> str:
    if value is None or value != value:
        return ""
    if not isinstance(value, int | float):
        return str(value)
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _pair(values: Sequence[float | None]) -> str:
    return ", ".join(filter(None, map(_number, values)))


def _ratio(value: float | None, to: float | None) -> str:
    return (
        ""
        if not value or not to or value != value or to != to
        else f"{value / to:.2f}"
        if value / to < 10
        else f"{value / to:.0f}"
    )


def write_into(document: Path, size: int, text: str) -> None:
    """Replace what stands between the marks of that size; the marks are put at the end where they are missing."""
    begin, end = BEGIN.format(size=size), END.format(size=size)
    old = document.read_text(encoding="utf-8")
    before, found, rest = old.partition(begin)
    after = rest.partition(end)[2] if found else "\n"
    document.write_text(f"{before.rstrip()}\n\n{begin}\n\n{text}\n\n{end}{after}", encoding="utf-8")
