"""The history of one property: disputed since when, between whom, by how much, and settled when."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.resolution.history import Difference, Stretch, difference, disputants, history, opponents
from app.resolution.rule import Resolution, Said, resolve
from app.vocab.claims import PropertyState
from app.vocab.properties import BY_KEY
from tests.resolution.test_rule import cause, said

FATAL, CAUSE = BY_KEY["injuries.fatal"], BY_KEY["cause.statement"]
DAYS = [f"2015-11-{day:02}" for day in range(1, 8)]


def disputed(prop: str, a: str, b: str) -> Difference | None:
    key = BY_KEY[prop]
    return difference(key, resolve(key, [said(a, 1, prop=prop), said(b, 2, prop=prop)]))


def test_a_property_is_disputed_from_the_day_of_the_second_word_until_one_gives_way():
    found = history(FATAL, [said("224", 1, "2015-11-01"), said("217", 2, "2015-11-02"), said("224", 2, "2015-11-05")])
    assert [step.outcome.state.value for step in found.steps] == ["single", "disputed", "refined"]
    assert found.dispute("2015-11-01") is None
    assert found.dispute("2015-11-04") == Stretch("2015-11-02", None)
    assert found.dispute() == Stretch("2015-11-02", "2015-11-05")
    assert found.outcome_of(Stretch("2015-11-02", "2015-11-05")).state is PropertyState.DISPUTED


def test_a_dispute_can_open_again():
    words = [said("1", 1, DAYS[0]), said("2", 2, DAYS[1]), said("1", 2, DAYS[2]), said("3", 1, DAYS[3])]
    assert history(FATAL, words).stretches() == (Stretch(DAYS[1], DAYS[2]), Stretch(DAYS[3], None))


def test_before_anything_was_said_there_is_no_outcome():
    assert history(FATAL, [said("1", 1, DAYS[3])]).on(DAYS[2]) is None
    assert history(FATAL, []).on(None) is None
    assert history(FATAL, []).dispute() is None


def test_opponents_are_those_who_contradict_one_another():
    words = [
        cause("A bomb.", 1), cause("A bomb.", 2, stance="suspects"), cause("A bomb.", 3, stance="no_evidence"),
        cause("A bomb.", 4, stance="denies"),
    ]  # fmt: skip
    found = resolve(CAUSE, words)
    # To see no evidence contradicts an assertion but no suspicion; a denial contradicts both.
    assert opponents(CAUSE, found) == ((1, 3), (1, 4), (2, 4))
    assert disputants(CAUSE, found) == {1, 2, 3, 4}
    assert difference(CAUSE, found) is None


@pytest.mark.parametrize(
    ("prop", "a", "b", "expected"),
    [
        ("injuries.fatal", "224", "217", Difference(7, "people", 7 / 224)),
        ("injuries.fatal", "0", "4", Difference(4, "people", 1)),
        ("aircraft.last_altitude", "31000", "33000", Difference(2000, "ft", 2000 / 33000)),
        ("aircraft.first_flight", "1997-05-27", "1997-05-09", Difference(18, "days")),
        ("aircraft.tail_strike_year", "2001", "2011", Difference(3288, "days")),
        ("time.utc", "23:59", "00:01", Difference(2, "minutes")),
        ("country", "EG", "RU", None),
        ("place", "Hasna", "Cairo", None),
    ],
)
def test_the_size_of_a_difference_is_in_the_unit_of_the_property(prop: str, a: str, b: str, expected: Difference | None):
    assert disputed(prop, a, b) == expected


def test_positions_are_apart_in_kilometres():
    found = disputed("coordinates", "30,34", "31,34")
    assert found is not None
    assert (found.unit, round(found.amount)) == ("km", 111)


def test_values_that_agree_within_the_tolerance_are_not_apart():
    assert disputed("aircraft.last_altitude", "31000", "31050") is None


PROPERTIES = ("injuries.fatal", "cause.statement", "category", "wreckage.length", "statement.measure", "date")
VALUES = {"category": ("SEC", "UNK"), "date": ("2015", "2015-10", "2015-10-31", "2016")}


@st.composite
def histories(draw: st.DrawFn) -> list[Said]:
    prop = draw(st.sampled_from(PROPERTIES))
    values = VALUES.get(prop, ("1", "2", "3"))
    one = st.builds(
        said,
        st.sampled_from(values),
        st.integers(1, 4),
        st.sampled_from(DAYS),
        prop=st.just(prop),
        stance=st.sampled_from(("asserts", "suspects", "denies", "no_evidence")),
        rank=st.sampled_from((None, None, None, "preferred", "deprecated")),
        sequence=st.integers(1, 3),
    )
    return draw(st.lists(one, min_size=1, max_size=8))


def as_read_on(words: list[Said], day: str) -> Resolution:
    return resolve(BY_KEY[words[0].property], [each for each in words if each.public <= day])


@given(histories())
def test_each_day_is_the_rule_over_what_was_public_by_then(words: list[Said]):
    prop = BY_KEY[words[0].property]
    found = history(prop, words)
    open_since: str | None = None
    for day in DAYS:
        outcome = as_read_on(words, day)
        assert (found.on(day) or resolve(prop, [])) == outcome
        is_disputed = outcome.state is PropertyState.DISPUTED
        open_since = (open_since or day) if is_disputed else None
        dispute = found.dispute(day)
        assert (dispute.since if dispute and dispute.settled_on is None else None) == open_since
        if dispute and dispute.settled_on:
            assert as_read_on(words, dispute.settled_on).state is not PropertyState.DISPUTED
            assert found.outcome_of(dispute, day).state is PropertyState.DISPUTED
        assert bool(opponents(prop, outcome)) == is_disputed
        assert disputants(prop, outcome) == {party for pair in opponents(prop, outcome) for party in pair}
