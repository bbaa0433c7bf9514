"""Following searches: the button on a page of results, and what is done with one on the page of what is watched."""

from collections.abc import Sequence

from flask import Blueprint, redirect, request, url_for
from flask.blueprints import BlueprintSetupState
from werkzeug.wrappers import Response

from app.core.errors import BadValue
from app.extensions import db
from app.indexed import the_snapshot
from app.models import WatchedQuery
from app.search.asking import Unit
from app.services import watched_queries
from app.services.permissions import Permission
from app.services.searching import Building
from app.services.watched_queries import Followed, address_of
from app.web.access import actor, needs
from app.web.search import Asked

bp = Blueprint("watched_queries", __name__, url_prefix="/account/watched/searches")
_ONE = "/<int(max=2147483647):number>"


@bp.post("")
@needs(Permission.ACCOUNT)
def follow() -> Response:
    """Follow a search, and go back to its results."""
    text, name = request.form.get("q", ""), request.form.get("name", "")
    made = watched_queries.follow(db.session, actor(), text, _unit(), name)
    return _to_results(made)


@bp.post(f"{_ONE}/unfollow")
@needs(Permission.ACCOUNT)
def unfollow(number: int) -> Response:
    """Follow it no longer; back to its results where the button stood there."""
    gone = watched_queries.unfollow(db.session, actor(), number)
    return _to_results(gone) if request.form.get("on") == "results" else _to_list()


@bp.post(f"{_ONE}/name")
@needs(Permission.ACCOUNT)
def rename(number: int) -> Response:
    """Call it by another name."""
    watched_queries.rename(db.session, actor(), number, request.form.get("name", ""))
    return _to_list()


@bp.post(f"{_ONE}/seen")
@needs(Permission.ACCOUNT)
def seen(number: int) -> Response:
    """Mark what was shown of one as seen."""
    watched_queries.mark_seen(db.session, actor(), _upto(), number)
    return _to_list()


@bp.post("/seen")
@needs(Permission.ACCOUNT)
def all_seen() -> Response:
    """Mark what was shown of all as seen."""
    watched_queries.mark_seen(db.session, actor(), _upto())
    return _to_list()


def followed_searches() -> Sequence[Followed]:
    """What whoever asks follows, with what is new of it; without numbers while the index cannot be asked."""
    try:
        snapshot = the_snapshot()
    except (Building, OSError):
        snapshot = None
    return watched_queries.followed_by(db.session, actor(), snapshot)


def followed_search(asked: Asked) -> WatchedQuery | None:
    """Whoever asks follows the search of a page of results under this; for the templates."""
    return watched_queries.find(db.session, actor(), asked.query, asked.unit)


def _unit() -> Unit:
    text = request.form.get("unit") or Unit.OCCURRENCES.value
    try:
        return Unit(text)
    except ValueError:
        raise BadValue(f"unit is {text[:40]!r}, but can only be one of {', '.join(Unit)}") from None


def _upto() -> int:
    text = request.form.get("upto", "")
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise BadValue(f"upto is {text[:40]!r}, but has to be a place of the log")
    return int(text)


def _to_results(watched: WatchedQuery) -> Response:
    address = url_for("occurrences.index", **address_of(watched))  # type: ignore[arg-type]
    db.session.commit()
    return redirect(address, 303)


def _to_list() -> Response:
    db.session.commit()
    return redirect(url_for("watching.index", _anchor="searches"), 303)


@bp.record_once
def _register(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals.update(followed_search=followed_search)
