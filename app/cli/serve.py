"""`airdocket serve`: the web server."""

import click

from app.cli.common import engine_of, notice
from app.config import Settings, load
from app.migrate import revisions


@click.command()
@click.option("--host", help="Address to listen on; default: the setting.")
@click.option("--port", type=int, help="Port; default: the setting.")
@click.option("--workers", type=int, help="Server processes; default: the setting.")
def serve(host: str | None, port: int | None, workers: int | None) -> None:
    """Serve the pages with gunicorn."""
    settings = load()
    with engine_of(settings) as engine:
        current, newest = revisions(engine)
    if current != newest:
        raise click.ClickException("the database is not up to date; run `airdocket db upgrade`")
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

        def load(self) -> object:
            return create_app(settings)

    notice(f"serving on http://{host}:{port}/ (stop with Ctrl+C)")
    Server().run()
