"""XLSX: typed cells on a first sheet, the dictionary of its columns on a second, what the table is on a third."""

import datetime as dt
import tempfile
from collections.abc import Callable, Iterator, Sequence
from typing import IO, Any

from app.core.cells import plain_cell
from app.exports.codebook import HEAD, codebook_rows
from app.exports.columns import Column, ColumnType
from app.exports.table import Table, joined

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 1_048_575  # of a sheet, below its heading
LONGEST = 32_767  # characters of a cell
_PIECE = 1 << 18

Put = Callable[[int, int, Any], object]


def write_xlsx(table: Table) -> Iterator[bytes]:
    """The file; it is put together in a temporary one, for its index stands at the end. Nothing of it grows in memory.

    Texts longer than a cell can be are cut, and the third sheet tells how many.
    """
    with tempfile.TemporaryFile(prefix="airdocket-") as file:
        _fill(table, file)
        file.seek(0)
        while piece := file.read(_PIECE):
            yield piece


def _fill(table: Table, file: IO[bytes]) -> None:
    import xlsxwriter  # type: ignore[import-untyped]

    options = {"constant_memory": True, "strings_to_urls": False, "strings_to_formulas": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(file, options) as book:
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = _Sheet(book.add_worksheet(table.about.what.value), day)
        sheet.head([each.name for each in table.columns], bold)
        sheet.rows(table)
        _sheet(book, "dictionary", [HEAD, *codebook_rows(table.columns)], bold)
        told = [("what", "")] + [(name, value) for name, value in table.about.facts().items()]
        _sheet(book, "about", [*told, ("texts cut to 32,767 characters", sheet.n_cut)], bold)


class _Sheet:
    """The sheet of the rows."""

    def __init__(self, sheet: Any, day: Any) -> None:
        self.sheet, self.day = sheet, day
        self.n_cut = 0

    def head(self, names: Sequence[str], bold: Any) -> None:
        self.sheet.freeze_panes(1, 0)
        for i, name in enumerate(names):
            self.sheet.write_string(0, i, name, bold)

    def rows(self, table: Table) -> None:
        puts = [self._put(each) for each in table.columns]
        at = 0
        for batch in table.batches:
            for row in batch:
                at += 1
                for i, cell in enumerate(row):
                    if cell is not None:
                        puts[i](at, i, cell)

    def _put(self, column: Column) -> Put:
        sheet, day = self.sheet, self.day
        if column.type is ColumnType.DATE:
            return lambda row, i, cell: _put_day(sheet, row, i, cell, day)
        if column.type in (ColumnType.INTEGER, ColumnType.NUMBER):
            number: Put = sheet.write_number
            return number
        if column.type is ColumnType.LIST:
            return lambda row, i, cell: self._text(row, i, joined(cell, column.separator) or "")
        return self._text

    def _text(self, row: int, i: int, text: str) -> None:
        text = plain_cell(text)
        if len(text) > LONGEST:
            self.n_cut += 1
            text = text[:LONGEST]
        if text:
            self.sheet.write_string(row, i, text)


def _put_day(sheet: Any, row: int, i: int, cell: Any, day: Any) -> None:
    """A day as a date; before 1900 the format has none, so it is a text."""
    date = dt.date.fromisoformat(cell) if isinstance(cell, str) else cell
    if date.year < 1900:
        sheet.write_string(row, i, date.isoformat())
    else:
        sheet.write_datetime(row, i, date, day)


def _sheet(book: Any, name: str, rows: Sequence[Sequence[Any]], bold: Any) -> None:
    sheet = book.add_worksheet(name)
    for at, row in enumerate(rows):
        for i, cell in enumerate(row):
            if isinstance(cell, int):
                sheet.write_number(at, i, cell)
            else:
                sheet.write_string(at, i, plain_cell(cell)[:LONGEST], None if at else bold)
