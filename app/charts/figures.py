"""What a chart shows before anything is drawn: counts in the order in which they are told, and what is missing."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate

MAX_COLUMNS = 160
CUT = 3  # times the longest bar of a value: from here on a bar of others or of none does not set the scale
DONE = 0.9  # of the reports of a year; below that the year's counts may still change


class Kind(StrEnum):
    """What a bar stands for; also how it is drawn."""

    BAR = "bar"  # one value
    OTHERS = "others"  # all values that have no bar of their own
    BLANK = "blank"  # records that state none


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar. `value` is a code, an id or a name, empty unless it is a BAR; `code` is written before the label."""

    value: str
    label: str
    n: int
    kind: Kind = Kind.BAR
    code: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Ranked:
    """Bars in order, the blank one last. `total` counts records, so that bars may add up to more than it."""

    bars: tuple[Bar, ...]
    total: int
    cumulates: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether no value is stated at all."""
        return self.n_stated == 0

    @property
    def longest(self) -> int:
        """The greatest count of one value; where none has any, of whatever there is."""
        own = max((each.n for each in self.bars if each.kind is Kind.BAR), default=0)
        return own or max((each.n for each in self.bars), default=0)

    @property
    def is_cut(self) -> bool:
        """Whether a bar of others or of none is so long that the others could not be told apart: it is drawn with a gap."""
        return max((each.n for each in self.bars), default=0) > CUT * self.longest

    @property
    def n_missing(self) -> int:
        """How many records state no value."""
        return sum(each.n for each in self.bars if each.kind is Kind.BLANK)

    @property
    def n_stated(self) -> int:
        """How many values are stated in all."""
        return sum(each.n for each in self.bars if each.kind is not Kind.BLANK)

    @property
    def cumulative(self) -> tuple[float | None, ...]:
        """For each bar the share of it and those before it in all values stated, a fraction of 1.

        None for the blank one; for all where the figure does not cumulate.
        """
        counts = [each.n for each in self.bars if each.kind is not Kind.BLANK and self.cumulates]
        whole = self.n_stated or 1
        shares = [n / whole for n in accumulate(counts)]
        return (*shares, *(None for _ in self.bars[len(shares) :]))

    @property
    def lines(self) -> Sequence[tuple[Bar, float | None]]:
        """The bars, each with its cumulative share."""
        return list(zip(self.bars, self.cumulative, strict=True))


def ranked(
    counts: Mapping[str, int],
    total: int,
    name: Callable[[str], Bar],
    *,
    n_others: int = 0,
    order: Sequence[str] = (),
    cumulates: bool = False,
) -> Ranked:
    """Bars of the counts by value, where the value "" counts the records that state none.

    name: the bar of a value, with its label; its count is put in here. n_others: the records all of whose values are left out.
    order: all values there are, to be shown in this order, none left out; without it, most first.
    """
    stated = {value: n for value, n in counts.items() if value}
    listed = [*order, *(each for each in stated if each not in order)] if order else sorted(stated, key=_most_first(stated))
    bars = [_counted(name(value), stated.get(value, 0)) for value in listed]
    if n_others:
        bars.append(Bar("", "All others", n_others, Kind.OTHERS))
    if counts.get(""):
        bars.append(_counted(name(""), counts[""]))
    return Ranked(tuple(bars), total, cumulates)


def _most_first(counts: Mapping[str, int]) -> Callable[[str], tuple[int, str]]:
    return lambda value: (-counts[value], value)


def _counted(bar: Bar, n: int) -> Bar:
    return Bar(bar.value, bar.label, n, bar.kind, bar.code, bar.href)


@dataclass(frozen=True, slots=True)
class Series:
    """One part of every column. `value` is the code, empty for records that state none; `tone` is how it is drawn."""

    value: str
    label: str
    tone: str


@dataclass(frozen=True, slots=True)
class Column:
    """The counts of a year, or of the years `first` to `last`; `parts` follow the series."""

    first: int
    last: int
    parts: tuple[int, ...]
    is_incomplete: bool

    @property
    def n(self) -> int:
        """How many records in all."""
        return sum(self.parts)

    @property
    def label(self) -> str:
        """`2015`, or `1990–1999`."""
        return str(self.first) if self.first == self.last else f"{self.first}–{self.last}"


@dataclass(frozen=True, slots=True)
class Stack:
    """Columns of years without a gap, each cut into the series. `n_undated` records state no year and are in no column."""

    series: tuple[Series, ...]
    columns: tuple[Column, ...]
    n_undated: int

    @property
    def total(self) -> int:
        """How many records in all, undated ones too."""
        return self.n_undated + sum(each.n for each in self.columns)

    @property
    def is_by_year(self) -> bool:
        """Whether each column is one year."""
        return all(each.first == each.last for each in self.columns)

    @property
    def incomplete(self) -> tuple[Column, ...]:
        """The columns that may still change."""
        return tuple(each for each in self.columns if each.is_incomplete)


def stacked(
    counts: Mapping[int, Mapping[str, int]], series: Sequence[Series], n_undated: int, incomplete_from: int | None
) -> Stack:
    """Columns from the first year that has a record to the last; of a long range several years make one.

    Series that have no record at all are left out.
    """
    kept = tuple(each for each in series if any(parts.get(each.value) for parts in counts.values()))
    columns = [
        Column(
            first,
            last,
            tuple(sum(counts.get(year, {}).get(each.value, 0) for year in range(first, last + 1)) for each in kept),
            incomplete_from is not None and last >= incomplete_from,
        )
        for first, last in _periods(counts)
    ]
    return Stack(kept, tuple(columns), n_undated)


def _periods(years: Mapping[int, object]) -> Iterator[tuple[int, int]]:
    if not years:
        return
    low, high = min(years), max(years)
    step = next(each for each in (1, 10, 100) if (high - low) // each < MAX_COLUMNS or each == 100)
    for first in range(low - low % step, high + 1, step):
        yield first, first + step - 1


def incomplete_from(reports: Mapping[int, Mapping[str, int]], this_year: int) -> int | None:
    """The first of the last years whose counts may still change; None where the records do not tell.

    Goes back from the last year while the year is not over, or less than DONE of its records that state how far their report
    has come are final or investigated by another State. Years in which none states that are passed over.
    reports: year -> report status ("" not stated) -> how many of all records, whatever was asked for.
    """
    found = None
    for year in sorted(reports, reverse=True):
        stated = {status: n for status, n in reports[year].items() if status and n}
        if year < this_year and not stated:
            continue
        done = stated.get("final", 0) + stated.get("foreign", 0)
        if year < this_year and done >= DONE * sum(stated.values()):
            break
        found = year
    return found
