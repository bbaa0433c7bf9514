"""Where the marks lie, and that hostile names stay text."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.charts import palette
from app.charts.columns import draw_columns, ticks
from app.charts.figures import Bar, Kind, Series, ranked, stacked
from app.charts.marks import fitted, visible, width_of
from app.charts.poster import poster_of
from app.charts.rows import draw_rows
from app.charts.words import share
from app.vocab.injuries import InjuryLevel
from app.vocab.occurrences import OccurrenceClass

SERIES = (Series("accident", "Accident", "accident"), Series("", "Not stated", "blank"))
COUNTS = st.dictionaries(st.text("abcdef", min_size=1, max_size=3), st.integers(1, 10**6), max_size=30)
YEARS = st.dictionaries(
    st.integers(1000, 9999), st.dictionaries(st.sampled_from(["accident", ""]), st.integers(1, 10**6)), max_size=40
)


def bar(value: str) -> Bar:
    return Bar(value, value, 0, Kind.BAR if value else Kind.BLANK, href="/x")


@given(COUNTS, st.integers(0, 99), st.booleans(), st.booleans())
def test_bars_are_as_long_as_their_counts_and_stay_inside(
    counts: dict[str, int], n_others: int, narrow: bool, sums: bool
) -> None:
    figure = ranked(counts, 10**7, bar, cumulates=sums, n_others=n_others if counts else 0)
    drawing = draw_rows(figure, "occurrences", narrow=narrow)
    own = [each.n for each in figure.bars if each.kind is Kind.BAR]
    widest = max((box.width for box in drawing.boxes if box.tone == "bar"), default=1)
    for n, box in zip(own, drawing.boxes, strict=False):
        assert box.width == pytest.approx(max(widest * n / max(own), 1), abs=0.2)
    assert all(box.x + box.width <= drawing.width and box.y + box.height <= drawing.height for box in drawing.boxes)
    assert all(0 <= x <= drawing.width for line in drawing.lines for x, _ in line.points)


def test_a_bar_that_would_dwarf_the_others_is_cut_with_a_gap() -> None:
    plain, cut = (draw_rows(ranked({"a": 10, "": n}, 50, bar), "occurrences").boxes for n in (30, 31))
    assert [each.tone for each in plain] == ["bar", "blank"]
    assert [each.tone for each in cut] == ["bar", "blank", "blank"]
    assert cut[1].x + cut[1].width < cut[2].x
    assert cut[0].width < cut[1].width


@given(YEARS, st.booleans())
def test_columns_stand_on_one_line_and_stay_inside(counts: dict[int, dict[str, int]], narrow: bool) -> None:
    figure = stacked(counts, SERIES, 0, None)
    drawing = draw_columns(figure, lambda column: "/x", narrow=narrow)
    boxes = drawing.boxes[len(figure.series) :]
    assert len(drawing.targets) == sum(1 for each in figure.columns if each.n)
    assert all(each.x >= 0 and each.x + each.width <= drawing.width + 0.1 and each.y >= 0 for each in boxes)


@pytest.mark.parametrize(
    ("highest", "marks"),
    [(0, [0, 1]), (1, [0, 1]), (4, [0, 1, 2, 3, 4]), (6, [0, 2, 4, 6]), (4321, [0, 1000, 2000, 3000, 4000, 5000])],
)
def test_the_marks_of_the_scale_are_whole_and_round(highest: int, marks: list[int]) -> None:
    assert ticks(highest) == marks


def test_parts_of_incomplete_years_are_hatched() -> None:
    drawing = draw_columns(stacked({2001: {"accident": 1}, 2002: {"accident": 1}}, SERIES, 0, 2002), lambda column: "")
    assert [each.is_hatched for each in drawing.boxes[1:]] == [False, True]
    assert "hatched, from 2002: incomplete" in [each.text for each in drawing.words]


def test_a_target_says_what_stands_there() -> None:
    drawing = draw_columns(stacked({2001: {"accident": 1200, "": 3}}, SERIES, 0, 2001), lambda column: f"/{column.first}")
    assert [(each.href, each.title) for each in drawing.targets] == [
        ("/2001", "2001: 1,203; Accident 1,200, Not stated 3 (incomplete)")
    ]


def test_what_xml_cannot_hold_or_turns_the_writing_is_left_out() -> None:
    assert visible("a\x00b\x0bc\u202ed\ud800e\ufffe\nf") == "ab cde f"


@given(st.text(max_size=80), st.floats(20, 300))
def test_a_label_fits(text: str, width: float) -> None:
    assert width_of(fitted(text, width)) <= width


def test_a_poster_breaks_its_small_print_into_lines_below_the_drawing() -> None:
    drawing = draw_rows(ranked({"a": 1}, 1, bar), "occurrences")
    poster = poster_of(drawing, "Phase", ["word " * 60, "end"])
    assert len(poster.lines) == 5
    assert all(poster.top + drawing.height < each.y < poster.height for each in poster.lines)


@pytest.mark.parametrize(
    ("n", "total", "text"), [(1, 3, "33.3 %"), (0, 3, "0.0 %"), (1, 99_999, "<0.1 %"), (5, 5, "100.0 %"), (0, 0, "—")]
)
def test_a_share_is_told_with_one_decimal(n: int, total: int, text: str) -> None:
    assert share(n, total) == text


def test_the_page_and_the_pictures_have_the_same_light_colours() -> None:
    css = Path("app/static/charts.css").read_text(encoding="utf-8").split("@media")[0]
    on_page = dict(re.findall(r"--c-([\w-]+): (#\w{6})", css))
    assert on_page == {**palette.FILLS, **{name: palette.STROKES[name] for name in ("grid", "axis", "line")}}
    assert {*OccurrenceClass, *InjuryLevel} <= set(palette.FILLS)
