"""The floor of the map and of the chart by year: grouped statements over one indexed table, in SQLite alone."""

import sqlite3
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from app.models.database import make_engine
from app.search.documents import tile
from app.search.nodes import All, Box, Node
from bench.databases import url_of
from bench.flat import Flat, flat_rows

LEVELS = (4, 6, 8, 10, 12)


@dataclass(frozen=True)
class View:
    """What a map shows: a box (None: the world) in cells of a level."""

    name: str
    level: int
    box: Box | None = None

    @property
    def query(self) -> Node:
        """The box as a query."""
        return self.box or All()


_USA, _TEXAS, _DALLAS = Box(24, -125, 50, -66), Box(25.8, -106.7, 36.5, -93.5), Box(31.5, -98.5, 34, -95.5)
VIEWS = (
    View("world", 4),
    View("world, finer", 6),
    View("contiguous United States", 8, _USA),
    View("Texas", 8, _TEXAS),
    View("Texas, finer", 10, _TEXAS),
    View("Dallas", 12, _DALLAS),
)


def build_points(folder: Path) -> Path:
    """Make the table of points where it is missing; its path."""
    path = folder / "points.db"
    if path.exists():
        return path
    made = path.with_suffix(".new")
    made.unlink(missing_ok=True)
    cells = [f"cell_{level}" for level in LEVELS]
    with sqlite3.connect(made) as target, make_engine(url_of(folder)).connect() as connection:
        target.execute(f"CREATE TABLE point (latitude, longitude, fatal, year, injury, {', '.join(cells)})")
        rows = flat_rows(connection)
        marks = ", ".join("?" * (5 + len(cells)))
        while batch := list(islice(rows, 5_000)):
            target.executemany(f"INSERT INTO point VALUES ({marks})", map(_point, batch))
        for cell in cells:
            target.execute(f"CREATE INDEX point_{cell} ON point ({cell}, latitude, longitude, fatal)")
        target.execute("CREATE INDEX point_place ON point (latitude, longitude)")
        target.execute("CREATE INDEX point_year ON point (year, injury)")
        target.execute("ANALYZE")
    made.rename(path)
    return path


def _point(row: Flat) -> tuple[object, ...]:
    year, injury = row.values["year"][0], row.values["injury"][0]
    if row.position is None:
        return (None, None, row.fatal, year, injury, *(None for _ in LEVELS))
    cells = [y << level | x for level in LEVELS for x, y in (tile(*row.position, level),)]
    return (*row.position, row.fatal, year, injury, *cells)


def cells_by_statement(points: sqlite3.Connection, view: View) -> list[tuple[object, ...]]:
    """The cells of a view with their number of points, middle and people killed."""
    cell = f"cell_{view.level}"
    where, values = f"{cell} IS NOT NULL", list[float]()
    if view.box:
        where = "latitude BETWEEN ? AND ? AND longitude BETWEEN ? AND ?"
        values = [view.box.south, view.box.north, view.box.west, view.box.east]
    grouped = f"SELECT {cell}, count(*), avg(latitude), avg(longitude), sum(fatal) FROM point WHERE {where} GROUP BY 1"
    return points.execute(grouped, values).fetchall()


def years_by_statement(points: sqlite3.Connection) -> list[tuple[object, ...]]:
    """How many of each highest injury in each year."""
    return points.execute("SELECT year, injury, count(*) FROM point GROUP BY 1, 2").fetchall()
