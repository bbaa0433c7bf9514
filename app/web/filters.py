"""The filters of the list of occurrences, as they stand in its address."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.core.text import fold, squeeze
from app.queries.lists import Filter, Order
from app.vocab.countries import country_name, is_country
from app.vocab.occurrences import OccurrenceClass

MAX_WORDS = 12
MAX_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address asks for. `given` are the values as written, by name; `problems` says which cannot be read."""

    kept: Filter
    order: Order
    given: Mapping[str, str]
    problems: tuple[str, ...]

    @property
    def chips(self) -> list[tuple[str, str]]:
        """The active filters as (name, words)."""
        kept, given = self.kept, self.given
        code = OccurrenceClass.find(kept.occurrence_class) if kept.occurrence_class else None
        words = {
            "q": f"words: {given['q']}" if kept.words else "",
            "year": f"year: {kept.year}" if kept.year is not None else "",
            "country": f"country: {country_name(kept.country)}" if kept.country else "",
            "class": f"class: {code.label}" if code else "",
            "fatal": "with fatalities only" if kept.fatal else "",
        }
        return [(name, text) for name, text in words.items() if text]

    def without(self, *names: str) -> dict[str, str]:
        """The parameters of the address with some left out, and without the page."""
        return {name: value for name, value in self.given.items() if value and name not in names}


def read_filters(args: Mapping[str, str]) -> Filters:
    """The filters from the parameters of an address; whatever cannot be read becomes a problem in words."""
    names = ("q", "year", "country", "class", "fatal", "sort")
    given = {name: squeeze(args.get(name, "").replace("\x00", " ")) for name in names}
    words = tuple(dict.fromkeys(fold(given["q"][:MAX_LENGTH]).split(" "))) if given["q"] else ()
    problems = _problems(given, words)
    order = Order(given["sort"]) if given["sort"] in set(Order) else Order.NEWEST
    if problems:
        return Filters(Filter(), order, given, tuple(problems))
    year = int(given["year"]) if given["year"] else None
    kept = Filter(words, year, given["country"] or None, given["class"] or None, given["fatal"] == "1")
    return Filters(kept, order, given, ())


def _problems(given: Mapping[str, str], words: tuple[str, ...]) -> list[str]:
    year, country, code = given["year"], given["country"], given["class"]
    checks = (
        (len(given["q"]) <= MAX_LENGTH, f"The search has {len(given['q']):,} characters; at most {MAX_LENGTH} can be read."),
        (len(words) <= MAX_WORDS, f"The search has {len(words)} words; at most {MAX_WORDS} can be read."),
        (not year or _is_year(year), f"“{year}” is not a year; write four digits, such as 2015."),
        (not country or is_country(country), f"“{country}” is not a country; choose one of the list."),
        (
            not code or OccurrenceClass.find(code) is not None,
            f"“{code}” is not a class; there are {', '.join(OccurrenceClass)}.",
        ),
        (given["fatal"] in ("", "0", "1"), f"“{given['fatal']}” is no answer to “fatal only”; write 1 or leave it out."),
        (
            not given["sort"] or given["sort"] in set(Order),
            f"“{given['sort']}” is no order; there are {', '.join(Order)}.",
        ),
    )
    return [message for good, message in checks if not good]


def _is_year(text: str) -> bool:
    return len(text) == 4 and text.isascii() and text.isdigit()
