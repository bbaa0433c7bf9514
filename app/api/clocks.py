"""The two clocks of every answer: `as_of`, a day of public time, and `as_recorded`, a place of the log."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from flask import request

from app.api.problems import BadParameter
from app.core.days import read_day
from app.core.errors import BadValue
from app.extensions import db
from app.services import changes

_NAMES = ("as_of", "as_recorded")


@dataclass(frozen=True, slots=True)
class Clocks:
    """What an answer is asked for. as_of, as_recorded: None for today, and for the record as it stands.

    given: both as the address writes them.
    """

    today: dt.date
    as_of: dt.date | None
    as_recorded: int | None
    given: dict[str, Any]

    @property
    def day(self) -> dt.date:
        """The day that is looked at."""
        return self.as_of or self.today


def asked_clocks() -> Clocks:
    """Read from the address, which may hold nothing else: a slip in a name would be answered with the present.

    BadParameter names the parameter and what can be written.
    """
    given = {name: _one(name) for name in request.args}
    today = dt.datetime.now(dt.UTC).date()
    return Clocks(today, _as_of(given.get("as_of")), _as_recorded(given.get("as_recorded")), given)


def _one(name: str) -> str:
    if name not in _NAMES:
        raise BadParameter(name[:40], f"there is no parameter {name[:40]!r} here; there are {' and '.join(_NAMES)}")
    values = request.args.getlist(name)
    if len(values) > 1:
        raise BadParameter(name, f"{name} is given {len(values)} times")
    return values[0].strip()


def _as_of(text: str | None) -> dt.date | None:
    try:
        return None if text is None else read_day(text).day
    except BadValue as error:
        raise BadParameter("as_of", str(error)) from None


def _as_recorded(text: str | None) -> int | None:
    try:
        return None if text is None else changes.moment(db.session, text)
    except BadValue as error:
        raise BadParameter("as_recorded", str(error)) from None
