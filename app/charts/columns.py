"""Columns of years side by side, each cut into its series, with the legend above."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from app.charts.figures import Column, Stack
from app.charts.marks import Anchor, Box, Drawing, Line, Target, Words, width_of

_LEGEND_LINE = 18
_SWATCH = 11
_LEFT, _BOTTOM, _PLOT = 46, 22, 190
_STEPS = (1, 2, 5, 10, 20, 50, 100)
_LABEL = 38  # the least distance between two years below the axis

Link = Callable[[Column], str]


@dataclass(frozen=True, slots=True)
class _Plot:
    """Where the columns stand: their width, the line they stand on, and units of height per record."""

    width: float
    base: float
    column: float
    scale: float

    def x(self, place: int) -> float:
        return round(_LEFT + place * self.column, 2)

    def y(self, n: int) -> float:
        return round(self.base - n * self.scale, 1)


def ticks(highest: int) -> list[int]:
    """Whole round numbers from 0 to at least `highest`, at most six of them."""
    highest = max(highest, 1)
    step = next(each * 10**power for power in range(18) for each in (1, 2, 5) if each * 10**power * 5 >= highest)
    return [place * step for place in range(-(-highest // step) + 1)]


def draw_columns(figure: Stack, link: Link, *, narrow: bool = False) -> Drawing:
    """The columns over a common zero; incomplete ones are hatched and said to be so."""
    width = 344 if narrow else 640
    swatches, names, legend = _legend(figure, width)
    marks = ticks(max((each.n for each in figure.columns), default=0))
    base = legend + 18 + _PLOT
    plot = _Plot(width, base, (width - _LEFT) / max(len(figure.columns), 1), _PLOT / marks[-1])
    return Drawing(
        width,
        base + _BOTTOM,
        grid=tuple(Line(((_LEFT, plot.y(n)), (width, plot.y(n))), "axis" if n == 0 else "grid") for n in marks),
        boxes=(*swatches, *_boxes(plot, figure)),
        words=(*names, *_axis(plot, figure, marks), *_mark(plot, figure, legend)),
        targets=tuple(
            Target(plot.x(i), plot.base - _PLOT, plot.column, _PLOT + _BOTTOM, link(each), said(figure, each))
            for i, each in enumerate(figure.columns)
            if each.n
        ),
    )


def said(figure: Stack, column: Column) -> str:
    """A column in words: `2015: 12; Accident 10, Incident 2`."""
    parts = [f"{series.label} {n:,}" for series, n in zip(figure.series, column.parts, strict=True) if n]
    end = " (incomplete)" if column.is_incomplete else ""
    return f"{column.label}: {column.n:,}; {', '.join(parts)}{end}"


def _legend(figure: Stack, width: float) -> tuple[list[Box], list[Words], float]:
    """Swatches, their names, and how high both are."""
    swatches, names, x, y = [], [], 0.0, 0.0
    for each in figure.series:
        wide = _SWATCH + 6 + width_of(each.label) + 14
        if x and x + wide > width:
            x, y = 0.0, y + _LEGEND_LINE
        swatches.append(Box(round(x, 1), y + 2, _SWATCH, _SWATCH, each.tone))
        names.append(Words(round(x + _SWATCH + 6, 1), y + 12, each.label))
        x += wide
    return swatches, names, y + _LEGEND_LINE


def _boxes(plot: _Plot, figure: Stack) -> Iterator[Box]:
    gap = min(2.0, plot.column * 0.2)
    for place, column in enumerate(figure.columns):
        below = 0
        for series, n in zip(figure.series, column.parts, strict=True):
            if n:
                top, bottom = plot.y(below + n), plot.y(below)
                wide, high = round(plot.column - gap, 2), round(bottom - top, 1)
                yield Box(plot.x(place), top, wide, max(high, 0.5), series.tone, column.is_incomplete)
            below += n


def _axis(plot: _Plot, figure: Stack, marks: list[int]) -> Iterator[Words]:
    for n in marks:
        yield Words(_LEFT - 6, plot.y(n) + 4, f"{n:,}", Anchor.END, "muted")
    years = figure.columns[0].last - figure.columns[0].first + 1 if figure.columns else 1
    every = next((each for each in _STEPS if each * plot.column >= _LABEL), _STEPS[-1])
    for place, column in enumerate(figure.columns):
        if (column.first // years) % every == 0 or len(figure.columns) == 1:
            middle = min(max(plot.x(place) + plot.column / 2, _LEFT + 14), plot.width - 14)
            yield Words(round(middle, 1), plot.base + 15, str(column.first), Anchor.MIDDLE, "muted")


def _mark(plot: _Plot, figure: Stack, legend: float) -> Iterator[Words]:
    if figure.incomplete:
        yield Words(plot.width, legend + 12, f"hatched, from {figure.incomplete[0].first}: incomplete", Anchor.END, "muted")
