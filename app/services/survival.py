"""How long investigations take to their final report, on a day: who is counted, who is not, and the words beside the curve."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from app.charts.curves import MOST, Curves, draw_curves
from app.charts.marks import Drawing
from app.charts.survival import MONTH, Curve, Difference, Point, kaplan_meier, log_rank
from app.charts.words import share
from app.queries import tracker as statements
from app.queries.tracker import Moment
from app.resolution.clock import FINAL_MONTHS
from app.services.party_names import party_names
from app.services.tracker import NOT_STATED, state_name
from app.vocab.coded import Coded

HEADING = "Time from occurrence to final report"


class By(Coded):
    """What the curves are told apart by."""

    COUNTRY = "country", "State of Occurrence", "By the country of the occurrence."
    AUTHORITY = "authority", "Authority", "By who investigates."


@dataclass(slots=True)
class Times:
    """The times of one group, in days, and how many have none that can be told."""

    events: Counter[int] = field(default_factory=Counter)
    censored: Counter[int] = field(default_factory=Counter)
    n_undated: int = 0
    n_not_later: int = 0
    n_before: int = 0

    @property
    def n_excluded(self) -> int:
        """How many are left out."""
        return self.n_undated + self.n_not_later + self.n_before

    @property
    def n(self) -> int:
        """How many there are, those that are left out too."""
        return self.n_excluded + sum(self.events.values()) + sum(self.censored.values())

    def add(self, occurred: str | None, first_final: str | None, day: dt.date, n: int) -> None:
        """So many with that day of the occurrence and that first final report; see `app.queries.tracker.times`."""
        if occurred is None:
            self.n_undated += n
        elif first_final is not None and not first_final.endswith("1"):
            self.n_not_later += n
        else:
            end = day if first_final is None else dt.date.fromisoformat(first_final[:10])
            days = (end - dt.date.fromisoformat(occurred)).days
            if days < 0:
                self.n_before += n
            elif first_final is None:
                self.censored[days] += n
            else:
                self.events[days] += n


@dataclass(frozen=True, slots=True)
class Survival:
    """The chart of a day. `by` None: all in one curve. `n_others`: investigations of groups that are not drawn.

    Has what a chart has: see `app.services.charting.Chart`.
    """

    day: dt.date
    by: By | None
    figure: Curves
    left_out: Times
    n: int
    n_others: int
    n_groups: int
    difference: Difference | None

    heading = HEADING
    is_ranked = True

    def draw(self, *, narrow: bool = False) -> Drawing:
        """The picture."""
        return draw_curves(self.figure, narrow=narrow)

    @property
    def n_counted(self) -> int:
        """How many are in the curves."""
        return sum(each.n for each in self.figure.curves)

    @property
    def caption(self) -> str:
        """What is counted, and which part is not."""
        counted, n = self.n_counted, self.n
        missing = f" {self.left_out.n_excluded:,} of {n:,} ({share(self.left_out.n_excluded, n)}) are left out." if n else ""
        return (
            f"Share of safety investigations with a public final report, of {counted:,} investigations, by months since the"
            f" occurrence, as known on {self.day.isoformat()}.{missing}"
        )

    @property
    def notes(self) -> Sequence[str]:
        """Who is left out and why, and how to read it."""
        return tuple(_notes(self))

    @property
    def gist(self) -> str:
        """What there is to see."""
        return " ".join(f"{each.label}: {median_words(each)}." for each in self.figure.curves)

    @property
    def lines(self) -> Iterator[tuple[Curve, int, int, Point | None]]:
        """(curve, month, without a report before it, the last point up to it) for the table."""
        for curve in self.figure.curves:
            for month in self.figure.months:
                yield curve, month, curve.n_at_risk(month * MONTH), curve.at(month * MONTH)


def median_words(curve: Curve) -> str:
    """By when half of them had a report, in words."""
    median = curve.median
    if median is None:
        return f"the median is not reached: {share(curve.n_events, curve.n)} of {curve.n:,} have a final report"
    return f"half had a final report within {median / MONTH:.1f} months ({median:,} days)"


def survival(session: Session, moment: Moment, ids: str | None, by: By | None) -> Survival:
    """The times of the safety investigations of some occurrences (JSON; None: of all), in at most MOST groups."""
    groups: dict[Any, Times] = defaultdict(Times)
    for group, occurred, first_final, n in session.execute(statements.times(moment, by and by.value, ids=ids)):
        groups[group].add(occurred, first_final, moment.day, n)
    order = sorted(groups, key=lambda each: (-groups[each].n, str(each)))
    names = _names(session, by, order[:MOST])
    shown = [
        Curve(str(each or ""), names(each), kaplan_meier(groups[each].events, groups[each].censored)) for each in order[:MOST]
    ]
    drawn = tuple(each for each in shown if each.n)
    whole = _together(groups.values())
    n_others = sum(groups[each].n - groups[each].n_excluded for each in order[MOST:])
    difference = log_rank(drawn) if len(drawn) > 1 else None
    return Survival(moment.day, by, Curves(drawn, FINAL_MONTHS), whole, whole.n, n_others, len(order), difference)


def _together(groups: Any) -> Times:
    whole = Times()
    for each in groups:
        whole.events.update(each.events)
        whole.censored.update(each.censored)
        whole.n_undated += each.n_undated
        whole.n_not_later += each.n_not_later
        whole.n_before += each.n_before
    return whole


def _names(session: Session, by: By | None, values: Sequence[Any]) -> Any:
    if by is None:
        return lambda value: "All"
    if by is By.COUNTRY:
        return lambda value: state_name(value or NOT_STATED)
    return partial(_named, party_names(session, values))


def _named(names: Mapping[int, str], value: int) -> str:
    return names.get(value, f"party {value}")


def _notes(found: Survival) -> Iterator[str]:
    out = found.left_out
    reasons = (
        (out.n_undated, "the day of the occurrence is not known"),
        (out.n_not_later, "the day of the final report is not known, only that it was public not later than a day"),
        (out.n_before, "the final report is stated to be older than the occurrence"),
    )
    told = [f"{n:,} because {why}" for n, why in reasons if n]
    if told:
        yield f"Left out: {'; '.join(told)}."
    if found.n_others:
        yield (
            f"Drawn are the {MOST} of {found.n_groups:,} groups with most investigations; {found.n_others:,} investigations are"
            " in none of them."
        )
    yield (
        "Kaplan-Meier estimate. An investigation without a final report counts as waiting up to the day looked at, one that was"
        " ended without a report too; the small marks show where such times end. The limits are those of 95 %, by the log-log"
        " formula."
    )
    if found.figure.has_later:
        yield f"What comes after {found.figure.horizon} months is not drawn; the CSV has all of it."
    if found.difference:
        yield _difference(found.difference)


def _difference(found: Difference) -> str:
    p = "< 0.0001" if found.probability < 0.0001 else f"= {found.probability:.4f}"
    return f"Log-rank test over all of the time: χ² = {found.statistic:,.2f} with {found.degrees} degrees of freedom, p {p}."
