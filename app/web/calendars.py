"""Calendars of when reports are due, of the investigations that an address of the tracker asks for, and of one record."""

import datetime as dt
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as Redirect

from app.exports.icalendar import TYPE, Calendar, Event, write_icalendar
from app.extensions import db
from app.indexed import the_snapshot
from app.services import calendars, feeds, pages
from app.services.calendars import AFTER, BEFORE, MOST, MOST_READ, Events
from app.services.dossiers import open_dossier
from app.services.feeds import End
from app.services.permissions import Permission
from app.vocab.claims import OccurrenceState
from app.web.access import needs
from app.web.clocks import today
from app.web.feeds import kept, refuse_clocks, unmade
from app.web.tracker import Asked, asked_tracker
from app.web.words import occurrence_url

bp = Blueprint("calendars", __name__)
_CLOCK = "Due by the Annex 13 clock, which counts days from the occurrence; nobody has announced it."


@bp.get("/investigations.ics")
@needs(Permission.READ)
def investigations() -> Response:
    """Of many: `?q=&status=&overdue=&by=&authority=&state=`."""
    refuse_clocks()
    asked, day = asked_tracker(), today()
    answer, end = _begin(day)
    if answer.status_code != 304:
        answer.set_data(kept(end.sequence, lambda: _due_of(asked, end)))
    return answer


def _due_of(asked: Asked, end: End) -> bytes:
    found = calendars.due_of(db.session, the_snapshot, asked.wanted)
    words = f" of {asked.words}" if asked.words else ""
    about = f"What is due of open investigations{words}, from {BEFORE} days ago to {AFTER} days from now. {_CLOCK}"
    page = f"{request.host_url[:-1]}{asked.url(sort=None)}"
    return _written(end, "airdocket: reports due", f"{about}{_left_out(found)}", page, found)


def _left_out(found: Events) -> str:
    more = f" Only the {MOST} nearest to today are here; {found.n_left_out:,} more are not." if found.n_left_out else ""
    return more if found.is_whole else f"{more} Only the investigations of the {MOST_READ:,} newest occurrences were looked at."


@bp.get("/occurrences/<int(max=9223372036854775807):occurrence_id>.ics")
@needs(Permission.READ)
def occurrence(occurrence_id: int) -> Response | Redirect:
    """Of one record: its investigations, and the answers to its safety recommendations."""
    refuse_clocks()
    head, day = pages.find_occurrence(db.session, occurrence_id), today()
    if head.state is OccurrenceState.MERGED:
        return redirect(url_for(".occurrence", occurrence_id=head.merged_into), 301)
    answer, end = _begin(day)
    if answer.status_code != 304:
        found = calendars.due_in(open_dossier(db.session, occurrence_id), day)
        about = f"What is due of the investigations and safety recommendations of {head.title}. {_CLOCK}"
        page = occurrence_url(head, _external=True)
        answer.set_data(_written(end, f"airdocket: due of {head.title}", about, page, found))
    return answer


def _begin(day: dt.date) -> tuple[Response, End]:
    """The answer without its body: what is past its date changes with the day, and so does what is near."""
    end = feeds.end_at(db.session, pages.end_of_log(db.session))
    return unmade(end, f"{TYPE}; charset=utf-8", day), end


def _written(end: End, title: str, about: str, page: str, found: Events) -> bytes:
    return write_icalendar(Calendar(title, about, page, end.at, [_event(end, each) for each in found.events]))


def _event(end: End, event: calendars.Event) -> Event:
    head: Any = event.occurrence
    duty = event.duty
    past = " The day has passed, and nothing that meets it is on record." if event.is_past else ""
    return Event(
        f"{event.key}@{end.name}", event.day, f"{duty.label} due by the Annex 13 clock: {head.title}",
        [f"{duty.label}: {event.of}.{past}", f"{duty.definition} {duty.source}.", "Nobody has announced it for this day."],
        occurrence_url(head, _external=True, _anchor="investigations"), duty.label,
    )  # fmt: skip
