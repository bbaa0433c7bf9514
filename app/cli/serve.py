"""`airdocket serve`: the web server."""

import click

from app.cli.common import notice, session_of
from app.cli.index import follow
from app.config import Settings, load


@click.command()
@click.option("--host", help="Address to listen on; default: the setting.")
@click.option("--port", type=int, help="Port; default: the setting.")
@click.option("--workers", type=int, help="Server processes; default: the setting.")
def serve(host: str | None, port: int | None, workers: int | None) -> None:
    """Bring the search index up to the log, and serve the pages with gunicorn."""
    settings = load()
    with session_of(settings) as session:
        follow(session, settings.index)
    run(settings, host or settings.host, settings.port if port is None else port, workers or settings.workers)


def run(settings: Settings, host: str, port: int, workers: int) -> None:
    """Run the server until it is stopped."""
    from gunicorn.app.base import BaseApplication

    from app.factory import create_app

    class Server(BaseApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            self.cfg.set("bind", f"{host}:{port}")
            self.cfg.set("workers", workers)
            self.cfg.set("worker_class", "gthread")
            self.cfg.set("threads", 4)
            self.cfg.set("accesslog", None)
            self.cfg.set("loglevel", "warning")
            # Clients that keep a connection open must not hold a worker.
            self.cfg.set("keepalive", 5)
            self.cfg.set("limit_request_line", 8190)  # long queries with the place of a long walk

        def load(self) -> object:
            return create_app(settings)

    notice(f"serving on http://{host}:{port}/ (stop with Ctrl+C)")
    Server().run()
