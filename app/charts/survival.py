"""Times until something happens, of which some are not over: the Kaplan-Meier estimate, and whether groups differ.

Days in, shares out; the formulas are those of any textbook, and tests hold them against scipy's.
"""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

MONTH = 30.4375  # days
_Z = 1.959963984540054  # two sides of 95 %


class Point(NamedTuple):
    """A day on which something happened to somebody, counted from the origin.

    n_at_risk: how many were still waiting just before. survival: the share of those to whom it has not happened after this day.
    low, high: its 95 % limits by the log-log transformation; None where they are not defined, which is at 1 and at 0.
    """

    days: int
    n_at_risk: int
    n_events: int
    n_censored: int
    survival: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Curve:
    """The estimate for one group. `value` is the group's code or id, empty where there is one group alone."""

    value: str
    label: str
    points: tuple[Point, ...]

    @property
    def n(self) -> int:
        """How many there are in all."""
        return self.points[0].n_at_risk if self.points else 0

    @property
    def n_events(self) -> int:
        """To how many it has happened."""
        return sum(each.n_events for each in self.points)

    @property
    def n_censored(self) -> int:
        """How many are still waiting."""
        return self.n - self.n_events

    @property
    def median(self) -> int | None:
        """The first day by which it has happened to half of them; None: not reached."""
        return next((each.days for each in self.points if each.survival <= 0.5), None)

    def at(self, days: float) -> Point | None:
        """The last point up to a day; None before the first."""
        place = bisect_right(self.points, days, key=lambda each: each.days)
        return self.points[place - 1] if place else None

    def n_at_risk(self, days: float) -> int:
        """How many were still waiting just before a day."""
        place = bisect_left(self.points, days, key=lambda each: each.days)
        return self.points[place].n_at_risk if place < len(self.points) else 0


def kaplan_meier(events: Mapping[int, int], censored: Mapping[int, int]) -> tuple[Point, ...]:
    """The product-limit estimate. events, censored: day -> how many; on the same day events come before losses.

    Source: Kaplan and Meier (1958), J. Am. Stat. Assoc. 53:457-481; variance by Greenwood's formula.
    """
    n, survival, variance, points = sum(events.values()) + sum(censored.values()), 1.0, 0.0, []
    for days in sorted({*events, *censored}):
        happened, lost = events.get(days, 0), censored.get(days, 0)
        if happened:
            survival *= (n - happened) / n
            variance += happened / (n * (n - happened)) if n > happened else math.inf
        points.append(Point(days, n, happened, lost, survival, *_limits(survival, variance)))
        n -= happened + lost
    return tuple(points)


def _limits(survival: float, variance: float) -> tuple[float | None, float | None]:
    if not 0 < survival < 1:
        return None, None
    reach = _Z * math.sqrt(variance) / math.log(survival)
    return survival ** math.exp(-reach), survival ** math.exp(reach)


class Difference(NamedTuple):
    """A log-rank test: the probability of curves at least as far apart if the groups did not differ."""

    statistic: float
    degrees: int
    probability: float


def log_rank(curves: Sequence[Curve]) -> Difference | None:
    """Whether the groups differ, over all of their time; None where fewer than two can be compared.

    Source: Mantel (1966), Cancer Chemother. Rep. 50:163-170; with several groups the statistic is chi-squared.
    """
    observed = [float(each.n_events) for each in curves]
    expected = [0.0] * len(curves)
    covariance = [[0.0] * len(curves) for _ in curves]
    for days in sorted({point.days for each in curves for point in each.points if point.n_events}):
        _add(curves, days, expected, covariance)
    kept = [place for place, each in enumerate(expected) if each > 0]
    if len(kept) < 2:
        return None
    free = kept[:-1]  # the last one follows from the others
    away = [observed[place] - expected[place] for place in free]
    solved = _solved([[covariance[i][j] for j in free] for i in free], away)
    if solved is None:
        return None
    statistic = sum(a * b for a, b in zip(away, solved, strict=True))
    return Difference(statistic, len(free), chi_squared_above(statistic, len(free)))


def _add(curves: Sequence[Curve], days: int, expected: list[float], covariance: list[list[float]]) -> None:
    """What one day adds to the expected events of each group, and to their covariance."""
    at_risk = [each.n_at_risk(days) for each in curves]
    n = sum(at_risk)
    happened = sum(point.n_events for each in curves if (point := each.at(days)) and point.days == days)
    spread = happened * (n - happened) / (n * n * (n - 1)) if n > 1 else 0.0
    for i, one in enumerate(at_risk):
        expected[i] += happened * one / n
        for j, other in enumerate(at_risk):
            covariance[i][j] += spread * (one * (n - one) if i == j else -one * other)


def _solved(matrix: list[list[float]], right: list[float]) -> list[float] | None:
    """x of matrix · x = right, by elimination; None where the matrix has no inverse."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for place in range(len(rows)):
        pivot = max(range(place, len(rows)), key=lambda i: abs(rows[i][place]))
        rows[place], rows[pivot] = rows[pivot], rows[place]
        if abs(rows[place][place]) < 1e-12:
            return None
        for other in range(len(rows)):
            if other != place:
                factor = rows[other][place] / rows[place][place]
                rows[other] = [a - factor * b for a, b in zip(rows[other], rows[place], strict=True)]
    return [row[-1] / row[place] for place, row in enumerate(rows)]


def chi_squared_above(statistic: float, degrees: int) -> float:
    """The probability that chi-squared exceeds the statistic.

    Source: Abramowitz and Stegun (1964), 26.4.4 and 26.4.5.
    """
    half = max(statistic, 0.0) / 2
    odd = degrees % 2
    terms = (
        math.exp(-half) * half ** (place + odd / 2) / math.gamma(place + odd / 2 + 1) for place in range((degrees - odd) // 2)
    )
    above: float = (math.erfc(math.sqrt(half)) if odd else 0.0) + sum(terms)
    return min(1.0, above)
