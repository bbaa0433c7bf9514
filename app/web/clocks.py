"""The two clocks at which a page is asked for: `as_of`, a day of public time, and `as_recorded`, a place of the log."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from flask import Flask, g, request, url_for

from app.core.days import read_day
from app.extensions import db
from app.services import changes
from app.services.changes import Moment


@dataclass(frozen=True, slots=True)
class Clocks:
    """What a page is asked for. as_of, as_recorded: None where the page is of today, and of the record as it stands.

    clock: the clock time that came with the day, and is left out. given: both as the address writes them.
    """

    today: dt.date
    as_of: dt.date | None
    clock: str
    as_recorded: int | None
    given: dict[str, Any]

    @property
    def day(self) -> dt.date:
        """The day that is looked at."""
        return self.as_of or self.today

    @property
    def is_now(self) -> bool:
        """Whether the page shows the present."""
        return self.as_of is None and self.as_recorded is None

    @property
    def words(self) -> str:
        """Both clocks as the name of a file has them, empty for the present: `2015-11-17-recorded-1204`."""
        recorded = "" if self.as_recorded is None else f"recorded-{self.as_recorded}"
        return "-".join(filter(None, (self.as_of.isoformat() if self.as_of else "", recorded)))

    @property
    def moment(self) -> Moment | None:
        """The place of the log with what was recorded there; None for the record as it stands."""
        return None if self.as_recorded is None else changes.moment_at(db.session, self.as_recorded)


def asked_clocks() -> Clocks:
    """Read from the address; BadValue names what is no day or no place of the log. What is empty is not asked for."""
    given = kept_clocks()
    day = read_day(given["as_of"]) if "as_of" in given else None
    as_recorded = changes.moment(db.session, given["as_recorded"]) if "as_recorded" in given else None
    clocks = Clocks(today(), day and day.day, day.clock if day else "", as_recorded, given)
    g.shows_past = not clocks.is_now
    return clocks


def kept_clocks() -> dict[str, Any]:
    """Both clocks as the address writes them, for the links that keep them."""
    values = {name: request.args.get(name, "").strip() for name in ("as_of", "as_recorded")}
    return {name: value for name, value in values.items() if value}


def today() -> dt.date:
    """The day in UTC."""
    return dt.datetime.now(dt.UTC).date()


def claim_url(occurrence_id: int, number: int) -> str:
    """The address of a claim at the clocks of the present page."""
    return url_for("claims.show", occurrence_id=occurrence_id, number=number, **kept_clocks())


def register(app: Flask) -> None:
    """Let the templates write links that keep the clocks."""
    app.jinja_env.globals.update(claim_url=claim_url, kept_clocks=kept_clocks)
