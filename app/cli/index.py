"""`airdocket index`: the search index, and how other commands keep it as the log has it."""

import sys
from pathlib import Path

import click
from sqlalchemy.orm import Session

from app.cli.common import notice, progress_bar, session_of
from app.config import load
from app.queries.indexing import n_records
from app.search.folder import Folder
from app.services import indexing
from app.services.indexing import Behind, Busy, Status

WAIT = 600.0  # seconds for another process that is writing


@click.group()
def index() -> None:
    """Look at the search index, bring it up to the log, or build it anew. It can be deleted at any time."""


@index.command()
def status() -> None:
    """Tell where the index lies and what it holds; exit with 1 where it is missing or behind the log."""
    settings = load()
    with session_of(settings) as session:
        found = indexing.status(session, Folder(settings.index))
    click.echo("\n".join(f"{name:<9}{value}" for name, value in _lines(found)))
    sys.exit(1 if found.why else 0)


def _lines(found: Status) -> list[tuple[str, str]]:
    held = "none" if found.indexed is None else f"{found.indexed:,}"
    log = "none" if found.sequence is None else f"{found.sequence:,}"
    command = "rebuild" if found.sequence == found.end else "catch-up"
    advice = f"; run `airdocket index {command}`" if found.why else ""
    return [
        ("path", str(found.path.absolute())),
        ("log", f"{log} of {found.end:,}"),
        ("records", f"{held} of {found.records:,}"),
        ("size", f"{found.size / 1_000_000:,.1f} MB"),
        ("to do", f"{found.why or 'nothing'}{advice}"),
    ]


@index.command("catch-up")
def catch_up() -> None:
    """Index what changed since the place of the log that the index has reached; builds it where it is missing."""
    _write(anew=False)


@index.command()
def rebuild() -> None:
    """Build the index anew beside the old one, which is searched until the new one is whole."""
    _write(anew=True)


def _write(*, anew: bool) -> None:
    settings = load()
    with session_of(settings) as session:
        try:
            n = bring_up(session, settings.index, anew=anew)
        except Busy:
            raise click.ClickException(f"another process is writing the index in {settings.index}") from None
    click.echo(f"records={n}")


def bring_up(session: Session, path: Path, *, anew: bool = False, wait: float = WAIT) -> int:
    """Bring the index up to the log with a bar on stderr where that is a new build; how many records were written.

    Busy where another process writes for longer than `wait` seconds.
    """
    folder = Folder(path)
    behind = _how_far(session, folder)
    if behind.records is not None and not anew:
        return indexing.catch_up(session, folder, wait=wait)
    write = indexing.rebuild if anew else indexing.catch_up
    with progress_bar("Indexing for search", session.scalar(n_records()), "records") as progress:
        return write(session, folder, wait=wait, progress=progress)


def _how_far(session: Session, folder: Folder) -> Behind:
    generation = folder.current
    return indexing.how_far(session, folder.mark(generation) if generation else None)


def follow(session: Session, path: Path) -> None:
    """Bring the index up to the log after a commit, or before serving; that it cannot be written is told, and no more.

    What was committed stands whatever becomes of the index, which the next one who asks brings up to the log.
    """
    try:
        n = bring_up(session, path)
    except Busy:
        notice("the search index is being written by another process, and was left to it")
    except (OSError, ValueError) as error:  # Tantivy's own errors are ValueErrors
        notice(f"the search index could not be written: {error}")
    else:
        if n:
            notice(f"search index: {n:,} record{'' if n == 1 else 's'} brought up to the log")
