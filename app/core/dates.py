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
