"""A dossier as known on two days, side by side."""

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy.orm import Session

from app.services.dossiers import Dossier, Fact, Seen, see_days
from app.services.time_lines import Stop
from app.vocab.claims import PropertyState, Stance
from app.vocab.properties import ORDER, Group


class Line(NamedTuple):
    """A value that is shown; with its speaker and stance where it is not the best one."""

    value: str
    speaker: str = ""
    stance: Stance | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """A fact on both days; None where nobody had said anything on it."""

    before: Fact | None
    after: Fact | None

    @property
    def either(self) -> Fact:
        """The fact as it was known last."""
        found = self.after or self.before
        assert found is not None  # noqa: S101 - one of the two is there
        return found

    @property
    def group(self) -> Group:
        """The part of the page it belongs to."""
        return self.either.property.group

    @property
    def differs(self) -> bool:
        """Whether another thing was shown."""
        if self.before is None or self.after is None:
            return True
        return self.before.state is not self.after.state or _lines(self.before) != _lines(self.after)

    @property
    def lines(self) -> tuple[list[Line], list[Line], int]:
        """What is shown on the first day, on the second, and how many lines on both; two lines are not worth folding."""
        old, new = (_lines(each) if each else [] for each in (self.before, self.after))
        both = [each for each in old if each in new]
        if len(both) <= 2:
            return old, new, 0
        return [each for each in old if each not in both], [each for each in new if each not in both], len(both)


def _lines(fact: Fact) -> list[Line]:
    """The values shown, then who stands by something else."""
    found = [Line(each) for each in fact.values]
    if fact.values and fact.state is not PropertyState.DISPUTED:
        return found
    others = [each for each in fact.claims if each.standing == "current"]
    denying = (Stance.DENIES, Stance.NO_EVIDENCE)
    return found + [
        Line(each.value, each.speaker.name, each.stance)
        for each in others
        if each.value not in fact.values or each.stance in denying
    ]


@dataclass(frozen=True, slots=True)
class Status:
    """What an authority's inquiry had come to on both days; empty where it was not known of."""

    words: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class TwoDays:
    """A dossier on two days, the earlier first. between: the days after the first one, to the second, that brought news."""

    first: dt.date
    second: dt.date
    before: Dossier
    after: Dossier
    pairs: tuple[Pair, ...]
    inquiries: tuple[Status, ...]
    between: tuple[Stop, ...]

    @property
    def differing(self) -> list[Pair]:
        """The facts that differ."""
        return [each for each in self.pairs if each.differs]

    @property
    def same(self) -> list[Pair]:
        """The facts that do not."""
        return [each for each in self.pairs if not each.differs]


def compare_days(
    session: Session, occurrence_id: int, days: tuple[dt.date, dt.date], *, as_recorded: int | None = None
) -> TwoDays:
    """What was known of an occurrence on two days; NotFound when there is none."""
    first, second = sorted(days)
    before, after = see_days(session, occurrence_id, (first, second), as_recorded=as_recorded)
    between = tuple(each for each in after.line.stops if first < each.day <= second)
    return TwoDays(
        first, second, before.dossier, after.dossier, _pairs(before.dossier, after.dossier), _inquiries(before, after), between
    )


def _pairs(before: Dossier, after: Dossier) -> tuple[Pair, ...]:
    old, new = ({_key(fact): fact for fact in each.facts} for each in (before, after))
    pairs = [Pair(old.get(key), new.get(key)) for key in {**old, **new}]
    return tuple(sorted(pairs, key=lambda each: _place(each.either)))


def _key(fact: Fact) -> tuple[int | None, str, str]:
    return (fact.aircraft, fact.property.key, fact.qualifier)


def _place(fact: Fact) -> tuple[int, int, str]:
    return (fact.aircraft or 0, ORDER[fact.property.key], fact.qualifier)


def _inquiries(before: Seen, after: Seen) -> tuple[Status, ...]:
    old, new = ({each.investigation.number: each for each in seen.dossier.investigations} for seen in (before, after))
    found = []
    for number, each in sorted({**old, **new}.items()):
        words = f"{each.investigation.kind.label}: {each.authority.name}"
        sides = (side[number].status or "status not stated" if number in side else "" for side in (old, new))
        found.append(Status(words, *sides))
    return tuple(found)
