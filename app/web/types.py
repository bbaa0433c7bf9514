"""Aircraft types: which there are, and what happened to one."""

from flask import Blueprint, render_template, url_for

from app.core.errors import NotFound
from app.services.browsing import having
from app.services.permissions import Permission
from app.web import browsing
from app.web.access import needs

bp = Blueprint("types", __name__, url_prefix="/types")
browsing.prepare(bp)

# What a part of a path cannot hold, or what a browser takes for a step up: written as a tilde and a letter.
_WRITTEN = {"~": "~~", "/": "~s", "\\": "~b", ".": "~d"}
_READ = {written[1]: plain for plain, written in _WRITTEN.items()}


@bp.get("")
@needs(Permission.READ)
def index() -> tuple[str, int]:
    """The types with occurrences, most first."""
    return browsing.listing(browsing.TYPES)


@bp.get("/<name>")
@needs(Permission.READ)
def show(name: str) -> str:
    """What happened to aircraft of one type, whatever the case and accents in which it is written."""
    value = read(name)
    found = browsing.summarized("type", having("type", value))
    if not found["summary"].n_occurrences:
        raise NotFound(f"no aircraft of the type {value[:80]!r} is on record")
    return render_template("browse/type.html", name=value, **found)


def written(value: str) -> str:
    """A type as a part of a path; dots are written so only where nothing else stands, as in `..`."""
    signs = "~/\\" if value.strip(".") else "~/\\."
    return "".join(_WRITTEN[each] if each in signs else each for each in value)


def read(name: str) -> str:
    """The type of a part of a path; a tilde before another sign stands for itself."""
    found, signs = [], iter(name)
    for each in signs:
        following = next(signs, "") if each == "~" else ""
        found.append(_READ.get(following, each + following))
    return "".join(found)


@browsing.has_page("type")
def _address(value: str) -> str:
    return url_for("types.show", name=written(value))
