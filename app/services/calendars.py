"""When reports and answers are due by the Annex 13 clock, as a calendar holds them. Nothing here is stored.

A calendar has what the tracker tells of a day, and the anniversary to come where one has passed already. What was met, what
does not apply and what cannot be told is not in it.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from sqlalchemy.orm import Session

from app.core.dates import add_days, add_months
from app.core.errors import BadValue
from app.resolution.clock import Due, Duty, Past
from app.search.snapshot import Snapshot
from app.services.dossiers import Dossier
from app.services.inquiries import answer_due, on_the_clock
from app.services.tracker import Order, Status, Wanted, every_row

BEFORE, AFTER = 90, 366  # days before and after today of which a calendar of many investigations tells
MOST = 500  # events of it
MOST_READ = 1_000  # investigations, those of the newest occurrences
STATUSES = (Status.OPEN, Status.REOPENED, Status.TRANSFERRED)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that is due. `key` is the same when its day moves. investigation: None for the answer to a recommendation.

    occurrence: has an id and a title; of: who is to publish or to answer. is_past: the day has passed.
    """

    key: str
    duty: Duty
    day: dt.date
    is_past: bool
    occurrence: Any
    of: str


@dataclass(frozen=True, slots=True)
class Events:
    """The events by day. n_left_out: how many more there were; is_whole: whether all investigations were looked at."""

    events: Sequence[Event]
    n_left_out: int
    is_whole: bool


def due_of(session: Session, snapshot: Callable[[], Snapshot], wanted: Wanted) -> Events:
    """What is due of the open investigations that are wanted, around the day; where there is too much, what is nearest to it.

    BadValue for a status of which nothing is due.
    """
    status = wanted.status or Status.OPEN
    if status not in STATUSES:
        raise BadValue(
            f"status is {status.value!r}, but in a calendar are the due dates of what is open: it can only be one of "
            f"{', '.join(STATUSES)}, or be left out"
        )
    day = wanted.moment.day
    first, last = add_days(day, -BEFORE), add_days(day, AFTER)
    asked = replace(wanted, status=status, order=Order.NEWEST)
    rows = list(islice(every_row(session, snapshot, asked), MOST_READ + 1))
    found = [event for row in rows[:MOST_READ] for event in _of_row(row, day) if first <= event.day <= last]
    nearest = sorted(found, key=lambda each: (abs((each.day - day).days), each.day, each.key))[:MOST]
    return Events(_by_day(nearest), len(found) - len(nearest), len(rows) <= MOST_READ)


def _of_row(row: Any, day: dt.date) -> Iterator[Event]:
    head = row.occurrence
    return _of_inquiry(row.clock.duties, head, row.investigation.number, row.authority, day)


def due_in(dossier: Dossier, day: dt.date) -> Events:
    """All that is due of one record's investigations and safety recommendations."""
    row = dossier.occurrence
    found = [
        event
        for view in dossier.investigations
        for event in _of_inquiry(
            on_the_clock(dossier, view, day).clock.duties, row, view.investigation.number, view.authority.name, day
        )
    ]
    for view in dossier.recommendations:
        due = answer_due(view, day)
        key = f"{row.id}.recommendation-{view.recommendation.number}.{due.duty}"
        found += _event(key, due, row, view.addressee.name)
    return Events(_by_day(found), 0, True)


def _of_inquiry(duties: Iterable[Due], row: Any, number: int, authority: str, day: dt.date) -> Iterator[Event]:
    """What is due of an investigation; anniversaries are told apart by their numbers."""
    key = f"{row.id}.{number}"
    for due in duties:
        if due.duty is not Duty.INTERIM:
            yield from _event(f"{key}.{due.duty}", due, row, authority)
        elif due.due is not None and row.occurred_on is not None and due.past in (Past.YES, Past.NO):
            n = _anniversary(row.occurred_on, due.due)
            yield from _event(f"{key}.{due.duty}-{n}", due, row, authority)
            coming = _to_come(row.occurred_on, day)
            if coming is not None and coming > n:
                to_come = Due(Duty.INTERIM, Past.NO, add_months(row.occurred_on, 12 * coming))
                yield from _event(f"{key}.{due.duty}-{coming}", to_come, row, authority)


def _anniversary(begun: dt.date, due: dt.date) -> int:
    return due.year - begun.year


def _to_come(begun: dt.date, day: dt.date) -> int | None:
    """The number of the first anniversary that has not passed; None where the calendar ends before it."""
    n = max(1, day.year - begun.year)
    n += add_months(begun, 12 * n) < day
    return n if begun.year + n <= dt.MAXYEAR else None


def _event(key: str, due: Due, row: Any, of: str) -> Iterator[Event]:
    """The duty, unless it was met, does not apply, or cannot be told."""
    if due.due is not None and due.met_on is None and due.past in (Past.YES, Past.NO):
        yield Event(key, due.duty, due.due, due.past is Past.YES, row, of)


def _by_day(events: Iterable[Event]) -> list[Event]:
    return sorted(events, key=lambda each: (each.day, each.key))
