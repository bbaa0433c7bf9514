"""Datasette on the same rows: one flat table with an index on each facet, and a full-text index over the texts.

It is no dependency of anything but this comparison: install bench/requirements.txt in an environment of its own.
"""

import json
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

import sqlalchemy as sa

from app.models.database import make_engine
from bench.databases import url_of
from bench.flat import FACETS, NOTHING, Flat, flat_rows
from bench.servers import Server, free_port, serving

_COLUMNS = ("id", "title", "place", "day", "fatal", *FACETS)
# The settings with which it answers best: no limit of time, a large cache, no facets that nobody asked for.
_RAISED = {
    "sql_time_limit_ms": "60000",
    "facet_time_limit_ms": "60000",
    "suggest_facets": "off",
    "cache_size_kb": "400000",
}


def build_flat(folder: Path) -> Path:
    """Make the flat database where it is missing; its path."""
    path = folder / "datasette" / "flat.db"
    if path.exists():
        return path
    path.parent.mkdir(exist_ok=True)
    engine = make_engine(url_of(folder))
    made = path.with_suffix(".new")
    made.unlink(missing_ok=True)
    with sqlite3.connect(made) as target, engine.connect() as connection:
        _fill(target, connection)
    made.rename(path)
    return path


def _fill(target: sqlite3.Connection, connection: sa.Connection) -> None:
    columns = ", ".join(f"{name} INTEGER" if name in ("day", "fatal", "year") else name for name in _COLUMNS[1:])
    target.execute(f"CREATE TABLE occurrence (id INTEGER PRIMARY KEY, {columns})")
    target.execute("CREATE TABLE text (id INTEGER PRIMARY KEY, text)")
    rows = flat_rows(connection)
    marks = ", ".join("?" * len(_COLUMNS))
    while batch := list(islice(rows, 5_000)):
        target.executemany(f"INSERT INTO occurrence VALUES ({marks})", map(_cells, batch))
        target.executemany("INSERT INTO text VALUES (?, ?)", [(row.id, row.text) for row in batch])
    for name in (*FACETS, "day", "fatal"):
        target.execute(f"CREATE INDEX occurrence_{name} ON occurrence ({name})")
    target.execute("CREATE VIRTUAL TABLE fts USING fts5(text, content='text', content_rowid='id', tokenize='porter unicode61')")
    target.execute("INSERT INTO fts(fts) VALUES ('rebuild')")
    target.execute("ANALYZE")


def _cells(row: Flat) -> tuple[object, ...]:
    """A row of the table; of several aircraft it holds the first one's values."""
    values = [None if row.values[name][0] == NOTHING else row.values[name][0] for name in FACETS]
    return (row.id, row.title, row.place, row.day, row.fatal, *values)


def claims_of(folder: Path) -> list[Path]:
    """The database of the outer floor, which has a table of claims; none where it was not built."""
    path = folder / "outer" / "base.db"
    return [path] if path.exists() else []


@contextmanager
def datasette(folder: Path, program: Path) -> Iterator[Server]:
    """Datasette at its best on the corpus: an immutable file, inspected before. program: its command."""
    path = build_flat(folder)
    paths = [path, *claims_of(folder)]
    inspected, metadata = path.with_name(f"inspected-{len(paths)}.json"), path.with_name("metadata.json")
    if not inspected.exists():
        subprocess.run([program, "inspect", *paths, "--inspect-file", inspected], check=True)
    metadata.write_text(json.dumps({"databases": {"flat": {"tables": {"occurrence": {"fts_table": "fts", "fts_pk": "id"}}}}}))
    port = free_port()
    settings = [word for name, value in _RAISED.items() for word in ("--setting", name, value)]
    files = [*(word for each in paths for word in ("-i", str(each))), "--inspect-file", str(inspected), "-m", str(metadata)]
    command = [str(program), "serve", *files, *settings, "-h", "127.0.0.1", "-p", str(port)]
    with serving(command, port, "/", {}, folder) as server:
        yield server
