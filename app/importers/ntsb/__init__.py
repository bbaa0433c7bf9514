"""Readers of the NTSB's public tables: the aviation table of 31 columns and the CAROL export.

A reader writes nothing: it checks a whole file first, then gives records of statements and notes on what it left out.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from app.core.errors import BadFile
from app.importers.ntsb import carol, table
from app.importers.ntsb.files import MAX_BYTES, MAX_CELL, Survey, numbered_rows, survey
from app.importers.ntsb.shapes import CAROL, SHAPES, TABLE, Shape
from app.importers.records import Notes, Record

__all__ = ["CAROL", "MAX_BYTES", "MAX_CELL", "SHAPES", "TABLE", "Release", "Shape", "read_release"]

_READERS = {TABLE.key: table.read, CAROL.key: carol.read}


@dataclass(slots=True)
class Release:
    """One file of the NTSB's that was found to be whole.

    name: the file's name without its folder. sha256, size: of the unpacked bytes. shape: a key of SHAPES.
    n_rows: data rows in the file, refused ones included; None where it was not counted.
    notes: filled while `records` runs, emptied when it is called again.
    """

    path: Path
    name: str
    sha256: str
    size: int
    shape: str
    n_rows: int | None
    _survey: Survey
    _encoding: str
    notes: Notes = field(default_factory=Notes)

    def records(self) -> Iterator[Record]:
        """The records in the file's order; events whose rows lie apart come last. BadFile if the file has changed."""
        notes = self.notes
        notes.rows = 0
        notes.refusals.clear()
        notes.dropped.clear()
        for name in self._survey.unknown:
            notes.drop(1, name, name, "unknown column")
        return self._records()

    def _records(self) -> Iterator[Record]:
        rows = numbered_rows(self.path, self._encoding, self._survey, self.notes)
        try:
            yield from _READERS[self.shape](rows, self._survey.columns, self._survey.scattered, self.notes)
        except (csv.Error, UnicodeDecodeError) as error:
            raise BadFile(f"changed while it was read: {error}", file=self.name) from error


def read_release(path: Path, *, encoding: str = "utf-8") -> Release:
    """Check a plain, gzip or zip file of one of the SHAPES from end to end; BadFile names what is wrong and where.

    encoding: of the text; a UTF-8 byte-order mark is allowed. Some editions of the table are latin-1.
    """
    found = survey(path, encoding)
    return Release(path, path.name, found.sha256, found.size, found.shape.key, found.n_rows, found, encoding)
