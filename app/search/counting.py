"""Counting hits by the values of fields: exactly, and at the cost of a column that has one value in each document.

A column in which some documents have several values, or none, takes about five times as long to count. So each field has a
column with exactly one: the value, that nothing is stated, or that there are several; and only the few documents with several
are counted by another column, which holds them all.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from tantivy import Occur, Query, Searcher

from app.search.schema import NOTHING, SEVERAL, schema

Counts = dict[str, int]
_ALL = 60_000  # values: more than any field has in one part of the index
_SPARE = 50  # values that are told beside those asked for, so that few others can be among the most frequent
_YEARS = 1_000


class Counter:
    """Counts by fields over the documents of a query."""

    def __init__(self, searcher: Searcher, query: Query) -> None:
        self._searcher, self._query = searcher, query
        several = Query.term_query(schema(), "several", "y", "basic")
        self._with_several = Query.boolean_query([(Occur.Must, query), (Occur.Must, several)])

    def top(self, fields: Sequence[str], size: int) -> dict[str, Counts]:
        """The counts of at least the `size` most frequent values of each field, and `""` for nothing stated, all exact."""
        told = size + _SPARE
        asked = {name: {"terms": {"field": f"f_{name}", "size": told, "segment_size": _ALL}} for name in fields}
        answers = self._aggregate(self._query, asked)
        one = {name: _counts(answers[name]["buckets"]) for name in fields}
        cut = {name for name in fields if answers[name]["sum_other_doc_count"]}
        many = self._several([name for name in fields if SEVERAL in one[name] or name in cut])
        return {name: self._whole(name, one[name], many.get(name, {}), size if name in cut else 0) for name in fields}

    def _several(self, fields: Sequence[str]) -> dict[str, Counts]:
        """The counts of each value over the documents that have several."""
        asked = {name: {"terms": {"field": f"m_{name}", "size": _ALL, "segment_size": _ALL}} for name in fields}
        answers = self._aggregate(self._with_several, asked)
        return {name: _counts(answers[name]["buckets"]) for name in fields}

    def _whole(self, name: str, one: Counts, many: Counts, cut: int) -> Counts:
        """Both together. `cut`: how many must be right where not all values were told, 0 where they were."""
        whole = {value: n + many.get(value, 0) for value, n in one.items() if value != SEVERAL}
        if not cut:
            return {**many, **whole}
        least = min(one.values())
        enough = sorted((n for value, n in whole.items() if value), reverse=True)[:cut][-1]
        for value, n in many.items():
            if value not in whole and n + least >= enough:
                whole[value] = n + self._total(name, value)
        if "" not in whole:
            whole[""] = self._total(name, NOTHING)
        return whole

    def _total(self, name: str, value: str) -> int:
        """How many documents have this one value alone."""
        term = Query.term_query(schema(), f"f_{name}", value, "basic")
        result: Any = self._searcher.search(Query.boolean_query([(Occur.Must, self._query), (Occur.Must, term)]), 1)
        return int(result.count)

    def by(self, outer: str, field: str) -> dict[int, Counts]:
        """The counts of a field for each value of a column of numbers."""
        found: dict[int, Counts] = {}
        for query, column in ((self._query, f"f_{field}"), (self._with_several, f"m_{field}")):
            inner = {"of": {"terms": {"field": column, "size": _ALL}}}
            answer = self._aggregate(query, {"by": {"terms": {"field": outer, "size": _YEARS}, "aggs": inner}})
            for bucket in answer["by"]["buckets"]:
                counts = found.setdefault(int(bucket["key"]), {})
                for value, n in _counts(bucket["of"]["buckets"]).items():
                    counts[value] = counts.get(value, 0) + n
        for counts in found.values():
            counts.pop(SEVERAL, None)
        return found

    def _aggregate(self, query: Query, asked: dict[str, Any]) -> dict[str, Any]:
        return self._searcher.aggregate(query, asked) if asked else {}


def _counts(buckets: Sequence[Mapping[str, Any]]) -> Counts:
    return {"" if each["key"] == NOTHING else str(each["key"]): each["doc_count"] for each in buckets}
