"""What every writing request must bring: a token, and a body that is JSON. Read before any view runs."""

import orjson
from flask import Blueprint, Flask, current_app, g, request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import BadRequest, Unauthorized, UnsupportedMediaType

from app.api.answers import is_ours
from app.services.permissions import Actor, Permission

_READING = ("GET", "HEAD", "OPTIONS")
MAX_DEPTH = 12  # the deepest body that has a meaning is half as deep


def asking() -> Actor:
    """Whose token the request carries; for views that need one."""
    found: Actor = g.actor
    return found


def _need_a_token() -> None:
    """A session's cookie counts for nothing here: what writes carries a token, and is so protected from other sites."""
    if not is_ours() or request.method == "OPTIONS":
        return
    asked = getattr(current_app.view_functions.get(request.endpoint or ""), "permission", Permission.READ)
    if asked is Permission.READ and request.method in _READING:
        return
    given = request.authorization
    if given is None or given.type != "bearer" or not given.token:
        raise Unauthorized(www_authenticate=WWWAuthenticate("bearer"))


def _read_body() -> None:
    """Refuse a body that is no JSON, with the place where it stops being it."""
    if request.method in _READING:
        return
    if request.mimetype != "application/json":
        raise UnsupportedMediaType("Send the body as JSON, with Content-Type: application/json.")
    try:
        body = orjson.loads(request.get_data())
    except orjson.JSONDecodeError as error:
        raise BadRequest(f"The body is no JSON: {error}.") from None
    if _is_deeper(body, MAX_DEPTH):
        raise BadRequest(f"The body is nested more than {MAX_DEPTH} deep.")


def _is_deeper(body: object, most: int) -> bool:
    level = [body]
    for _ in range(most):
        level = [
            inner
            for each in level
            if isinstance(each, dict | list)
            for inner in (each.values() if isinstance(each, dict) else each)
            if isinstance(inner, dict | list)
        ]
        if not level:
            return False
    return True


def handle(api: Blueprint) -> None:
    """Look at the bodies of all requests of the API."""
    api.before_request(_read_body)


def register(app: Flask) -> None:
    """Ask for the token before the pages' own questions are asked."""
    app.before_request(_need_a_token)
