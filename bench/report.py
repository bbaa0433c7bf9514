"""Tables of a run, as ratios to the floor, in Markdown; and putting them into a document between two marks."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from bench.figures import Figures, number, table
from bench.results import Row
from bench.targets import Runs, targets

BEGIN, END = "<!-- bench {size} -->", "<!-- end of bench {size} -->"


def tables(rows: Iterable[Row], *, smaller: Iterable[Row] = ()) -> str:
    """All tables of a run, beside one of a tenth of the size."""
    figures = Figures(rows)
    parts = [targets(Runs(figures, Figures(smaller))), _pages(figures), _views(figures), _other(figures)]
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
            number(rates[0]), number(rates[1]), _ratio(rates[1], rates[0]), number(peer), _ratio(peer, ours[0]),
        ))  # fmt: skip
    return table(head, lines)


def _views(figures: Figures) -> str:
    head = ("view", "grouped statement in SQLite, p50, p95 ms", "p50, p95 ms", "statement to it")
    lines = []
    for key in figures.cases("map", "chart"):
        floor, ours = ([figures.get(key, server, name) for name in ("p50", "p95")] for server in ("floor", "product"))
        lines.append((f"{key[0]}: {key[1]}", _pair(floor), _pair(ours), _ratio(floor[0], ours[0])))
    return table(head, lines)


def _other(figures: Figures) -> str:
    lines = []
    for row in figures.rows:
        if row["what"] in ("build", "catch-up", "visible", "memory", "size", "export"):
            told = {
                name: each for name, each in row.items() if name not in ("at", "size", "database", "what", "case", "server")
            }
            lines.append((row["what"], row["case"], ", ".join(f"{name} {number(each)}" for name, each in told.items())))
    return table(("what", "case", "figures"), lines)


def _pair(values: Sequence[float | None]) -> str:
    return ", ".join(filter(None, map(number, values)))


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
