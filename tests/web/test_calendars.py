"""Calendars of due dates: valid, and what the tracker and the dossier say of the same day."""

import datetime as dt

import icalendar
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.core.dates import add_months
from app.queries.tracker import Moment
from app.resolution.clock import Duty, Past
from app.services.calendars import AFTER, BEFORE
from app.services.tracker import Status, Wanted, every_row
from app.vocab.investigations import InvestigationKind
from tests.factories import A, an_occurrence
from tests.inquiries import Inquiry, S, at_random, file_inquiries
from tests.web.test_feeds import HOSTILE

TODAY = dt.datetime.now(dt.UTC).date()


def ago(days: int) -> str:
    return (TODAY - dt.timedelta(days=days)).isoformat()


def read(client: FlaskClient, address: str) -> tuple[icalendar.Calendar, list[icalendar.Event]]:
    """The calendar and its events, which keep the rules of RFC 5545."""
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    assert answer.content_type == "text/calendar; charset=utf-8"
    assert answer.data.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= 75 for line in answer.data.split(b"\r\n"))
    assert b"\n" not in answer.data.replace(b"\r\n", b"")
    calendar = icalendar.Calendar.from_ical(answer.data)
    events = list(calendar.walk("VEVENT"))
    assert not calendar.errors
    assert not any(each.errors for each in events)
    assert len({each["UID"] for each in events}) == len(events)
    for each in events:
        assert {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "URL"} <= each.keys()
        assert each["DTEND"].dt - each["DTSTART"].dt == dt.timedelta(days=1)
        assert " due by the Annex 13 clock: " in each["SUMMARY"]
    return calendar, events


def days(events: list[icalendar.Event]) -> list[tuple[str, str]]:
    """(what the UID begins with, day)."""
    return sorted((each["UID"].split("@")[0], each["DTSTART"].dt.isoformat()) for each in events)


def test_the_days_are_those_of_the_tracker(client: FlaskClient, session: Session) -> None:
    near = [
        Inquiry(ago(n), steps, by, country, kind)
        for n, steps, by, country, kind in (
            (20, (S("opened", ago(19)),), "BEA", "FR", InvestigationKind.SAFETY),
            (50, (S("preliminary_published", ago(25)),), "AAIB", "GB", InvestigationKind.SAFETY),
            (380, (S("opened", ago(380)), S("draft_in_consultation", ago(70), ago(70))), "BEA", "FR", InvestigationKind.SAFETY),
            (400, (S("final_published", ago(100)),), "BEA", "FR", InvestigationKind.SAFETY),
            (400, (S("opened", ago(300)),), "BEA", "FR", InvestigationKind.JUDICIAL),
            (500, (S("discontinued", ago(300)),), "BEA", "FR", InvestigationKind.SAFETY),
        )
    ]
    file_inquiries(session, [*near, *at_random(7, 60)])
    rows = list(every_row(session, lambda: None, Wanted(Moment(TODAY), status=Status.OPEN)))
    first, last = TODAY - dt.timedelta(days=BEFORE), TODAY + dt.timedelta(days=AFTER)
    expected, coming = [], []
    for row in rows:
        for due in row.clock.duties:
            begins = f"{row.occurrence.id}.{row.investigation.number}.{due.duty}"
            if due.due and not due.met_on and due.past in (Past.YES, Past.NO):
                expected += [(begins, due.due.isoformat())] if first <= due.due <= last else []
            if due.duty is Duty.INTERIM and due.due and due.past in (Past.YES, Past.NO):
                anniversaries = [add_months(row.occurrence.occurred_on, 12 * n) for n in range(1, 40)]
                coming.append((begins, next(each for each in anniversaries if each >= TODAY).isoformat()))
    calendar, events = read(client, "/investigations.ics")
    seen = {(each["UID"].split("@")[0].split("-")[0], each["DTSTART"].dt.isoformat()) for each in events}
    assert seen == {*expected, *coming}
    assert {each[0].split(".")[2] for each in seen} == {"preliminary", "interim", "final", "comment"}
    assert f"from {BEFORE} days ago to {AFTER} days from now" in calendar["X-WR-CALDESC"]
    _, french = read(client, "/investigations.ics?state=FR&q=country:FR")
    assert set(days(french)) < set(days(events))
    _, british = read(client, "/investigations.ics?authority=2&state=GB")
    assert {key[: key.index(".")] for key, _ in days(british)} == {"2"}
    for wrong in ("status=final", "status=x", "as_of=2016-01-01", "q=date:x"):
        assert client.get(f"/investigations.ics?{wrong}").status_code == 400, wrong
    tag = client.get("/investigations.ics").headers["ETag"]
    assert client.get("/investigations.ics", headers={"If-None-Match": tag}).status_code == 304


def test_a_record_has_its_own_calendar(client: FlaskClient, session: Session) -> None:
    (first,) = file_inquiries(session, [Inquiry("2015-10-31", (S("opened", "2015-10-31"),), country="EG")])
    plain = an_occurrence(session, [A("date", "2015-10-31"), A("place", HOSTILE)])
    calendar, events = read(client, f"/occurrences/{first}.ics")
    coming = TODAY.year + (add_months(dt.date(2015, 10, 31), 12 * (TODAY.year - 2015)) < TODAY)
    assert [day for key, day in days(events) if key == f"{first}.1.preliminary"] == ["2015-11-30"]
    assert [day for key, day in days(events) if key == f"{first}.1.final"] == ["2016-10-31"]
    assert (f"{first}.1.interim-{coming - 2015}", f"{coming}-10-31") in days(events)
    late = next(each for each in events if ".preliminary@" in each["UID"])
    assert "BEA. The day has passed, and nothing that meets it is on record." in late["DESCRIPTION"]
    assert "nobody has announced it" in calendar["X-WR-CALDESC"]
    assert read(client, f"/occurrences/{plain}.ics")[1] == []
    before = days(events), [each["UID"] for each in events]
    _, again = read(client, f"/occurrences/{first}.ics")
    assert (days(again), [each["UID"] for each in again]) == before
    assert client.get("/occurrences/99.ics").status_code == 404
