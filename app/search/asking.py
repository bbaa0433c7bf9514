"""What is asked of the index, and what it answers: ids and counts, never rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from app.search.nodes import All, And, Node, Not, Or, Phrase, Prefix, Word
from app.vocab.coded import Coded


class Unit(StrEnum):
    """What is counted and listed."""

    OCCURRENCES = "occurrences"
    AIRCRAFT = "aircraft"


class Sort(Coded):
    """The order of the hits; those without the sorted value come last, ties by the record's number."""

    RELEVANCE = "relevance", "Best match", "How well the words fit, those in names most."
    NEWEST = "newest", "Newest first", "By date of the occurrence, the latest first."
    OLDEST = "oldest", "Oldest first", "By date of the occurrence, the earliest first."
    FATAL = "fatal", "Most fatalities", "By people killed, the most first."
    DISPUTED = "disputed", "Most disputed", "By disputed facts, the most first."
    CHANGED = "changed", "Recently changed", "By the log, the latest changed first."


@dataclass(frozen=True, slots=True)
class Question:
    """One page of hits and the counts beside it. `first` counts from 0; `top` is how many values of each facet."""

    query: Node = field(default_factory=All)
    unit: Unit = Unit.OCCURRENCES
    sort: Sort = Sort.NEWEST
    first: int = 0
    count: int = 25
    facets: tuple[str, ...] = ()
    top: int = 10


@dataclass(frozen=True, slots=True)
class Hit:
    """An occurrence; in the unit aircraft with the number of the aircraft in it, else None."""

    occurrence_id: int
    aircraft: int | None = None


@dataclass(frozen=True, slots=True)
class Bucket:
    """How many have a value: a code, a party's id as text, a type's name; `""` where nothing is stated."""

    value: str
    n: int


@dataclass(frozen=True, slots=True)
class Answer:
    """`total` counts all hits in the unit; `facets` hold the values most frequent first, `""` last."""

    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[Bucket, ...]]


@dataclass(frozen=True, slots=True)
class Cell:
    """What lies in one cell of the map: the middle of its positions in degrees, hits in the unit, people killed.

    decimals: how many decimals the coarsest of its positions has: 0 is known to about 100 km, 2 to about 1 km.
    """

    latitude: float
    longitude: float
    n: int
    n_fatal: int
    decimals: int


def has_words(node: Node) -> bool:
    """Whether the query asks for words in the texts, so that hits fit better and worse."""
    if isinstance(node, And | Or):
        return any(map(has_words, node.parts))
    return not isinstance(node, Not) and isinstance(node, Word | Phrase | Prefix)


def usual_sort(node: Node) -> Sort:
    """The order where none is asked for."""
    return Sort.RELEVANCE if has_words(node) else Sort.NEWEST
