"""The disputed facts of all occurrences: who says what against whom, since when, and by how much."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, Flask, Response, current_app, render_template, request, url_for
from sqlalchemy.orm import Session

from app.core.errors import BadValue
from app.extensions import db
from app.indexed import names, the_snapshot
from app.resolution.history import Difference
from app.search.bad_query import BadQuery
from app.search.nodes import All, Node
from app.search.reading import read_query
from app.search.wording import describe
from app.search.writing import write_query
from app.services import disputes
from app.services.dispute_courses import course_of
from app.services.dispute_matrix import matrices
from app.services.disputes import Asked, Contested, Found, Known, Order, Row, Which
from app.services.pages import Page
from app.services.party_names import party_names
from app.services.permissions import Permission
from app.vocab.coded import Coded
from app.vocab.properties import BY_KEY
from app.web.access import needs
from app.web.clocks import Clocks, asked_clocks
from app.web.csv_files import csv_file
from app.web.paging import page_number, page_size

bp = Blueprint("disputes", __name__)
MOST_PAIRS, MOST_VOICES = 12, 6
_LARGEST_ID = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Seen:
    """What the page is asked, and the addresses of what could be asked instead. `text`: the query as it was written."""

    text: str
    query: Node
    asked: Asked
    clocks: Clocks

    def address(self, **more: Any) -> dict[str, Any]:
        """The parameters that ask the same, apart from `more`; what is usual or empty is left out."""
        asked = self.asked
        given = {
            "q": write_query(self.query), "property": asked.property, "speakers": ",".join(map(str, asked.speakers)),
            "which": asked.which, "sort": asked.order, **self.kept, **more,
        }  # fmt: skip
        usual = {"which": Which.OPEN, "sort": Order.DATE}
        return {name: str(value) for name, value in given.items() if value and value != usual.get(name)}

    def url(self, **more: Any) -> str:
        """The address that asks the same, apart from `more`."""
        return url_for("disputes.index", **self.address(**more))

    @property
    def kept(self) -> dict[str, str]:
        """The clocks that links keep."""
        return self.clocks.given | ({"as_of": self.asked.day.isoformat()} if self.asked.day else {})


@bp.get("/disputes")
@needs(Permission.READ)
def index() -> tuple[str, int]:
    """The disputed facts: `?q=&property=&speakers=&which=&sort=&as_of=&as_recorded=&page=`. What cannot be read is named."""
    try:
        seen, number = asked_disputes(), page_number()
    except BadQuery as error:
        return render_template("disputes/wrong.html", error=error, text=request.args.get("q", "").strip()), 400
    found = found_disputes(seen)
    page = disputes.page_of(db.session, found, number, page_size(), seen.asked)
    return render_template("disputes/index.html", **_context(seen, found, page)), 404 if page.is_beyond else 200


@bp.get("/disputes.csv")
@needs(Permission.READ)
def table() -> Response:
    """All of them, a row for each claim of an opponent."""
    seen = asked_disputes()
    found = found_disputes(seen)
    return csv_file(_HEAD, _csv_rows(db.engine, found.facts, seen.asked), f"disputes-{seen.clocks.words or 'now'}")


def asked_disputes() -> Seen:
    """What the present address asks of the disputes. BadQuery, BadValue name what cannot be read."""
    text = request.args.get("q", "").strip()
    query, clocks = read_query(text), asked_clocks()
    which, order = _choice("which", Which, Which.OPEN), _choice("sort", Order, Order.DATE)
    asked = Asked(which, clocks.as_of, _property(), _speakers(), order, at=clocks.as_recorded)
    return Seen(text, query, asked, clocks)


def _property() -> str | None:
    key = request.args.get("property", "").strip()
    if key and key not in BY_KEY:
        raise BadValue(f"there is no property {key[:40]!r}; the data dictionary lists them all")
    return key or None


def _speakers() -> tuple[int, ...]:
    text = request.args.get("speakers", "").strip()
    parts = text.split(",") if text else []
    if len(parts) > 2 or not all(each.isascii() and each.isdigit() and int(each[:20]) <= _LARGEST_ID for each in parts):
        raise BadValue(f"speakers is {text[:40]!r}, but can only be the number of one party or of two, such as 17,23")
    return tuple(sorted({int(each[:20]) for each in parts}))


def _choice(name: str, choices: type[Coded], usual: Any) -> Any:
    text = request.args.get(name, "").strip()
    found = choices.find(text) if text else usual
    if found is None:
        raise BadValue(f"{name} is {text[:40]!r}, but can only be one of {', '.join(choices)}")
    return found


def found_disputes(seen: Seen) -> Found:
    """The facts that are asked for."""
    asked = seen.asked
    facts = _known().of(db.session, asked.day, asked.which, asked.at)
    return disputes.narrow(facts, replace(asked, ids=_ids(seen, facts)))


def _ids(seen: Seen, facts: Sequence[Contested]) -> Collection[int] | None:
    are_open = seen.asked.which is Which.OPEN and seen.clocks.is_now
    return disputes.ids_among(facts, seen.query, the_snapshot, are_open=are_open)


def _context(seen: Seen, found: Found, page: Page[Row]) -> dict[str, Any]:
    speakers = {party for pair, _ in found.pairs[:MOST_PAIRS] for party in pair} | set(seen.asked.speakers)
    return {
        "seen": seen, "asked": seen.asked, "found": found, "page": page, "known": party_names(db.session, speakers),
        "words": "" if isinstance(seen.query, All) else describe(seen.query, names()),
        "properties": [(BY_KEY[key], n) for key, n in found.properties], "pairs": found.pairs[:MOST_PAIRS],
        "n_pairs": len(found.pairs), "chosen": BY_KEY[seen.asked.property] if seen.asked.property else None,
        "orders": Order, "whichs": Which, "MOST": MOST_VOICES, "moment": seen.clocks.moment,
    }  # fmt: skip


def _known() -> Known:
    known: Known = current_app.extensions["airdocket.disputes"]
    return known


# -- to take away

_HEAD = (
    "occurrence_id", "date", "title", "aircraft", "property", "qualifier", "disputed_since", "settled_on", "difference", "unit",
    "relative_difference", "claim", "speaker_id", "speaker", "stance", "value", "public_on",
)  # fmt: skip


def _csv_rows(engine: sa.Engine, facts: Sequence[Contested], asked: Asked) -> Iterator[Sequence[object]]:
    with Session(engine) as session:
        for row in disputes.all_rows(session, facts, asked):
            yield from _csv_of(row)


def _csv_of(row: Row) -> Iterator[Sequence[object]]:
    fact, size = row.contested, row.contested.size
    measured = (f"{size.amount:.10g}", size.unit, _rounded(size.relative)) if size else ("", "", "")
    for voice in row.voices:
        yield (
            fact.occurrence_id, fact.occurred_on, row.occurrence.title, fact.aircraft or "", fact.property, fact.qualifier,
            fact.since, fact.settled_on or "", *measured, f"{fact.occurrence_id}-{voice.number}", voice.speaker, voice.name,
            voice.stance.value, voice.value, voice.public_on,
        )  # fmt: skip


def _rounded(share: float | None) -> str:
    return "" if share is None else f"{share:.4f}"


def size_in_words(size: Difference | None) -> str:
    """How far the values lie apart: `300 ft (1 %)`, `18 days`; empty where it cannot be measured."""
    if size is None:
        return ""
    unit = size.unit[:-1] if size.amount == 1 and size.unit in ("days", "minutes") else size.unit
    unit = "person" if size.amount == 1 and size.unit == "people" else unit
    amount = f"{size.amount:,.1f}".removesuffix(".0") if size.amount >= 1 else f"{size.amount:.2g}"
    share = "" if size.relative is None else f" ({max(1, round(100 * size.relative))} %)"
    return f"{amount} {unit}".rstrip() + share


@bp.record
def _prepare(state: Any) -> None:
    app: Flask = state.app
    app.extensions["airdocket.disputes"] = Known()
    app.add_template_filter(size_in_words, "size_in_words")
    app.add_template_global(matrices, "dispute_matrices")
    app.add_template_global(course_of, "dispute_course")
