"""The tracker: every row and every count equal what the clock tells of each investigation alone."""

import datetime as dt
from collections import Counter

import orjson
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.dates import add_months
from app.models import Account, Investigation, InvestigationEvent
from app.queries import tracker as statements
from app.queries.tracker import PAST, Flag, Moment, length_of
from app.resolution.clock import Duty, Past
from app.services import contributions, tracker
from app.services.permissions import Actor
from app.services.steps import AddDocument, EventStep, FileAccount, NewSource, Withdraw, WithdrawOccurrence
from app.services.survival import survival
from app.services.tracker import Length, Order, Row, Status, Wanted, every_row, rows_of, tracked
from app.vocab.claims import Precision
from app.vocab.investigations import EventKind, InvestigationKind
from app.vocab.users import Role
from tests.factories import A, an_occurrence
from tests.inquiries import FIRST, LAST, Inquiry, S, at_random, file_inquiries
from tests.web.people import a_user

DAYS = (LAST, dt.date(2024, 3, 1), dt.date(2016, 12, 31), dt.date(2013, 2, 28), dt.date(2013, 3, 1), dt.date(2012, 3, 31))


def no_index():
    raise AssertionError("the index was asked without a query")


def everything(session: Session, day: dt.date) -> list[tuple[Row, int]]:
    """All that the statement knows on the day, each told by the clock, with the flags of the statement."""
    rows = statements.standing(Moment(day))
    keys = {(key, n): flags for key, n, flags in session.execute(sa.select(rows.c.occurrence_id, rows.c.number, rows.c.flags))}
    found = rows_of(session, list(keys), Moment(day))
    return [(each, keys[each.investigation.occurrence_id, each.investigation.number]) for each in found]


def known_by(session: Session, day: dt.date) -> dict[int, list[tuple[InvestigationEvent, dt.date, dt.date]]]:
    """Occurrence -> its steps (all of one investigation) public by the day, with the day of each and the public day."""
    found: dict[int, list[tuple[InvestigationEvent, dt.date, dt.date]]] = {}
    of = (Account.occurrence_id == InvestigationEvent.occurrence_id, Account.number == InvestigationEvent.account_number)
    for event, account in session.execute(sa.select(InvestigationEvent, Account).join(Account, sa.and_(*of))):
        public = account.published_on or account.said_on
        on = event.happened_on if event.precision == "day" else None
        if public <= day:
            found.setdefault(event.occurrence_id, []).append((event, on or public, public))
    return found


def kinds_of(row: Row, steps, day: dt.date) -> set[Status]:
    """How the investigation stands, by reading its steps one after the other."""
    order = list(EventKind)
    course = sorted(((on, public, order.index(event.kind), event.kind) for event, on, public in steps))
    finals = [public for _, public, _, kind in course if kind == EventKind.FINAL_PUBLISHED]
    found = {Status.FINAL} if finals else set()
    found |= {Status.RECENT} if any((day - each).days < 90 for each in finals) else set()
    kinds = [each[3] for each in course]
    found |= {Status.REOPENED} if EventKind.REOPENED in kinds else set()
    found |= {Status.TRANSFERRED} if EventKind.TRANSFERRED_TO_JUDICIAL in kinds else set()
    turns = [each for each in kinds if each in ("discontinued", "not_investigated", "opened", "reopened")]
    ended = bool(turns) and turns[-1] in ("discontinued", "not_investigated")
    reopened = max((on for on, _, _, kind in course if kind == EventKind.REOPENED), default=dt.date.min)
    answered = any(kind == EventKind.FINAL_PUBLISHED and on > reopened for on, _, _, kind in course)
    return found | ({Status.ENDED} if ended else set()) | ({Status.OPEN} if not ended and not answered else set())


FLAGS = {each: Flag[each.name] for each in Status}


def test_every_row_of_the_statement_equals_the_clock_on_any_day(session: Session) -> None:
    maybe = [S("opened", "2010-06-01"), S("final_published", "2020-01-01", precision=Precision.NOT_LATER_THAN)]
    file_inquiries(session, [*at_random(1, 200), Inquiry("2010-06-01", maybe), Inquiry("2010-06-01", maybe, by="BFU")])
    seen: Counter[object] = Counter()
    for day in DAYS:
        steps = known_by(session, day)
        for row, flags in everything(session, day):
            key = row.investigation.occurrence_id
            for duty, due in zip(PAST, (row.clock.preliminary, row.clock.interim, row.clock.final), strict=True):
                length = length_of(flags, duty)
                assert bool(length) == (due.past is Past.YES), (key, day, duty)
                if due.past is Past.YES and duty is not Duty.INTERIM:  # the last anniversary is never more than a year ago
                    assert length == 1 + sum(add_months(due.due, 12 * years) < day for years in (1, 2, 5)), (key, day, due)
                seen[duty, length] += 1
            told = (row.clock.preliminary, row.clock.interim, row.clock.final)
            assert bool(flags & Flag.UNTOLD) == any(each.past is Past.CANNOT_TELL for each in told), (key, day)
            seen["untold"] += bool(
                flags & Flag.UNTOLD and row.occurrence.occurred_precision == "day" and row.occurrence.state_known
            )
            kinds = kinds_of(row, steps.get(key, ()), day)
            assert {each for each in Status if flags & FLAGS[each]} == kinds, (key, day)
            seen.update(kinds)
    lengths = [(duty, length) for duty in (Duty.PRELIMINARY, Duty.FINAL) for length in range(5)]
    assert [each for each in (*Status, "untold", *lengths) if not seen[each]] == [], "the example has some of each"


def test_counts_equal_the_rows_that_a_filter_lists(session: Session) -> None:
    file_inquiries(session, at_random(3, 60))
    moment = Moment(LAST)
    whole = tracked(session, no_index, Wanted(moment), 1, 25)
    assert whole.page.total == whole.n_known == len(everything(session, LAST))
    assert len(whole.page.items) == 25
    asked = {
        "status": [Wanted(moment, status=Status(each.value)) for each in Status],
        "overdue": [Wanted(moment, overdue=each, order=Order.LONGEST) for each in PAST],
        "state": [Wanted(moment, state=each) for each in ("EG", "FR", "none")],
    }
    for facet in whole.facets:
        for value in facet.values:
            for wanted in asked.get(facet.name, []):
                if value.value in (wanted.status, wanted.overdue, wanted.state):
                    rows = list(every_row(session, no_index, wanted))
                    assert len(rows) == value.n == tracked(session, no_index, wanted, 1, 5).page.total, value
    assert sum(each.n for each in whole.facets[-1].values) == whole.n_known
    assert {each.label for each in whole.facets[-1].values} == {"BEA", "AAIB", "BFU"}


PLAIN = """
    SELECT coalesce(o.country, 'none'), count(DISTINCT e.occurrence_id) FROM investigation_event e
    JOIN account a ON a.occurrence_id = e.occurrence_id AND a.number = e.account_number
    JOIN occurrence o ON o.id = e.occurrence_id
    WHERE e.kind = :kind AND coalesce(a.published_on, a.said_on) BETWEEN :first AND :day GROUP BY 1
"""


def test_counts_equal_plain_sql_over_the_steps(session: Session) -> None:
    file_inquiries(session, at_random(7, 100))
    kinds = {Status.FINAL: "final_published", Status.REOPENED: "reopened", Status.TRANSFERRED: "transferred_to_judicial"}
    for day in DAYS[:3]:
        asked = [(status, kind, dt.date.min) for status, kind in kinds.items()]
        for status, kind, first in (*asked, (Status.RECENT, "final_published", day - dt.timedelta(days=89))):
            plain = session.execute(sa.text(PLAIN), {"kind": kind, "first": first, "day": day})
            (states,) = (
                each
                for each in tracked(session, no_index, Wanted(Moment(day), status=status), 1, 1).facets
                if each.name == "state"
            )
            assert {each.value: each.n for each in states.values} == dict(plain.all()), (day, status)


def test_filters_go_together_and_each_counts_beside_the_others(session: Session) -> None:
    file_inquiries(session, at_random(4, 80))
    wanted = Wanted(Moment(LAST), status=Status.OPEN, overdue=Duty.FINAL, by=Length.MORE, state="EG", order=Order.LONGEST)
    found = tracked(session, no_index, wanted, 1, 100)
    dues = [each.clock.final.due for each in found.page.items]
    assert dues
    assert dues == sorted(dues)
    assert {each.occurrence.country for each in found.page.items} == {"EG"}
    facets = {each.name: {value.value: value.n for value in each.values} for each in found.facets}
    assert facets["by"]["over-5"] == facets["state"]["EG"] == facets["overdue"]["final"] - sum(
        facets["by"][each] for each in ("under-1", "1-2", "2-5")
    ) == found.page.total  # fmt: skip


def test_pages_follow_one_another(session: Session) -> None:
    file_inquiries(session, at_random(5, 30))
    for order in Order:
        wanted = Wanted(Moment(LAST), order=order)
        whole = [each.investigation.occurrence_id for each in every_row(session, no_index, wanted)]
        pages = [tracked(session, no_index, wanted, number, 7).page.items for number in range(1, 7)]
        assert [each.investigation.occurrence_id for page in pages for each in page] == whole
    newest = [each.occurrence.occurred_on for each in every_row(session, no_index, Wanted(Moment(LAST), order=Order.NEWEST))]
    dated = [each for each in newest if each]
    assert dated == sorted(dated, reverse=True)
    assert newest[len(dated) :] == [None] * (len(newest) - len(dated))


METROJET = Inquiry(
    "2015-10-31",
    (
        S("opened", "2015-10-31", "2015-10-31"),
        S("briefing", "2015-11-07", "2015-11-07"),
        S("preliminary_published", "2015-12-13", "2015-12-13", "2015-12-14"),
        S("transferred_to_judicial", "2016-03-14", "2016-03-14"),
    ),
    country="EG",
)  # fmt: skip


@pytest.mark.parametrize(
    ("day", "past"),
    [("2015-10-30", None), ("2015-11-30", ""), ("2015-12-01", "preliminary"), ("2015-12-13", "preliminary"), ("2015-12-14", ""),
     ("2016-10-31", ""), ("2016-11-01", "interim final"), ("2020-03-05", "interim final")],
)  # fmt: skip
def test_the_worked_example_on_each_of_its_days(session: Session, day: str, past: str | None) -> None:
    file_inquiries(session, [METROJET])
    found = everything(session, dt.date.fromisoformat(day))
    assert [" ".join(each.value for each in PAST if length_of(flags, each)) for _, flags in found] == (
        [] if past is None else [past]
    )


def test_who_said_it_stands_with_the_status(session: Session) -> None:
    file_inquiries(session, [METROJET])
    ((row, _),) = everything(session, dt.date(2015, 12, 1))
    assert (row.authority, row.clock.status.kind, row.said.speaker) == ("BEA", EventKind.OPENED, "BEA")
    assert row.said.account.said_on == dt.date(2015, 10, 31)


def test_a_query_narrows_by_any_number_of_occurrences(session: Session) -> None:
    ids = file_inquiries(session, at_random(6, 20))
    some = orjson.dumps([*ids[:5], *range(10_000, 30_000)]).decode()
    rows = statements.standing(Moment(LAST), ids=some)
    found = set(session.scalars(sa.select(rows.c.occurrence_id)))
    assert found == {each for each in ids[:5] if each in {row.occurrence.id for row, _ in everything(session, LAST)}}


def publish(session: Session, *steps: object) -> int:
    """Have an editor do it, at once; gives the place of the log, also where nothing is to be done."""
    editor = a_user(session, Role.EDITOR)
    session.commit()
    if steps:
        contributions.submit(session, Actor(editor.id, editor.name, frozenset({editor.role})), steps, "a test")
        session.commit()
    last: int = session.scalar(sa.text("SELECT max(sequence) FROM changeset"))
    session.rollback()
    return last


def test_a_step_counts_in_what_was_on_record_while_it_stood(session: Session) -> None:
    inquiry = Inquiry("2015-10-31", (S("opened", "2015-10-31"), S("final_published", "2016-03-01")))
    (key,) = file_inquiries(session, [inquiry])
    authority, source = session.scalar(sa.select(Investigation.authority_id)), session.scalar(sa.select(Account.source_id))
    filed = publish(session)
    withdrawn = publish(session, Withdraw(key, "investigation_event", 1, "of another flight", 2))
    report = EventStep(authority, "safety", "final_published", "2017-05-01", state_role="occurrence")
    again = publish(session, FileAccount(key, authority, source, "2017-05-01", events=(report,)))
    day = dt.date(2018, 1, 1)

    def told(at: int | None, day: dt.date = day) -> list[tuple[Past, dt.date | None]]:
        found = tracked(session, no_index, Wanted(Moment(day, at), status=Status.FINAL), 1, 5)
        rest = tracked(session, no_index, Wanted(Moment(day, at), overdue=Duty.FINAL), 1, 5)
        assert found.n_known == rest.n_known == found.page.total + rest.page.total
        return [(each.clock.final.past, each.clock.final.met_on) for each in (*found.page.items, *rest.page.items)]

    def reported(at: int) -> list[int]:
        return [each.days for curve in survival(session, Moment(day, at), None, None).figure.curves for each in curve.points
                if each.n_events]  # fmt: skip

    assert told(filed - 1) == []
    assert told(filed) == [(Past.NO, dt.date(2016, 3, 1))]
    assert told(withdrawn) == [(Past.YES, None)]
    assert told(again) == told(None) == [(Past.NO, dt.date(2017, 5, 1))]
    # The day and the place of the log do not depend on each other.
    assert told(again, dt.date(2017, 4, 30)) == [(Past.YES, None)]
    assert [reported(each) for each in (filed - 1, filed, withdrawn, again)] == [[], [122], [], [548]]


def test_the_newest_source_is_one_that_speaks_of_investigations(session: Session) -> None:
    def newest(day: dt.date, at: int | None = None) -> dt.date | None:
        return tracked(session, no_index, Wanted(Moment(day, at)), 1, 1).newest

    an_occurrence(session, [A("place", "Cairo", said=dt.date(2020, 1, 1))])
    assert newest(LAST) is None
    (key,) = file_inquiries(session, [METROJET])
    authority, before = session.scalar(sa.select(Investigation.authority_id)), publish(session)
    assert (newest(LAST), newest(FIRST)) == (FIRST, None)
    report = NewSource("new:1", "final_report", "The report", authority, published_on="2016-05-31")
    publish(session, report, AddDocument(key, authority, "safety", "new:1", "occurrence"))
    assert (newest(LAST), newest(LAST, before), newest(dt.date(2016, 5, 31))) == (dt.date(2016, 5, 31), FIRST, None)


def test_what_was_withdrawn_later_still_stands_in_what_was_recorded_before(session: Session) -> None:
    first, second = file_inquiries(session, [METROJET, METROJET])
    before = publish(session) or 0
    publish(session, WithdrawOccurrence(first, "a drill"))
    for at, expected in ((None, [second]), (before, [first, second]), (before - 1, [])):
        rows = statements.standing(Moment(LAST, at))
        assert sorted(session.scalars(sa.select(rows.c.occurrence_id))) == expected


def test_one_without_any_step_counts_from_the_day_of_the_occurrence(session: Session) -> None:
    file_inquiries(session, [Inquiry("2015-10-31", ()), Inquiry("", (), kind=InvestigationKind.JUDICIAL)])
    assert len(everything(session, dt.date(2015, 10, 30))) == 1
    found = everything(session, dt.date(2015, 10, 31))
    assert [(row.said, flags) for row, flags in found] == [(None, Flag.OPEN), (None, Flag.OPEN)]
    assert tracker.state_name("none") == "not stated"
