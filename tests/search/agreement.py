"""Holds the index's answers against the oracle's."""

import random

from app.search.asking import Question, Sort, Unit
from app.search.nodes import All, Node
from app.search.schema import COUNTED, LEVELS
from app.search.snapshot import Snapshot
from app.search.writing import write_query
from tests.search.asking_at_random import Asker
from tests.search.oracle import Oracle


def agree(snapshot: Snapshot, oracle: Oracle, *, number: int, seed: int) -> int:
    """Ask everything about all records and that many random questions; how many of these had hits."""
    for unit in Unit:
        same_hits(snapshot, oracle, All(), unit, 50, tuple(Sort))
        same_counts(snapshot, oracle, All(), unit, COUNTED)
    asker, hit = Asker(oracle, seed), 0
    for query in asker.queries(number):
        unit = asker.chance.choice(list(Unit))
        sorts = asker.chance.sample(list(Sort), 2)
        hit += same_hits(snapshot, oracle, query, unit, asker.chance.randint(20, 90), sorts)
        same_counts(snapshot, oracle, query, unit, asker.chance.sample(COUNTED, 3))
        same_figures(snapshot, oracle, query, unit, asker.chance)
    return hit


def same_hits(snapshot: Snapshot, oracle: Oracle, query: Node, unit: Unit, page: int, sorts) -> bool:
    """All pages in each order, each hit once; and the number of hits."""
    told = write_query(query), unit
    for sort in sorts:
        pages, first = [], 0
        while True:
            answer = snapshot.answer(Question(query, unit, sort, first, page))
            pages += [(each.occurrence_id, each.aircraft) for each in answer.hits]
            first += page
            if first >= answer.total:
                break
        known = sort is not Sort.RELEVANCE
        wanted = oracle.ordered(query, unit, sort if known else Sort.NEWEST)
        assert (pages if known else sorted(pages)) == (wanted if known else sorted(wanted)), (*told, sort)
        assert answer.total == len(wanted), told
    assert snapshot.total(query, unit) == len(wanted), told
    return bool(wanted)


def same_counts(snapshot: Snapshot, oracle: Oracle, query: Node, unit: Unit, fields) -> None:
    """The facets beside the hits: all values, and the first three of them."""
    every = snapshot.answer(Question(query, unit, facets=tuple(fields), top=1000)).facets
    some = snapshot.answer(Question(query, unit, facets=tuple(fields), top=3)).facets
    assert list(every) == list(some) == list(fields)
    for field in fields:
        told = write_query(query), unit, field
        wanted = oracle.counts(query, unit, field)
        missing = [("", wanted.pop(""))] if "" in wanted else []
        ordered = sorted(wanted.items(), key=lambda pair: (-pair[1], pair[0]))
        assert [(each.value, each.n) for each in every[field]] == [*ordered, *missing], told
        assert [each.n for each in some[field]] == [n for _, n in [*ordered[:3], *missing]], told
        assert all(wanted[each.value] == each.n for each in some[field] if each.value), told


def same_figures(snapshot: Snapshot, oracle: Oracle, query: Node, unit: Unit, chance: random.Random) -> None:
    """What the charts and the map show."""
    told = write_query(query), unit
    field, level = chance.choice(COUNTED), chance.choice(LEVELS)
    counted = snapshot.counts(query, unit, field)
    assert {each.value: each.n for each in counted} == dict(oracle.by_value(query, unit, field)), (*told, field)
    assert snapshot.years(query, unit) == dict(oracle.years(query, unit)), told
    assert snapshot.by_year(query, unit, field) == oracle.by_year(query, unit, field), (*told, field)
    assert snapshot.killed(query) == oracle.killed(query), told
    cells = snapshot.cells(query, unit, level)
    assert sorted((each.n, each.n_fatal) for each in cells) == oracle.cells(query, unit, level), (*told, level)
