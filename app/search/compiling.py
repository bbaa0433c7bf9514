"""The tree of a query as a query of the index."""

import datetime as dt
import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any as Any_

from tantivy import DocAddress, FieldType, Occur, Query, Searcher

from app.core.dates import PartialDate
from app.core.errors import BadValue
from app.core.positions import EARTH_RADIUS_KM, distance_km
from app.core.text import fold, key_of
from app.search.asking import Unit
from app.search.documents import minutes
from app.search.fields import BY_NAME, Field, FieldKind, keys_of
from app.search.nodes import (
    All,
    And,
    Any,
    Between,
    Box,
    Code,
    Exactly,
    Has,
    Match,
    Missing,
    Near,
    Node,
    Not,
    Numbered,
    Or,
    Phrase,
    Prefix,
    Starts,
    Value,
    Word,
)
from app.search.schema import schema, stems, words
from app.search.squares import covering

_UNITS = {Unit.OCCURRENCES: "o", Unit.AIRCRAFT: "a"}
_IN_TITLE = 3.0  # how much more a word counts that stands in the title
MOST_NEAR = 200_000  # positions around a point of which the distance is worked out
_MANY_WORDS = 16_384  # words with one beginning behind another word: the engine looks at no more of them


def compiled(node: Node, unit: Unit, searcher: Searcher) -> Query:
    """The query of the index for a tree, over the documents of the unit. BadValue where it asks for too much."""
    return _Compiler(searcher).whole(node, unit)


def of_occurrences(ids: Sequence[int]) -> Query:
    """The documents of some records. To delete by it: a term of whole numbers is taken for signed and deletes nothing."""
    return Query.term_set_query(schema(), "occurrence", list(ids))


def _term(column: str, value: str | int) -> Query:
    return Query.term_query(schema(), column, value, "basic")


def _all(queries: Sequence[Query]) -> Query:
    return queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Must, each) for each in queries])


def _any(queries: Sequence[Query]) -> Query:
    if not queries:
        return Query.empty_query()
    return queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Should, each) for each in queries])


def _but(query: Query, without: Query) -> Query:
    return Query.boolean_query([(Occur.Must, query), (Occur.MustNot, without)])


def _silent(query: Query) -> Query:
    """A condition that does not change how well a hit fits."""
    return Query.const_score_query(query, 0.0)


def found(
    searcher: Searcher, query: Query, limit: int, *, first: int = 0, order: str | None = None
) -> tuple[int, list[DocAddress]]:
    """How many match, and the documents from the first on; by relevance where no column gives the order."""
    held = searcher.num_docs
    if first >= held:  # it takes memory for all that come before the first, and aborts the process where there is too little
        return found(searcher, query, 1)[0] if first else 0, []
    limit = min(limit, held - first)
    result: Any_ = searcher.search(query, limit, offset=first, order_by_field=order)  # the stubs know no count
    return result.count, [address for _, address in result.hits]


class _Compiler:
    """Conditions into queries; distances and beginnings of words are looked up in the index."""

    def __init__(self, searcher: Searcher) -> None:
        self.searcher = searcher

    def whole(self, node: Node, unit: Unit) -> Query:
        if isinstance(node, All):
            return _term("unit", _UNITS[unit])
        return self.all_of(node.parts if isinstance(node, And) else (node,), _term("unit", _UNITS[unit]))

    def of(self, node: Node) -> Query:
        match node:
            case All():
                return Query.all_query()
            case Word(text) | Phrase(text):
                return self.text(text)
            case Prefix(text):
                return self.begun(text)
            case Match(name, values):
                return _silent(_any([self.value(BY_NAME[name], each) for each in values]))
            case Near():
                return _silent(self.near(node))
            case Box():
                return _silent(_box(node))
            case Not(part):
                return _silent(_but(Query.all_query(), self.of(part)))
            case Or(parts):
                return _any([self.of(each) for each in parts])
            case And(parts):
                return self.all_of(parts, Query.all_query())

    def all_of(self, parts: Sequence[Node], among: Query) -> Query:
        """What meets all of the conditions, among the documents given."""
        wanted = [each for each in parts if not isinstance(each, Not)]
        made = [(Occur.Must, each) for each in (*self.conjunction(wanted), _silent(among))]
        made += [(Occur.MustNot, self.of(each.part)) for each in parts if isinstance(each, Not)]
        return Query.boolean_query(made)

    def conjunction(self, parts: Sequence[Node]) -> list[Query]:
        """The parts; in place of two words side by side that may be one number, such as `7K 9268`, that number will do."""
        numbers = [joined_number(*pair) for pair in pairwise(parts)]
        around = zip([None, *numbers], [*numbers, None], strict=True) if parts else ()
        return [
            _any([self.of(each), *(_term("plain", number) for number in pair if number is not None)])
            for each, pair in zip(parts, around, strict=True)
        ]

    # -- words

    def text(self, text: str) -> Query:
        found = stems(text)
        if len(found) == 1:
            return Query.boolean_query(
                [
                    (Occur.Must, Query.term_query(schema(), "text", found[0], "freq")),
                    (Occur.Should, Query.boost_query(Query.term_query(schema(), "title", found[0], "freq"), _IN_TITLE)),
                ]
            )
        if not found:
            return Query.empty_query()
        return _any([Query.phrase_query(schema(), "text", list(found)), _term("plain", "".join(words(text)))])

    def begun(self, text: str) -> Query:
        """Words that begin so; of `EI-ET` also its parts next to each other, the last of them by its stem."""
        found = words(text)
        whole = self.beginning("plain", ["".join(found)]) if found else Query.empty_query()
        return whole if len(found) < 2 else _any([whole, self.beginning("text", [*stems(text)[:-1], found[-1]])])

    def beginning(self, column: str, found: Sequence[str]) -> Query:
        """Words next to each other of which the last may go on. BadValue where too many words do."""
        if not found or not found[-1]:
            return Query.empty_query()
        last = f"{_literal(found[-1])}.*"
        if len(found) == 1:
            return Query.regex_query(schema(), column, last)
        if len(self.searcher.terms_with_prefix(column, found[-1], limit=_MANY_WORDS + 1)) > _MANY_WORDS:
            raise BadValue(f"more than {_MANY_WORDS:,} words begin with {found[-1]!r}; write more of the word")
        return Query.regex_phrase_query(schema(), column, [*found[:-1], last])  # a phrase_prefix_query takes 50 words only

    # -- fields

    def value(self, field: Field, value: Value) -> Query:
        name = field.name
        match value:
            case Any():
                return _stated(field)
            case Missing():
                return _but(Query.all_query(), _stated(field))
            case Code(code):
                return self.code(name, code)
            case Between(low, high):
                return _between(field, low, high)
            case Numbered(number):
                return _term(f"p_{name}", str(number))
            case Exactly(text):
                return _term(f"k_{name}", _key(field, text))
            case Has(text) if field.kind is FieldKind.IDENTIFIER:
                return _term(f"k_{name}", key_of(text))
            case Starts(text) if field.kind is FieldKind.IDENTIFIER:
                return self.beginning(f"k_{name}", [key_of(text)])
            case Has(text):
                return _phrase(f"w_{name}", words(text))
            case Starts(text):
                return self.beginning(f"w_{name}", words(text))

    def code(self, name: str, code: str) -> Query:
        if name not in ("has", "disputed"):
            return _term(f"c_{name}", code)
        return _any([_term(f"c_{name}", each) for each in keys_under(name, code)])

    def near(self, near: Near) -> Query:
        """Within the box that lies in the circle all match; between it and the box around it the distance is worked out."""
        centre = (near.latitude, near.longitude)
        around = _box(_box_around(near, near.km))
        inside = _box(_box_around(near, near.km / 2)) if _is_flat(near) else Query.empty_query()
        n, places = found(self.searcher, _but(around, inside), MOST_NEAR)
        if n > MOST_NEAR:
            raise BadValue(f"more than {MOST_NEAR:,} positions lie near {centre[0]:g},{centre[1]:g}; ask for fewer kilometres")
        rows = zip(*(self.searcher.fast_field_values(each, places) for each in ("key", "latitude", "longitude")), strict=True)
        keys = [key for key, latitude, longitude in rows if distance_km(centre, (latitude, longitude)) <= near.km]
        return _any([inside, Query.term_set_query(schema(), "key", keys)]) if keys else inside


def joined_number(first: Node, second: Node) -> str | None:
    """`7K` and `9268` as the one word that they may be: a designator of at most three signs before a number."""
    if not (isinstance(first, Word) and isinstance(second, Word)):
        return None
    before, after = words(first.text), words(second.text)
    if len(before) != 1 or len(after) != 1 or len(before[0]) > 3 or not after[0][:1].isdecimal():
        return None
    return before[0] + after[0]


def _literal(text: str) -> str:
    """The text as a pattern that matches it alone."""
    return "".join(each if each.isalnum() else f"\\x{{{ord(each):x}}}" for each in text)


def keys_under(name: str, key: str) -> list[str]:
    """The keys that a KEYS field's value means: itself, or all that begin with it and a point."""
    return [each for each in keys_of(name) if each == key or each.startswith(f"{key}.")]


def _key(field: Field, text: str) -> str:
    return key_of(text) if field.kind is FieldKind.IDENTIFIER else fold(text)


def _stated(field: Field) -> Query:
    if field.name in ("state", "has"):
        return Query.all_query()
    return _term("c_has", field.key or field.name)


def _phrase(column: str, found: list[str]) -> Query:
    if not found:
        return Query.empty_query()
    return _term(column, found[0]) if len(found) == 1 else Query.phrase_query(schema(), column, list(found))


def _range(column: str, low: float | None, high: float | None, kind: FieldType = FieldType.Integer) -> Query:
    return Query.range_query(schema(), column, kind, low, high)


def _between(field: Field, low: str | None, high: str | None) -> Query:
    column = f"n_{field.name}"
    if field.kind is FieldKind.NUMBER:
        return _range(column, _read(int, low), _read(int, high))
    if field.kind is FieldKind.TIME:
        return _range(column, _read(minutes, low), _read(minutes, high))
    first = PartialDate.parse(low).first.toordinal() if low else None
    last = _last(high).toordinal() if high else None
    days = _range(column, first, last)
    if field.name != "date" or last is None:
        return days
    return _but(days, _range("n_until", last + 1, None))  # known to the month or year, it may have been later


def _read(read: Callable[[str], int], text: str | None) -> int | None:
    return None if text is None else read(text)


def _last(text: str) -> dt.date:
    return PartialDate.parse(text).last


def _box(box: Box) -> Query:
    if box.west <= box.east:
        return _squares(box)
    return _any([_squares(replace(box, east=180.0)), _squares(replace(box, west=-180.0))])


def _squares(box: Box) -> Query:
    """All in the squares within the box, and what lies within it of those on its rim."""
    within, rim = (Query.term_set_query(schema(), "square", each) for each in covering(box))
    rows = _range("latitude", box.south, box.north, FieldType.Float)
    columns = _range("longitude", box.west, box.east, FieldType.Float)
    return _any([within, _all([rim, rows, columns])])


def _box_around(near: Near, km: float) -> Box:
    """The box that holds a circle; the whole range of longitudes where it holds a pole."""
    angle = km / EARTH_RADIUS_KM
    high = math.degrees(angle)
    south, north = near.latitude - high, near.latitude + high
    if south <= -90 or north >= 90 or angle >= math.pi / 2:
        return Box(max(-90.0, south), -180.0, min(90.0, north), 180.0)
    wide = math.degrees(math.asin(min(1.0, math.sin(angle) / math.cos(math.radians(near.latitude)))))
    if wide >= 180:
        return Box(south, -180.0, north, 180.0)
    return Box(south, _turned(near.longitude - wide), north, _turned(near.longitude + wide))


def _is_flat(near: Near) -> bool:
    """Whether a box of half the size lies in the circle with certainty: not close to a pole, nor very large."""
    return near.km <= 500 and abs(near.latitude) <= 75


def _turned(longitude: float) -> float:
    return (longitude + 180.0) % 360.0 - 180.0
