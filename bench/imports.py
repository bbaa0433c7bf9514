"""How long an import takes, as a ratio to a raw floor in the same run, and how much memory it needs."""

import csv
import gzip
import io
import json
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from itertools import groupby
from pathlib import Path

TABLE = Path(__file__).parents[1] / "app" / "sample" / "ntsb" / "NTSBData_20170328.csv.gz"
RELEASED = "2017-03-28"
FACETS = ("country", "year", "make", "damage", "phase", "purpose", "weather", "severity", "day", "fatal")
Rows = list[tuple[object, ...]]


def floor(folder: Path, path: Path = TABLE) -> float:
    """Seconds to parse the table and insert a claim a cell, an occurrence an event and an aircraft a row, with indexes."""
    started = time.perf_counter()
    connection = sqlite3.connect(folder / "floor.sqlite3")
    connection.executescript(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-200000;"
        "CREATE TABLE occurrence(id INTEGER PRIMARY KEY, event TEXT, " + ", ".join(f"{name} TEXT" for name in FACETS) + ");"
        "CREATE TABLE aircraft(id INTEGER PRIMARY KEY, occurrence INTEGER, number INTEGER,"
        " registration TEXT, make TEXT, model TEXT);"
        "CREATE TABLE claim(id INTEGER PRIMARY KEY, occurrence INTEGER, aircraft INTEGER, property INTEGER, value TEXT,"
        " source INTEGER, recorded INTEGER, state INTEGER);"
    )
    with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as raw:
        rows = csv.reader(io.TextIOWrapper(raw, encoding="utf-8", newline=""))
        next(rows)
        events = groupby(rows, key=lambda row: row[0])
        occurrences: Rows = []
        aircraft: Rows = []
        claims: Rows = []
        for number, (event, group) in enumerate(events, start=1):
            for place, row in enumerate(group):
                if place == 0:
                    picked = (row[5], row[3][:4], row[14], row[11], row[28], row[21], row[27], row[10], row[3], row[23])
                    occurrences.append((number, event, *picked))
                aircraft.append((number, place, row[13], row[14], row[15]))
                claims.extend((number, place, i, value, 1, 20170328, 0) for i, value in enumerate(row) if value and i)
            if len(occurrences) == 2000:
                insert(connection, occurrences, aircraft, claims)
        insert(connection, occurrences, aircraft, claims)
    for table, column in [("claim", "occurrence"), ("aircraft", "occurrence"), *(("occurrence", name) for name in FACETS)]:
        connection.execute(f"CREATE INDEX {table}_{column} ON {table}({column})")
    connection.commit()
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return time.perf_counter() - started


def insert(connection: sqlite3.Connection, occurrences: Rows, aircraft: Rows, claims: Rows) -> None:
    """Insert and empty the lists."""
    connection.executemany(f"INSERT INTO occurrence VALUES ({', '.join('?' * (len(FACETS) + 2))})", occurrences)
    connection.executemany(
        "INSERT INTO aircraft(occurrence, number, registration, make, model) VALUES (?, ?, ?, ?, ?)", aircraft
    )
    connection.executemany(
        "INSERT INTO claim(occurrence, aircraft, property, value, source, recorded, state) VALUES (?, ?, ?, ?, ?, ?, ?)", claims
    )
    connection.commit()
    for rows in (occurrences, aircraft, claims):
        rows.clear()


def product(home: Path) -> tuple[float, float]:
    """(seconds, peak MiB of any child so far) of one import in a process of its own."""
    command = [sys.executable, "-m", "app.cli", "import", "ntsb", str(TABLE), "--released", RELEASED]
    started = time.perf_counter()
    subprocess.run(command, env=os.environ | {"AIRDOCKET_HOME": str(home)}, check=True, capture_output=True)
    return time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def main() -> None:
    """Print one JSON line: the figures of the bundled table, or of another table those of the floor alone."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if len(sys.argv) > 1:
            print(json.dumps({"floor_s": round(floor(folder, Path(sys.argv[1])), 2)}))
            return
        home = folder / "home"
        subprocess.run(
            [sys.executable, "-m", "app.cli", "db", "upgrade"], env=os.environ | {"AIRDOCKET_HOME": str(home)}, check=True
        )
        before = floor(folder)
        first, peak = product(home)
        again, _ = product(home)
        (folder / "floor.sqlite3").unlink()
        after = floor(folder)
    raw = (before + after) / 2
    print(
        json.dumps(
            {
                "floor_s": round(raw, 2),
                "import_s": round(first, 2),
                "import_to_floor": round(first / raw, 2),
                "again_to_first": round(again / first, 2),
                "peak_mib": round(peak),
            }
        )
    )


if __name__ == "__main__":
    main()
