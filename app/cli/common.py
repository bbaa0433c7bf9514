"""What commands share: the settings, a session on an up-to-date database, progress on the terminal."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click
import sqlalchemy as sa
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from sqlalchemy.orm import Session

from app import migrate
from app.config import Settings, load
from app.models.database import make_engine


def notice(text: str) -> None:
    """A line for the person at the terminal, on stderr."""
    click.echo(text, err=True)


@contextmanager
def engine_of(settings: Settings) -> Iterator[sa.Engine]:
    """The database's engine, closed at the end."""
    engine = make_engine(settings.url)
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def session_of(settings: Settings | None = None) -> Iterator[Session]:
    """A session on the database of the settings; click's error where its tables are not up to date."""
    with engine_of(settings or load()) as engine:
        current, newest = migrate.revisions(engine)
        if current != newest:
            raise click.ClickException(
                f"the database is at revision {current or 'none'}, not {newest}; run `airdocket db upgrade`"
            )
        with Session(engine) as session:
            yield session


@contextmanager
def progress_bar(label: str, total: int | None, unit: str) -> Iterator[Callable[[int], None]]:
    """A bar on stderr; gives the function that is told how many are done. Quiet where stderr is not a terminal."""
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn(unit),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task(label, total=total)
        yield lambda done: bar.update(task, completed=done)
