"""How the speakers stood to one another on one property over the days: when they came to contradict one another, who, by how
much, and when that was settled.

Days are public time, ISO. Ranks have no public time: a claim that is deprecated now does not count on any day, unless it is
said from which day on its rank counts.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

from app.core.dates import PartialDate
from app.core.positions import distance_km, parse_position
from app.resolution.rule import Resolution, Said, resolve
from app.vocab.claims import PropertyState, Stance
from app.vocab.properties import Group, Property, ValueType

AFFIRMING = frozenset({Stance.ASSERTS.value, Stance.SUSPECTS.value})
_DAY_MINUTES = 24 * 60


class Step(NamedTuple):
    """A day on which something became public, and the rule's outcome over all that was public by its end."""

    day: str
    outcome: Resolution


class Stretch(NamedTuple):
    """Days on which the property was disputed: from the first one to the day that settled it, None where none did."""

    since: str
    settled_on: str | None


class Difference(NamedTuple):
    """How far the values lie apart that speakers affirm against one another.

    amount: in `unit`. relative: the amount as a share of the larger value, None where that means nothing.
    """

    amount: float
    unit: str
    relative: float | None = None


@dataclass(frozen=True, slots=True)
class History:
    """The steps of one property and qualifier of one subject, in order; none where nobody said anything."""

    property: Property
    steps: tuple[Step, ...]

    def on(self, day: str | None) -> Resolution | None:
        """The outcome at the end of a day, None: of the last one. None before anything was said."""
        known = [each.outcome for each in self.steps if day is None or each.day <= day]
        return known[-1] if known else None

    def stretches(self, day: str | None = None) -> tuple[Stretch, ...]:
        """When it was disputed, as far as could be known on a day."""
        found: list[Stretch] = []
        for step in self.steps:
            if day is not None and step.day > day:
                break
            is_open = bool(found) and found[-1].settled_on is None
            is_disputed = step.outcome.state is PropertyState.DISPUTED
            if is_disputed and not is_open:
                found.append(Stretch(step.day, None))
            elif is_open and not is_disputed:
                found[-1] = Stretch(found[-1].since, step.day)
        return tuple(found)

    def dispute(self, day: str | None = None) -> Stretch | None:
        """The last time that it was disputed, as far as could be known on a day; None where it never was."""
        found = self.stretches(day)
        return found[-1] if found else None

    def outcome_of(self, stretch: Stretch, day: str | None = None) -> Resolution:
        """How it stood last in a dispute: at the end of the day, or before it was settled."""
        return next(
            each.outcome
            for each in reversed(self.steps)
            if (day is None or each.day <= day) and (stretch.settled_on is None or each.day < stretch.settled_on)
        )


def history(prop: Property, claims: Sequence[Said], ranked_on: Mapping[int, str] | None = None) -> History:
    """Apply the rule on each day on which one of the claims became public. Given as `resolve` takes them, of any day.

    ranked_on: the days from which the ranks of claims count, by number; where none is given, on every day.
    """
    counts_from = ranked_on or {}
    days = {each.public for each in claims}
    days |= {max(counts_from[each.number], each.public) for each in claims if each.number in counts_from}
    return History(prop, tuple(Step(day, resolve(prop, _known(claims, day, counts_from))) for day in sorted(days)))


def _known(claims: Sequence[Said], day: str, counts_from: Mapping[int, str]) -> list[Said]:
    """Those that were public by a day, with the ranks that counted then."""
    return [
        each._replace(rank=None) if counts_from.get(each.number, "") > day else each for each in claims if each.public <= day
    ]


def opponents(prop: Property, outcome: Resolution) -> tuple[tuple[int, int], ...]:
    """The pairs of speakers who contradict one another, the lower id first; none where it is not disputed.

    Two contradict one another where the rule finds it disputed among the two alone.
    """
    words = _words(outcome)
    return tuple((a, b) for a, b in combinations(sorted(words), 2) if _contradict(prop, words[a], words[b]))


def disputants(prop: Property, outcome: Resolution) -> set[int]:
    """All speakers of `opponents`, without asking of two of whom both are known to be among them."""
    found: set[int] = set()
    words = _words(outcome)
    for a, b in combinations(sorted(words), 2):
        if not (a in found and b in found) and _contradict(prop, words[a], words[b]):
            found |= {a, b}
    return found


def _words(outcome: Resolution) -> dict[int, list[Said]]:
    """What each speaker says; none where it is not disputed."""
    words: dict[int, list[Said]] = {}
    for each in outcome.current if outcome.state is PropertyState.DISPUTED else ():
        words.setdefault(each.speaker, []).append(each)
    return words


def _contradict(prop: Property, one: list[Said], other: list[Said]) -> bool:
    return resolve(prop, one + other).state is PropertyState.DISPUTED


def difference(prop: Property, outcome: Resolution) -> Difference | None:
    """The largest difference between two values that different speakers affirm; None where it cannot be measured."""
    measure = _MEASURES.get(prop.type)
    if measure is None or outcome.state is not PropertyState.DISPUTED:
        return None
    affirmed = [each for each in outcome.current if each.stance in AFFIRMING]
    found = [
        measure(prop, a.value, b.value) for a, b in combinations(affirmed, 2) if a.speaker != b.speaker and a.value != b.value
    ]
    return max(found, key=lambda each: each.amount, default=None)


def _numbers(prop: Property, a: str, b: str) -> Difference:
    low, high = sorted((float(a), float(b)))
    unit = prop.unit or ("people" if prop.group is Group.PEOPLE else "")
    most = max(abs(low), abs(high))
    return Difference(high - low, unit, (high - low) / most if most else None)


def _days(_: Property, a: str, b: str) -> Difference:
    """Between dates known to the month or year the days that lie between them at least."""
    one, other = PartialDate.parse(a), PartialDate.parse(b)
    apart = max((other.first - one.last).days, (one.first - other.last).days, 0)
    return Difference(float(apart), "days")


def _minutes(_: Property, a: str, b: str) -> Difference:
    """The shorter way round the clock: 23:59 is two minutes before 00:01."""
    apart = abs(_clock(a) - _clock(b))
    return Difference(min(apart, _DAY_MINUTES - apart), "minutes")


def _clock(text: str) -> float:
    hours, minutes, *seconds = (int(part) for part in text.split(":"))
    return hours * 60 + minutes + (seconds[0] / 60 if seconds else 0)


def _kilometres(_: Property, a: str, b: str) -> Difference:
    return Difference(distance_km(parse_position(a), parse_position(b)), "km")


_MEASURES: dict[ValueType, Callable[[Property, str, str], Difference]] = {
    ValueType.INTEGER: _numbers,
    ValueType.QUANTITY: _numbers,
    ValueType.DATE: _days,
    ValueType.TIME: _minutes,
    ValueType.COORDINATES: _kilometres,
}
