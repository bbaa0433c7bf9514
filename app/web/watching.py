"""Following occurrences: the button on a dossier, and the page of what changed of them and of searches."""

from flask import Blueprint, redirect, render_template
from flask.blueprints import BlueprintSetupState
from werkzeug.wrappers import Response

from app.extensions import db
from app.services import watching
from app.services.corrections import head_of
from app.services.permissions import Permission
from app.web.access import actor, needs
from app.web.watched_queries import followed_searches
from app.web.words import occurrence_url

bp = Blueprint("watching", __name__)
_OCCURRENCE = "/occurrences/<int(max=9223372036854775807):occurrence_id>"


@bp.post(f"{_OCCURRENCE}/watch")
@needs(Permission.ACCOUNT)
def watch(occurrence_id: int) -> Response:
    """Follow an occurrence."""
    watching.watch(db.session, actor(), occurrence_id)
    return _back(occurrence_id)


@bp.post(f"{_OCCURRENCE}/unwatch")
@needs(Permission.ACCOUNT)
def unwatch(occurrence_id: int) -> Response:
    """Follow it no longer."""
    watching.unwatch(db.session, actor(), occurrence_id)
    return _back(occurrence_id)


def _back(occurrence_id: int) -> Response:
    address = occurrence_url(head_of(db.session, occurrence_id))
    db.session.commit()
    return redirect(address, 303)


@bp.get("/account/watched")
@needs(Permission.ACCOUNT)
def index() -> str:
    """What changed since the last visit, and all that is followed.

    Of occurrences, what was shown is seen; of searches, what is marked as seen.
    """
    asking = actor()
    news = watching.news_of(db.session, asking)
    page = render_template("watching/index.html", news=news, searches=followed_searches())
    if news.changed:
        watching.mark_seen(db.session, asking, news.upto)
        db.session.commit()
    return page


def follows(occurrence_id: int) -> bool:
    """Whether whoever asks follows the occurrence; for the templates."""
    return watching.watches(db.session, actor(), occurrence_id)


@bp.record_once
def _register(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals.update(follows=follows)
