"""What the page of search results shows: chips, facets, years and rows, each with the address that it leads to."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus

from flask import request

from app.core.errors import BadValue
from app.extensions import db
from app.indexed import names, the_snapshot
from app.search.asking import Answer, Question, Sort, Unit, has_words
from app.search.edits import replaced, selected, toggled, without, without_field
from app.search.fields import BY_NAME
from app.search.nodes import All, Between, Match, Node, both, conditions
from app.search.snapshot import Snapshot
from app.search.spelling import corrected
from app.search.values import value_of as read_value
from app.search.wording import describe_part
from app.search.writing import write_query, write_value
from app.services.pages import Page
from app.services.results import FACETS, MAIN, Facet, FacetValue, ResultRow, facets_of, rows_of
from app.web.charts import charts_context
from app.web.map import map_context
from app.web.paging import page_size
from app.web.search import Asked, View, described

TOP, MORE = 8, 200  # values of a facet, and of the one of which more are asked for
ALL_FACETS = "filters"  # what `more` says for those that are not among the main ones
N_OPEN = 6  # facets that are open from the start
BAR, HIGH = 10, 64  # width and height of the picture of the years, in its own units


def quoted(text: str) -> str:
    """A text for an address, with the signs of queries left as they are read."""
    return quote_plus(text, ":,=.*")


def _one_more(query: Node) -> str:
    """What a query is written as before one more condition."""
    probe = Match("id", (Between("0", "0"),))
    return write_query(both((query, probe))).removesuffix("id:0")


@dataclass(frozen=True, slots=True)
class Chip:
    """One condition in words, and the address without it."""

    words: str
    url: str


@dataclass(frozen=True, slots=True)
class Year:
    """A bar of the picture of the years, in its units; `is_in`: within the years asked for."""

    year: int
    n: int
    x: int
    y: str
    height: str
    is_in: bool
    url: str


@dataclass(frozen=True, slots=True)
class Years:
    """The picture of the years, and what is asked of the date now."""

    bars: Sequence[Year]
    low: str
    high: str
    n_undated: int


@dataclass(frozen=True, slots=True)
class Seen:
    """The page. `instead`: what was searched instead of words that nothing holds, as (written, taken) pairs."""

    asked: Asked
    total: int
    page: Page[ResultRow]
    facets: Sequence[Facet]
    chips: Sequence[Chip]
    years: Years | None
    instead: Sequence[tuple[str, str]]
    more: str
    beginning: str
    one_more: str

    @property
    def is_beyond(self) -> bool:
        """Whether a page of the list is asked for that lies after its last one."""
        return self.asked.view is View.LIST and self.page.is_beyond

    def url(self, **more: Any) -> str:
        """The address of the same search, apart from what is given."""
        return self.asked.url(**more)

    def chosen(self, facet: Facet, each: FacetValue) -> str:
        """The address with a value of a facet taken or taken away."""
        name = facet.field.name
        if facet.n_chosen or selected(self.asked.query, name):
            return self.beginning + quoted(write_query(toggled(self.asked.query, name, each.value)))
        return f"{self.one_more}{name}:{quoted(write_value(each.value))}"

    @property
    def hidden(self) -> dict[str, str]:
        """What a form sends along with a new query."""
        return {name: value for name, value in self.asked.address().items() if name not in ("q", "sort")}


def shown(question: Asked, number: int) -> dict[str, Any]:
    """All that the templates of the results need."""
    snapshot, more = the_snapshot(), request.args.get("more", "")
    size, instead = page_size(), list[tuple[str, str]]()
    answer, asking = _ask(snapshot, question, number, size, more)
    if not answer.total and (mended := corrected(snapshot, question.query)):
        question = Asked(question.text, mended[0], question.unit, question.sort, question.view)
        instead = mended[1]
        answer, asking = _ask(snapshot, question, number, size, more)
    rows = rows_of(db.session, snapshot, asking, answer) if question.view is View.LIST else []
    page = Page(rows, number, size, answer.total)
    facets = facets_of(db.session, snapshot, asking, answer, names())
    seen = Seen(
        question, answer.total, page, facets, _chips(question), _years(snapshot, question), instead, more, question.beginning(),
        question.beginning() + quoted(_one_more(question.query)),
    )  # fmt: skip
    return {
        "seen": seen, "asked": question, "words": described(question), "views": View, "units": Unit, "sorts": Sort,
        "n_open": N_OPEN, "all": All(), "has_words": has_words(question.query),
        "years_high": HIGH, "years_bar": BAR, **_of_view(question, snapshot),
    }  # fmt: skip


def _of_view(question: Asked, snapshot: Snapshot) -> dict[str, Any]:
    if question.view is View.MAP:
        return map_context(question, snapshot)
    if question.view is View.CHARTS:
        return charts_context(question, snapshot)
    return {}


def _ask(snapshot: Snapshot, question: Asked, number: int, size: int, more: str) -> tuple[Answer, Question]:
    top = MORE if more in FACETS else TOP
    count = size if question.view is View.LIST else 1
    facets = tuple(name for name in FACETS if name in MAIN or more in (ALL_FACETS, name) or selected(question.query, name))
    asking = Question(question.query, question.unit, question.sort, (number - 1) * size, count, facets, top)
    return snapshot.answer(asking), asking


def _chips(question: Asked) -> list[Chip]:
    """One for each condition, in words."""
    return [
        Chip(describe_part(each, names()), question.url(query=without(question.query, each)))
        for each in conditions(question.query)
    ]


# -- years


def _years(snapshot: Snapshot, question: Asked) -> Years | None:
    """The years of what is asked apart from the date; None where no record of it has one."""
    rest = without_field(question.query, "date")
    counts = snapshot.years(rest, question.unit)
    n_undated = counts.pop(None, 0)
    dated = [year for year in counts if year is not None]
    if not dated:
        return None
    first, last, most = min(dated), max(dated), max(counts.values())
    low, high = _ends(question.query)
    beginning = f"{question.beginning()}{quoted(_one_more(rest))}date:"
    bars = []
    for i, year in enumerate(range(first, last + 1)):
        n = counts.get(year, 0)
        is_in = (not low or str(year) >= low[:4]) and (not high or str(year) <= high[:4])
        height = max(1.0, HIGH * n / most) if n else 0.0
        bars.append(Year(year, n, i * BAR, f"{HIGH - height:.2f}", f"{height:.2f}", is_in, f"{beginning}{year}"))
    return Years(bars, low, high, n_undated)


def _ends(query: Node) -> tuple[str, str]:
    values = selected(query, "date")
    if len(values) != 1 or not isinstance(values[0], Between):
        return "", ""
    return values[0].low or "", values[0].high or ""


def _between(query: Node, low: str, high: str) -> Node:
    if not low and not high:
        return without_field(query, "date")
    text = f"{low}..{high}" if low and high else f">={low}" if low else f"<={high}"
    return replaced(query, "date", read_value(BY_NAME["date"], text))


def in_years(question: Asked) -> str:
    """The address with the date that a form gives by `from` and `to`. BadValue where one is no date."""
    low, high = (request.args.get(name, "").strip() for name in ("from", "to"))
    try:
        return question.url(query=_between(question.query, low, high))
    except BadValue as error:
        raise BadValue(f"the years cannot be read: {error}") from None
