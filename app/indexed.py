"""The search index as a request sees it: the same moment of it for all that the request asks."""

from flask import Flask, Response, current_app, g, request
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.extensions import db
from app.search.phrases import Names
from app.search.snapshot import Snapshot
from app.services.party_names import names_of
from app.services.searching import Building, Searching

_WRITING = frozenset({"POST", "PUT", "PATCH", "DELETE"})


def the_snapshot() -> Snapshot:
    """The index as it is for this request, with all in it that is on record."""
    found: Snapshot | None = g.get("snapshot")
    if found is None:
        found = g.snapshot = _searching().snapshot(db.session)
    return found


def names() -> Names:
    """The names of the parties and sources that a query asks for by number."""
    return names_of(db.session)


def _searching() -> Searching:
    searching: Searching = current_app.extensions["airdocket.searching"]
    return searching


def register(app: Flask) -> None:
    """Open the index of the application's home when it is first asked, and keep it up to what requests change."""
    app.extensions["airdocket.searching"] = Searching(app.config["AIRDOCKET"].index)
    app.after_request(_follow)


def _follow(response: Response) -> Response:
    """Index what the request changed, so that whoever searches next need not wait for it.

    It reads by a session of its own: what the request wrote and did not commit is not on record. Where it fails, it is the
    next search that catches up.
    """
    searching = _searching()
    if request.method in _WRITING and searching.folder.current is not None:
        try:
            with Session(db.engine) as session:
                searching.snapshot(session)
        except (Building, OSError, ValueError, SQLAlchemyError):  # Tantivy's own errors are ValueErrors
            current_app.logger.exception("the search index was not brought up to the log")
    return response
