"""Statements behind the short lists of occurrences: on the first page, and where a record is looked for to be corrected."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from app.models import Occurrence, OccurrenceText, Standing
from app.queries.changesets import accepted, holds, recorded
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
    """What a list keeps. `words` are folded, and each must be found; none keep everything."""

    words: tuple[str, ...] = ()


def is_public() -> sa.ColumnElement[bool]:
    """The occurrences that everybody sees: live, and created in an accepted changeset."""
    return sa.and_(Occurrence.state == OccurrenceState.LIVE, accepted(Occurrence.created_in))


def was_public(at: int | None) -> sa.ColumnElement[bool]:
    """The occurrences that everybody sees, or saw at that sequence of the log."""
    if at is None:
        return is_public()
    aside = sa.select(1).where(Standing.occurrence_id == Occurrence.id, holds(Standing.recorded_in, Standing.closed_in, at))
    return sa.and_(recorded(Occurrence.created_in, at), sa.not_(aside.exists()))


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
    return found


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
