"""A running server for the browser's tests."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask

from app.extensions import db


@contextmanager
def serving(app: Flask, name: str = "127.0.0.1") -> Iterator[str]:
    """The address of a server of the application, on loopback under that name, until the block ends."""
    from werkzeug.serving import make_server

    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://{name}:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        with app.app_context():
            db.engine.dispose()


def is_fault(message) -> bool:  # type: ignore[no-untyped-def]
    """Whether the browser complains of more than the status of an error page."""
    return message.type == "error" and "the server responded with a status of 40" not in message.text
