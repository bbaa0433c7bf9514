"""One moment of the index: hits, counts by field, years and map cells that all agree with one another."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from tantivy import FieldType, Occur, Query, Searcher, SnippetGenerator

from app.core.mercator import latitude_of
from app.search.asking import Answer, Bucket, Cell, Hit, Question, Sort, Unit
from app.search.compiling import compiled, found, of_occurrences
from app.search.counting import Counter, Counts
from app.search.documents import changed_order
from app.search.healing import Unreadable, healing
from app.search.nodes import And, Match, Node, both
from app.search.schema import COUNTED, LEVELS, schema, words

MOST_CELLS = 4_000
_EVERY = 60_000  # values of a facet of which each segment tells its counts: all of them, so that the sums are right
_WIDE = 8  # the finest level whose cells are all wider than a degree, so that it does not matter how exactly a place is known
_MANY = 5_000  # hits of which the middles of such cells are reckoned from finer cells
_KNOWN = 9  # decimals where it does not matter
_MOST_KEPT = 500  # counts of questions that are kept for the next one who asks


class Snapshot:
    """The index as one commit left it. `sequence`: the log is in it up to there.

    The counts of broad questions are kept in `known`, which whoever opens the index empties with each commit. Where the files
    fail while they are asked, `heal` builds them anew, and this is then the moment of the new ones.
    """

    def __init__(
        self,
        searcher: Searcher,
        sequence: int,
        known: dict[Any, Any] | None = None,
        *,
        heal: Callable[[], "Snapshot | None"] | None = None,
    ) -> None:
        self.sequence = sequence
        self._searcher = searcher
        self._known = {} if known is None else known
        self._heal = heal

    def replace(self, error: BaseException) -> None:
        """Go on with the index that `heal` gives in the place of this one, which failed. Unreadable where it gives none."""
        healed = self._heal() if self._heal else None
        if healed is None:
            raise Unreadable(f"the search index cannot be read: {error}") from error
        self.sequence, self._searcher, self._known = healed.sequence, healed._searcher, healed._known
        self._heal = healed._heal

    @healing
    def answer(self, question: Question) -> Answer:
        """Hits, their number, and the facets; those of a facet with values chosen are counted as if none of its were."""
        query = self._compiled(question.query, question.unit)
        order = None if question.sort is Sort.RELEVANCE else f"s_{question.sort}"
        total, addresses = found(self._searcher, query, max(1, question.count), first=question.first, order=order)
        keys = self._searcher.fast_field_values("key", addresses[: question.count])
        return Answer(total, tuple(_hit(int(key or 0), question.unit) for key in keys), self.facets(question))

    @healing
    def placed(
        self, query: Node, unit: Unit, column: str, count: int, *, below: int | None = None, unchanged_since: int | None = None
    ) -> list[tuple[Hit, int]]:
        """The first hits with their places in the order of a column, the highest place first.

        below: only those at lower places. unchanged_since: only of records that did not change after that place of the log.
        """
        limits = [(column, below)] if below is not None else []
        if unchanged_since is not None:
            limits.append(("s_changed", changed_order(unchanged_since + 1, 0)))
        asked = [self._compiled(query, unit), *(_below(*each) for each in limits)]
        _, addresses = found(self._searcher, Query.boolean_query([(Occur.Must, each) for each in asked]), count, order=column)
        keys, places = (self._searcher.fast_field_values(name, addresses) for name in ("key", column))
        return [(_hit(int(key or 0), unit), int(place or 0)) for key, place in zip(keys, places, strict=True)]

    @healing
    def facets(self, question: Question) -> Mapping[str, tuple[Bucket, ...]]:
        """The values of each facet of the question, by field."""
        chosen = {name: _without(question.query, name) for name in question.facets}
        counted: dict[Node, dict[str, tuple[Bucket, ...]]] = {}
        for query in dict.fromkeys(chosen.values()):
            fields = tuple(name for name in question.facets if chosen[name] == query)
            counted[query] = self._counted(query, question.unit, fields, question.top)
        return {name: counted[query][name] for name, query in chosen.items()}

    @healing
    def total(self, query: Node, unit: Unit) -> int:
        """How many match."""
        return found(self._searcher, self._compiled(query, unit), 1)[0]

    @healing
    def changed_since(self, query: Node, unit: Unit, sequence: int) -> int:
        """How many match of those that changed after that place of the log; what no longer matches is not among them."""
        return found(self._searcher, self._changed(query, unit, sequence), 1)[0]

    @healing
    def hits_since(self, query: Node, unit: Unit, sequence: int, count: int) -> tuple[Hit, ...]:
        """Those that changed after that place of the log, the latest changed first."""
        _, addresses = found(self._searcher, self._changed(query, unit, sequence), max(1, count), order="s_changed")
        keys = self._searcher.fast_field_values("key", addresses[:count])
        return tuple(_hit(int(key or 0), unit) for key in keys)

    @healing
    def hits_between(self, query: Node, unit: Unit, first: int, last: int) -> list[Hit]:
        """All hits of the occurrences from one number to another, that one included; by number."""
        between = Query.range_query(schema(), "key", FieldType.Unsigned, first << 8, (last << 8) | 255)
        return self._by_number(query, unit, between)

    @healing
    def hits_among(self, query: Node, unit: Unit, ids: Sequence[int]) -> list[Hit]:
        """The hits of those occurrences, by number."""
        return self._by_number(query, unit, of_occurrences(ids))

    @healing
    def counts(self, query: Node, unit: Unit, field: str, top: int = 1000) -> tuple[Bucket, ...]:
        """The values of a field, the most frequent first, `""` last; of several values of one record each counts."""
        return self._counted(query, unit, (field,), top)[field]

    @healing
    def years(self, query: Node, unit: Unit) -> dict[int | None, int]:
        """How many in each year, in order; None: without a date. Years with none are missing."""

        def ask() -> dict[int | None, int]:
            buckets = self._aggregated(query, unit, {"terms": {"field": "year", "size": 1000}})
            return {int(each["key"]) or None: each["doc_count"] for each in sorted(buckets, key=lambda each: each["key"])}

        return dict(self._kept(("years", query, unit), ask))

    @healing
    def by_year(self, query: Node, unit: Unit, field: str) -> dict[int, Counts]:
        """How many of each value in each year, `""` where nothing is stated; without those that have no date."""

        def ask() -> dict[int, Counts]:
            years = Counter(self._searcher, self._compiled(query, unit)).by("year", field)
            return {year: years[year] for year in sorted(years) if year}

        return dict(self._kept(("by year", query, unit, field), ask))

    @healing
    def killed(self, query: Node) -> int:
        """How many people were killed in the occurrences that match."""
        asked = {"sum": {"field": "killed"}}
        answered: float = self._searcher.aggregate(self._compiled(query, Unit.OCCURRENCES), {"of": asked})["of"]["value"]
        return int(answered or 0)

    @healing
    def cells(self, query: Node, unit: Unit, level: int) -> list[Cell]:
        """What lies where, by cells of 360 / 2^level degrees of longitude; the next finer of LEVELS is taken.

        At most MOST_CELLS, those with most first. Where much lies in wide cells, their middles are within an eighth of a cell.
        """
        level = next((each for each in LEVELS if each >= level), LEVELS[-1])

        def ask() -> list[Cell]:
            if level <= _WIDE:
                found = self._wide_cells(query, unit, level)
                if sum(each.n for each in found) > _MANY:
                    return found
            return self._exact_cells(query, unit, level)

        return list(self._kept(("cells", query, unit, level), ask))

    def _by_number(self, query: Node, unit: Unit, among: Query) -> list[Hit]:
        asked = Query.boolean_query([(Occur.Must, self._compiled(query, unit)), (Occur.Must, among)])
        _, addresses = found(self._searcher, Query.const_score_query(asked, 0.0), self._searcher.num_docs or 1)
        keys = self._searcher.fast_field_values("key", addresses)
        return [_hit(key, unit) for key in sorted(int(each or 0) for each in keys)]

    def _exact_cells(self, query: Node, unit: Unit, level: int) -> list[Cell]:
        inner = {
            "latitude": {"avg": {"field": "latitude"}},
            "longitude": {"avg": {"field": "longitude"}},
            "killed": {"sum": {"field": "killed"}},
            "decimals": {"min": {"field": "decimals"}},
        }
        asked = {"terms": {"field": f"cell_{level}", "size": MOST_CELLS + 1, "segment_size": _EVERY}, "aggs": inner}
        return [_cell(each) for each in self._aggregated(query, unit, asked) if each["key"]][:MOST_CELLS]

    def _wide_cells(self, query: Node, unit: Unit, level: int) -> list[Cell]:
        """The cells of a level up to _WIDE, their middles reckoned from the cells two levels finer: a third of the work."""
        finer = LEVELS[LEVELS.index(level) + 1]
        asked = {
            "cells": {
                "terms": {"field": f"cell_{level}", "size": MOST_CELLS + 1, "segment_size": _EVERY},
                "aggs": {"killed": {"sum": {"field": "killed"}}},
            },
            "finer": {"terms": {"field": f"cell_{finer}", "size": _EVERY, "segment_size": _EVERY}},
        }
        answered = self._searcher.aggregate(self._compiled(query, unit), asked)
        middles = _middles(answered["finer"]["buckets"], finer, finer - level)
        cells = [each for each in answered["cells"]["buckets"] if each["key"]][:MOST_CELLS]
        return [
            Cell(*middles[int(each["key"])], each["doc_count"], int(each["killed"]["value"] or 0), _KNOWN) for each in cells
        ]

    # -- words

    @healing
    def beginnings(self, column: str, prefix: str, limit: int) -> list[tuple[str, int]]:
        """Words that begin so in one of the columns of words, with the number of documents, the most frequent first."""
        begun = self._searcher.terms_with_prefix(column, prefix, limit=limit)
        return sorted(begun, key=lambda each: (-each[1], each[0]))

    @healing
    def highlighter(self, query: Node, longest: int = 160) -> Callable[[str], list[tuple[str, bool]] | None]:
        """What shows the words of the query in a text, as pieces of which the marked ones are True; None: it has none."""
        generator = SnippetGenerator.create(self._searcher, self._compiled(query, Unit.OCCURRENCES), schema(), "text")
        generator.set_max_num_chars(longest)
        return lambda text: _marked(generator, text)

    # -- asking

    def _compiled(self, query: Node, unit: Unit) -> Query:
        return compiled(query, unit, self._searcher)

    def _changed(self, query: Node, unit: Unit, sequence: int) -> Query:
        lowest = changed_order(sequence + 1, 0)
        later = Query.range_query(schema(), "s_changed", FieldType.Unsigned, lowest, None)
        return Query.boolean_query([(Occur.Must, self._compiled(query, unit)), (Occur.Must, later)])

    def _kept(self, key: Any, ask: Callable[[], Any]) -> Any:
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= _MOST_KEPT:
                self._known.clear()
            known = self._known[key] = ask()
        return known

    def _counted(self, query: Node, unit: Unit, fields: Sequence[str], top: int) -> dict[str, tuple[Bucket, ...]]:
        def ask() -> dict[str, tuple[Bucket, ...]]:
            counts = Counter(self._searcher, self._compiled(query, unit)).top(fields, top)
            return {name: _buckets(found, top) for name, found in counts.items()}  # no more is kept than is asked for

        known: dict[str, tuple[Bucket, ...]] = self._kept(("facets", query, unit, tuple(fields), top), ask)
        return known

    def _aggregated(self, query: Node, unit: Unit, asked: dict[str, Any]) -> list[dict[str, Any]]:
        answered: dict[str, Any] = self._searcher.aggregate(self._compiled(query, unit), {"of": asked})
        buckets: list[dict[str, Any]] = answered["of"]["buckets"]
        return buckets


def _below(column: str, limit: int) -> Query:
    return Query.range_query(schema(), column, FieldType.Unsigned, None, limit, include_upper=False)


def _hit(key: int, unit: Unit) -> Hit:
    return Hit(key >> 8, key & 255 if unit is Unit.AIRCRAFT else None)


def _without(query: Node, field: str) -> Node:
    """The query without what it asks of the field at its top."""
    parts = query.parts if isinstance(query, And) else (query,)
    return both(each for each in parts if not (isinstance(each, Match) and each.field == field))


def _buckets(counts: Counts, top: int) -> tuple[Bucket, ...]:
    stated = sorted(((value, n) for value, n in counts.items() if value), key=lambda each: (-each[1], each[0]))
    nothing = [("", counts[""])] if counts.get("") else []
    return tuple(Bucket(value, n) for value, n in (*stated[:top], *nothing))


def _cell(bucket: Mapping[str, Any]) -> Cell:
    latitude, longitude, killed, decimals = (bucket[each]["value"] for each in ("latitude", "longitude", "killed", "decimals"))
    return Cell(latitude, longitude, bucket["doc_count"], int(killed or 0), int(decimals or 0))


def _middles(buckets: Sequence[Mapping[str, Any]], level: int, coarser: int) -> dict[int, tuple[float, float]]:
    """The middle of each cell that many levels coarser, as if all in a finer cell lay in the middle of that."""
    sums: dict[int, list[int]] = {}
    size, wide = 1 << level, level - coarser
    for each in buckets:
        cell, n = int(each["key"]) - 1, each["doc_count"]
        if cell < 0:
            continue
        x, y = cell & (size - 1), cell >> level
        key = ((y >> coarser) << wide | (x >> coarser)) + 1
        found = sums.get(key)
        if found is None:
            sums[key] = [n, n * x, n * y]
        else:
            found[0] += n
            found[1] += n * x
            found[2] += n * y
    return {
        key: (latitude_of((south / n + 0.5) / size), (east / n + 0.5) / size * 360 - 180)
        for key, (n, east, south) in sums.items()
    }


def _marked(generator: SnippetGenerator, text: str) -> list[tuple[str, bool]] | None:
    from tantivy import Document

    snippet = generator.snippet_from_doc(Document(text=text))
    ranges = sorted((each.start, each.end) for each in snippet.highlighted())
    if not ranges:
        return None
    return list(_pieces(snippet.fragment().encode(), ranges))


def _pieces(fragment: bytes, ranges: Sequence[tuple[int, int]]) -> Iterator[tuple[str, bool]]:
    """The fragment cut at the ranges, which count bytes."""
    at = 0
    for start, end in ranges:
        if start > at:
            yield fragment[at:start].decode("utf-8", "replace"), False
        if end > at:
            yield fragment[max(at, start) : end].decode("utf-8", "replace"), True
            at = end
    if at < len(fragment):
        yield fragment[at:].decode("utf-8", "replace"), False


def counted_fields() -> tuple[str, ...]:
    """The fields that hits can be counted by."""
    return COUNTED


def first_word(text: str) -> str:
    """The first word of a text as the index holds it, empty where there is none."""
    return next(iter(words(text)), "")
