"""How an answer of the API leaves: as JSON with its ETag, open to readers of every site. And what its views are marked with."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Response, request
from pydantic import BaseModel

from app.services.permissions import Permission

View = TypeVar("View", bound=Callable[..., object])

PREFIX = "/api/v1"
_METHODS = "GET, HEAD, POST, OPTIONS"
_SENT = "Authorization, Content-Type, Idempotency-Key, If-None-Match"
_SHOWN = "ETag, Link, Location, Retry-After"

# What an answer other than the usual one means, for the description of the API.
MEANINGS = {
    301: "It was merged into another record, whose address is in `Location`.",
    304: "The answer is still the one that the request names in `If-None-Match`.",
    400: "A parameter or the body cannot be read; `errors` says which, and why.",
    401: "There is no token, or it is unknown, expired or revoked.",
    403: "The token's owner, or its scope, may not do this.",
    404: "It is not there, or was not there yet at the clocks that are asked for.",
    409: "It contradicts what became of the record meanwhile.",
    410: "It was withdrawn; `reason` says why.",
    413: "The body is too large.",
    415: "The body is no JSON.",
    422: "A field of the body cannot be taken; `errors` points to each.",
    429: "Too often. `Retry-After` says when to come back.",
}


def reads(*codes: int) -> Callable[[View], View]:
    """Decorator of a view: everybody may read it. codes: the other answers that it may give. Goes below the route."""
    return _marked(Permission.READ, (304, 400, 429, *codes))


def writes(permission: Permission, *codes: int) -> Callable[[View], View]:
    """Decorator of a view: it needs a token whose owner and scope hold the permission. codes: as for `reads`."""
    return _marked(permission, (400, 401, 403, 413, 415, 422, 429, *codes), security="token")


def _marked(permission: Permission, codes: tuple[int, ...], **spec: Any) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.permission = permission  # type: ignore[attr-defined]
        view._spec = {"responses": {code: MEANINGS[code] for code in sorted(codes)}, **spec}  # type: ignore[attr-defined]
        return view

    return mark


def is_ours() -> bool:
    """Whether the request is for the API, at an address that exists or not."""
    return request.path == PREFIX or request.path.startswith(f"{PREFIX}/")


def answered(found: BaseModel, status: int = 200) -> Response:
    """The answer; 304 without a body for who has it already."""
    return conditional(Response(found.model_dump_json(by_alias=True), status, mimetype="application/json"))


def conditional(answer: Response) -> Response:
    """The answer with its ETag, to be asked for again each time; 304 for who has it already."""
    answer.cache_control.no_cache = True
    answer.add_etag()
    answer.make_conditional(request)
    return answer


def _open(response: Response) -> Response:
    """Let the pages of other sites read and, with a token, write; cookies count for nothing here."""
    if is_ours():
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = _SHOWN
        if request.method == "OPTIONS":
            response.headers["Access-Control-Allow-Methods"] = _METHODS
            response.headers["Access-Control-Allow-Headers"] = _SENT
            response.headers["Access-Control-Max-Age"] = "86400"
    return response


def register(app: Flask) -> None:
    """Put the headers on the API's answers, its errors too."""
    app.after_request(_open)
