"""The floor of another harness, which reads the same table: its `build.py` makes the stores, its `app.py` the pages."""

import csv
import datetime as dt
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from bench.cases import PAGE, Case
from bench.corpus import CASES, TABLE
from bench.servers import WORKERS, Server, free_port, serving

_NARRATIVES = "narratives.csv"
_FILTERS = {"country": {"US": "United States"}, "phase": {"LDG": "LANDING"}}
_ORDERS = {"newest": "day", "fatal": "fatal"}


def build_stores(folder: Path, harness: Path) -> Path:
    """Make the harness's stores where they are missing; their folder."""
    made = folder / "outer"
    whole = made / "whole"  # made last
    if whole.exists():
        return made
    made.mkdir(exist_ok=True)
    (made / "corpus.csv").unlink(missing_ok=True)
    (made / "corpus.csv").symlink_to((folder / TABLE).absolute())
    _write_narratives(folder, made / _NARRATIVES)
    for store in ("sqlite", "tantivy"):
        command = [sys.executable, str(harness / "build.py"), str(made), store]
        subprocess.run(command, check=True, env={"BENCH_OUT": str(made / "built.jsonl"), "PYTHONDONTWRITEBYTECODE": "1"})
    whole.touch()
    return made


def _write_narratives(folder: Path, path: Path) -> None:
    """A row for each event, in the table's order; without words where it has no narrative."""
    with (
        (folder / TABLE).open(encoding="utf-8", newline="") as table,
        (folder / CASES).open(encoding="utf-8", newline="") as cases,
        path.open("w", encoding="utf-8", newline="") as target,
    ):
        writer = csv.writer(target)
        writer.writerow(["ev_id", "narrative", "cause"])
        narrated = csv.DictReader(cases)
        case = next(narrated, None)
        event = ""
        for row in csv.DictReader(table):
            if row["Event.Id"] == event:
                continue
            event = row["Event.Id"]
            own = case is not None and row["Accident.Number"].startswith(case["NtsbNo"])
            writer.writerow([event, case["ProbableCause"] if own and case else "", ""])
            if own:
                case = next(narrated, None)


@contextmanager
def outer_floor(folder: Path, harness: Path) -> Iterator[Server]:
    """The harness's pages on the corpus."""
    made, port = build_stores(folder, harness), free_port()
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "-w",
        str(WORKERS),
        "-b",
        f"127.0.0.1:{port}",
        "--chdir",
        str(harness),
        "app:app",
    ]
    settings = {"BENCH_DIR": str(made.absolute()), "PYTHONDONTWRITEBYTECODE": "1"}
    with serving(command, port, "/search", settings, made) as server:
        yield server


def outer_paths(case: Case) -> list[str]:
    """The addresses of the harness's pages."""
    given: dict[str, str | int] = {name: _FILTERS[name][code] for name, code in case.filters.items()}
    if case.sort:
        given["sort"] = _ORDERS[case.sort]
    if case.page > 1:
        given["offset"] = (case.page - 1) * PAGE
    if case.years:
        days = (dt.date(case.years[0], 1, 1), dt.date(case.years[1], 12, 31))
        given |= {name: int(f"{day:%Y%m%d}") for name, day in zip(("from", "to"), days, strict=True)}
    return ["/search?" + urlencode({**({"q": text} if text else {}), **given}) for text in case.texts]
