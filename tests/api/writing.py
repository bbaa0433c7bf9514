"""Programs that write: tokens, bodies, and a server on a real socket."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.serving import WSGIRequestHandler, make_server

from app.services import accounts
from app.services.permissions import Permission
from app.vocab.users import Role
from tests.web.people import a_user

API = "/api/v1"
ALL = frozenset(Permission)


def a_token(
    session: Session, role: Role = Role.CONTRIBUTOR, name: str | None = None, scopes: frozenset[Permission] = ALL
) -> str:
    """The secret of a token of a user with that role."""
    made = accounts.add_token(session, a_user(session, role, name), "a program", scopes, None)
    session.commit()
    return made.secret


def post(client: FlaskClient, path: str, token: str | None, body: Any = None, **headers: str) -> Any:
    """The response to a body of JSON."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    if token is not None:
        sent["Authorization"] = f"Bearer {token}"
    return client.post(f"{API}{path}", json=body if body is not None else {}, headers=sent)


def done(client: FlaskClient, path: str, token: str, body: Any = None, status: int = 201, **headers: str) -> Any:
    """The content of the answer, which must have the status."""
    answer = post(client, path, token, body, **headers)
    assert (answer.status_code, answer.mimetype) == (status, "application/json"), answer.text
    return answer.json


def refused(client: FlaskClient, path: str, token: str | None, body: Any, status: int, **headers: str) -> Any:
    """The problem; `at` beside its fields has what is wrong by pointer."""
    answer = post(client, path, token, body, **headers)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json"), answer.text
    problem = answer.json
    problem["at"] = {each.get("pointer", each.get("parameter")): each["detail"] for each in problem.get("errors", [])}
    return problem


def an_account(*claims: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A body with a source and a speaker of its own."""
    return {
        "source": {
            "kind": "press", "title": "A plane is missing", "url": "https://example.org/missing", "published_on": "2015-10-31",
            "publisher": {"name": "A paper", "kind": "media"},
        },
        "speaker": {"name": "The ministry", "kind": "government", "country": "EG"},
        "said_on": "2015-10-31", "comment": "As the paper has it",
        "claims": list(claims) or [{"property": "place", "value": "near Hasna"}],
        **more,
    }  # fmt: skip


class _Quiet(WSGIRequestHandler):
    """Writes no line for each request."""

    def log(self, type: str, message: str, *args: object) -> None:
        pass


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The address of the application on a socket of this machine."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
