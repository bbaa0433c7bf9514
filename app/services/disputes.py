"""The disputed facts of all occurrences, now or as they could be known on a day.

Counted are facts: one property (and qualifier) of one occurrence or one of its aircraft. `day` None: whenever it was public;
`at`: as the database held it at that sequence of the log, None: as it holds it now.
"""

import builtins
import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple, TypeVar

from sqlalchemy.orm import Session

from app.queries import disputes as queries
from app.queries.claims import alike, to_said
from app.resolution.history import AFFIRMING, Difference, Stretch, difference, history, opponents
from app.resolution.rule import Said, Subject, by_subject
from app.search.asking import Question, Unit
from app.search.nodes import All, Between, Code, Match, Node, both
from app.search.snapshot import Snapshot
from app.services.answers import Answers
from app.services.pages import Page
from app.services.party_names import party_names
from app.vocab.claims import Stance
from app.vocab.coded import Coded
from app.vocab.properties import BY_KEY, ORDER, Property, ValueType
from app.vocab.values import shown

STEP = 500  # occurrences of which the claims are read together
T = TypeVar("T")


class Which(Coded):
    """What became of the disputes that are listed."""

    OPEN = "open", "Not settled", "Speakers contradict one another on that day."
    SETTLED = "settled", "Settled", "Speakers contradicted one another before, and no longer do on that day."
    ALL = "all", "All", "Disputed on that day or before."


class Order(Coded):
    """How the list is sorted."""

    DATE = "date", "Latest occurrence", "By the date of the occurrence, the latest first."
    AGE = "age", "Longest disputed", "By the day on which the dispute began, the earliest first."
    SIZE = "size", "Largest difference", "Property by property, the largest difference first; last what cannot be measured."


class Contested(NamedTuple):
    """A fact that is or was disputed. Days are ISO; `pairs` are of parties, the lower id first."""

    occurrence_id: int
    occurred_on: str
    aircraft: int | None
    property: str
    qualifier: str
    since: str
    settled_on: str | None
    size: Difference | None
    pairs: tuple[tuple[int, int], ...]

    @builtins.property
    def subject(self) -> Subject:
        """What its claims share."""
        return Subject(self.aircraft, self.property, self.qualifier)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of the disputes. `speakers`: one party or two; `ids` None: all occurrences."""

    which: Which = Which.OPEN
    day: dt.date | None = None
    property: str | None = None
    speakers: tuple[int, ...] = ()
    order: Order = Order.DATE
    ids: Collection[int] | None = None
    at: int | None = None


@dataclass(frozen=True, slots=True)
class Voice:
    """What one of the opponents says: the claim's number and its value in words. `is_affirming`: asserts or suspects."""

    number: int
    speaker: int
    name: str
    stance: Stance
    value: str
    public_on: str
    is_affirming: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A disputed fact with its occurrence and the words of all opponents, those who affirm first."""

    contested: Contested
    occurrence: Any
    property: Property
    voices: tuple[Voice, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What was found: `n_occurrences` counts those of all facts, not only of a page's.

    properties: (key, facts) counted beside the other conditions; pairs: ((party, party), facts) likewise.
    """

    facts: Sequence[Contested]
    n_occurrences: int
    properties: Sequence[tuple[str, int]]
    pairs: Sequence[tuple[tuple[int, int], int]]


def in_chunks(items: Iterable[T], size: int = STEP) -> Iterator[list[T]]:
    """The items, some at a time."""
    rest = iter(items)
    while chunk := list(islice(rest, size)):
        yield chunk


def merged_parties(session: Session, at: int | None = None) -> dict[int, int]:
    """The parties that were merged, with those that they are."""
    return {row[0]: row[1] for row in session.execute(queries.merged_parties(at))}


def claims_of(
    session: Session,
    ids: Collection[int],
    day: dt.date | None,
    merged: Mapping[int, int],
    keys: Collection[str],
    at: int | None = None,
) -> dict[int, list[Said]]:
    """What was said on some occurrences and properties, as the rule takes it."""
    found: dict[int, list[Said]] = defaultdict(list)
    for row in session.execute(queries.said(ids, day, keys, at)):
        found[row[0]].append(to_said(row))
    return {key: alike(claims, merged) for key, claims in found.items()}


def several_speak(session: Session, day: dt.date | None, at: int | None = None) -> list[tuple[int, str]]:
    """(id, date or nothing) of the occurrences of which two speakers had spoken."""
    usual = session.scalar(queries.most_frequent_speaker())
    if usual is None:
        return []
    return [(row[0], str(row[1] or "")) for row in session.execute(queries.spoken_of_by_several(usual, day, at))]


# -- all of them at once


def compute(session: Session, day: dt.date | None, which: Which, *, at: int | None = None) -> list[Contested]:
    """All facts that are or were disputed, in one pass over the claims of the records in which several speak.

    What is disputed now is known of each record, so that only those are read; the same facts come out.
    """
    if which is Which.OPEN and day is None and at is None:
        return _disputed_now(session)
    found: list[Contested] = []
    merged = merged_parties(session, at)
    for chunk in in_chunks(several_speak(session, day, at)):
        dates = dict(chunk)
        keys: dict[int, set[str]] = defaultdict(set)
        for occurrence_id, key in session.execute(queries.may_be_contested(list(dates), day, at)):
            keys[occurrence_id].add(key)
        some = {each: dates[each] for each in sorted(keys)}
        found += _of_chunk(session, some, day, merged, set().union(*keys.values()), at)
    return [each for each in found if which is Which.ALL or (each.settled_on is None) == (which is Which.OPEN)]


def _disputed_now(session: Session) -> list[Contested]:
    found: list[Contested] = []
    merged = merged_parties(session)
    for chunk in in_chunks(session.execute(queries.disputed_now()).all()):
        dates = {row[0]: str(row[1] or "") for row in chunk}
        keys = {key for row in chunk for key in row[2].split()}
        found += _of_chunk(session, dates, None, merged, keys)
    return [each for each in found if each.settled_on is None]


def _of_chunk(
    session: Session,
    dates: Mapping[int, str],
    day: dt.date | None,
    merged: Mapping[int, int],
    keys: Collection[str],
    at: int | None = None,
) -> Iterator[Contested]:
    for occurrence_id, claims in claims_of(session, list(dates), day, merged, keys, at).items():
        for (aircraft, key, qualifier), group in by_subject(claims).items():
            if all(each.speaker == group[0].speaker for each in group):
                continue
            found = _contested(BY_KEY[key], group)
            if found is not None:
                stretch, size, pairs = found
                yield Contested(
                    occurrence_id,
                    dates[occurrence_id],
                    aircraft,
                    key,
                    qualifier,
                    stretch.since,
                    stretch.settled_on,
                    size,
                    pairs,
                )


def _contested(prop: Property, group: Sequence[Said]) -> tuple[Stretch, Difference | None, tuple[tuple[int, int], ...]] | None:
    """The last dispute on a fact, how far the values lay apart in it, and who opposed whom; None where there was none."""
    course = history(prop, group)
    stretch = course.dispute()
    if stretch is None:
        return None
    outcome = course.outcome_of(stretch)
    return stretch, difference(prop, outcome), opponents(prop, outcome)


class Known:
    """The last answers of `compute`, each kept until the log moves."""

    MOST = 6

    def __init__(self) -> None:
        self._answers: Answers[list[Contested]] = Answers(self.MOST)

    def of(self, session: Session, day: dt.date | None, which: Which, at: int | None = None) -> list[Contested]:
        """The facts, computed where they are not known."""
        return self._answers.of(session, (day, which, at), lambda: compute(session, day, which, at=at))


# -- some of them


def ids_among(
    facts: Sequence[Contested], query: Node, snapshot: Callable[[], Snapshot], *, are_open: bool
) -> Collection[int] | None:
    """The records that a query finds, as far as they can matter; None where it finds all. are_open: all are disputed now."""
    if isinstance(query, All) or not facts:
        return None
    if are_open:
        beside = Match("state", (Code("disputed"),))
    else:
        ids = [each.occurrence_id for each in facts]
        beside = Match("id", (Between(str(min(ids)), str(max(ids))),))
    index, within = snapshot(), both((query, beside))
    n = index.total(within, Unit.OCCURRENCES)
    return {each.occurrence_id for each in index.answer(Question(within, count=max(1, n))).hits}


def narrow(facts: Sequence[Contested], asked: Asked) -> Found:
    """What is asked of all facts, sorted, with what could be chosen instead."""
    within = [each for each in facts if asked.ids is None or each.occurrence_id in asked.ids]
    by_property = [each for each in within if _speak(each, asked.speakers)]
    by_pair = [each for each in within if asked.property in (None, each.property)]
    found = sorted((each for each in by_pair if _speak(each, asked.speakers)), key=_ORDERS[asked.order])
    properties = Counter(each.property for each in by_property)
    pairs = Counter(pair for each in by_pair for pair in each.pairs)
    return Found(
        found,
        len({each.occurrence_id for each in found}),
        sorted(properties.items(), key=lambda each: (-each[1], ORDER[each[0]])),
        sorted(pairs.items(), key=lambda each: (-each[1], each[0])),
    )


def _speak(each: Contested, speakers: tuple[int, ...]) -> bool:
    if not speakers:
        return True
    return any(set(speakers) <= set(pair) for pair in each.pairs)


def by_number(each: Contested) -> tuple[Any, ...]:
    """The order of records' numbers, in which nothing moves."""
    return _place(each)


def _place(each: Contested) -> tuple[Any, ...]:
    return (each.occurrence_id, each.aircraft or 0, ORDER[each.property], each.qualifier)


def _latest(each: Contested) -> tuple[Any, ...]:
    return (tuple(-ord(sign) for sign in each.occurred_on) or (0,), _place(each))


def _largest(each: Contested) -> tuple[Any, ...]:
    return (each.size is None, ORDER[each.property], -each.size.amount if each.size else 0.0, _place(each))


_ORDERS: dict[Order, Callable[[Contested], Any]] = {
    Order.DATE: _latest,
    Order.AGE: lambda each: (each.since, _place(each)),
    Order.SIZE: _largest,
}


# -- in words


def page_of(session: Session, found: Found, number: int, size: int, asked: Asked) -> Page[Row]:
    """A page of the facts in words."""
    first = (number - 1) * size
    rows = rows_of(session, found.facts[first : first + size], asked.day, asked.at)
    return Page(rows, number, size, len(found.facts))


def all_rows(session: Session, facts: Sequence[Contested], asked: Asked) -> Iterator[Row]:
    """All facts in words, some at a time."""
    for chunk in in_chunks(facts):
        yield from rows_of(session, chunk, asked.day, asked.at)


def rows_of(session: Session, facts: Sequence[Contested], day: dt.date | None, at: int | None = None) -> list[Row]:
    """Facts in words, in their order; one whose record went meanwhile is left out."""
    if not facts:
        return []
    ids = {each.occurrence_id for each in facts}
    occurrences = {each.id: each for each in session.scalars(queries.occurrences(ids))}
    claims = claims_of(session, ids, day, merged_parties(session, at), {each.property for each in facts}, at)
    groups = {key: by_subject(said) for key, said in claims.items()}
    spoken = [(each, _opposing(each, groups.get(each.occurrence_id, {}).get(each.subject, []))) for each in facts]
    names = _names(session, (said for _, words in spoken for said in words))
    return [
        Row(each, occurrences[each.occurrence_id], BY_KEY[each.property], tuple(_voice(said, names) for said in words))
        for each, words in spoken
        if each.occurrence_id in occurrences
    ]


def _opposing(each: Contested, group: Sequence[Said]) -> list[Said]:
    """What the opponents said last in the dispute, those who affirm first."""
    course = history(BY_KEY[each.property], group)
    stretch = course.dispute()
    if stretch is None:
        return []
    opposing = {party for pair in each.pairs for party in pair}
    words = [said for said in course.outcome_of(stretch).current if said.speaker in opposing]
    return sorted(words, key=lambda said: said.stance not in AFFIRMING)


def _names(session: Session, words: Iterable[Said]) -> dict[int, str]:
    ids: set[int] = set()
    for said in words:
        ids.add(said.speaker)
        if BY_KEY[said.property].type is ValueType.PARTY:
            ids.add(int(said.value))
    return party_names(session, ids)


def _voice(said: Said, names: Mapping[int, str]) -> Voice:
    value = shown(BY_KEY[said.property], said.value, {str(key): name for key, name in names.items()})
    return Voice(
        said.number, said.speaker, names.get(said.speaker, f"party {said.speaker}"), Stance(said.stance), value, said.public,
        said.stance in AFFIRMING,
    )  # fmt: skip
