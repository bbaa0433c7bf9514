"""What a query finds, in a few figures: how many, who was killed, when, of what kind, where and by whom, and the latest."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.charts.figures import Bar, Kind, Ranked, ranked
from app.search.asking import Question, Unit
from app.search.fields import BY_NAME, FieldKind
from app.search.nodes import Match
from app.services import charting
from app.services.browsing import labels_of
from app.services.charting import Asking, Chart
from app.services.pages import Page
from app.services.results import ResultRow, rows_of, value_of
from app.vocab.injuries import InjuryLevel
from app.vocab.phases import Phase

LATEST, TOP = 10, 8
_CODED, _NAMED = ("injury", "category", "phase"), ("country", "operator", "make", "type")
_ORDERS: dict[str, tuple[str, ...]] = {"injury": tuple(InjuryLevel), "phase": tuple(Phase)}


@dataclass(frozen=True, slots=True)
class Breakdown:
    """The occurrences by one field. `has_pages`: its values have pages of their own; `is_whole`: none was left out."""

    field: str
    heading: str
    figure: Ranked
    has_pages: bool
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Summary:
    """All of what a query finds. Years are None where no date is stated; `page` holds the latest occurrences."""

    n_occurrences: int
    n_aircraft: int
    n_killed: int
    first_year: int | None
    last_year: int | None
    n_undated: int
    years: Chart
    breakdowns: Sequence[Breakdown]
    page: Page[ResultRow]


def summary_of(asking: Asking, *, apart: Sequence[str] = ()) -> Summary:
    """The summary of a query, in a handful of statements. `apart`: fields by which there is nothing to tell apart."""
    snapshot, query = asking.snapshot, asking.query
    question = Question(query, count=LATEST)
    answer = snapshot.answer(question)
    years = snapshot.years(query, Unit.OCCURRENCES)
    dated = [each for each in years if each is not None]
    return Summary(
        answer.total, snapshot.total(query, Unit.AIRCRAFT), snapshot.killed(query), min(dated, default=None),
        max(dated, default=None), years.get(None, 0), charting.chart(asking, "year"),
        list(_breakdowns(asking, answer.total, apart)),
        Page(rows_of(asking.session, snapshot, question, answer), 1, LATEST, answer.total),
    )  # fmt: skip


def _breakdowns(asking: Asking, total: int, apart: Sequence[str]) -> Iterator[Breakdown]:
    """Those by coded fields and by names, without the ones in which nothing is stated."""
    for field in (*_CODED, *_NAMED):
        found = _breakdown(asking, field, total) if field not in apart else None
        if found and not found.figure.is_empty:
            yield found


def _breakdown(asking: Asking, field: str, total: int) -> Breakdown:
    order = _ORDERS.get(field, ())
    buckets = asking.snapshot.counts(asking.query, Unit.OCCURRENCES, field)
    stated = [each for each in buckets if each.value]
    shown = {each.value: each.n for each in (stated if order else stated[:TOP])}
    blank = {each.value: each.n for each in buckets if not each.value}
    labels = _labels(asking, field, list(shown))

    def bar(value: str) -> Bar:
        kind = Kind.BAR if value else Kind.BLANK
        href = asking.link(Match(field, (value_of(BY_NAME[field], value),)))
        return Bar(value, labels.get(value, value) if value else "Not stated", 0, kind, href=href)

    figure = ranked(shown | blank, total, bar, order=[each for each in order if each in shown])
    return Breakdown(field, BY_NAME[field].label, figure, field in _NAMED, len(stated) == len(shown))


def _labels(asking: Asking, field: str, values: list[str]) -> dict[str, str]:
    codes = BY_NAME[field].codes
    if BY_NAME[field].kind is not FieldKind.CODE or codes is None:
        return labels_of(asking.session, field, values)
    found = {each: codes.find(each) for each in values}
    return {value: code.label if code else value for value, code in found.items()}
