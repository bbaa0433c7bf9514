"""What an export costs over HTTP and by the command, beside plain loops over the same table."""

import csv
import http.client
import socket
import sqlite3
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from bench.databases import environment
from bench.measuring import run_command
from bench.results import Results
from bench.servers import Server, product

_PIECE = 1 << 16
_SOME = "date:1990..2020"  # a query that finds much, so that the index tells which rows
FORMATS = ("csv", "jsonl", "parquet", "xlsx")
STREAM = "CSV over HTTP"
STOPPED = "CSV over HTTP, whose reader stops"
_STOP = 3.0  # seconds
MOST = {"xlsx": 100_000}  # rows that are measured of a format


@dataclass(frozen=True, slots=True)
class Streamed:
    """An answer that was read to its end: seconds to the first byte and in all, rows told, bytes."""

    first: float
    seconds: float
    rows: int
    size: int


def measure_exports(folder: Path, results: Results) -> None:
    """The CSV stream of everything and of a query, then each format by the command, beside the plain loops."""
    database = folder / "home" / "airdocket.sqlite3"
    floor = run_floor(database, "csv", None)
    with product(folder) as server:
        stream(server, "/occurrences.csv?q=id:1")  # opens the index
        for case, path in ((STREAM, "/occurrences.csv"), (f"{STREAM} of {_SOME}", f"/occurrences.csv?q={_SOME}")):
            with watched(server) as peak:
                told = stream(server, path)
            rate = told.rows / told.seconds
            results.add("export", case, server="floor", rate=floor)
            results.add("export", case, server="product", rate=rate, first_ms=told.first * 1000, above_idle_mib=peak())
        with watched(server) as peak:
            stop_reading(server, "/occurrences.csv")
        results.add("export", STOPPED, server="product", above_idle_mib=peak())
    for form in FORMATS:
        measure_format(folder, database, form, results)


def measure_format(folder: Path, database: Path, form: str, results: Results) -> None:
    """One format by `airdocket export`, without the seconds that the command takes for one row."""
    n = rows_of(database)
    query = f"id:1..{MOST[form]}" if MOST.get(form, n) < n else ""
    n = min(n, MOST.get(form, n))
    started = run_command(_command("id:1", form), environment(folder))
    whole = run_command(_command(query, form), environment(folder))
    floor = run_floor(database, form, MOST.get(form))
    rate = n / max(whole.seconds - started.seconds, 0.001)
    results.add("export", form, server="floor", rate=floor)
    results.add("export", form, server="product", rate=rate, above_idle_mib=whole.peak_mib - started.peak_mib)


def _command(query: str, form: str) -> list[str]:
    words = [query] if query else []
    return [
        sys.executable,
        "-m",
        "app.cli",
        "export",
        *words,
        "--format",
        form,
        "--out",
        str(Path(tempfile.gettempdir()) / f"export.{form}"),
    ]


def rows_of(database: Path) -> int:
    """How many occurrences there are."""
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        n: int = connection.execute("select count(*) from occurrence").fetchone()[0]
    return n


# -- over HTTP


def stream(server: Server, path: str) -> Streamed:
    """Read an answer to its end, piece by piece."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    started = time.perf_counter()
    connection.request("GET", path)
    answer = connection.getresponse()
    size = len(answer.read(1))
    first = time.perf_counter() - started
    while piece := answer.read(_PIECE):
        size += len(piece)
    rows = int(answer.getheader("X-Airdocket-Total") or 0)
    connection.close()
    return Streamed(first, time.perf_counter() - started, rows, size)


def stop_reading(server: Server, path: str) -> None:
    """Take the beginning of an answer, then nothing for a while, then go."""
    with socket.create_connection(("127.0.0.1", server.port)) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        connection.recv(_PIECE)
        time.sleep(_STOP)


@contextmanager
def watched(server: Server) -> Iterator[Callable[[], float]]:
    """What tells, after the block, how many MiB a worker held at most above what it held before."""
    idle, most, done = server.workers_mib(), 0.0, threading.Event()

    def look() -> None:
        nonlocal most
        while not done.wait(0.1):
            most = max([most, *(now - before for now, before in zip(server.workers_mib(), idle, strict=False))])

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield lambda: most
    finally:
        done.set()
        thread.join()


# -- floors: a plain loop over the same table


def run_floor(database: Path, form: str, limit: int | None) -> float:
    """Rows a second of the least that the format can cost."""
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    cursor = connection.execute("select * from occurrence" + (f" limit {limit}" if limit else ""))
    names = [each[0] for each in cursor.description]
    started = time.perf_counter()
    n = _FLOORS[form](cursor, names, Path(tempfile.gettempdir()) / f"floor.{form}")
    seconds = time.perf_counter() - started
    connection.close()
    return n / seconds


def _csv(cursor: Any, names: list[str], out: Path) -> int:
    n = 0
    with out.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(names)
        while rows := cursor.fetchmany(5000):
            writer.writerows(rows)
            n += len(rows)
    return n


def _json(cursor: Any, names: list[str], out: Path) -> int:
    n = 0
    with out.open("wb") as file:
        while rows := cursor.fetchmany(5000):
            file.write(b"\n".join([orjson.dumps(dict(zip(names, row, strict=True))) for row in rows]) + b"\n")
            n += len(rows)
    return n


def _parquet(cursor: Any, names: list[str], out: Path) -> int:
    import pyarrow as pa
    from pyarrow import parquet

    n, writer, schema = 0, None, None
    while rows := cursor.fetchmany(50_000):
        batch = pa.table([pa.array(column) for column in zip(*rows, strict=True)], names=names)
        if writer is None or schema is None:
            schema = _whole(pa, batch.schema)
            writer = parquet.ParquetWriter(out, schema, compression="zstd")
        writer.write_table(batch.cast(schema))
        n += len(rows)
    if writer is not None:
        writer.close()
    return n


def _whole(pa: Any, schema: Any) -> Any:
    """Columns that are empty in the first rows are texts."""
    return pa.schema([pa.field(each.name, pa.string() if pa.types.is_null(each.type) else each.type) for each in schema])


def _xlsx(cursor: Any, names: list[str], out: Path) -> int:
    import xlsxwriter

    n = 0
    with xlsxwriter.Workbook(out, {"constant_memory": True, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet()
        for row in cursor:
            sheet.write_row(n, 0, row)
            n += 1
    return n


_FLOORS: dict[str, Callable[[Any, list[str], Path], int]] = {"csv": _csv, "jsonl": _json, "parquet": _parquet, "xlsx": _xlsx}
