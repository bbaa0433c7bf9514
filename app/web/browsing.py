"""Lists of what there is of a kind, and the summary of one of them with links into the search."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import Blueprint, render_template, request, url_for

from app.core.errors import BadValue
from app.core.text import squeeze
from app.extensions import db
from app.indexed import the_snapshot
from app.search.asking import Sort, Unit
from app.search.nodes import Node, both
from app.services import charting
from app.services.browsing import browse
from app.services.charting import Asking, StackBy
from app.services.summaries import summary_of
from app.web.paging import page_number, page_size
from app.web.search import Asked, View

LONGEST = 100  # characters of a beginning that is looked for


@dataclass(frozen=True, slots=True)
class Kind:
    """What can be browsed: the field, what its values are called, and where the list lies. `aircraft`: which are counted."""

    field: str
    one: str
    many: str
    endpoint: str
    aircraft: str
    about: str


COUNTRIES = Kind("country", "country", "Countries", "places.index", "aircraft in them", "Where they happened, by ISO 3166-1.")
TYPES = Kind("type", "type", "Aircraft types", "types.index", "aircraft of this type", "Maker and model, as they are stated.")
OPERATORS = Kind(
    "operator", "operator", "Operators", "parties.operators", "aircraft it operated", "Who operated an aircraft involved."
)
MAKERS = Kind(
    "make", "manufacturer", "Manufacturers", "parties.manufacturers", "aircraft it built", "Who built an aircraft involved."
)
AUTHORITIES = Kind(
    "authority", "authority", "Authorities", "parties.authorities", "aircraft in them", "Who holds or held an investigation."
)
KINDS = (COUNTRIES, OPERATORS, MAKERS, TYPES, AUTHORITIES)
_TELLS = {"type": ("type", "make")}  # what is known from the value itself
_BY_FIELD = {each.field: each for each in KINDS}


def listing(kind: Kind) -> tuple[str, int]:
    """A page of what there is of a kind; `?q=` keeps what has a word that begins so."""
    beginning = squeeze(request.args.get("q", "").replace("\0", ""))
    if len(beginning) > LONGEST:
        raise BadValue(f"names are looked for by at most {LONGEST} characters, not by {len(beginning):,}")
    page = browse(db.session, the_snapshot(), kind.field, beginning, page_number(), page_size())
    text = render_template("browse/list.html", kind=kind, page=page, beginning=beginning, kinds=KINDS)
    return text, 404 if page.is_beyond else 200


def summarized(field: str, query: Node) -> dict[str, Any]:
    """What `browse/_summary.html` shows of a query that asks for one value of the field."""
    asking = _asking(query)
    usual = _asked(query)
    return {
        "summary": summary_of(asking, apart=_TELLS.get(field, (field,))),
        "summarized": usual,
        "kind": _BY_FIELD[field],
        "views": View,
        "units": Unit,
        "charts_of": {"unit": Unit.OCCURRENCES.value},
        "link_of_column": partial(charting.link_of_column, asking),
        "link_of_part": partial(charting.link_of_part, asking),
    }


def _asked(query: Node) -> Asked:
    return Asked("", query, Unit.OCCURRENCES, Sort.NEWEST, View.LIST)


def _asking(query: Node) -> Asking:
    def link(more: Node) -> str:
        return _asked(both((query, more))).url()

    return Asking(db.session, the_snapshot(), query, Unit.OCCURRENCES, StackBy.INJURY, link)


_PAGES: dict[str, Callable[[str], str]] = {}


def page_url(field: str, value: str) -> str:
    """The address of the page of one value of a field that can be browsed."""
    return _PAGES[field](value) if field in _PAGES else url_for("parties.show", party_id=int(value))


def has_page(field: str) -> Callable[[Callable[[str], str]], Callable[[str], str]]:
    """Decorator of what gives the address of the page of a value of the field."""

    def mark(address: Callable[[str], str]) -> Callable[[str], str]:
        _PAGES[field] = address
        return address

    return mark


def prepare(bp: Blueprint) -> None:
    """Let templates know the addresses of its pages."""
    bp.add_app_template_global(page_url)
