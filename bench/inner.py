"""What is measured inside one process: map cells, the chart by year, and bringing the index up to the log."""

import sqlite3
import time
import uuid
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from app.models.database import make_engine
from app.search.asking import Cell, Unit
from app.search.folder import Folder, open_index
from app.search.nodes import All, Word
from app.search.snapshot import Snapshot
from app.services.indexing import catch_up
from bench.databases import index_of, url_of
from bench.edits import edit, some_place
from bench.measuring import percentile, timed
from bench.results import Results
from bench.views import VIEWS, View, build_points, cells_by_statement, years_by_statement

_TIMES = 15


class Reader:
    """Opens the index, and gives snapshots that keep no counts of former questions."""

    def __init__(self, folder: Path) -> None:
        self.folder = Folder(index_of(folder))
        generation = self.folder.current
        assert generation is not None, "build the index first"
        self.index = open_index(generation)

    def fresh(self) -> Snapshot:
        """The index as it is on disk now."""
        self.index.reload()
        return Snapshot(self.index.searcher(), 0)

    def cells(self, view: View) -> list[Cell]:
        """The cells of a view, counted anew."""
        return self.fresh().cells(view.query, Unit.OCCURRENCES, view.level)


def measure_views(folder: Path, results: Results) -> None:
    """Cells of each view of the map and counts by year, beside the same by grouped statements."""
    reader = Reader(folder)
    with sqlite3.connect(build_points(folder)) as points:
        points.execute("PRAGMA cache_size = -65536")
        for view in VIEWS:
            floor, by_statement = timed(partial(cells_by_statement, points, view), _TIMES)
            ours, cells = timed(partial(reader.cells, view), _TIMES)
            _add(results, "map", view.name, floor, ours, cells=len(cells), floor_cells=len(by_statement))
        floor, _ = timed(lambda: years_by_statement(points), _TIMES)
        ours, _ = timed(lambda: reader.fresh().by_year(All(), Unit.OCCURRENCES, "injury"), _TIMES)
        _add(results, "chart", "highest injury by year", floor, ours)


def _add(results: Results, what: str, case: str, floor: list[float], ours: list[float], **more: Any) -> None:
    for server, times in (("floor", floor), ("product", ours)):
        results.add(what, case, server=server, p50=percentile(times, 0.5), p95=percentile(times, 0.95), **more)


def measure_catching_up(folder: Path, results: Results, times: int = 20) -> None:
    """Milliseconds from a commit to an index that has it: after one changed record, a thousand, and ten thousand."""
    reader = Reader(folder)
    engine = make_engine(url_of(folder))
    for n, repeats in ((1, times), (1_000, 1), (10_000, 1)):
        passed, start = list[float](), some_place(results.size, n * repeats)
        for number in range(repeats):
            word = f"x{uuid.uuid4().hex}"
            with Session(engine) as session:
                edit(session, folder, n, word, first=start + number * n)
                started = time.perf_counter()
                written = catch_up(session, reader.folder)
                found = reader.fresh().total(Word(word), Unit.OCCURRENCES)
                passed.append((time.perf_counter() - started) * 1000)
            assert (written, found) == (n, n), (written, found)
        p50, p95 = percentile(passed, 0.5), percentile(passed, 0.95)
        results.add("catch-up", f"{n:,} changed", server="product", p50=p50, p95=p95, records_a_second=n * 1000 / p50)
