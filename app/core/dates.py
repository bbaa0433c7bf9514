"""Calendar dates that may be known only to the month or the year."""

import calendar
import datetime as dt
import re
from typing import NamedTuple

from app.core.errors import BadValue

_FORM = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


class PartialDate(NamedTuple):
    """A date with its precision: month and day may be None, day only if month is."""

    year: int
    month: int | None = None
    day: int | None = None

    @classmethod
    def parse(cls, text: str) -> "PartialDate":
        """From ISO `2015`, `2015-10` or `2015-10-31`; BadValue for anything else."""
        match = _FORM.fullmatch(text)
        if match is None:
            raise BadValue(f"{text!r} is not a date; write 2015-10-31, 2015-10 or 2015")
        year, month, day = (int(part) if part else None for part in match.groups())
        assert year is not None  # noqa: S101 - the pattern demands it
        try:
            dt.date(year, month or 1, day or 1)
        except ValueError as error:
            raise BadValue(f"{text!r} is not a date: {error}") from None
        return cls(year, month, day)

    def __str__(self) -> str:
        return "-".join(f"{part:02d}" if i else f"{part:04d}" for i, part in enumerate(self) if part is not None)

    @property
    def first(self) -> dt.date:
        """The first day it may mean."""
        return dt.date(self.year, self.month or 1, self.day or 1)

    @property
    def last(self) -> dt.date:
        """The last day it may mean."""
        month = self.month or 12
        return dt.date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    @property
    def precision(self) -> str:
        """`day`, `month` or `year`."""
        return "day" if self.day else "month" if self.month else "year"

    def agrees_with(self, other: "PartialDate") -> bool:
        """Whether both can mean the same day."""
        return self.first <= other.last and other.first <= self.last


def add_months(day: dt.date, months: int) -> dt.date:
    """The day with the same number that many months on; the month's last day where it has no such day.

    The calendar ends with the year 9999.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > dt.MAXYEAR:
        return dt.date.max
    if day.day <= 28:
        return dt.date(year, month + 1, day.day)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def add_days(day: dt.date, days: int) -> dt.date:
    """The day that many days on. The calendar ends with the year 9999."""
    return dt.date.fromordinal(min(day.toordinal() + days, dt.date.max.toordinal()))


_NAMES = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_MONTHS = {name: i for i, name in enumerate(_NAMES, 1)} | {name[:3]: i for i, name in enumerate(_NAMES, 1)} | {"sept": 9}
_WEEKDAY = re.compile(r"^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?,?\s*", re.IGNORECASE)
_DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th|\.)?[\s-]*([a-z]+)\.?,?[\s-]*(\d{4})", re.ASCII)
_MONTH_FIRST = re.compile(r"([a-z]+)\.?[\s-]*(?:(\d{1,2})(?:st|nd|rd|th)?,?[\s-]+)?(\d{4})", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})(?:\2(\d{1,2}))?|(\d{4})(\d{2})(\d{2})|(\d{4})", re.ASCII)
_YEAR_LAST = re.compile(r"(?:(\d{1,2})([-/.])\s?)?(\d{1,2})[-/.]\s?(\d{4})", re.ASCII)
_TIME = re.compile(
    r"(\d{1,2})(?:(?:[:.h]\s?(\d{2})|(?<=\d\d)(\d{2}))(?:(?:[:.]|(?<=\d{4}))(\d{2}))?)?\s*(h(?:rs|ours)?|uhr)?\s*(am|pm)?\s*(z|utc|gmt)?",
    re.ASCII,
)
_EXAMPLES = "write 2015-10-31, 31 October 2015, October 2015 or 2015"


def read_date(text: str) -> PartialDate:
    """A date as people write it, to the day, the month or the year.

    `2015-10`, `Oct 2015`, `31 October 2015`, `October 31, 2015`, `31.10.2015`. BadValue where the order of day and month
    cannot be told (`03/04/2015`); dots are always day first.
    """
    plain = _WEEKDAY.sub("", " ".join(text.split())).lower()
    if len(plain) > 40:
        raise BadValue(f"{_quoted(text)} is not a date; {_EXAMPLES}")
    if match := _YEAR_FIRST.fullmatch(plain):
        parts = [match[1] or match[5] or match[8], match[3] or match[6], match[4] or match[7]]
        return _dated(text, *(int(part) if part else None for part in parts))
    if match := _DAY_FIRST.fullmatch(plain):
        return _dated(text, int(match[3]), _month(text, match[2]), int(match[1]))
    if match := _MONTH_FIRST.fullmatch(plain):
        return _dated(text, int(match[3]), _month(text, match[1]), int(match[2]) if match[2] else None)
    if match := _YEAR_LAST.fullmatch(plain):
        first, second, year = match[1], int(match[3]), int(match[4])
        return _either(text, int(first), second, year, match[2]) if first else _dated(text, year, second)
    raise BadValue(f"{_quoted(text)} is not a date; {_EXAMPLES}")


def _month(text: str, word: str) -> int:
    if word not in _MONTHS:
        raise BadValue(f"{_quoted(text)} is not a date: {word!r} is no month; {_EXAMPLES}")
    return _MONTHS[word]


def _either(text: str, first: int, second: int, year: int, mark: str) -> PartialDate:
    """`31/10/2015` or `10/31/2015`; refused where both orders give a date."""
    if mark != "." and first <= 12 and second <= 12 and first != second:
        one, other = PartialDate(year, second, first), PartialDate(year, first, second)
        raise BadValue(f"{_quoted(text)} may be {one} or {other}; write the one that is meant")
    return _dated(text, year, first, second) if second > 12 and mark != "." else _dated(text, year, second, first)


def _dated(text: str, year: int | None, month: int | None = None, day: int | None = None) -> PartialDate:
    try:
        dt.date(year or 0, 1 if month is None else month, 1 if day is None else day)
    except ValueError:
        raise BadValue(f"{_quoted(text)} is not a date: there is no such day; {_EXAMPLES}") from None
    return PartialDate(year or 0, month, day)


def read_time(text: str) -> tuple[str, bool]:
    """A time of day as people write it, as `04:13` or `04:14:14`, and whether it says that it is UTC.

    `0413`, `4:13`, `04:13Z`, `4.13 pm`, `4 h 13`. BadValue for anything else.
    """
    plain = re.sub(r"\b([ap])\.\s?m\.?", r"\1m", " ".join(text.split()).lower())
    plain = re.sub(r"(?<=\d)\s*h\s*(?=\d)", "h", plain)
    match = _TIME.fullmatch(plain) if len(plain) <= 30 else None
    if match is None or not (match[2] or match[3] or match[6]):
        raise BadValue(f"{_quoted(text)} is not a time of day; write 04:13, 0413 or 4:13 pm")
    hour, minute, second = int(match[1]), int(match[2] or match[3] or 0), match[4]
    if match[6] and not 1 <= hour <= 12:
        raise BadValue(f"{_quoted(text)} is not a time of day: {hour} {match[6]} is on no clock; write 16:13 or 4:13 pm")
    if match[6]:
        hour = hour % 12 + (12 if match[6] == "pm" else 0)
    if hour > 23 or minute > 59 or int(second or 0) > 59:
        raise BadValue(f"{_quoted(text)} is not a time of day: the last one is 23:59:59")
    return f"{hour:02d}:{minute:02d}" + (f":{second}" if second else ""), bool(match[7])


def _quoted(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:40] + "…")
