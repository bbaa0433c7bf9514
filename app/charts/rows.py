"""Horizontal bars, one below the other, with their numbers in columns; narrow ones have the label above the bar."""

from dataclasses import dataclass

from app.charts.figures import Bar, Kind, Ranked
from app.charts.marks import Anchor, Box, Drawing, Line, Target, Words, fitted
from app.charts.words import share

_HEAD = 20


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where things lie across the drawing. The right ends of the columns of numbers: count, share, cumulative share."""

    width: float
    row: float
    label: float
    bar_left: float
    bar_right: float
    ends: tuple[float, ...]
    bar_top: float
    text_base: float

    def y(self, place: int) -> float:
        return _HEAD + place * self.row


_WIDE = _Layout(640, 20, 236, 246, 512, (576, 640), 4, 14)
_WIDE_CUMULATIVE = _Layout(640, 20, 236, 246, 436, (500, 560, 640), 4, 14)
_NARROW = _Layout(344, 34, 200, 0, 344, (276, 344), 18, 13)
_NARROW_CUMULATIVE = _Layout(344, 34, 140, 0, 344, (208, 266, 344), 18, 13)
_BAR_HEIGHT = 12
_SCALE_END, _GAP = 0.86, 5  # where the scale ends if bars are cut, as a part of the room for bars; the gap in a cut bar


def draw_rows(figure: Ranked, unit: str, *, narrow: bool = False) -> Drawing:
    """The bars with count and share, and a line of cumulative shares where the figure cumulates."""
    layouts = (_NARROW, _NARROW_CUMULATIVE) if narrow else (_WIDE, _WIDE_CUMULATIVE)
    layout = layouts[figure.cumulates]
    bars = list(enumerate(figure.bars))
    return Drawing(
        layout.width,
        layout.y(len(bars)) + 4,
        grid=() if narrow else (Line(((layout.bar_left, _HEAD), (layout.bar_left, layout.y(len(bars)))), "axis"),),
        boxes=tuple(box for i, bar in bars if bar.n for box in _boxes(layout, i, bar, figure)),
        lines=_cumulative(layout, figure, "points" if narrow else "line") if figure.cumulates else (),
        words=(
            *_heads(layout, unit),
            *(word for i, each in enumerate(figure.lines) for word in _words(layout, i, *each, figure.total)),
        ),
        targets=tuple(
            Target(0, layout.y(i), layout.width, layout.row, bar.href, f"{named(bar)}: {bar.n:,}, {share(bar.n, figure.total)}")
            for i, bar in bars
            if bar.href
        ),
    )


def named(bar: Bar) -> str:
    """The label with the code before it, where there is one."""
    return f"{bar.code} {bar.label}" if bar.code else bar.label


def _boxes(layout: _Layout, place: int, bar: Bar, figure: Ranked) -> list[Box]:
    """The bar; in two pieces where it is longer than the scale, which then ends before the gap."""
    across, y = layout.bar_right - layout.bar_left, layout.y(place) + layout.bar_top
    longest = figure.longest if figure.is_cut else max(each.n for each in figure.bars)
    length = bar.n / longest * across * (_SCALE_END if figure.is_cut else 1)
    tone = bar.kind.value
    if length <= across:
        return [Box(layout.bar_left, y, round(max(length, 1), 1), _BAR_HEIGHT, tone)]
    end = across * (_SCALE_END + 0.04)
    rest = across - end - _GAP
    return [
        Box(layout.bar_left, y, round(end, 1), _BAR_HEIGHT, tone),
        Box(round(layout.bar_right - rest, 1), y, round(rest, 1), _BAR_HEIGHT, tone),
    ]


def _heads(layout: _Layout, unit: str) -> list[Words]:
    names = (unit, "share", "cumulative")
    return [Words(x, 12, name, Anchor.END, "muted") for x, name in zip(layout.ends, names, strict=False)]


def _words(layout: _Layout, place: int, bar: Bar, cumulative: float | None, total: int) -> list[Words]:
    y = layout.y(place) + layout.text_base
    numbers = (f"{bar.n:,}", share(bar.n, total), "" if cumulative is None else f"{100 * cumulative:.0f} %")
    tone = "ink" if bar.kind is Kind.BAR else "muted"
    columns = [Words(x, y, text, Anchor.END, tone) for x, text in zip(layout.ends, numbers, strict=False) if text]
    return [Words(0, y, fitted(named(bar), layout.label), tone=tone), *columns]


def _cumulative(layout: _Layout, figure: Ranked, tone: str) -> tuple[Line, ...]:
    """The line of cumulative shares; its points alone in a narrow drawing, where the line would cross the labels."""
    across = layout.bar_right - layout.bar_left
    points = tuple(
        (round(layout.bar_left + part * across, 1), layout.y(i) + layout.bar_top + _BAR_HEIGHT / 2)
        for i, part in enumerate(figure.cumulative)
        if part is not None
    )
    return (Line(points, tone),) if len(points) > 1 else ()
