"""CSV: UTF-8, a line of names, then a line for each row. No cell is a formula to a spreadsheet."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from app.core.cells import plain_cell
from app.exports.columns import Column, ColumnType
from app.exports.table import Row, Table, joined

MEDIA_TYPE = "text/csv; charset=utf-8"
_RISKY = frozenset("=+-@＝＋－＠\t\r\n ")  # what a text that `plain_cell` would change begins with

Change = Callable[[Sequence[Any]], Sequence[Any]]


def write_csv(table: Table) -> Iterator[bytes]:
    """The file, a batch at a time; the names come before any row is read."""
    yield _lines([[each.name for each in table.columns]])
    changes = [(i, change) for i, each in enumerate(table.columns) if (change := _change(each))]
    for rows in table.batches:
        if rows:
            yield _lines(_plain(rows, changes))


def _lines(rows: Sequence[Row]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode()


def _plain(rows: Sequence[Row], changes: Sequence[tuple[int, Change]]) -> Sequence[Row]:
    """The rows with those columns changed; by columns, which is quicker than cell by cell."""
    columns = list(zip(*rows, strict=True))
    for i, change in changes:
        columns[i] = tuple(change(columns[i]))
    return list(zip(*columns, strict=True))


def _change(column: Column) -> Change | None:
    if column.type is ColumnType.LIST:
        return lambda cells: plain_cells([joined(each, column.separator) for each in cells])
    return plain_cells if column.type is ColumnType.TEXT and not column.codes else None


def plain_cells(cells: Sequence[str | None]) -> Sequence[str | None]:
    """Texts, none of which is a formula."""
    return [plain_cell(each) if each and each[0] in _RISKY else each for each in cells]
