"""The figures of a run looked up by what was measured, and how they are written in tables."""

from collections.abc import Iterable, Sequence
from typing import Any

from bench.results import Row


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


def table(head: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    """A table in Markdown; empty where it has no lines."""
    if not lines:
        return ""
    rule = ["---"] * len(head)
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (head, rule, *lines))


def number(value: Any) -> str:
    """Three figures, as people write them; empty where there is none."""
    if value is None or value != value:
        return ""
    if not isinstance(value, int | float):
        return str(value)
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
