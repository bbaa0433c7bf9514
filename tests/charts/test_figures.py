"""What the charts show: order, the bars that stand for the rest, years without a gap, and which of them may still change."""

import pytest

from app.charts.figures import Bar, Kind, Series, incomplete_from, ranked, stacked
from app.charts.gist import gist_of_ranked, gist_of_stack

SERIES = (
    Series("accident", "Accident", "accident"),
    Series("incident", "Incident", "incident"),
    Series("", "Not stated", "blank"),
)


def bar(value: str) -> Bar:
    return Bar(value, value.title(), 0) if value else Bar("", "Not stated", 0, Kind.BLANK)


def test_the_most_frequent_come_first_then_the_others_then_what_is_not_stated() -> None:
    figure = ranked({"": 50, "b": 2, "a": 2, "c": 9}, 60, bar, n_others=4)
    assert [(each.label, each.n) for each in figure.bars] == [
        ("C", 9),
        ("A", 2),
        ("B", 2),
        ("All others", 4),
        ("Not stated", 50),
    ]
    assert (figure.n_missing, figure.n_stated) == (50, 17)


def test_a_closed_list_keeps_its_order_and_shows_what_has_no_record() -> None:
    figure = ranked({"landing": 3, "odd": 1}, 4, bar, order=("taxi", "landing"))
    assert [(each.value, each.n) for each in figure.bars] == [("taxi", 0), ("landing", 3), ("odd", 1)]


def test_shares_add_up_over_the_values_stated_and_leave_the_blank_bar_out() -> None:
    figure = ranked({"a": 6, "b": 3, "c": 1, "": 90}, 100, bar, cumulates=True)
    assert figure.cumulative == (0.6, 0.9, 1.0, None)


def test_a_figure_that_does_not_cumulate_adds_nothing_up() -> None:
    assert ranked({"a": 6, "": 90}, 100, bar).cumulative == (None, None)


def test_where_nothing_is_stated_there_is_only_the_blank_bar() -> None:
    figure = ranked({"": 3}, 3, bar)
    assert figure.is_empty
    assert figure.cumulative == (None,)
    assert gist_of_ranked(figure) == "Not stated: 3 (100.0 %)."


def test_years_without_a_record_stand_between_the_others() -> None:
    figure = stacked({2001: {"accident": 2}, 2004: {"accident": 1, "": 4}}, SERIES, 3, None)
    assert [(each.first, each.n) for each in figure.columns] == [(2001, 2), (2002, 0), (2003, 0), (2004, 5)]
    assert [each.value for each in figure.series] == ["accident", ""], "what nothing belongs to has no part"
    assert figure.total == 10


def test_a_long_range_is_drawn_in_tens_of_years_and_loses_no_record() -> None:
    figure = stacked({1783: {"accident": 1}, 1999: {"incident": 2}}, SERIES, 0, None)
    assert (figure.columns[0].label, figure.columns[-1].label) == ("1780–1789", "1990–1999")
    assert figure.total == 3
    assert not figure.is_by_year


def test_nothing_dated_makes_no_column() -> None:
    figure = stacked({}, SERIES, 5, 2020)
    assert (figure.columns, figure.total, gist_of_stack(figure)) == ((), 5, "")


def test_the_gist_names_range_greatest_year_and_where_it_becomes_incomplete() -> None:
    figure = stacked({2001: {"accident": 2}, 2003: {"accident": 1}}, SERIES, 0, 2003)
    assert gist_of_stack(figure) == "From 2001 to 2003; most in 2001: 2; incomplete from 2003."


OPEN, DONE = {"preliminary": 2, "final": 8}, {"final": 8, "foreign": 1, "factual": 1}


@pytest.mark.parametrize(
    ("reports", "first"),
    [
        ({2001: DONE, 2002: DONE}, None),
        ({2001: DONE, 2002: OPEN}, 2002),
        ({2001: OPEN, 2002: DONE, 2003: OPEN}, 2003),  # an old year with an open report is not one that still fills up
        ({2001: DONE, 2002: OPEN, 2003: {"": 7}, 2004: OPEN}, 2002),
        ({2001: DONE, 2002: {"": 7}}, None),  # nothing tells
        ({2001: {"": 7}, 2010: {"": 1}}, 2010),  # the year is not over
        ({2009: OPEN, 2010: DONE}, 2009),
        ({}, None),
    ],
)
def test_the_last_years_are_incomplete_while_reports_are_open(reports: dict[int, dict[str, int]], first: int | None) -> None:
    assert incomplete_from(reports, this_year=2010) == first


def test_columns_from_that_year_on_are_marked() -> None:
    figure = stacked({2001: {"accident": 1}, 2003: {"accident": 1}}, SERIES, 0, 2002)
    assert [each.first for each in figure.incomplete] == [2002, 2003]
