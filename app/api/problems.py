"""What went wrong, as a problem document (RFC 9457): what, and where."""

import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from apiflask import HTTPError
from flask import Blueprint, Flask, Response, current_app, request
from pydantic import BaseModel, Field, ValidationError
from werkzeug.exceptions import HTTPException

from app.api.answers import is_ours
from app.api.schemas.shape import Shape
from app.core.errors import BadValue, Conflict, DomainError, Forbidden, NotFound
from app.services.searching import Building


class BadParameter(BadValue):
    """A parameter of the address that cannot be read; the message says why."""

    def __init__(self, parameter: str, message: str) -> None:
        super().__init__(message)
        self.parameter = parameter


class BadFields(BadValue):
    """Fields of the body that cannot be taken: what is wrong, by JSON pointer (RFC 6901)."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("; ".join(errors.values()))
        self.errors = errors


class Moved(Conflict):
    """The record changed since the caller read it. told: what changed. by_etag: it was named by `If-Match`."""

    def __init__(self, message: str, told: Sequence[str] = (), *, by_etag: bool = False) -> None:
        super().__init__(message)
        self.told, self.by_etag = told, by_etag


class Gone(DomainError):
    """A record or an entry that was withdrawn. changeset: the one that did it, where it is known."""

    def __init__(self, what: str, reason: str, changeset: int | None = None) -> None:
        super().__init__(f"{what} was withdrawn: {reason}" if reason else f"{what} was withdrawn")
        self.reason, self.changeset = reason, changeset


class Where(Shape):
    """One thing that is wrong, and where."""

    parameter: str | None = Field(default=None, description="the parameter of the address")
    pointer: str | None = Field(
        default=None, description="the field of the body, as a JSON pointer", examples=["/claims/0/value"]
    )
    detail: str


class Problem(Shape):
    """What went wrong. `errors` where it lies in parameters or fields, `reason` and `changeset` where a thing was withdrawn."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    instance: str = Field(description="the path that was asked for")
    errors: list[Where] | None = None
    reason: str | None = None
    changeset: int | None = None
    meanwhile: list[str] | None = Field(default=None, description="what changed on the record meanwhile")


_FIRST = re.compile(r"^Value error, ")
_CODES = ((NotFound, 404), (Gone, 410), (Conflict, 409), (Forbidden, 403))
_WORDS = {
    401: "The token is unknown, expired or revoked.",
    404: "There is nothing at this address.",
    405: "That cannot be done at this address.",
    429: "That was too often. Wait a minute, and try again.",
    500: "Something went wrong here. It was noted.",
}


def handle(api: Blueprint) -> None:
    """Answer the project's errors and HTTP's own with problem documents."""
    api.register_error_handler(Building, _of_building)
    api.register_error_handler(DomainError, _of_domain)
    api.register_error_handler(HTTPException, _of_http)
    api.register_error_handler(HTTPError, _of_input)
    api.before_request(_once_each)


def _once_each() -> None:
    """A parameter that is given twice is an error: it would be guessed which one is meant."""
    for name, values in request.args.lists():
        if len(values) > 1:
            raise BadParameter(name[:40], f"{name[:40]} is given {len(values)} times")


def _of_input(error: HTTPError) -> Response:
    """What pydantic found wrong in the parameters or the body."""
    found = error.__cause__
    if not isinstance(found, ValidationError):
        return _problem(error.status_code, error.message or "")
    wrong = [_where(each) for each in found.errors(include_url=False)]
    in_query = all(each.parameter is not None for each in wrong)
    return _problem(400 if in_query else 422, " ".join(each.detail for each in wrong[:3]), errors=wrong)


def _where(error: Any) -> Where:
    shape, in_query = _asked_shape()
    path = [str(each) for each in error["loc"]]
    name = path[-1][:40] if path else ""
    if error["type"] == "extra_forbidden":
        what = "parameter" if in_query else "field"
        known = f"; there are {', '.join(shape.model_fields)}" if in_query and shape is not None else ""
        detail = f"there is no {what} {name!r} here{known}"
    else:
        detail = f"{'' if error['type'] == 'value_error' else f'{name}: '}{_FIRST.sub('', error['msg'])}"
    if in_query:
        return Where(parameter=name, detail=_sentence(detail))
    return Where(pointer=_pointer(error["loc"], is_missing=error["type"] == "missing"), detail=_sentence(detail))


def _pointer(path: Sequence[Any], *, is_missing: bool) -> str:
    """The JSON pointer of a place of the body. pydantic names the shapes that it tried too, which are no part of the body."""
    at: Any = request.get_json(silent=True)
    pointer = ""
    for place, each in enumerate(path):
        if (isinstance(at, list) and each in range(len(at))) or (isinstance(at, dict) and each in at):
            at = at[each]
        elif not (isinstance(at, dict) and is_missing and place == len(path) - 1):
            continue
        pointer += "/" + str(each)[:60].replace("~", "~0").replace("/", "~1")
    return pointer


def _asked_shape() -> tuple[type[BaseModel] | None, bool]:
    """The shape of the parameters, and whether the parameters are what was read last; else the body was."""
    spec = getattr(current_app.view_functions[request.endpoint or ""], "_spec", {})
    shapes = [shape for shape, location in spec.get("args", []) if location == "query"]
    return (shapes[0] if shapes else None), request.method in ("GET", "HEAD") or not spec.get("body")


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}" + ("" if text.endswith(".") else ".")


def _of_domain(error: DomainError) -> Response:
    code = next((code for kind, code in _CODES if isinstance(error, kind)), 400)
    if isinstance(error, Moved):
        return _problem(412 if error.by_etag else 409, _sentence(str(error)), meanwhile=list(error.told) or None)
    if isinstance(error, BadFields):
        wrong = [Where(pointer=pointer, detail=_sentence(words)) for pointer, words in error.errors.items()]
        return _problem(422, _sentence(str(error)), errors=wrong)
    detail = _sentence(str(error))
    more: dict[str, object] = {}
    if isinstance(error, BadParameter):
        more["errors"] = [Where(parameter=error.parameter, detail=detail)]
    if isinstance(error, Gone):
        more |= {"reason": error.reason or None, "changeset": error.changeset}
    return _problem(code, detail, **more)


def _of_building(error: Building) -> Response:
    answer = _problem(503, "The search index is being built. Ask again in a few seconds.")
    answer.headers["Retry-After"] = "3"
    return answer


def _of_http(error: HTTPException) -> Response:
    code = error.code or 500
    if code < 400:
        answer = Response(status=code)
        answer.headers.extend(error.get_response().headers.items())
        return answer
    answer = _problem(code, _WORDS.get(code, error.description or ""))
    for name, value in error.get_headers():
        if name.lower() in ("allow", "retry-after", "www-authenticate"):
            answer.headers[name] = value
    return answer


def _problem(code: int, detail: str, **more: object) -> Response:
    found = Problem.model_validate(
        {"title": HTTPStatus(code).phrase, "status": code, "detail": detail, "instance": request.path, **more}
    )
    return Response(found.model_dump_json(exclude_none=True), code, mimetype="application/problem+json")


def _unaddressed() -> Response | None:
    """Under the API an address that does not exist, or not for this method, is a problem too and no page."""
    error = request.routing_exception
    is_wrong = error is not None and error.code is not None and error.code >= 400
    return _of_http(error) if error is not None and is_wrong and is_ours() else None


def register(app: Flask) -> None:
    """Answer for the addresses that belong to no view."""
    app.before_request(_unaddressed)
