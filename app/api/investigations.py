"""Investigations on the Annex 13 clock, on any day."""

import datetime as dt
from dataclasses import replace

from apiflask import APIBlueprint
from flask import Response
from pydantic import Field

from app.api.answers import made, of_the_log, reads
from app.api.asking import Searched, read_q
from app.api.clocks import clocks_of
from app.api.inputs import ClocksIn
from app.api.paging import Parts, list_of, read, written
from app.api.problems import BadParameter
from app.api.schemas.tracked import TrackedOut, tracked_of
from app.extensions import db
from app.indexed import the_snapshot
from app.kept import Made
from app.queries.tracker import PAST, Moment
from app.resolution.clock import Duty
from app.search.nodes import All
from app.services import pages
from app.services.tracker import NOT_STATED, Length, Order, Status, Wanted, tracked, tracked_after

bp = APIBlueprint("investigations", __name__, tag="Investigations")
InvestigationList = list_of(
    TrackedOut,
    total=(int, Field(description="how many there are in all")),
    as_of=(dt.date, Field(description="the day of which this is told")),
)


class InvestigationsIn(Parts, ClocksIn, Searched):
    """Which investigations, on which day."""

    status: Status | None = Field(None, description="How they stand, by the code of the tracker.")
    overdue: Duty | None = Field(None, description=f"Past the date of a duty: {', '.join(PAST)}.")
    by: Length | None = Field(None, description="With `overdue`: for how long.")
    authority: int | None = Field(None, ge=0, le=2**63 - 1, description="Of one authority, by the number of the party.")
    state: str | None = Field(
        None,
        description=f"Of one State of Occurrence, by its code; `{NOT_STATED}`: not stated.",
        pattern=r"^([A-Za-z]{2}|none)$",
    )
    sort: Order | None = Field(None, description="The order, by the code of the tracker.")


@bp.get("/investigations")
@bp.input(InvestigationsIn, location="query", arg_name="asked")
@bp.output(InvestigationList)
@reads(409, 503)
def index(asked: InvestigationsIn) -> Response:
    """Investigations on a day

    What is due of each and past its date, on `as_of` or today. The parts of one list are all as at the log's end of its first.
    """
    wanted = _wanted(asked)
    place = tuple(read(asked.cursor, int, int, int, int)) if asked.cursor else None
    return of_the_log(lambda: _list(wanted, asked.limit, place))


def _wanted(asked: InvestigationsIn) -> Wanted:
    clocks = clocks_of(asked)
    if clocks.day > clocks.today:
        raise BadParameter("as_of", f"{clocks.day} has not come: what will be public then is not known")
    if asked.overdue is not None and asked.overdue not in PAST:
        raise BadParameter("overdue", f"overdue is {asked.overdue.value!r}, but can only be one of {', '.join(PAST)}")
    if asked.by and not asked.overdue:
        raise BadParameter("by", f"by says for how long something is past its date; overdue must say what: {', '.join(PAST)}")
    state = asked.state if asked.state in (None, NOT_STATED) else asked.state.upper()
    order = asked.sort or (Order.LONGEST if asked.overdue else Order.LATEST)
    moment = Moment(clocks.day, clocks.as_recorded)
    return Wanted(moment, read_q(asked.q), asked.status, asked.overdue, asked.by, asked.authority, state, order)


Place = tuple[int, ...]


def _list(wanted: Wanted, limit: int, place: Place | None) -> Made:
    end, day, is_all = pages.end_of_log(db.session), wanted.moment.day, isinstance(wanted.query, All)
    began = end
    if place is None:
        found = tracked(db.session, the_snapshot, wanted, 1, limit).page
        total, rows, more = found.total, found.items, found.total > limit
    else:
        began, ordinal, *key = place
        day = _day(ordinal)
        at = wanted.moment.at if began == end or wanted.moment.at is not None else began
        wanted = replace(wanted, moment=Moment(day, at))
        total, rows, more = tracked_after(db.session, the_snapshot, wanted, (key[0], key[1]), limit)
    last = rows[-1] if more and rows else None
    following = None
    if last is not None:
        following = written(began, day.toordinal(), last.occurrence.id, last.investigation.number)
    answer = {"items": [tracked_of(each) for each in rows], "total": total, "as_of": day, "next": following}
    shown = end if is_all else min(end, the_snapshot().sequence)
    return made(InvestigationList.model_validate(answer), shown, following)


def _day(ordinal: int) -> dt.date:
    try:
        return dt.date.fromordinal(ordinal)
    except (ValueError, OverflowError):
        raise BadParameter("cursor", "this is no cursor of what is asked here") from None
