"""The clock `annex13-clock/1`: the worked example day by day, every rule, and any history."""

import datetime as dt
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.resolution.clock import (
    Clock,
    Due,
    Duty,
    Missed,
    Past,
    Step,
    investigation_clock,
    response_clock,
    step_of,
)
from app.vocab.claims import Precision
from app.vocab.investigations import EventKind, InvestigationKind

YES, NO, NOT_APPLICABLE, CANNOT_TELL = Past.YES, Past.NO, Past.NOT_APPLICABLE, Past.CANNOT_TELL


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def step(kind: str, public: str, on: str | None = None, *, dated: bool = True) -> Step:
    return Step(kind, day(on) if on else None, day(public), dated)


D0 = day("2015-10-31")
EGYPT = (
    step("notified", "2015-10-31", "2015-10-31"),
    step("opened", "2015-10-31", "2015-10-31"),
    step("briefing", "2015-11-07", "2015-11-07"),
    step("preliminary_published", "2015-12-14", "2015-12-13"),
    step("transferred_to_judicial", "2016-03-17", "2016-03-14"),
)


def clock(on: str, *steps: Step, d0: dt.date | None = D0, **more: object) -> Clock:
    return investigation_clock(steps, d0, day(on), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("on", "preliminary", "interim", "final", "days", "missed"),
    [
        ("2015-11-30", NO, NO, NO, None, 0),
        ("2015-12-01", YES, NO, NO, None, 0),
        ("2015-12-13", YES, NO, NO, None, 0),
        ("2015-12-14", NO, NO, NO, None, 0),
        ("2016-10-31", NO, NO, NO, None, 0),
        ("2016-11-01", NO, YES, YES, 1, 1),
        ("2020-03-05", NO, YES, YES, 1_221, 4),
    ],
)
def test_the_worked_example_on_each_of_its_days(on, preliminary, interim, final, days, missed):
    found = clock(on, *EGYPT)
    assert (found.preliminary.past, found.interim.past, found.final.past) == (preliminary, interim, final)
    assert (found.final.days, len(found.missed)) == (days, missed)


def test_a_late_preliminary_report_is_counted_by_the_day_of_the_act_once_it_is_public():
    before, after = clock("2015-12-13", *EGYPT).preliminary, clock("2015-12-14", *EGYPT).preliminary
    assert before == Due(Duty.PRELIMINARY, YES, day("2015-11-30"), days=13)
    assert after == Due(Duty.PRELIMINARY, NO, day("2015-11-30"), met_on=day("2015-12-13"), late=13)


def test_the_status_is_the_last_step_public_by_the_day_and_a_briefing_is_none():
    assert clock("2015-10-30", *EGYPT).status is None
    assert clock("2015-11-08", *EGYPT).status == EGYPT[1]
    assert clock("2015-12-13", *EGYPT).status == EGYPT[1]
    assert clock("2015-12-14", *EGYPT).status == EGYPT[3]
    assert clock("2016-03-17", *EGYPT).status == EGYPT[4]


def test_a_file_that_went_to_a_prosecutor_stops_no_clock():
    assert clock("2016-11-01", *EGYPT).final.past is YES


def test_what_is_said_only_not_later_than_a_day_has_no_lateness():
    found = clock("2016-06-01", step("preliminary_published", "2016-01-10", dated=False))
    assert (found.preliminary.past, found.preliminary.late) == (NO, None)


def test_what_may_have_been_public_earlier_leaves_it_open_until_the_day_by_which_it_was():
    final = step("final_published", "2026-03-28", dated=False)
    past = clock("2019-01-01", final)
    assert [each.past for each in (past.preliminary, past.interim, past.final)] == [CANNOT_TELL] * 3
    assert past.final == Due(Duty.FINAL, CANNOT_TELL, day("2016-10-31"))
    assert past.missed == ()
    assert clock("2015-11-30", final).preliminary.past is NO
    now = clock("2026-03-28", final)
    assert (now.final.past, now.final.late, now.missed) == (NO, None, ())


@pytest.mark.parametrize("kind", ["preliminary_published", "interim_statement", "final_published"])
def test_any_of_three_reports_meets_the_30_days(kind):
    assert clock("2016-01-01", step(kind, "2015-11-20")).preliminary.past is NO


@pytest.mark.parametrize("kind", ["opened", "briefing", "draft_in_consultation", "suspended", "delegated"])
def test_nothing_else_meets_them(kind):
    assert clock("2016-01-01", step(kind, "2015-11-20")).preliminary.past is YES


def test_an_aircraft_up_to_2250_kg_needs_no_preliminary_report():
    assert clock("2016-01-01", mass_kg=2_250).preliminary.past is NOT_APPLICABLE
    assert clock("2016-01-01", mass_kg=2_251).preliminary.past is YES
    assert clock("2016-12-01", mass_kg=900).final.past is YES


def test_a_statement_in_time_lifts_its_anniversary_only():
    steps = (step("interim_statement", "2016-10-30"),)
    assert clock("2016-11-01", *steps).interim.past is NO
    assert clock("2016-11-01", *steps).missed == ()
    assert clock("2017-10-31", *steps).interim.past is NO
    later = clock("2017-11-01", *steps)
    assert (later.interim.past, later.interim.days) == (YES, 1)
    assert later.missed == (Missed(2, day("2017-10-31"), None),)


def test_a_late_statement_keeps_its_anniversary_in_the_count_and_says_by_how_much():
    steps = (step("interim_statement", "2016-11-20"),)
    found = clock("2016-12-01", *steps)
    assert (found.interim.past, found.interim.late) == (NO, 20)
    assert found.missed == (Missed(1, day("2016-10-31"), 20),)
    assert clock("2017-11-01", *steps).missed == found.missed, "it is also the statement of the year that follows"


def test_a_final_report_ends_the_anniversaries_and_those_before_it_stay_missed():
    found = clock("2030-01-01", step("final_published", "2017-06-01"))
    assert (found.interim.past, found.final.past, found.final.late) == (NO, NO, 213)
    assert found.missed == (Missed(1, day("2016-10-31"), None),)
    assert clock("2030-01-01", step("final_published", "2016-10-31")).missed == ()


def test_reopening_sets_the_aim_anew():
    steps = (step("final_published", "2016-05-01"), step("reopened", "2018-02-01", "2018-01-31"))
    assert clock("2019-01-31", *steps).final == Due(Duty.FINAL, NO, day("2019-01-31"))
    assert clock("2019-02-01", *steps).final == Due(Duty.FINAL, YES, day("2019-01-31"), days=1)
    closed = clock("2019-03-01", *steps, step("final_published", "2019-02-20"))
    assert (closed.final.past, closed.final.late) == (NO, 20)
    assert clock("2018-01-31", *steps).final.due == day("2016-10-31"), "not yet public on that day"


def test_comments_on_a_draft_are_due_after_60_days_until_the_final_report():
    draft = step("draft_in_consultation", "2016-03-20", "2016-03-01")
    assert clock("2016-03-19", draft).comment == Due(Duty.COMMENT, NO)
    assert clock("2016-04-30", draft).comment == Due(Duty.COMMENT, NO, day("2016-04-30"))
    assert clock("2016-05-01", draft).comment.days == 1
    assert clock("2016-06-01", draft, step("final_published", "2016-05-30")).comment.past is NO


@pytest.mark.parametrize("ending", ["discontinued", "not_investigated"])
def test_what_is_not_investigated_owes_nothing_from_the_day_that_is_public(ending):
    steps = (step("opened", "2015-10-31"), step(ending, "2016-12-01", "2016-11-20"))
    assert clock("2016-11-30", *steps).final.past is YES
    found = clock("2016-12-01", *steps)
    assert {each.past for each in found.duties} == {NOT_APPLICABLE}
    assert (found.missed, found.is_ended) == ((), True)
    assert clock("2017-06-01", *steps, step("reopened", "2017-01-01")).final.due == day("2018-01-01")


@pytest.mark.parametrize("kind", [InvestigationKind.JUDICIAL, InvestigationKind.MILITARY, InvestigationKind.OTHER])
def test_the_duties_are_those_of_a_safety_investigation(kind):
    found = clock("2020-01-01", *EGYPT, kind=kind)
    assert {each.past for each in found.duties} == {NOT_APPLICABLE}
    assert found.status == EGYPT[4]


@pytest.mark.parametrize("more", [{"d0": None}, {"d0_precision": "month"}, {"d0_precision": "year"}, {"state_known": False}])
def test_without_the_day_or_the_state_it_cannot_be_told(more):
    found = clock("2020-01-01", **more)
    assert [each.past for each in (found.preliminary, found.interim, found.final)] == [CANNOT_TELL] * 3
    assert found.missed == ()
    closed = clock("2020-01-01", step("final_published", "2019-01-01"), **more)
    assert [(each.past, each.late) for each in (closed.preliminary, closed.interim, closed.final)] == [(NO, None)] * 3


def test_a_recommendation_is_answered_within_90_days_of_its_sending():
    answer = step("briefing", "2016-04-05", "2016-04-01")
    assert response_clock(day("2016-01-01"), (), day("2016-03-31")).past is NO
    assert response_clock(day("2016-01-01"), (), day("2016-04-01")) == Due(Duty.RESPONSE, YES, day("2016-03-31"), days=1)
    assert response_clock(day("2016-01-01"), (answer,), day("2016-04-04")).days == 4
    assert response_clock(day("2016-01-01"), (answer,), day("2016-04-05")).late == 1
    assert response_clock(None, (), day("2016-04-05")).past is CANNOT_TELL


def test_a_day_of_the_act_known_to_the_month_does_not_count_as_stated():
    public = day("2016-01-14")
    assert step_of(EventKind.OPENED, day("2016-01-01"), Precision.MONTH, public).day == public
    assert step_of(EventKind.OPENED, day("2016-01-02"), Precision.DAY, public).day == day("2016-01-02")
    assert not step_of(EventKind.OPENED, None, Precision.DAY, public, said=Precision.NOT_LATER_THAN).dated


def test_each_duty_has_its_rule_in_words_its_source_and_its_limit():
    assert all(each.definition and each.source and each.limit for each in Duty)
    assert Duty.FINAL.limit == "12-month aim"


def test_the_end_of_the_calendar_is_no_error():
    assert clock("9999-12-31", d0=day("9999-12-30")).final.due == dt.date.max
    assert len(clock("9999-12-31", d0=day("9990-01-01")).missed) == 9


# -- any history

_days = st.dates(dt.date(2010, 1, 1), dt.date(2019, 12, 31))
_steps = st.builds(
    lambda kind, public, before: Step(kind.value, None if before is None else public - dt.timedelta(before), public),
    st.sampled_from(list(EventKind)),
    _days,
    st.none() | st.integers(0, 400),
)
_histories = st.lists(_steps, max_size=8)
_CLOSING = {
    Duty.PRELIMINARY: {"preliminary_published", "interim_statement", "final_published"},
    Duty.INTERIM: {"interim_statement", "final_published"},
    Duty.FINAL: {"final_published", "reopened"},
    Duty.COMMENT: {"final_published", "draft_in_consultation"},
}
_ENDING = {"discontinued", "not_investigated"}


@settings(deadline=None)
@given(_histories, _days, _days)
def test_nothing_is_late_on_its_due_day_and_days_are_counted_from_it(steps, d0, on):
    for each in investigation_clock(steps, d0, on).duties:
        if each.past is YES:
            assert each.due is not None
            assert each.days == (on - each.due).days > 0
            again = {due.duty: due for due in investigation_clock(steps, d0, each.due).duties}
            assert again[each.duty].past is not YES or again[each.duty].due != each.due
        else:
            assert each.days is None


@settings(deadline=None)
@given(_histories, _days, _days)
def test_a_flag_comes_down_only_by_a_step_that_closes_it(steps, d0, on):
    today, tomorrow = (investigation_clock(steps, d0, each) for each in (on, on + dt.timedelta(1)))
    new = {each.kind for each in steps if each.public == tomorrow.day}
    for before, after in zip(today.duties, tomorrow.duties, strict=True):
        if before.past is YES and after.past is not YES:
            assert new & (_CLOSING[before.duty] | _ENDING)
    if len(tomorrow.missed) < len(today.missed):
        assert new & (_CLOSING[Duty.INTERIM] | _ENDING)


@settings(deadline=None)
@given(_histories, _days, _days)
def test_the_order_of_the_steps_and_what_is_not_yet_public_change_nothing(steps, d0, on):
    asked = investigation_clock(steps, d0, on)
    known = [each for each in reversed(steps) if each.public <= on]
    again = investigation_clock(known, d0, on)
    assert (again.duties, again.missed) == (asked.duties, asked.missed)
    assert again.status == asked.status


@settings(deadline=None)
@given(_histories, _days, _days)
def test_the_count_of_missed_anniversaries_equals_a_slow_reading(steps, d0, on):
    found = investigation_clock(steps, d0, on)
    if found.final.past is NOT_APPLICABLE:
        return
    known = [each for each in steps if each.public <= on]
    missed = 0
    dues = [_anniversary(d0, n) for n in range(12)]
    for before, due in itertools.pairwise(dues):
        said = any(each.kind == "interim_statement" and before < each.day <= due for each in known)
        final = any(each.kind == "final_published" and each.day <= due for each in known)
        missed += due < on and not said and not final
    assert len(found.missed) == missed


def _anniversary(d0: dt.date, n: int) -> dt.date:
    try:
        return d0.replace(year=d0.year + n)
    except ValueError:
        return dt.date(d0.year + n, 2, 28)
