"""What the address of a search asks, and the index that answers it."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import g, request, url_for

from app.core.errors import BadValue
from app.indexed import names
from app.search.asking import Sort, Unit, usual_sort
from app.search.nodes import Node
from app.search.reading import read_query
from app.search.wording import describe
from app.search.writing import write_query
from app.vocab.coded import Coded


class View(Coded):
    """How the results are shown."""

    LIST = "list", "List", "A table of the hits."
    MAP = "map", "Map", "Where they happened."
    CHARTS = "charts", "Charts", "How many by year, phase, category, country, type and operator."


@dataclass(frozen=True, slots=True)
class Asked:
    """The question of an address: `?q=&unit=&sort=&view=`. `text` is the query as written, `query` as it was read."""

    text: str
    query: Node
    unit: Unit
    sort: Sort
    view: View

    def beginning(self) -> str:
        """The address of the same search up to its query, for many that differ in fields only: quicker than `url`."""
        rest = {name: value for name, value in self.address().items() if name != "q"}
        return f"{url_for('occurrences.index')}?{urlencode(rest)}{'&' if rest else ''}q="

    def url(self, **more: Any) -> str:
        """The address of the same search, apart from what is given."""
        return url_for("occurrences.index", **self.address(**more))

    def address(self, **more: Any) -> dict[str, Any]:
        """The parameters of an address that asks the same, apart from `more`; what is usual is left out."""
        query = more.pop("query", self.query)
        given = {"unit": self.unit, "sort": self.sort, "view": self.view, **more}
        usual = {"unit": Unit.OCCURRENCES, "sort": usual_sort(query), "view": View.LIST}
        kept = {name: str(value) for name, value in given.items() if value is not None and value != usual.get(name)}
        text = write_query(query)
        return {"q": text, **kept} if text else kept


def asked() -> Asked:
    """What the present address asks. BadQuery where the query cannot be read, BadValue where another part cannot."""
    found: Asked | None = g.get("asked")
    if found is None:
        text = request.args.get("q", "").strip()
        unit, view = _choice("unit", Unit, Unit.OCCURRENCES), _choice("view", View, View.LIST)
        given = request.args.get("sort", "")
        query = read_query(text)
        sort = _choice("sort", Sort, usual_sort(query)) if given else usual_sort(query)
        found = g.asked = Asked(text, query, unit, sort, view)
    return found


def _choice(name: str, choices: Any, usual: Any) -> Any:
    text = request.args.get(name, "")
    if not text:
        return usual
    try:
        return choices(text)
    except ValueError:
        raise BadValue(f"{name} is {text[:40]!r}, but can only be one of {', '.join(choices)}") from None


def described(question: Asked) -> str:
    """The question in words."""
    return describe(question.query, names(), unit=question.unit.value)
