"""Tables to take away as CSV."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from flask import Response

from app.core.cells import plain_cell


def csv_file(head: Sequence[str], rows: Iterable[Sequence[object]], name: str) -> Response:
    """The table as a file that is sent while it is read; no cell of it is a formula to a spreadsheet.

    rows: read after the request has ended, so by a session of their own.
    """
    answer = Response(_lines(chain([head], rows)), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f"attachment; filename=airdocket-{name}.csv"
    return answer


def _lines(rows: Iterable[Sequence[object]]) -> Iterator[str]:
    for row in rows:
        out = io.StringIO()
        cells = [plain_cell(cell) if isinstance(cell, str) else cell for cell in row]
        csv.writer(out, lineterminator="\r\n").writerow(cells)
        yield out.getvalue()
