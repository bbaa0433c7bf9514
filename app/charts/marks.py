"""The marks of a drawing, in units that are CSS pixels at full size, and how wide a text will be."""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

FONT_SIZE = 12
_EM = 0.56  # mean width of a character of the fonts asked for, as a fraction of the font size
_WIDE_EM = 1.05
_UNSEEN = frozenset(("Cc", "Cf", "Cn", "Cs"))


class Anchor(StrEnum):
    """Which point of a text lies at its x."""

    START = "start"
    MIDDLE = "middle"
    END = "end"


@dataclass(frozen=True, slots=True)
class Box:
    """A filled rectangle; `is_hatched` where what it counts may still change."""

    x: float
    y: float
    width: float
    height: float
    tone: str
    is_hatched: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """Straight pieces through points."""

    points: tuple[tuple[float, float], ...]
    tone: str

    @property
    def path(self) -> str:
        """The points as SVG writes them."""
        return " ".join(f"{x:g},{y:g}" for x, y in self.points)


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text on the baseline y."""

    x: float
    y: float
    text: str
    anchor: Anchor = Anchor.START
    tone: str = "ink"


@dataclass(frozen=True, slots=True)
class Target:
    """A place to click at: where it leads, and what stands there."""

    x: float
    y: float
    width: float
    height: float
    href: str
    title: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """Marks in the order in which they are painted: lines of the grid, boxes, lines over them, words."""

    width: float
    height: float
    grid: tuple[Line, ...] = ()
    boxes: tuple[Box, ...] = ()
    lines: tuple[Line, ...] = ()
    words: tuple[Words, ...] = ()
    targets: tuple[Target, ...] = ()


def visible(text: str) -> str:
    """The text in one line, without what XML cannot hold and without marks that would turn the writing of what follows."""
    return "".join(
        " " if each.isspace() else each for each in text if each.isspace() or unicodedata.category(each) not in _UNSEEN
    )


def width_of(text: str, size: float = FONT_SIZE) -> float:
    """About how wide a text will be; a little more rather than less."""
    return size * sum(_WIDE_EM if unicodedata.east_asian_width(each) in "WF" else _EM for each in text)


def fitted(text: str, width: float, size: float = FONT_SIZE) -> str:
    """The text, cut with an ellipsis where it would be wider."""
    text = visible(text)
    if width_of(text, size) <= width:
        return text
    while text and width_of(text + "…", size) > width:
        text = text[:-1]
    return text.rstrip() + "…"
