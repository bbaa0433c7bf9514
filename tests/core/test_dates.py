"""Counting on from a day."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.dates import add_days, add_months


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        ("2015-10-31", 12, "2016-10-31"),
        ("2016-02-29", 12, "2017-02-28"),
        ("2016-02-29", 48, "2020-02-29"),
        ("2015-10-31", 1, "2015-11-30"),
        ("2015-12-15", 1, "2016-01-15"),
        ("2015-01-31", 0, "2015-01-31"),
        ("9999-06-01", 12, "9999-12-31"),
    ],
)
def test_months_keep_the_number_of_the_day_or_end_with_the_month(start, months, expected):
    assert add_months(dt.date.fromisoformat(start), months).isoformat() == expected


@given(st.dates(dt.date(1900, 1, 1), dt.date(2200, 1, 1)), st.integers(0, 600))
def test_months_are_counted_one_by_one(day, months):
    found = add_months(day, months)
    assert (found.year - day.year) * 12 + found.month - day.month == months
    assert found.day == day.day or (found.day < day.day and (found + dt.timedelta(1)).day == 1)


def test_days_stop_at_the_end_of_the_calendar():
    assert add_days(dt.date(2015, 10, 31), 30) == dt.date(2015, 11, 30)
    assert add_days(dt.date(9999, 12, 30), 30) == dt.date.max
