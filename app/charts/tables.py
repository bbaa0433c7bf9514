"""The counts of a chart as CSV. The query and the unit are columns, so that a file says by itself what it counts."""

import csv
import io
from collections.abc import Iterable, Sequence

from app.charts.figures import Ranked, Stack

_FORMULA = tuple("=+-@＝＋－＠\t\r\n")


def ranked_csv(figure: Ranked, name: str, query: str, unit: str) -> str:
    """A row for each bar. `name` heads the values; `kind` is `bar`, `others` or `blank`: records that state none."""
    head = (name, "label", "kind", unit, "share_of_all", "cumulative_share_of_stated", "of_all", "unit", "query")
    rows = (
        (
            each.value,
            each.label,
            each.kind.value,
            each.n,
            _share(each.n, figure.total),
            _rounded(sum_),
            figure.total,
            unit,
            query,
        )
        for each, sum_ in figure.lines
    )
    return _written(head, rows)


def stack_csv(figure: Stack, name: str, query: str, unit: str) -> str:
    """A row for each part of each column, empty parts too. `name` heads the parts; a row without years counts the undated."""
    head = ("year_from", "year_to", name, "label", unit, "incomplete", "unit", "query")
    rows: list[tuple[object, ...]] = [
        (column.first, column.last, series.value, series.label, n, "yes" if column.is_incomplete else "no", unit, query)
        for column in figure.columns
        for series, n in zip(figure.series, column.parts, strict=True)
    ]
    if figure.n_undated:
        rows.append(("", "", "", "No date", figure.n_undated, "", unit, query))
    return _written(head, rows)


def _written(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([_as_text(cell) for cell in row] for row in rows)
    return out.getvalue()


def _as_text(cell: object) -> object:
    """The cell; behind an apostrophe where a spreadsheet would take it for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.lstrip(" ").startswith(_FORMULA) else cell


def _share(n: int, total: int) -> str:
    return _rounded(n / total) if total else ""


def _rounded(share: float | None) -> str:
    return "" if share is None else f"{share:.4f}"
