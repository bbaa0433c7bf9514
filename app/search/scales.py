"""Numbers, dates and times in a query: their ends, and what comes next to an end."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from app.core.dates import PartialDate, read_date, read_time
from app.core.errors import BadValue
from app.core.numbers import read_whole
from app.search.fields import FieldKind

MOST = 999_999_999  # the largest number that a query can name


@dataclass(frozen=True, slots=True)
class Scale:
    """How the ends of a range are read and ordered.

    read: the canonical writing of an end. step: the end that many places further; both raise BadValue. first, last: the
    first and last of what an end covers, to be compared.
    """

    read: Callable[[str], str]
    step: Callable[[str, int], str]
    first: Callable[[str], str]
    last: Callable[[str], str]
    examples: str


def _number(text: str) -> str:
    number = read_whole(text)
    if number > MOST:
        raise BadValue(f"{text} is too large; the largest number is {MOST}")
    return str(number)


def _number_step(end: str, by: int) -> str:
    number = int(end) + by
    if not 0 <= number <= MOST:
        raise BadValue(f"there is no number {'below' if by < 0 else 'above'} {end}")
    return str(number)


def _number_order(end: str) -> str:
    return end.zfill(len(str(MOST)))


def _date_step(end: str, by: int) -> str:
    date = PartialDate.parse(end)
    try:
        day = date.last + dt.timedelta(1) if by > 0 else date.first - dt.timedelta(1)
    except OverflowError:
        raise BadValue(f"there is no date {'before' if by < 0 else 'after'} {end}") from None
    return str(PartialDate(day.year, day.month if date.month else None, day.day if date.day else None))


def _time(text: str) -> str:
    time, is_utc = read_time(text)
    if is_utc:
        raise BadValue(f"{text!r} is in UTC; this asks for the local time")
    if len(time) > len("06:30"):
        raise BadValue(f"{text!r} has seconds; times are asked for to the minute")
    return time


def _time_step(end: str, by: int) -> str:
    at = dt.datetime.combine(dt.date(2000, 1, 1), dt.time.fromisoformat(end))
    moved = at + by * dt.timedelta(minutes=1)
    if moved.date() != at.date():
        raise BadValue(f"no time of day is {'before' if by < 0 else 'after'} {end}")
    return f"{moved:%H:%M}"


SCALES: dict[FieldKind, Scale] = {
    FieldKind.NUMBER: Scale(_number, _number_step, _number_order, _number_order, "3, 1..3, >=3"),
    FieldKind.DATE: Scale(
        lambda text: str(read_date(text)),
        _date_step,
        lambda end: PartialDate.parse(end).first.isoformat(),
        lambda end: PartialDate.parse(end).last.isoformat(),
        "2015, 2015-10, 2015-10-31, 2010..2015, >=2015",
    ),
    FieldKind.TIME: Scale(_time, _time_step, str, str, "06:30, 06:00..12:30, >=06:30"),
}
