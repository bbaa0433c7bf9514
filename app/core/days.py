"""Days as addresses write them: a day, or an instant, of which only its day counts."""

import datetime as dt
import re
from typing import NamedTuple

from app.core.errors import BadValue

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
# In an address a plus sign that is not escaped arrives as a blank.
_INSTANT = re.compile(r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2})?)(?:\.\d+)?(?:(Z)|([+ -])(\d{2}):?(\d{2}))?", re.ASCII)


class Asked(NamedTuple):
    """A day that was asked for; `clock` is the clock time that came with it, and is left out."""

    day: dt.date
    clock: str = ""


def read_day(text: str) -> Asked:
    """`2015-11-17`, or an instant such as `2015-11-17T12:00Z`, of which the day in UTC counts; BadValue names another text."""
    try:
        if _DAY.fullmatch(text):
            return Asked(dt.date.fromisoformat(text))
        if match := _INSTANT.fullmatch(text):
            return _of_instant(*match.groups())
    except (ValueError, OverflowError):
        pass
    raise BadValue(f"{text[:40]!r} is no day; write 2015-11-17, or an instant such as 2015-11-17T12:00Z")


def _of_instant(day: str, clock: str, _zulu: str | None, sign: str | None, hours: str, minutes: str) -> Asked:
    instant = dt.datetime.fromisoformat(f"{day}T{clock}")
    if sign:
        away = dt.timedelta(hours=int(hours), minutes=int(minutes))
        instant += away if sign == "-" else -away
    return Asked(instant.date(), f"{instant:%H:%M}")


def read_days(text: str, today: dt.date) -> tuple[dt.date, dt.date]:
    """Two days, `2015-11-17..2016-02-25`; `today` for either; BadValue names another text."""
    first, dots, second = text.partition("..")
    if not dots:
        raise BadValue(f"{text[:40]!r} is not two days; write 2015-11-17..2016-02-25")
    return tuple(today if each == "today" else read_day(each).day for each in (first.strip(), second.strip()))  # type: ignore[return-value]
