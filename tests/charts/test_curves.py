"""Where the marks of survival curves lie."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.charts.curves import MOST, Curves, draw_curves
from app.charts.survival import MONTH, Curve, kaplan_meier

TIMES = st.dictionaries(st.integers(0, 6_000), st.integers(1, 500), max_size=40)
GROUPS = st.lists(st.tuples(TIMES, TIMES).filter(any), min_size=1, max_size=MOST)


def curve(events: dict[int, int], censored: dict[int, int], name: str = "All") -> Curve:
    return Curve(name, name, kaplan_meier(Counter(events), Counter(censored)))


@settings(max_examples=60, deadline=None)
@given(GROUPS, st.booleans())
def test_curves_rise_only_and_stay_inside(groups, narrow):
    figure = Curves(tuple(curve(*each, f"Group {i}") for i, each in enumerate(groups)), 12)
    drawing = draw_curves(figure, narrow=narrow)
    assert all(0 <= x <= drawing.width and 0 <= y <= drawing.height for line in drawing.grid for x, y in line.points)
    assert all(0 <= each.y <= drawing.height for each in drawing.words)
    for line in drawing.grid:
        if line.tone in ("s1", "s2", "limit"):
            assert all(
                ahead[0] >= back[0] and ahead[1] <= back[1] for back, ahead in zip(line.points, line.points[1:], strict=False)
            )


def test_the_curve_ends_at_its_last_share_and_where_nobody_is_left_to_be_seen():
    drawing = draw_curves(Curves((curve({30: 1, 200: 1}, {300: 2}),), 12))
    (steps,) = (line for line in drawing.grid if line.tone == "s1")
    base, top = (next(w.y for w in drawing.words if w.text == text) - 4 for text in ("0 %", "100 %"))
    assert steps.points[0][1] == pytest.approx(base)
    assert steps.points[-1][1] == pytest.approx((base + top) / 2)
    width = next(line for line in drawing.grid if line.tone == "axis").points
    assert steps.points[-1][0] == pytest.approx(width[0][0] + 300 / (12 * MONTH) * (width[1][0] - width[0][0]), abs=0.1)
    assert sum(line.tone == "s1 loss" for line in drawing.grid) == 1


def test_losses_too_near_to_be_told_apart_have_one_mark():
    drawing = draw_curves(Curves((curve({1: 1}, dict.fromkeys(range(100, 110), 1)),), 12))
    assert 1 < sum(line.tone == "s1 loss" for line in drawing.grid) < 6


def test_below_stands_how_many_were_still_waiting():
    drawing = draw_curves(Curves((curve({30: 5, 400: 5}, {500: 2}), curve({30: 1}, {}, "Other")), 12))
    texts = [each.text for each in drawing.words]
    assert [each for each in texts if each in ("All", "Other")] == ["All", "Other", "All", "Other"]
    rest = texts[texts.index("Without a report before that month") + 1 :]
    assert rest[:7] == ["All", "12", "7", "7", "7", "2", "0"]


def test_the_time_that_is_drawn_is_all_or_ten_years():
    assert [Curves((curve({days: 1}, {}),), 12).horizon for days in (1, 366, 1_000, 3_000, 9_000)] == [12, 24, 36, 120, 120]
    assert Curves((curve({9_000: 1}, {}),), 12).has_later
    assert Curves((), 12).months == (0, 1, 3, 6, 12)
