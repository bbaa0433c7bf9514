"""A running server for the browser's tests."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask

from app.extensions import db


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """The address of a server of the application, on loopback, until the block ends."""
    from werkzeug.serving import make_server

    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        with app.app_context():
            db.engine.dispose()
