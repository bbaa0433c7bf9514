"""Calendars (RFC 5545) of events that last a day."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.exports.feed import plain

TYPE = "text/calendar"
_LINE = 75  # octets, the break not among them


@dataclass(frozen=True, slots=True)
class Event:
    """Something on a day. `uid` is that of no other event, and stays when the day moves; lines: a paragraph each."""

    uid: str
    day: dt.date
    title: str
    lines: Sequence[str]
    url: str
    category: str


@dataclass(frozen=True, slots=True)
class Calendar:
    """Events by day. stamp: the moment of the record of which they tell."""

    title: str
    about: str
    url: str
    stamp: dt.datetime
    events: Sequence[Event]


def write_icalendar(calendar: Calendar) -> bytes:
    """The calendar as a file."""
    return "".join(_folded(each) + "\r\n" for each in _lines(calendar)).encode()


def _lines(calendar: Calendar) -> Iterator[str]:
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//airdocket//report due dates//EN", "CALSCALE:GREGORIAN")
    yield f"NAME:{_text(calendar.title)}"
    yield f"X-WR-CALNAME:{_text(calendar.title)}"
    yield f"DESCRIPTION:{_text(calendar.about)}"
    yield f"X-WR-CALDESC:{_text(calendar.about)}"
    yield f"URL:{plain(calendar.url)}"
    yield from ("REFRESH-INTERVAL;VALUE=DURATION:P1D", "X-PUBLISHED-TTL:P1D")
    stamp = calendar.stamp.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")
    for each in calendar.events:
        yield from _event(each, stamp)
    yield "END:VCALENDAR"


def _event(event: Event, stamp: str) -> Iterator[str]:
    yield from ("BEGIN:VEVENT", f"UID:{plain(event.uid)}", f"DTSTAMP:{stamp}")
    yield f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}"
    if event.day < dt.date.max:
        yield f"DTEND;VALUE=DATE:{event.day + dt.timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_text(event.title)}"
    yield "DESCRIPTION:" + "\\n".join(_text(each) for each in event.lines)
    yield f"URL:{plain(event.url)}"
    yield f"CATEGORIES:{_text(event.category)}"
    yield from ("TRANSP:TRANSPARENT", "END:VEVENT")


def _text(text: str) -> str:
    escaped = plain(text).replace("\\", "\\\\")
    return escaped.replace(";", "\\;").replace(",", "\\,")


def _folded(line: str) -> str:
    """The line cut so that no piece is longer than `_LINE` octets, and no character is cut."""
    if len(line.encode()) <= _LINE:
        return line
    pieces, room, piece = [], _LINE, ""
    for sign in line:
        size = len(sign.encode())
        if size > room:
            pieces.append(piece)
            piece, room = "", _LINE - 1  # the blank before a piece counts
        piece += sign
        room -= size
    return "\r\n ".join([*pieces, piece])
