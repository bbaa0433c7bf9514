"""The questions that are asked, each in the words of the product, of the floor and of Datasette."""

import datetime as dt
import random
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from app.search.nodes import Between, Code, Match, Node, Phrase, Word, both
from app.search.writing import write_query
from bench.flat import FACETS
from bench.narratives import sentences

PAGE = 25
_COMMON = ("runway", "pilot", "engine", "landing", "airplane")
_MEDIUM = ("icing", "hydraulic", "windshear", "rudder", "carburetor")
_RARE = ("N00001", "N00007", "N00012", "N00055", "N00078")
_PHRASES = ('"loss of engine power"', '"directional control"')
_DIFFERENT = 2_400
_TWO = {"country": "US", "phase": "LDG"}


@dataclass(frozen=True)
class Case:
    """One kind of question, asked with each of the texts in turn. years: first and last. page: from 1.

    is_new: no text is to be asked a second time.
    """

    name: str
    texts: tuple[str, ...] = ("",)
    filters: Mapping[str, str] = field(default_factory=dict)
    years: tuple[int, int] | None = None
    sort: str = ""
    page: int = 1
    is_new: bool = False


def different_words() -> tuple[str, ...]:
    """The most frequent words of the narratives, no two the same, in an order that tells nothing."""
    found: Counter[str] = Counter()
    for sentence, _ in sentences():
        found.update(re.findall(r"[a-z]{5,}", sentence))
    words = [word for word, _ in found.most_common(_DIFFERENT)]
    return tuple(random.Random(5).sample(words, len(words)))


CASES = (
    Case("all, newest"),
    Case("common word", _COMMON),
    Case("medium word", _MEDIUM),
    Case("rare word", _RARE),
    Case("a new word each time", different_words(), is_new=True),
    Case("phrase", _PHRASES),
    Case("common word, 2 filters, newest", _COMMON, _TWO, sort="newest"),
    Case("common word, 10 years, most fatalities", _COMMON, years=(1990, 1999), sort="fatal"),
    Case("common word, newest", _COMMON, sort="newest"),
    Case("2 filters, most fatalities", filters=_TWO, sort="fatal"),
    Case("all, newest, row 10,000", page=10_000 // PAGE),
)


def query_of(case: Case, text: str) -> Node:
    """The question as the product understands it."""
    parts: list[Node] = [Phrase(text.strip('"')) if text.startswith('"') else Word(text)] if text else []
    parts += [Match(name, (Code(code),)) for name, code in case.filters.items()]
    if case.years:
        low, high = case.years
        parts.append(Match("date", (Between(str(low), str(high)),)))
    return both(parts)


def product_paths(case: Case) -> list[str]:
    """The addresses of the product's pages."""
    return [_path("/occurrences", q=write_query(query_of(case, text)), **_common(case)) for text in case.texts]


def json_paths(case: Case) -> list[str]:
    """The same answers as JSON, as many rows of them; none for a deep page, which is reached by cursors only."""
    if case.page > 1:
        return []
    given = {"sort": case.sort, "limit": PAGE}
    return [_path("/api/v1/occurrences", q=write_query(query_of(case, text)), **given) for text in case.texts]


def floor_paths(case: Case, facets: str = "") -> list[str]:
    """The addresses of the floor's pages. facets: `all` for as many as the product's page counts."""
    days: dict[str, int] = {}
    if case.years:
        low, high = case.years
        days = {"from": dt.date(low, 1, 1).toordinal(), "to": dt.date(high, 12, 31).toordinal()}
    return [_path("/search", q=text, **case.filters, **days, **_common(case), facets=facets) for text in case.texts]


def datasette_paths(case: Case) -> list[str]:
    """The addresses of Datasette's pages with the same facets; none for a deep page, which it reaches by keys only."""
    if case.page > 1:
        return []
    given: list[tuple[str, str | int]] = [("_size", PAGE), *(("_facet", name) for name in FACETS), *case.filters.items()]
    if case.years:
        given += [("year__gte", case.years[0]), ("year__lte", case.years[1])]
    column = {"": "", "newest": "day", "fatal": "fatal"}[case.sort]
    if column or case.texts == ("",):
        given.append(("_sort_desc", column or "day"))
    paths = []
    for text in case.texts:
        search = [("_search", text)] if text else []
        paths.append("/flat/occurrence?" + urlencode([*search, *given]))
    return paths


def _common(case: Case) -> dict[str, str | int]:
    return {"sort": case.sort, "page": case.page if case.page > 1 else ""}


def _path(path: str, **given: str | int) -> str:
    words = urlencode({name: value for name, value in given.items() if value != ""})
    return f"{path}?{words}" if words else path
