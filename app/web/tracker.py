"""The tracker of investigations, and how long they take to a final report, on any day."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Blueprint, Response, make_response, render_template, request, stream_with_context, url_for

from app.charts import palette
from app.charts.poster import poster_of
from app.core.cells import plain_cell
from app.core.errors import BadValue
from app.extensions import db
from app.indexed import names, the_snapshot
from app.queries.tracker import PAST, Moment
from app.resolution.clock import Clock, Duty
from app.search.bad_query import BadQuery
from app.search.nodes import All
from app.search.reading import read_query
from app.search.wording import describe
from app.search.writing import write_query
from app.services import pages
from app.services.permissions import Permission
from app.services.survival import By, Survival, median_words, survival
from app.services.tracker import NOT_STATED, Length, Order, Row, Status, Wanted, every_row, ids_of, tracked
from app.vocab.coded import Coded
from app.web.access import needs
from app.web.clocks import Clocks, asked_clocks
from app.web.kept import kept_results
from app.web.paging import page_number, page_size
from app.web.words import iso_date, occurrence_url

bp = Blueprint("tracker", __name__, url_prefix="/investigations")

C = TypeVar("C", bound=Coded)
_MOST = 2**63 - 1  # of a party's number


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks of the tracker. `text`: the query as written."""

    wanted: Wanted
    text: str
    clocks: Clocks

    @property
    def today(self) -> bool:
        """Whether the present day is looked at."""
        return self.clocks.day == self.clocks.today

    @property
    def kept(self) -> dict[str, str]:
        """The clocks that links keep."""
        given: dict[str, str] = {**self.clocks.given, "as_of": "" if self.today else self.clocks.day.isoformat()}
        return {name: value for name, value in given.items() if value}

    def address(self, **more: Any) -> dict[str, Any]:
        """The parameters of an address that asks the same, apart from `more`; what is usual is left out."""
        wanted = self.wanted
        given = {
            "q": write_query(wanted.query), "status": wanted.status, "overdue": wanted.overdue, "by": wanted.by,
            "authority": wanted.authority, "state": wanted.state,
            "sort": None if wanted.order is _usual(wanted.overdue) else wanted.order,
            **self.kept, **more,
        }  # fmt: skip
        if not given["overdue"]:
            given["by"] = None
        return {name: str(value) for name, value in given.items() if value not in (None, "")}

    def url(self, **more: Any) -> str:
        """The address that asks the same, apart from `more`."""
        return url_for("tracker.index", **self.address(**more))

    def chosen(self, facet: str, value: str) -> bool:
        """Whether a value of a filter is chosen."""
        return self.address().get(facet) == value

    def toggled(self, facet: str, value: str) -> str:
        """The address with a value of a filter chosen, or not any more."""
        more: dict[str, Any] = {facet: None if self.chosen(facet, value) else value}
        if facet == "overdue":
            more["by"] = None
            if self.wanted.order is _usual(self.wanted.overdue):
                more["sort"] = None
        return self.url(**more)

    @property
    def words(self) -> str:
        """The query in words; empty for all occurrences."""
        return "" if isinstance(self.wanted.query, All) else describe(self.wanted.query, names(), unit="occurrences")


def _usual(overdue: Duty | None) -> Order:
    return Order.LONGEST if overdue else Order.LATEST


# -- the tracker


@bp.get("")
@needs(Permission.READ)
def index() -> str | Response | tuple[str, int]:
    """The investigations on a day: `?q=&status=&overdue=&by=&authority=&state=&sort=&as_of=&as_recorded=&page=`."""
    try:
        asked, number = asked_tracker(), page_number()
        return kept_results(False, lambda: _index(asked, number))
    except (BadQuery, BadValue) as error:
        return _wrong(error)


def _index(asked: Asked, number: int) -> tuple[str, int, int]:
    end = pages.end_of_log(db.session)
    found = tracked(db.session, the_snapshot, asked.wanted, number, page_size())
    text = render_template(
        "tracker/index.html", asked=asked, found=found, page=found.page, orders=Order, duties=PAST,
        rule=_rule(found.page.items), moment=asked.clocks.moment,
    )  # fmt: skip
    return text, 404 if found.page.is_beyond else 200, _sequence(asked, end)


def _sequence(asked: Asked, end: int) -> int:
    """The place of the log that a page shows: that of the index, where the index was asked."""
    return end if isinstance(asked.wanted.query, All) else min(end, the_snapshot().sequence)


def _rule(rows: Sequence[Row]) -> str:
    clock: Clock | None = rows[0].clock if rows else None
    return clock.rule if clock else ""


def _wrong(error: Exception) -> tuple[str, int]:
    return render_template("tracker/wrong.html", error=error, text=request.args.get("q", "").strip()), 400


# -- reading the address


def asked_tracker() -> Asked:
    """What the address asks. BadQuery, BadValue name what cannot be read."""
    text, clocks = request.args.get("q", "").strip(), _clocks()
    overdue = _choice("overdue", Duty, PAST)
    by = _choice("by", Length, tuple(Length))
    if by and not overdue:
        raise BadValue("by says for how long something is past its date; overdue must say what: " + ", ".join(PAST))
    wanted = Wanted(
        Moment(clocks.day, clocks.as_recorded), read_query(text), _choice("status", Status, tuple(Status)), overdue, by,
        _authority(), _state(), _choice("sort", Order, tuple(Order)) or _usual(overdue),
    )  # fmt: skip
    return Asked(wanted, text, clocks)


def _choice(name: str, codes: type[C], among: Sequence[C]) -> C | None:
    text = request.args.get(name, "").strip()
    found = codes.find(text) if text else None
    if text and found not in among:
        raise BadValue(f"{name} is {text[:40]!r}, but can only be one of {', '.join(among)}")
    return found


def _authority() -> int | None:
    text = request.args.get("authority", "").strip()
    if text and not (text.isascii() and text.isdigit() and len(text) < 20 and int(text) <= _MOST):
        raise BadValue(f"authority is {text[:40]!r}, but is the number of a party")
    return int(text) if text else None


def _state() -> str | None:
    text = request.args.get("state", "").strip()
    if text and text != NOT_STATED and not (text.isascii() and text.isalpha() and len(text) == 2):
        raise BadValue(f"state is {text[:40]!r}, but is the code of a country such as EG, or none")
    return (text if text == NOT_STATED else text.upper()) or None


def _clocks() -> Clocks:
    clocks = asked_clocks()
    if clocks.day > clocks.today:
        raise BadValue(f"as_of is {clocks.day.isoformat()}, a day that has not come: what will be public then is not known")
    return clocks


# -- to take away


@bp.get("/table.csv")
@needs(Permission.READ)
def table() -> Response | tuple[str, int]:
    """All investigations that the same address lists, as CSV."""
    try:
        asked = asked_tracker()
        rows = every_row(db.session, the_snapshot, asked.wanted)
        first = next(rows, None)
    except (BadQuery, BadValue) as error:
        return _wrong(error)
    answer = Response(stream_with_context(_lines(_table(asked, first, rows))), mimetype="text/csv")
    answer.headers["Content-Disposition"] = "attachment; filename=airdocket-investigations.csv"
    return answer


_TOLD = ("due", "past", "days_past", "met_on", "days_late")
_HEAD = (
    "occurrence_id", "investigation", "date", "title", "country", "authority_id", "authority", "kind", "state_role", "status",
    "status_on", "status_public_on", "status_said_by",
    *(f"{duty}_{what}" for duty in ("preliminary", "interim", "final", "comment") for what in _TOLD),
    "missed_anniversaries", "as_of", "as_recorded", "rule", "url",
)  # fmt: skip


def _table(asked: Asked, first: Row | None, rows: Iterator[Row]) -> Iterator[Sequence[object]]:
    yield _HEAD
    if first is not None:
        yield _cells(asked, first)
    for each in rows:
        yield _cells(asked, each)


def _cells(asked: Asked, row: Row) -> list[object]:
    one, head, clock = row.investigation, row.occurrence, row.clock
    status, role = clock.status, one.state_role
    duties = [cell for due in clock.duties for cell in (due.due, due.past.value, due.days, due.met_on, due.late)]
    return [
        head.id, one.number, iso_date(head), head.title, head.country, row.authority_id, row.authority, one.kind.value,
        role.value if role else None, status and str(status.kind), status and status.on, status and status.public,
        row.said and row.said.speaker, *duties, len(clock.missed), clock.day, asked.wanted.moment.at, clock.rule,
        occurrence_url(head, _external=True),
    ]  # fmt: skip


def _lines(rows: Iterator[Sequence[object]]) -> Iterator[str]:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for row in rows:
        writer.writerow([plain_cell(cell) if isinstance(cell, str) else cell for cell in row])
        yield out.getvalue()
        out.seek(0)
        out.truncate()


# -- time to the final report


@bp.get("/time-to-report")
@needs(Permission.READ)
def times() -> str | Response | tuple[str, int]:
    """The share of investigations with a final report by the time since the occurrence: `?q=&by=&as_of=&as_recorded=`."""
    try:
        asked, by = _asked_times()
        return kept_results(False, lambda: _times(asked, by))
    except (BadQuery, BadValue) as error:
        return _wrong(error)


def _times(asked: Asked, by: By | None) -> tuple[str, int, int]:
    end = pages.end_of_log(db.session)
    chart = _survival(asked, by)
    text = render_template(
        "tracker/times.html", asked=asked, by=by, bys=By, chart=chart, address=_address(asked, by), moment=asked.clocks.moment
    )
    return text, 200, _sequence(asked, end)


def _asked_times() -> tuple[Asked, By | None]:
    text, clocks = request.args.get("q", "").strip(), _clocks()
    asked = Asked(Wanted(Moment(clocks.day, clocks.as_recorded), read_query(text)), text, clocks)
    return asked, _choice("by", By, tuple(By))


def _address(asked: Asked, by: By | None) -> dict[str, Any]:
    return asked.address() | ({"by": by.value} if by else {})


def _survival(asked: Asked, by: By | None) -> Survival:
    return survival(db.session, asked.wanted.moment, ids_of(the_snapshot, asked.wanted.query), by)


@bp.get("/time-to-report.csv")
@needs(Permission.READ)
def times_table() -> Response | tuple[str, int]:
    """Every step of the curves."""
    try:
        asked, by = _asked_times()
        chart = _survival(asked, by)
    except (BadQuery, BadValue) as error:
        return _wrong(error)
    answer = Response(_lines(_steps(asked, by, chart)), mimetype="text/csv")
    answer.headers["Content-Disposition"] = "attachment; filename=airdocket-time-to-report.csv"
    return answer


def _steps(asked: Asked, by: By | None, chart: Survival) -> Iterator[Sequence[object]]:
    query, moment = write_query(asked.wanted.query), asked.wanted.moment
    yield (
        "group", "label", "days", "at_risk", "events", "censored", "share_public", "low_95", "high_95", "unit", "by",
        "as_of", "as_recorded", "query",
    )  # fmt: skip
    for curve in chart.figure.curves:
        for each in curve.points:
            low, high = (None if limit is None else f"{1 - limit:.6f}" for limit in (each.high, each.low))
            yield (
                curve.value, curve.label, each.days, each.n_at_risk, each.n_events, each.n_censored, f"{1 - each.survival:.6f}",
                low, high, "investigations", by.value if by else "",
                moment.day, moment.at, query,
            )  # fmt: skip


@bp.get("/time-to-report.svg")
@needs(Permission.READ)
def times_picture() -> Response | tuple[str, int]:
    """The curves as a picture that can be scaled."""
    try:
        asked, by = _asked_times()
        chart = _survival(asked, by)
    except (BadQuery, BadValue) as error:
        return _wrong(error)
    at = asked.wanted.moment.at
    recorded = "" if at is None else f"As this database held it at number {at:,} of its log."
    origin = "airdocket: what stands here is what the named speakers said. It is no finding of the site."
    words = filter(None, (asked.words, chart.caption, recorded, *chart.notes, origin))
    poster = poster_of(chart.draw(), chart.heading, tuple(words))
    answer = make_response(
        render_template("occurrences/chart.svg", poster=poster, gist=chart.gist, colours=palette, uid="hatch")
    )
    answer.headers["Content-Type"] = "image/svg+xml; charset=utf-8"
    answer.headers["Content-Disposition"] = "attachment; filename=airdocket-time-to-report.svg"
    return answer


bp.add_app_template_filter(median_words)
