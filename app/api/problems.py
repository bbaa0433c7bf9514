"""What went wrong, as a problem document (RFC 9457): what, and where."""

from http import HTTPStatus

from flask import Blueprint, Flask, Response, request
from pydantic import Field
from werkzeug.exceptions import HTTPException

from app.api.answers import is_ours
from app.api.schemas.shape import Shape
from app.core.errors import BadValue, Conflict, DomainError, Forbidden, NotFound


class BadParameter(BadValue):
    """A parameter of the address that cannot be read; the message says why."""

    def __init__(self, parameter: str, message: str) -> None:
        super().__init__(message)
        self.parameter = parameter


class Gone(DomainError):
    """A record or an entry that was withdrawn. changeset: the one that did it, where it is known."""

    def __init__(self, what: str, reason: str, changeset: int | None = None) -> None:
        super().__init__(f"{what} was withdrawn: {reason}" if reason else f"{what} was withdrawn")
        self.reason, self.changeset = reason, changeset


class Where(Shape):
    """One thing that is wrong, and where."""

    parameter: str = Field(description="the parameter of the address")
    detail: str


class Problem(Shape):
    """What went wrong. `errors` are given where it lies in parameters, `reason` and `changeset` where a thing was withdrawn."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    instance: str = Field(description="the path that was asked for")
    errors: list[Where] | None = None
    reason: str | None = None
    changeset: int | None = None


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
    api.register_error_handler(DomainError, _of_domain)
    api.register_error_handler(HTTPException, _of_http)


def _of_domain(error: DomainError) -> Response:
    code = next((code for kind, code in _CODES if isinstance(error, kind)), 400)
    text = str(error)
    detail = f"{text[:1].upper()}{text[1:]}" + ("" if text.endswith(".") else ".")
    more: dict[str, object] = {}
    if isinstance(error, BadParameter):
        more["errors"] = [Where(parameter=error.parameter, detail=detail)]
    if isinstance(error, Gone):
        more |= {"reason": error.reason or None, "changeset": error.changeset}
    return _problem(code, detail, **more)


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
