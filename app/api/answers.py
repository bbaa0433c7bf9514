"""How an answer of the API leaves: as JSON with its ETag, open to readers of every site. And what its views are marked with."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode
from zlib import crc32

from flask import Flask, Response, request
from pydantic import BaseModel

from app import __version__
from app.extensions import db
from app.kept import KeptAnswer, Made, is_for_anybody, kept_answers, kept_until_the_log_moves
from app.services import pages
from app.services.permissions import Permission

View = TypeVar("View", bound=Callable[..., object])

PREFIX = "/api/v1"
_METHODS = "GET, HEAD, POST, OPTIONS"
_SENT = "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match"
_SHOWN = "ETag, Link, Location, RateLimit, RateLimit-Policy, Retry-After"

# What an answer other than the usual one means, for the description of the API.
MEANINGS = {
    200: "All of it is on record already; nothing was written.",
    301: "It was merged into another record, whose address is in `Location`.",
    304: "The answer is still the one that the request names in `If-None-Match`.",
    400: "A parameter or the body cannot be read; `errors` says which, and why.",
    401: "There is no token, or it is unknown, expired or revoked.",
    403: "The token's owner, or its scope, may not do this.",
    404: "It is not there, or was not there yet at the clocks that are asked for.",
    409: "It contradicts what became of the record meanwhile.",
    410: "It was withdrawn; `reason` says why.",
    412: "The record is another one than `If-Match` names.",
    413: "The body is too large.",
    415: "The body is no JSON.",
    422: "A field of the body cannot be taken; `errors` points to each.",
    429: "Too often. `Retry-After` says when to come back.",
    503: "The search index is being built; `Retry-After` says when to come back.",
}


def reads(*codes: int, sends: Sequence[str] = ()) -> Callable[[View], View]:
    """Decorator of a view: everybody may read it. codes: the other answers that it may give. Goes below the route.

    sends: the media types of the usual answer, where it is not JSON of a shape.
    """

    def mark(view: View) -> View:
        view.sends = tuple(sends)  # type: ignore[attr-defined]
        return _marked(Permission.READ, (304, 400, 429, *codes))(view)

    return mark


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


def of_the_log(make: Callable[[], Made]) -> Response:
    """An answer that stays the same until the log moves or the day ends: 304, without making it, for who has it already.

    It is kept for the next reader, apart from the later parts of a list, which are read once by whoever walks through it.
    """
    if request.if_none_match:
        tag = _tag(pages.end_of_log(db.session))
        if request.if_none_match.contains_weak(tag):
            return _tagged(Response(status=304), tag, "")
    if "cursor" in request.args:
        return _plain(make())
    found = kept_until_the_log_moves(_address(), make)
    return _plain(found) if isinstance(found, Made) else _given(found)


def given_again() -> Response | None:
    """The answer of this address where it is kept and the log has not moved since: nothing else of the request is read.

    None where it has to be made, and for who has it already.
    """
    if request.method not in ("GET", "HEAD") or not is_for_anybody() or request.if_none_match:
        return None
    found = kept_answers().find(_address())
    return _given(found) if found and found.sequence == pages.end_of_log(db.session) else None


def _address() -> tuple[str, str, str, bytes]:
    return request.scheme, request.host, request.path, request.query_string


def _given(found: KeptAnswer) -> Response:
    is_packed = request.accept_encodings.quality("gzip") > 0
    answer = Response(found.body if is_packed else found.text, mimetype="application/json")
    if is_packed:
        answer.headers["Content-Encoding"] = "gzip"
    return _tagged(answer, found.etag, found.link)


def _plain(made: Made) -> Response:
    return _tagged(Response(made.text, made.status, mimetype="application/json"), made.etag, made.link)


def _tagged(answer: Response, tag: str, link: str) -> Response:
    answer.cache_control.no_cache = True
    answer.vary.add("Accept-Encoding")
    answer.set_etag(tag, weak=True)  # of the same answer, packed or not
    if link:
        answer.headers["Link"] = link
    return answer


def _tag(sequence: int) -> str:
    """What the answer of this address depends on: the log, the day, and how this version writes it."""
    day = dt.datetime.now(dt.UTC).date()
    return f"{sequence}-{crc32(f'{request.url} {day} {__version__}'.encode()):08x}"


def made(found: Any, sequence: int, cursor: str | None = None) -> Made:
    """The JSON of an answer that shows the log up to a place, and leads on to the next part of its list."""
    import orjson

    text = found.model_dump_json(by_alias=True).encode() if isinstance(found, BaseModel) else orjson.dumps(found)
    return Made(text, 200, sequence, f'<{next_url(cursor)}>; rel="next"' if cursor else "", _tag(sequence))


def next_url(cursor: str) -> str:
    """The address of the next part of a list."""
    return f"{request.base_url}?{urlencode({**request.args, 'cursor': cursor})}"


def answered_list(found: BaseModel, cursor: str | None) -> Response:
    """A part of a list that depends on more than the log; 304 without a body for who has it already."""
    answer = answered(found)
    if cursor:
        answer.headers["Link"] = f'<{next_url(cursor)}>; rel="next"'
    return answer


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
