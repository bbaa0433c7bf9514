"""Error pages: what went wrong, and where to go from there."""

from flask import Flask, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.wrappers import Response

from app.core.errors import Conflict, DomainError, Forbidden, NotFound
from app.services.permissions import ANYBODY
from app.services.searching import Building
from app.web.access import actor

_HEADINGS = {
    400: "That could not be understood",
    401: "Who asks is not known",
    403: "That is not open to you",
    404: "There is no such page",
    405: "That cannot be done here",
    409: "That cannot be done now",
    410: "This record was withdrawn",
    429: "That was too often",
    500: "Something went wrong here",
}
_WORDS = {
    401: "The token is unknown, expired or revoked.",
    404: "The address may be mistyped, or may name a record that does not exist.",
    410: "The record never should have stood. Its number is not given to another one.",
    429: "Wait a minute, and try again.",
    500: "It was noted. Trying again later may help; what the database holds is not affected.",
}


def error_page(code: int, message: str = "") -> tuple[str, int]:
    """The page for a status code, with the words of the error where there are any."""
    heading = _HEADINGS.get(code, "That did not work")
    return render_template("error.html", code=code, heading=heading, message=message or _WORDS.get(code, "")), code


_CODES = ((NotFound, 404), (Conflict, 409), (Forbidden, 403))


def _domain_error(error: DomainError) -> tuple[str, int] | Response:
    code = next((code for kind, code in _CODES if isinstance(error, kind)), 400)
    if code == 403 and actor() is ANYBODY:
        if request.method == "GET":
            return redirect(url_for("security.login", next=request.full_path.removesuffix("?")), 303)
        return error_page(code, "Sign in first: nothing was changed.")
    text = str(error)
    return error_page(code, f"{text[:1].upper()}{text[1:]}." if text else "")


def _http_error(error: HTTPException) -> tuple[str, int] | HTTPException:
    unaddressed = isinstance(request.routing_exception, SecurityError)  # another site's name: no page of ours has an address
    if error.code is None or error.code < 400 or unaddressed:
        return error
    if isinstance(error, CSRFError):
        return error_page(400, "The form was too old, or came from elsewhere. Nothing was changed: load its page again.")
    return error_page(error.code)


def _building(error: Building) -> tuple[str, int, dict[str, str]]:
    """While there is no search index yet: a page that asks again by itself."""
    return render_template("search/building.html"), 503, {"Refresh": "3", "Retry-After": "3"}


def register(app: Flask) -> None:
    """Answer the project's errors and HTTP's own with pages."""
    app.register_error_handler(Building, _building)
    app.register_error_handler(DomainError, _domain_error)
    app.register_error_handler(HTTPException, _http_error)
