"""The figures of one run: printed as they come, and kept as JSON lines."""

import datetime as dt
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

Row = dict[str, Any]
_ALIKE = 0.05  # share by which sizes differ that are meant to be the same


class Results:
    """Collects rows, each with what was measured, the case, and the server or side that was measured."""

    def __init__(self, path: Path, size: int, database: str = "sqlite") -> None:
        self.path, self.size, self.database = path, size, database
        self.at = dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        self.rows: list[Row] = []

    def add(self, what: str, case: str, *, server: str, **figures: Any) -> None:
        """Keep a row; figures are in milliseconds, requests a second, seconds and MiB, as they are named."""
        rounded = {name: float(f"{each:.4g}") if isinstance(each, float) else each for name, each in figures.items()}
        head = {"at": self.at, "size": self.size, "database": self.database, "what": what, "case": case, "server": server}
        row = {**head, **rounded}
        self.rows.append(row)
        click.echo(f"{what}: {case}: {server}: " + ", ".join(f"{name}={each}" for name, each in rounded.items()))
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")


def read_results(paths: Iterable[Path], size: int, database: str = "sqlite") -> list[Row]:
    """The rows of the last run with that many occurrences, more or less, in that database; none where there was no such run."""
    rows = [json.loads(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines() if line]
    own = [row for row in rows if abs(row["size"] / size - 1) < _ALIKE and row.get("database", "sqlite") == database]
    return [row for row in own if row["at"] == own[-1]["at"]]
