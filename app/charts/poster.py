"""A drawing as it leaves the site: with its heading above, and what it counts, its notes and where it comes from below."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from app.charts.marks import Drawing, Words, fitted, visible

MARGIN = 16
_HEADING, _LINE = 30, 16
_CHARACTERS = 98  # of a line of small print across the drawing


@dataclass(frozen=True, slots=True)
class Poster:
    """The drawing, moved by (MARGIN, top), and the words around it, which are already in their places."""

    width: float
    height: float
    top: float
    drawing: Drawing
    heading: Words
    lines: tuple[Words, ...]


def poster_of(drawing: Drawing, heading: str, paragraphs: Sequence[str]) -> Poster:
    """The paragraphs are broken into lines under the drawing."""
    top = MARGIN + _HEADING
    lines = [line for each in paragraphs for line in textwrap.wrap(visible(each), _CHARACTERS)]
    below = top + drawing.height + _LINE
    words = tuple(Words(MARGIN, below + (i + 1) * _LINE, line, tone="muted") for i, line in enumerate(lines))
    title = Words(MARGIN, MARGIN + 14, fitted(heading, drawing.width, 16))
    height = below + len(lines) * _LINE + MARGIN
    return Poster(drawing.width + 2 * MARGIN, height, top, drawing, title, words)
