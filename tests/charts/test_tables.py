"""The numbers to take away."""

import csv
import io

import pytest

from app.charts.figures import Bar, Kind, Series, ranked, stacked
from app.charts.png import png_of
from app.charts.tables import ranked_csv, stack_csv


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def bar(value: str) -> Bar:
    return Bar(value, value or "Not stated", 0, Kind.BAR if value else Kind.BLANK)


def test_each_bar_is_a_row_with_query_and_unit() -> None:
    figure = ranked({"LDG": 3, "TXI": 1, "": 4}, 8, bar, cumulates=True)
    first, _, last = rows(ranked_csv(figure, "phase", "fatal:1+", "occurrences"))
    assert first == {
        "phase": "LDG", "label": "LDG", "kind": "bar", "occurrences": "3", "share_of_all": "0.3750",
        "cumulative_share_of_stated": "0.7500", "of_all": "8", "unit": "occurrences", "query": "fatal:1+",
    }  # fmt: skip
    assert (last["kind"], last["occurrences"], last["cumulative_share_of_stated"]) == ("blank", "4", "")


def test_years_are_rows_of_their_parts_with_the_undated_at_the_end() -> None:
    series = (Series("accident", "Accident", "accident"), Series("", "Not stated", "blank"))
    found = rows(
        stack_csv(stacked({2001: {"accident": 2, "": 1}, 2003: {"accident": 1}}, series, 5, 2003), "class", "", "aircraft")
    )
    assert [(each["year_from"], each["class"], each["aircraft"], each["incomplete"]) for each in found] == [
        ("2001", "accident", "2", "no"), ("2001", "", "1", "no"), ("2002", "accident", "0", "no"), ("2002", "", "0", "no"),
        ("2003", "accident", "1", "yes"), ("2003", "", "0", "yes"), ("", "", "5", ""),
    ]  # fmt: skip


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-date:2015", "@x", "\t=1", "\r=1", "\n=1", " =1", "＝1"])
def test_no_cell_is_a_formula(cell: str) -> None:
    (row,) = rows(ranked_csv(ranked({cell: 1}, 1, bar), "type", cell, "aircraft"))
    assert row["type"] == row["label"] == row["query"]
    assert row["type"].lstrip(" ")[0] not in "=+-@＝\t\r\n"


def test_a_picture_becomes_a_png_of_twice_its_size() -> None:
    found = png_of('<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20"><rect width="9" height="9"/></svg>')
    assert found.startswith(b"\x89PNG")
    assert (int.from_bytes(found[16:20], "big"), int.from_bytes(found[20:24], "big")) == (60, 40)
