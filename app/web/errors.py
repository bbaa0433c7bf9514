"""Error pages: what went wrong, and where to go from there."""

from flask import Flask, render_template
from werkzeug.exceptions import HTTPException

from app.core.errors import Conflict, DomainError, NotFound

_HEADINGS = {
    400: "That could not be understood",
    404: "There is no such page",
    405: "That cannot be done here",
    409: "That cannot be done now",
    410: "This record was withdrawn",
    500: "Something went wrong here",
}
_WORDS = {
    404: "The address may be mistyped, or may name a record that does not exist.",
    410: "The record never should have stood. Its number is not given to another one.",
    500: "It was noted. Trying again later may help; what the database holds is not affected.",
}


def error_page(code: int, message: str = "") -> tuple[str, int]:
    """The page for a status code, with the words of the error where there are any."""
    heading = _HEADINGS.get(code, "That did not work")
    return render_template("error.html", code=code, heading=heading, message=message or _WORDS.get(code, "")), code


def _domain_error(error: DomainError) -> tuple[str, int]:
    code = 404 if isinstance(error, NotFound) else 409 if isinstance(error, Conflict) else 400
    text = str(error)
    return error_page(code, f"{text[:1].upper()}{text[1:]}." if text else "")


def _http_error(error: HTTPException) -> tuple[str, int] | HTTPException:
    if error.code is None or error.code < 400:
        return error
    return error_page(error.code)


def register(app: Flask) -> None:
    """Answer the project's errors and HTTP's own with pages."""
    app.register_error_handler(DomainError, _domain_error)
    app.register_error_handler(HTTPException, _http_error)
