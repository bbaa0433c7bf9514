"""Statements behind the lists of occurrences: filters, orders, and what there is to filter by."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from app.models import Occurrence, OccurrenceText
from app.queries.changesets import accepted
from app.vocab.claims import OccurrenceState


class Order(StrEnum):
    """How a list is sorted; the label is what a reader sees."""

    label: str

    def __new__(cls, value: str, label: str = "") -> "Order":
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    NEWEST = "newest", "Newest first"
    OLDEST = "oldest", "Oldest first"
    FATAL = "fatal", "Most fatalities"
    DISPUTED = "disputed", "Most disputed"


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list keeps. `words` are folded, and each must be found; None and empty keep everything."""

    words: tuple[str, ...] = ()
    year: int | None = None
    country: str | None = None
    occurrence_class: str | None = None
    fatal: bool = False


def is_public() -> sa.ColumnElement[bool]:
    """The occurrences that everybody sees: live, and created in an accepted changeset."""
    return sa.and_(Occurrence.state == OccurrenceState.LIVE, accepted(Occurrence.created_in))


def pattern(word: str) -> str:
    """A LIKE pattern, with `!` as its escape, for a text that holds the word as it is written."""
    for special in "!%_":
        word = word.replace(special, f"!{special}")
    return f"%{word}%"


def conditions(kept: Filter) -> Sequence[sa.ColumnElement[bool]]:
    """The filter as conditions on the public occurrences."""
    found = [is_public()]
    if kept.words:
        text = sa.select(OccurrenceText.occurrence_id)
        for word in kept.words:
            text = text.where(OccurrenceText.words.like(pattern(word), escape="!"))
        found.append(Occurrence.id.in_(text))
    if kept.year is not None:
        found.append(Occurrence.year == kept.year)
    if kept.country is not None:
        found.append(Occurrence.country == kept.country)
    if kept.occurrence_class is not None:
        found.append(Occurrence.occurrence_class == kept.occurrence_class)
    if kept.fatal:
        found.append(Occurrence.n_fatal > 0)
    return found


def count_of(kept: Filter) -> sa.Select[*tuple[Any, ...]]:
    """How many occurrences the filter keeps."""
    return sa.select(sa.func.count()).select_from(Occurrence).where(*conditions(kept))


def occurrences(kept: Filter, order: Order = Order.NEWEST) -> sa.Select[*tuple[Any, ...]]:
    """The occurrences that the filter keeps; those without the sorted value come last."""
    date = Occurrence.occurred_on
    keys: dict[Order, tuple[Any, ...]] = {
        Order.NEWEST: (date.desc().nulls_last(), Occurrence.id.desc()),
        Order.OLDEST: (date.asc().nulls_last(), Occurrence.id),
        Order.FATAL: (Occurrence.n_fatal.desc().nulls_last(), Occurrence.id.desc()),
        Order.DISPUTED: (Occurrence.n_disputed.desc(), date.desc().nulls_last(), Occurrence.id.desc()),
    }
    return sa.select(Occurrence).where(*conditions(kept)).order_by(*keys[order])


def countries() -> sa.Select[*tuple[Any, ...]]:
    """The codes of the countries in which public occurrences lie."""
    return sa.select(Occurrence.country).where(Occurrence.country.is_not(None), is_public()).distinct()
