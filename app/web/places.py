"""Countries: which there are, and what happened in one."""

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.core.errors import NotFound
from app.services.browsing import having
from app.services.permissions import Permission
from app.vocab.countries import country_name, is_country
from app.web import browsing
from app.web.access import needs

bp = Blueprint("places", __name__, url_prefix="/countries")
browsing.prepare(bp)


@bp.get("")
@needs(Permission.READ)
def index() -> tuple[str, int]:
    """The countries with occurrences, most first."""
    return browsing.listing(browsing.COUNTRIES)


@bp.get("/<code>")
@needs(Permission.READ)
def show(code: str) -> Response | str:
    """What happened in one country, by its ISO 3166-1 code; one of the list that has nothing says so."""
    if not is_country(code.upper()):
        raise NotFound(f"there is no country with the code {code[:40]!r}")
    if code != code.upper():
        return redirect(url_for(".show", code=code.upper()), 301)
    found = browsing.summarized("country", having("country", code))
    return render_template("browse/country.html", code=code, name=country_name(code), **found)


@browsing.has_page("country")
def _address(code: str) -> str:
    return url_for("places.show", code=code)
