"""What a query is once it is read: a tree of conditions, the same for the search box, addresses, commands and programs.

Trees are made by `both`, `either` and `negated`, which keep them in one shape, so that equal questions are equal trees.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class All:
    """No condition: everything matches."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word, as written, anywhere in the texts; compared by its stem. `EI-ETJ` is one word, found as `EIETJ` too."""

    text: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand next to each other, in this order, anywhere in one text."""

    text: str


@dataclass(frozen=True, slots=True)
class Prefix:
    """The beginning of a word anywhere in the texts."""

    text: str


# -- what a field can be asked for


@dataclass(frozen=True, slots=True)
class Code:
    """A member of a closed list, by its code; a country by its ISO 3166-1 code; a property by its key."""

    code: str


@dataclass(frozen=True, slots=True)
class Between:
    """From `low` to `high`, both included; None: open.

    Whole numbers as digits, dates as `2015`, `2015-10` or `2015-10-31`, times as `06:30`. A date's low end is the first day
    of what is written, its high end the last; a time's high end is the whole minute.
    """

    low: str | None
    high: str | None


@dataclass(frozen=True, slots=True)
class Has:
    """Words that stand next to each other in the field."""

    text: str


@dataclass(frozen=True, slots=True)
class Starts:
    """Words of the field of which the last begins so."""

    text: str


@dataclass(frozen=True, slots=True)
class Exactly:
    """The whole of the field, apart from case and accents; of identifiers apart from blanks and hyphens too."""

    text: str


@dataclass(frozen=True, slots=True)
class Numbered:
    """A party or source by its number in this database."""

    id: int


@dataclass(frozen=True, slots=True)
class Missing:
    """The field has no value."""


@dataclass(frozen=True, slots=True)
class Any:
    """The field has a value, whichever."""


Value: TypeAlias = Code | Between | Has | Starts | Exactly | Numbered | Missing | Any


@dataclass(frozen=True, slots=True)
class Match:
    """A field has one of the values. `field` is the field's name, never an alias; `values` is not empty."""

    field: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Near:
    """Within `km` of a point in decimal degrees, along the great circle."""

    latitude: float
    longitude: float
    km: float


@dataclass(frozen=True, slots=True)
class Box:
    """Between two parallels and two meridians in decimal degrees; `west` may be greater than `east`: across the 180th."""

    south: float
    west: float
    north: float
    east: float


@dataclass(frozen=True, slots=True)
class And:
    """All of them; at least two, none of them an And."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of them; at least two, none of them an Or."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """What does not match `part`, which is no Not."""

    part: "Node"


Node: TypeAlias = All | Word | Phrase | Prefix | Match | Near | Box | And | Or | Not


def both(parts: Iterable[Node]) -> Node:
    """All of the conditions, in their order and each once; All where there is none."""
    flat: dict[Node, None] = {}
    for part in parts:
        flat.update(dict.fromkeys(part.parts if isinstance(part, And) else (part,)))
    flat.pop(All(), None)
    found = tuple(flat)
    if not found:
        return All()
    return found[0] if len(found) == 1 else And(found)


def either(parts: Iterable[Node]) -> Node:
    """Any of the conditions, in their order and each once; All where there is none, or one of them is All."""
    flat: dict[Node, None] = {}
    for part in parts:
        flat.update(dict.fromkeys(part.parts if isinstance(part, Or) else (part,)))
    found = tuple(flat)
    if not found or All() in flat:
        return All()
    return found[0] if len(found) == 1 else Or(found)


def negated(part: Node) -> Node:
    """What does not match; the part itself where it is a Not already."""
    return part.part if isinstance(part, Not) else Not(part)


def conditions(node: Node) -> tuple[Node, ...]:
    """The conditions that all must hold: the parts of an And, else the one; none of All."""
    if isinstance(node, All):
        return ()
    return node.parts if isinstance(node, And) else (node,)
