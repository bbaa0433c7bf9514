"""Curves of survival turned over: the share of those to whom it has happened, by the months since the origin."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.charts.marks import Anchor, Drawing, Line, Words, fitted, width_of
from app.charts.survival import MONTH, Curve

TONES = ("s1", "s2", "s3", "s4", "s5", "s6")
MOST = len(TONES)
_HORIZONS = (12, 24, 36, 60, 120)  # months
_LEFT, _RIGHT, _PLOT, _LINE = 46, 12, 210, 18
_TICK, _APART = 3, 4  # half the height of the mark of a loss, and the least distance between two, in units


@dataclass(frozen=True, slots=True)
class Curves:
    """Groups in the order in which they are told. `aim` is a number of months that is marked."""

    curves: tuple[Curve, ...]
    aim: int

    @property
    def horizon(self) -> int:
        """Up to how many months it is drawn; all times where that is not too long."""
        longest = max((each.points[-1].days for each in self.curves if each.points), default=0) / MONTH
        return next((each for each in _HORIZONS if each >= longest), _HORIZONS[-1])

    @property
    def months(self) -> tuple[int, ...]:
        """The months for which numbers are told, up to the horizon."""
        return tuple(each for each in (0, 1, 3, 6, 12, 18, 24, 36, 48, 60, 84, 120) if each <= self.horizon)

    @property
    def has_later(self) -> bool:
        """Whether something happened, or somebody was lost, after what is drawn."""
        return any(each.points and each.points[-1].days > self.horizon * MONTH for each in self.curves)


@dataclass(frozen=True, slots=True)
class _Plot:
    width: float
    top: float
    horizon: float

    @property
    def base(self) -> float:
        return self.top + _PLOT

    def x(self, days: float) -> float:
        return round(_LEFT + days / (self.horizon * MONTH) * (self.width - _LEFT - _RIGHT), 1)

    def y(self, survival: float) -> float:
        return round(self.base - (1 - survival) * _PLOT, 1)


def draw_curves(figure: Curves, *, narrow: bool = False) -> Drawing:
    """The curves over a scale from 0 to 100 %, with marks of losses, and below how many were still waiting.

    A single curve has its limits beside it; those of several stand in the table.
    """
    width = 344 if narrow else 640
    swatches, names, legend = _legend(figure, width)
    plot = _Plot(width, legend + 22, figure.horizon)
    marks = _marks(figure.horizon, narrow)
    below, height = _waiting(plot, figure, marks, width)
    lines = [line for tone, each in zip(TONES, figure.curves, strict=False) for line in _curve(plot, each, tone)]
    limits = _limits(plot, figure.curves[0]) if len(figure.curves) == 1 else ()
    aim, said = _aim(plot, figure)
    return Drawing(
        width, height, grid=(*_grid(plot, marks), *aim, *limits, *lines, *swatches),
        words=(*names, *_axes(plot, marks), *said, *below),
    )  # fmt: skip


def _marks(horizon: int, narrow: bool) -> list[int]:
    step = horizon // 6 if horizon <= 36 else 12
    return list(range(0, horizon + 1, step * 2 if narrow else step))


def _grid(plot: _Plot, marks: Sequence[int]) -> Iterator[Line]:
    for part in range(0, 101, 20):
        y = plot.y(1 - part / 100)
        yield Line(((_LEFT, y), (plot.width - _RIGHT, y)), "grid" if part else "axis")
    for month in marks:
        x = plot.x(month * MONTH)
        yield Line(((x, plot.base), (x, plot.base + 4)), "axis")


def _axes(plot: _Plot, marks: Sequence[int]) -> Iterator[Words]:
    for part in range(0, 101, 20):
        yield Words(_LEFT - 6, plot.y(1 - part / 100) + 4, f"{part} %", Anchor.END, "muted")
    for month in marks:
        yield Words(plot.x(month * MONTH), plot.base + 17, str(month), Anchor.MIDDLE, "muted")
    yield Words(plot.width - _RIGHT, plot.base + 32, "months since the occurrence", Anchor.END, "muted")


def _aim(plot: _Plot, figure: Curves) -> tuple[tuple[Line, ...], tuple[Words, ...]]:
    x, words = plot.x(figure.aim * MONTH), f"{figure.aim}-month aim"
    is_right = x + 5 + width_of(words) > plot.width
    return (Line(((x, plot.top - 6), (x, plot.base)), "aim"),), (
        Words(x - 5 if is_right else x + 5, plot.top - 6, words, Anchor.END if is_right else Anchor.START, "muted"),
    )


def _curve(plot: _Plot, curve: Curve, tone: str) -> Iterator[Line]:
    """The steps, and a mark at the days on which somebody was lost; as many of both as can be told apart."""
    yield Line(_steps(plot, [(each.days, each.survival) for each in curve.points]), tone)
    before = float("-inf")
    for each in curve.points:
        x, y = plot.x(each.days), plot.y(each.survival)
        if each.n_censored and x - before >= _APART and each.days <= plot.horizon * MONTH:
            before = x
            yield Line(((x, y - _TICK), (x, y + _TICK)), f"{tone} loss")


def _limits(plot: _Plot, curve: Curve) -> Iterator[Line]:
    for name in ("low", "high"):
        stated = [(each.days, getattr(each, name)) for each in curve.points if getattr(each, name) is not None]
        if stated:
            yield Line(_steps(plot, stated)[1:], "limit")


def _steps(plot: _Plot, points: Sequence[tuple[int, float]]) -> tuple[tuple[float, float], ...]:
    """The corners of the steps from the origin to the horizon; steps within half a unit across make one."""
    end = plot.horizon * MONTH
    shown = [(plot.x(days), plot.y(share)) for days, share in points if days <= end]
    corners = [(plot.x(0), plot.base)]
    for place, (x, y) in enumerate(shown):
        last_x, last_y = corners[-1]
        follows = place + 1 < len(shown) and shown[place + 1][0] - last_x < 0.5
        if y != last_y and not follows:
            corners += [(x, last_y), (x, y)]
    reached = plot.x(end) if any(days > end for days, _ in points) else shown[-1][0] if shown else corners[-1][0]
    return (*corners, (reached, corners[-1][1]))


def _legend(figure: Curves, width: float) -> tuple[list[Line], list[Words], float]:
    """A piece of each line, its name, and how high both are; nothing for a curve alone."""
    lines: list[Line] = []
    names: list[Words] = []
    x, y = 0.0, 0.0
    for tone, each in zip(TONES, figure.curves if len(figure.curves) > 1 else (), strict=False):
        label = fitted(each.label, width - 40)
        wide = 28 + width_of(label) + 14
        if x and x + wide > width:
            x, y = 0.0, y + _LINE
        lines.append(Line(((round(x, 1), y + 8), (round(x + 22, 1), y + 8)), tone))
        names.append(Words(round(x + 28, 1), y + 12, label))
        x += wide
    return lines, names, y + _LINE if names else 0.0


def _waiting(plot: _Plot, figure: Curves, marks: Sequence[int], width: float) -> tuple[list[Words], float]:
    """How many were still waiting at the months of the axis, a row for each group, and where that ends."""
    y = plot.base + 52
    words = [Words(0, y, "Without a report before that month", tone="muted")]
    for each in figure.curves:
        if len(figure.curves) > 1:
            y += _LINE
            words.append(Words(0, y, fitted(each.label, width)))
        y += _LINE
        for month in marks:
            is_last = month == marks[-1] and month == figure.horizon
            x = min(plot.x(month * MONTH) + 14, width) if is_last else plot.x(month * MONTH)
            words.append(Words(x, y, f"{each.n_at_risk(month * MONTH):,}", Anchor.END if is_last else Anchor.MIDDLE, "muted"))
    return words, y + 8
