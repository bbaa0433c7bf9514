"""What may be meant at the end of a query that is being written: a record, a value of a field, a field.

All of it is read from the index, so that nothing is offered that is not on record.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from sqlalchemy.orm import Session

from app.core.text import fold, key_of
from app.queries import results
from app.search.asking import Question
from app.search.fields import BY_NAME, FIELDS, Field
from app.search.nodes import Any as Stated
from app.search.nodes import Exactly, Match, Missing
from app.search.snapshot import Snapshot
from app.search.tail import Tail, is_enough, tails
from app.search.writing import write_query, write_value
from app.services.hint_values import Found, codes_in_words, count, names_in_words, values_like, words_like

MOST = 10
LONGEST = 300  # characters of an end that is looked at
_EXACT = ("registration", "flight", "ntsb")
_SHORTEST_KEY = 3  # letters and digits of an identifier


@dataclass(frozen=True, slots=True)
class Hint:
    """One suggestion: the whole new text of the box; or a record, for which the text stays as it is.

    n: how many occurrences the suggested condition finds by itself; None where it is not known.
    """

    label: str
    detail: str
    text: str
    n: int | None = None
    record: Any | None = None


def hints(session: Session, snapshot: Snapshot, text: str) -> list[Hint]:
    """What the end of the text may be meant for, the most useful first; at most MOST."""
    found: dict[str, Hint] = {}
    for tail in tails(text):
        if len(tail.written) <= LONGEST:
            for each in islice(_of_tail(session, snapshot, tail), MOST):
                found.setdefault(each.label if each.record else each.text, each)
    return list(found.values())[:MOST]


def _of_tail(session: Session, snapshot: Snapshot, tail: Tail) -> Iterator[Hint]:
    if tail.field is not None:
        yield from _of_value(session, snapshot, tail, tail.field)
    elif is_enough(tail.written):
        yield from _records(session, snapshot, tail, map(BY_NAME.__getitem__, _EXACT))
        conditions = [*codes_in_words(snapshot, tail.written), *names_in_words(session, snapshot, tail.written)]
        for each in sorted(conditions, key=lambda each: each.order)[: MOST - 3]:
            yield _as_hint(tail, each)
        yield from _fields(tail)
        for each in words_like(snapshot, BY_NAME["place"], tail.written):
            yield _as_hint(tail, replace(each, label=f"{each.field.label}: {each.label}"))


def _as_hint(tail: Tail, found: Found) -> Hint:
    value = write_value(found.value)
    condition = write_query(Match(found.field.name, (found.value,)))
    added = value if tail.field else condition
    return Hint(found.label, condition, f"{tail.before}{added} ", found.n)


# -- one record


def _records(session: Session, snapshot: Snapshot, tail: Tail, fields: Iterable[Field]) -> Iterator[Hint]:
    """The record that is the only one with such an identifier."""
    written = tail.written
    if len(key_of(written)) < _SHORTEST_KEY or not any(each.isdecimal() or each == "-" for each in written):
        return
    for field in fields:
        query = Match(field.name, (Exactly(written),))
        answer = snapshot.answer(Question(query, count=1))
        if answer.total == 1:
            row = session.execute(results.occurrences([answer.hits[0].occurrence_id])).one_or_none()
            if row is not None:
                yield Hint(row.title, f"{field.label} {written}", f"{tail.before}{written}", 1, row)
        elif answer.total:
            yield _as_hint(Tail(tail.before, written), Found(field, Exactly(written), f"{field.label} {written}", answer.total))


def _of_value(session: Session, snapshot: Snapshot, tail: Tail, field: Field) -> Iterator[Hint]:
    if field.name in _EXACT:
        yield from _records(session, snapshot, tail, (field,))
    for each in islice(values_like(session, snapshot, field, tail.written), MOST - 2):
        yield _as_hint(tail, each)
    for value, label in ((Stated(), "any: stated"), (Missing(), "missing: not stated")):
        if label.startswith(tail.written.casefold()) and field.name not in ("state", "has"):
            yield _as_hint(tail, Found(field, value, label, count(snapshot, field, value)))


# -- names of fields


def _fields(tail: Tail) -> Iterator[Hint]:
    """The fields with such a name or label; what is written next is the value."""
    asked = fold(tail.written)
    meant = [
        field for field in FIELDS if any(name.startswith(asked) for name in (*field.aliases, field.name, fold(field.label)))
    ]
    for field in sorted(meant, key=lambda each: (each.name != asked, not each.name.startswith(asked)))[:3]:
        yield Hint(field.label, f"{field.name}:", f"{tail.before}{field.name}:")
