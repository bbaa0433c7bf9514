"""How far datasets agree: of each property and pair of speakers, in how many of the occurrences that both tell of."""

import builtins
import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

from sqlalchemy.orm import Session

from app.queries import disputes as queries
from app.queries.claims import alike, to_said
from app.resolution.history import AFFIRMING
from app.resolution.rule import Said, by_subject, resolve
from app.services.answers import Answers
from app.services.disputes import in_chunks, merged_parties
from app.services.party_names import party_names
from app.vocab.claims import PropertyState
from app.vocab.properties import BY_KEY, ORDER, Cardinality, Property

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of one property and pair of speakers: in how many occurrences both state it, and in how many of those they agree."""

    property: Property
    pair: Pair
    names: tuple[str, str]
    n_agree: int
    n_both: int

    @builtins.property
    def share(self) -> float:
        """The share that agrees."""
        return self.n_agree / self.n_both


@dataclass(frozen=True, slots=True)
class Compared:
    """speakers: (name, accounts in datasets) of all who speak in datasets. n_joined: occurrences of which two of them tell."""

    speakers: Sequence[tuple[str, int]]
    n_joined: int
    rows: Sequence[Agreement]


class Scope(NamedTuple):
    """What counts: claims in these sources that were public by the day and on record at that place of the log; None: all, now.

    merged: the parties that were merged by then, with those that they are.
    """

    sources: Sequence[int]
    merged: Mapping[int, int]
    day: dt.date | None
    at: int | None


def compare(session: Session, day: dt.date | None = None, at: int | None = None) -> Compared:
    """One pass over the claims in datasets on the occurrences of which two speakers tell."""
    sources, merged = list(session.scalars(queries.dataset_sources(at))), merged_parties(session, at)
    scope = Scope(sources, merged, day, at)
    speakers: Counter[int] = Counter()
    usual = None
    for speaker, n in session.execute(queries.dataset_speakers(sources, day, at)) if sources else ():
        usual = speaker if usual is None else usual
        speakers[merged.get(speaker, speaker)] += n
    counts: dict[tuple[str, Pair], list[int]] = defaultdict(lambda: [0, 0])
    joined: Sequence[int] = ()
    if usual is not None and len(speakers) > 1:
        joined = session.scalars(queries.in_two_datasets(sources, usual, day, at)).all()
    for ids in in_chunks(joined):
        for (_, key, pair), agrees in _of_chunk(session, ids, scope).items():
            counts[key, pair][0] += agrees
            counts[key, pair][1] += 1
    names = party_names(session, set(speakers))
    rows = [
        Agreement(BY_KEY[key], pair, (names[pair[0]], names[pair[1]]), n_agree, n_both)
        for (key, pair), (n_agree, n_both) in sorted(counts.items(), key=lambda each: (ORDER[each[0][0]], each[0][1]))
    ]
    return Compared([(names[key], n) for key, n in speakers.most_common()], len(joined), rows)


def _of_chunk(session: Session, ids: Sequence[int], scope: Scope) -> dict[tuple[int, str, Pair], bool]:
    """Whether two speakers agree on a property of an occurrence: on each aircraft and qualifier of which both speak.

    What adds up is not compared, and what is no affirmation does not count as a statement of the value.
    """
    sources, merged, day, at = scope
    found: dict[tuple[int, str, Pair], bool] = {}
    undecided: dict[int, set[str]] = defaultdict(set)
    for occurrence_id, key, first, last, is_open in session.execute(queries.told_by_several(ids, sources, day, at)):
        a, b = sorted((merged.get(first, first), merged.get(last, last)))
        if BY_KEY[key].cardinality is Cardinality.LIST:
            continue
        if is_open:
            undecided[occurrence_id].add(key)
        elif a != b:
            found.setdefault((occurrence_id, key, (a, b)), True)
    claims: dict[int, list[Said]] = defaultdict(list)
    keys = set().union(*undecided.values())
    for row in session.execute(queries.said_in(list(undecided), sources, keys, day, at)) if undecided else ():
        claims[row[0]].append(to_said(row))
    for occurrence_id, said in claims.items():
        for key, pair, agrees in _by_rule(each for each in alike(said, merged) if each.property in undecided[occurrence_id]):
            found[occurrence_id, key, pair] = found.get((occurrence_id, key, pair), True) and agrees
    return found


def _by_rule(claims: Iterable[Said]) -> Iterator[tuple[str, Pair, bool]]:
    for subject, group in by_subject(claims).items():
        prop = BY_KEY[subject.property]
        words: dict[int, list[Said]] = defaultdict(list)
        for each in resolve(prop, group).current:
            if each.stance in AFFIRMING:
                words[each.speaker].append(each)
        for a, b in combinations(sorted(words), 2):
            yield subject.property, (a, b), resolve(prop, words[a] + words[b]).state is not PropertyState.DISPUTED


class Known:
    """The last answers of `compare`, each kept until the log moves."""

    MOST = 6

    def __init__(self) -> None:
        self._answers: Answers[Compared] = Answers(self.MOST)

    def of(self, session: Session, day: dt.date | None = None, at: int | None = None) -> Compared:
        """How far datasets agree, computed where it is not known."""
        return self._answers.of(session, (day, at), lambda: compare(session, day, at))
