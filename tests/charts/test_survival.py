"""The Kaplan-Meier estimate and the log-rank test: published examples, and scipy on any times."""

import warnings
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from app.charts.survival import Curve, chi_squared_above, kaplan_meier, log_rank

TEACHING = (
    [24, 3, 11, 19, 24, 13, 14, 2, 18, 17, 24, 21, 12, 1, 10, 23, 6, 5, 9, 17],
    [0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 1, 0, 1],
)
TIMES = st.lists(st.tuples(st.integers(0, 60), st.booleans()), min_size=1, max_size=60)


def curve(times, events, value: str = "") -> Curve:
    happened = Counter(t for t, event in zip(times, events, strict=True) if event)
    lost = Counter(t for t, event in zip(times, events, strict=True) if not event)
    return Curve(value, value, kaplan_meier(happened, lost))


def oracle(times, events):
    censored = np.array([not each for each in events])
    return stats.ecdf(stats.CensoredData.right_censored(np.array(times), censored)).sf


def test_the_teaching_set_of_boston_university():
    found = curve(*TEACHING)
    seen = {days: round(found.at(days).survival, 4) for days in (1, 3, 5, 14, 17, 23, 24)}
    assert seen == {1: 0.95, 3: 0.8972, 5: 0.8444, 14: 0.76, 17: 0.6756, 23: 0.5067, 24: 0.5067}
    assert (found.at(24).low, found.at(24).high) == pytest.approx((0.1605, 0.7767), abs=5e-5)
    assert (found.n, found.n_events, found.n_censored, found.median) == (20, 6, 14, None)


def test_a_second_published_set():
    times = [37, 43, 47, 56, 60, 62, 71, 77, 80, 81]
    found = curve(times, [0, 0, 1, 1, 0, 0, 0, 1, 1, 1])
    assert [round(each.survival, 4) for each in found.points] == [1, 1, 0.875, 0.75, 0.75, 0.75, 0.75, 0.5, 0.25, 0]
    assert found.median == 77
    assert [found.n_at_risk(days) for days in (0, 37, 38, 81, 82)] == [10, 10, 9, 1, 0]
    assert found.at(36) is None


def test_two_groups_as_published():
    one = curve([8, 12, 26, 14, 21, 27, 8, 32, 20, 40], [1] * 6 + [0] * 4)
    other = curve([33, 28, 41, 48, 48, 25, 37, 48, 25, 43], [1] * 3 + [0] * 7)
    found = log_rank([one, other])
    assert (found.statistic, found.degrees) == (pytest.approx(6.916, abs=5e-4), 1)
    assert found.probability == pytest.approx(0.00854, abs=5e-6)


@settings(max_examples=60, deadline=None)
@given(TIMES)
def test_the_curve_and_its_limits_equal_those_of_scipy(pairs):
    times, events = zip(*pairs, strict=True)
    found, expected = curve(times, events), oracle(times, events)
    assert [each.days for each in found.points] == expected.quantiles.tolist()
    assert [each.survival for each in found.points] == pytest.approx(expected.probabilities.tolist(), abs=1e-12)
    with warnings.catch_warnings(action="ignore"):  # where they are not defined
        limits = expected.confidence_interval(method="log-log")
    for each, low, high in zip(found.points, limits.low.probabilities, limits.high.probabilities, strict=True):
        if each.low is not None:
            assert (each.low, each.high) == pytest.approx((low, high), abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(TIMES, TIMES)
def test_two_groups_differ_as_much_as_for_scipy(one, other):
    data = [list(zip(*each, strict=True)) for each in (one, other)]
    found = log_rank([curve(*each) for each in data])
    if found is not None:
        with warnings.catch_warnings(action="ignore"):
            expected = stats.logrank(*(stats.CensoredData.right_censored(t, [not e for e in events]) for t, events in data))
        assert found.statistic == pytest.approx(float(expected.statistic) ** 2, abs=1e-9)
        assert found.probability == pytest.approx(float(expected.pvalue), abs=1e-9)


def test_groups_of_which_nothing_can_be_told_are_not_compared():
    assert log_rank([curve([1, 2], [1, 0])]) is None
    assert log_rank([curve([1, 2], [0, 0]), curve([3], [0])]) is None
    assert log_rank([curve([5, 6, 7], [1, 1, 1]), curve([1], [0])]) is None
    assert log_rank([curve([], []), curve([3], [1])]) is None


@given(st.floats(0, 200), st.integers(1, 8))
def test_the_probabilities_of_chi_squared_equal_those_of_scipy(statistic, degrees):
    assert chi_squared_above(statistic, degrees) == pytest.approx(float(stats.chi2.sf(statistic, degrees)), abs=1e-12)


def test_several_groups_are_compared_at_once():
    """Against the statistic of many groups, written out with scipy's own pieces: the chi-squared of three equal groups is 0."""
    alike = [curve([1, 3, 5, 8], [1, 1, 0, 1]) for _ in range(3)]
    found = log_rank(alike)
    assert (found.statistic, found.degrees, found.probability) == (pytest.approx(0), 2, pytest.approx(1))
    apart = [curve(list(range(1, 11)), [1] * 10), curve(list(range(20, 30)), [1] * 10), curve(list(range(40, 50)), [1] * 10)]
    assert log_rank(apart).probability < 1e-6
