"""`airdocket export`: all that a query finds, as a file."""

import gzip
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import BinaryIO, cast

import click
from sqlalchemy.orm import Session

from app.cli.common import engine_of, notice, progress_bar, session_of
from app.cli.index import follow
from app.cli.search import find_snapshot, read_words
from app.config import Settings, load
from app.exports.columns import What
from app.exports.forms import Form
from app.search.asking import Unit
from app.search.nodes import All, Node
from app.search.writing import write_query
from app.services.exports import Export, choose_export, open_export
from app.services.searching import Building, Searching
from app.services.whole_exports import write_docket

WHOLE = "airdocket-jsonl"
_FORMS = [*(each.value for each in Form), WHOLE]


# Words that begin with a minus belong to the query, so no option has a short name.
@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]})
@click.argument("query", nargs=-1, type=click.UNPROCESSED)
@click.option("--format", "form", type=click.Choice(_FORMS), default="csv", show_default=True, help="The form of the file.")
@click.option(
    "--what",
    type=click.Choice([each.value for each in What]),
    default="occurrences",
    show_default=True,
    help="What the rows are.",
)
@click.option(
    "--columns", default="", help="Only these columns, with commas between: id,date,injuries.fatal. See docs/exports.md."
)
@click.option("--out", type=click.Path(path_type=Path), default=Path("-"), show_default=True, help="Where to; - is stdout.")
def export(query: tuple[str, ...], form: str, what: str, columns: str, out: Path) -> None:
    """Write all that a query finds, as in `airdocket export country:EG --format csv --out egypt.csv`; everything without one.

    airdocket-jsonl has whole records, from which another database can be made. A file that could not be finished is removed.
    """
    node, settings = read_words(query), load()
    with session_of(settings) as session:
        follow(session, settings.index)
        if form == WHOLE:
            if columns or what != What.OCCURRENCES:
                raise click.UsageError(f"{WHOLE} holds whole records: --what and --columns say nothing there")
            _write_whole(session, settings, node, out)
            return
    _write_table(settings, node, what, form, columns.split(","), out)


def _write_table(settings: Settings, node: Node, what: str, form: str, columns: list[str], out: Path) -> None:
    wanted = choose_export(node, what, form, columns)
    with engine_of(settings) as engine:
        try:
            opened = open_export(engine, Searching(settings.index), wanted)
        except Building:
            raise click.ClickException("there is no search index; run `airdocket index catch-up`") from None
        try:
            with _open(out) as file, progress_bar("exporting", opened.about.total, _unit(opened)) as done:
                for chunk in opened.chunks(done):
                    file.write(chunk)
        finally:
            opened.close()
    notice(f"{opened.about.total:,} {_unit(opened)} as of changeset {opened.about.sequence}")
    _tell_left_out(opened.about.left_out)


def _unit(opened: Export) -> str:
    if opened.wanted.what is What.AIRCRAFT:
        return "aircraft"
    noun = "occurrence" if opened.about.total == 1 else "occurrences"
    return f"{noun} with all claims" if opened.wanted.what is What.CLAIMS else noun


def _tell_left_out(n: int) -> None:
    if n:
        notice(f"{n:,} quote{'' if n == 1 else 's'} of sources that may not be given on left out")


def _write_whole(session: Session, settings: Settings, node: Node, out: Path) -> None:
    ids = None if isinstance(node, All) else _ids(session, settings, node)
    session.rollback()  # the file is of one moment, in a transaction of its own
    with _open(out) as file, progress_bar("exporting", None if ids is None else len(ids), "occurrences") as done:
        counts = write_docket(session, ids, file, query=write_query(node) or None, progress=done)
    notice(" ".join(f"{name}={n}" for name, n in counts.items() if name != "withheld_quotes"))
    _tell_left_out(counts["withheld_quotes"])


def _ids(session: Session, settings: Settings, node: Node) -> list[int]:
    snapshot = find_snapshot(session, Searching(settings.index))
    return [each.occurrence_id for each in snapshot.hits_between(node, Unit.OCCURRENCES, 0, (1 << 55) - 1)]


@contextmanager
def _open(out: Path) -> Iterator[BinaryIO]:
    """The file to write to, put in its place when it is whole; packed where its name ends in .gz."""
    if str(out) == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    part = out.with_name(f"{out.name}.part")
    try:
        with part.open("wb") as file, _packed(file, out) as into:
            yield into
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)


def _packed(file: BinaryIO, out: Path) -> AbstractContextManager[BinaryIO]:
    if out.suffix != ".gz":
        return nullcontext(file)
    # without the time of packing, so that the same rows are the same file
    return cast(AbstractContextManager[BinaryIO], gzip.GzipFile(out.stem, "wb", compresslevel=6, fileobj=file, mtime=0))
