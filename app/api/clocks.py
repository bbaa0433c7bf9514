"""The two clocks of every answer: `as_of`, a day of public time, and `as_recorded`, a place of the log."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from flask import request

from app.api.inputs import ClocksIn
from app.api.problems import BadParameter
from app.core.errors import BadValue
from app.extensions import db
from app.services import changes


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


def clocks_of(asked: ClocksIn) -> Clocks:
    """The clocks that an address gives. BadParameter where it names no place of the log."""
    given = {name: request.args[name] for name in ("as_of", "as_recorded") if name in request.args}
    return Clocks(dt.datetime.now(dt.UTC).date(), asked.as_of, _as_recorded(asked.as_recorded), given)


def _as_recorded(text: str | None) -> int | None:
    try:
        return None if text is None else changes.moment(db.session, text)
    except BadValue as error:
        raise BadParameter("as_recorded", str(error)) from None
