"""The charts of what a query finds: which there are, what each counts, and the words beside it."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from sqlalchemy.orm import Session

from app.charts.columns import draw_columns
from app.charts.figures import Bar, Column, Kind, Ranked, Series, Stack, incomplete_from, ranked, stacked
from app.charts.gist import gist_of_ranked, gist_of_stack
from app.charts.marks import Drawing
from app.charts.rows import draw_rows
from app.charts.words import share
from app.search.asking import Unit
from app.search.nodes import All, Between, Code, Exactly, Match, Missing, Node, Not, Numbered, Value, both
from app.search.nodes import Any as Stated
from app.search.snapshot import Snapshot
from app.services.party_names import party_names
from app.vocab.categories import OccurrenceCategory
from app.vocab.coded import Coded
from app.vocab.countries import country_name
from app.vocab.injuries import InjuryLevel
from app.vocab.occurrences import OccurrenceClass
from app.vocab.phases import Phase

_TOP = 20


class StackBy(Coded):
    """What the columns of the years are cut into. The value is the field's name."""

    CLASS = "class", "Class", "How grave the occurrences are in the sense of Annex 13."
    INJURY = "injury", "Highest injury", "How badly somebody was hurt."


_CODES_OF: dict[StackBy, type[Coded]] = {StackBy.CLASS: OccurrenceClass, StackBy.INJURY: InjuryLevel}


@dataclass(frozen=True, slots=True)
class Plan:
    """One chart of bars. `noun` is what a record may lack; `several` says how one record can count in several bars.

    order: all values in their own order, else the most frequent come first. top: how many have a bar of their own.
    """

    field: str
    heading: str
    noun: str
    bar: Callable[[str], Bar]
    value: Callable[[str], Value] = Code
    order: tuple[str, ...] = ()
    top: int | None = None
    cumulates: bool = False
    several: Mapping[Unit, str] | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart. `noun` is what a record may lack, `caption` says what it counts and how much is missing.

    notes: how to read it. gist: what there is to see, for those who do not see it.
    """

    name: str
    heading: str
    noun: str
    caption: str
    notes: tuple[str, ...]
    gist: str
    figure: Ranked | Stack
    draw: Callable[..., Drawing]

    @property
    def is_ranked(self) -> bool:
        """Whether it is one of bars; else it is the one of years."""
        return isinstance(self.figure, Ranked)


@dataclass(frozen=True, slots=True)
class Asking:
    """What the charts are asked for. `link` gives the address of what matches the query and one thing more."""

    session: Session
    snapshot: Snapshot
    query: Node
    unit: Unit
    stack: StackBy
    link: Callable[[Node], str]

    def counted(self, n: int) -> str:
        """A number with the unit: `1 occurrence`, `5,678 aircraft`."""
        return f"{n:,} {self.unit.value.removesuffix('s') if n == 1 else self.unit.value}"


def charts(asking: Asking) -> list[Chart]:
    """All charts of the query; none where nothing matches."""
    total = asking.snapshot.total(asking.query, asking.unit)
    return [_chart(asking, name, total) for name in NAMES] if total else []


def chart(asking: Asking, name: str) -> Chart:
    """One of them by its name, also where nothing matches."""
    return _chart(asking, name, asking.snapshot.total(asking.query, asking.unit))


def _chart(asking: Asking, name: str, total: int) -> Chart:
    return _years(asking, total) if name == "year" else _bars(asking, name, total)


# -- bars


def _coded(codes: type[Coded], code: str, *, shows_code: bool = False) -> Bar:
    found = codes.find(code)
    return Bar(code, found.label if found else code, 0, code=code if shows_code and found else "")


def _plain(text: str) -> Bar:
    return Bar(text, text, 0)


def _country(code: str) -> Bar:
    return Bar(code, country_name(code), 0)


def _party(text: str) -> Bar:
    return Bar(text, f"Party {text}", 0)


def _of_aircraft(noun: str) -> Mapping[Unit, str]:
    return {Unit.OCCURRENCES: f"An occurrence with several aircraft counts once for each different {noun} among them."}


_CATEGORIES = dict.fromkeys(Unit, "Several categories may apply to one occurrence, which counts in each.")
PLANS: dict[str, Plan] = {
    "phase": Plan(
        "phase", "Phase of flight", "phase of flight", partial(_coded, Phase), order=tuple(Phase), several=_of_aircraft("phase")
    ),
    "category": Plan(
        "category", "Occurrence category", "category", partial(_coded, OccurrenceCategory, shows_code=True), cumulates=True,
        several=_CATEGORIES,
    ),
    "country": Plan("country", "Country", "country", _country, top=_TOP),
    "type": Plan("type", "Aircraft type", "type", _plain, Exactly, top=_TOP, several=_of_aircraft("type")),
    "operator": Plan(
        "operator", "Operator", "operator", _party, lambda value: Numbered(int(value)), top=_TOP,
        several=_of_aircraft("operator"),
    ),
}  # fmt: skip
NAMES = ("year", *PLANS)


def _bars(asking: Asking, name: str, total: int) -> Chart:
    plan = PLANS[name]
    figure = _ranked(asking, plan, total)
    draw = partial(draw_rows, figure, asking.unit.value)
    notes = tuple(_notes(asking, plan, figure))
    return Chart(
        name,
        plan.heading,
        plan.noun,
        _missing(asking, figure.n_missing, total, plan.noun),
        notes,
        gist_of_ranked(figure),
        figure,
        draw,
    )


def _notes(asking: Asking, plan: Plan, figure: Ranked) -> Iterator[str]:
    if figure.is_empty:
        return
    if plan.several and asking.unit in plan.several:
        yield plan.several[asking.unit]
    if plan.cumulates:
        yield f"The line adds up the shares of the {figure.n_stated:,} values stated, from the most frequent on."
    if any(each.kind is Kind.OTHERS for each in figure.bars):
        yield f"“All others” are {asking.unit.value} that state one, and none of those above."
    if figure.is_cut:
        yield "A bar with a gap is cut: it is longer than there is room for at this scale."


def _ranked(asking: Asking, plan: Plan, total: int) -> Ranked:
    buckets = asking.snapshot.counts(asking.query, asking.unit, plan.field, *([plan.top + 1] if plan.top else []))
    shown = {each.value: each.n for each in [each for each in buckets if each.value][: plan.top]}
    blank = {each.value: each.n for each in buckets if each.value == ""}
    n_others = _n_others(asking, plan, tuple(shown)) if len(buckets) > len(shown) + len(blank) else 0
    bar = partial(_linked, asking, plan, _names(asking, plan, tuple(shown)))
    return ranked(shown | blank, total, bar, n_others=n_others, order=plan.order, cumulates=plan.cumulates)


def _n_others(asking: Asking, plan: Plan, shown: Sequence[str]) -> int:
    """How many state a value, and none of the shown ones. A sum of counts would count a record of several values anew."""
    some = Match(plan.field, (Stated(),))
    known = Match(plan.field, tuple(plan.value(each) for each in shown))
    return asking.snapshot.total(both((asking.query, some, Not(known))), asking.unit)


def _names(asking: Asking, plan: Plan, values: Sequence[str]) -> Mapping[str, str]:
    if plan.bar is not _party:
        return {}
    return {str(id_): name for id_, name in party_names(asking.session, [int(each) for each in values]).items()}


def _linked(asking: Asking, plan: Plan, names: Mapping[str, str], value: str) -> Bar:
    """The bar of a value, leading to its records."""
    if not value:
        return Bar("", "Not stated", 0, Kind.BLANK, href=asking.link(Match(plan.field, (Missing(),))))
    bar = plan.bar(value)
    return replace(bar, label=names.get(value, bar.label), href=asking.link(Match(plan.field, (plan.value(value),))))


def _missing(asking: Asking, n_missing: int, total: int, noun: str) -> str:
    """How many there are, and which part of them does not state the noun."""
    states = "states" if total == 1 else "state"
    if n_missing or not total:
        return f"{share(n_missing, total)} of {asking.counted(total)} {states} no {noun}."
    return f"{'The' if total == 1 else 'All'} {asking.counted(total)} {states} {'an' if noun[0] in 'aeiou' else 'a'} {noun}."


# -- years

_INCOMPLETE = (
    "Counts from {} on are incomplete (hatched): the year is not over, or of all records of that year in this database that"
    " state how far their report has come, fewer than 90 % are final or investigated by another State. More records may come,"
    " and what they say may change."
)


def _years(asking: Asking, total: int) -> Chart:
    figure = _stack(asking)
    draw = partial(draw_columns, figure, partial(link_of_column, asking))
    heading = f"Year, by {asking.stack.label.lower()}"
    notes = tuple(_notes_on_years(figure))
    return Chart(
        "year", heading, "year", _missing(asking, figure.n_undated, total, "year"), notes, gist_of_stack(figure), figure, draw
    )


def _stack(asking: Asking) -> Stack:
    counts = asking.snapshot.by_year(asking.query, asking.unit, asking.stack.value)
    reports = asking.snapshot.by_year(All(), asking.unit, "report")
    undated = asking.snapshot.years(asking.query, asking.unit).get(None, 0)
    series = [Series(each.value, each.label, each.value) for each in _CODES_OF[asking.stack]]
    this_year = dt.datetime.now(dt.UTC).year
    return stacked(counts, [*series, Series("", "Not stated", "blank")], undated, incomplete_from(reports, this_year))


def _notes_on_years(figure: Stack) -> Iterator[str]:
    if not figure.is_by_year:
        yield "The range is so long that several years make one column."
    if figure.n_undated:
        yield "What states no year cannot be drawn; the table counts it."
    if figure.incomplete:
        yield _INCOMPLETE.format(figure.incomplete[0].first)


def _in(column: Column) -> Match:
    return Match("date", (Between(f"{column.first:04d}", f"{column.last:04d}"),))


def link_of_column(asking: Asking, column: Column) -> str:
    """The address of what lies in a column."""
    return asking.link(_in(column))


def link_of_part(asking: Asking, column: Column, series: Series) -> str:
    """The address of what lies in one part of a column."""
    value: Value = Code(series.value) if series.value else Missing()
    return asking.link(both((_in(column), Match(asking.stack.value, (value,)))))
