"""How an answer of the API leaves: as JSON with its ETag, open to readers of every site."""

from collections.abc import Callable
from typing import TypeVar

from flask import Flask, Response, request
from pydantic import BaseModel

from app.services.permissions import Permission

View = TypeVar("View", bound=Callable[..., object])

PREFIX = "/api/v1"
_READING = "GET, HEAD, OPTIONS"


def reads(view: View) -> View:
    """Decorator of a view: everybody may read it. Goes below the route."""
    view.permission = Permission.READ  # type: ignore[attr-defined]
    return view


def is_ours() -> bool:
    """Whether the request is for the API, at an address that exists or not."""
    return request.path == PREFIX or request.path.startswith(f"{PREFIX}/")


def answered(found: BaseModel) -> Response:
    """The answer; 304 without a body for who has it already."""
    answer = Response(found.model_dump_json(), mimetype="application/json")
    answer.cache_control.no_cache = True  # may be stored, but is asked for again each time
    answer.add_etag()
    answer.make_conditional(request)
    return answer


def _open(response: Response) -> Response:
    """Let the pages of other sites read, without cookies or tokens."""
    if is_ours():
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = "ETag, Location"
        if request.method == "OPTIONS":
            response.headers["Access-Control-Allow-Methods"] = _READING
            response.headers["Access-Control-Allow-Headers"] = "If-None-Match"
            response.headers["Access-Control-Max-Age"] = "86400"
    return response


def register(app: Flask) -> None:
    """Put the headers on the API's answers, its errors too."""
    app.after_request(_open)
