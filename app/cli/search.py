"""`airdocket search`: the filter language on the terminal."""

from collections.abc import Iterator
from dataclasses import replace

import click
from rich.cells import cell_len
from sqlalchemy.orm import Session

from app.cli.common import session_of
from app.cli.found import FORMS, Found, printable
from app.cli.index import follow
from app.config import load
from app.search.asking import Question, Sort, Unit, usual_sort
from app.search.bad_query import BadQuery
from app.search.fields import find_field
from app.search.nodes import Node
from app.search.reading import read_query
from app.search.snapshot import Snapshot, counted_fields
from app.search.spelling import corrected
from app.search.wording import describe
from app.services.party_names import names_of
from app.services.results import ResultRow, facets_of, rows_of
from app.services.searching import Building, Searching

STEP = 500  # hits of which the rows are read together
_UNITS, _SORTS = ([each.value for each in codes] for codes in (Unit, Sort))


def _fields(context: click.Context, parameter: click.Parameter, text: str) -> tuple[str, ...]:
    """The fields to count by, under their own names."""
    found = []
    for name in filter(None, map(str.strip, text.split(","))):
        field = find_field(name)
        if field is None or field.name not in counted_fields():
            raise click.BadParameter(f"{name!r} cannot be counted by; one of {', '.join(counted_fields())}")
        found.append(field.name)
    return tuple(dict.fromkeys(found))


# Words that begin with a minus belong to the query, so no option has a short name.
@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]})
@click.argument("query", nargs=-1, type=click.UNPROCESSED)
@click.option("--unit", type=click.Choice(_UNITS), default="occurrences", show_default=True, help="What is listed and counted.")
@click.option("--sort", type=click.Choice(_SORTS), help="Default: relevance where words are asked for, else newest.")
@click.option("--limit", type=click.IntRange(0), default=20, show_default=True, help="How many are listed.")
@click.option("--facets", default="", callback=_fields, help="Count by these fields too, with commas between: class,phase.")
@click.option("--top", type=click.IntRange(1, 1000), default=10, show_default=True, help="How many values of each field.")
@click.option(
    "--format", "form", type=click.Choice(list(FORMS)), default="table", show_default=True, help="The form of the answer."
)
def search(
    query: tuple[str, ...], unit: str, sort: str | None, limit: int, facets: tuple[str, ...], top: int, form: str
) -> None:
    """Search with the filter language, as in `airdocket search class:accident fatal:1.. sinai`.

    Put a query with quotes, parentheses, < or > into single quotes. How many there are in all goes to stderr, in JSON to
    `total`. The language is described in docs/search.md.
    """
    node = read_words(query)
    settings = load()
    with session_of(settings) as session:
        follow(session, settings.index)
        snapshot = find_snapshot(session, Searching(settings.index))
        order = Sort(sort) if sort else usual_sort(node)
        found = _find(session, snapshot, Question(node, Unit(unit), order, 0, 1, facets, top))
        FORMS[form](found, _rows(session, snapshot, found, limit))


def read_words(words: tuple[str, ...]) -> Node:
    """The query that the words of a command make; click's error shows what is at fault."""
    for each in words:
        if each.startswith("--"):
            raise click.UsageError(f"there is no option {each}")
    text = " ".join(words)
    try:
        return read_query(text)
    except BadQuery as error:
        raise click.ClickException("\n".join(_fault(text, error))) from None


def _fault(text: str, error: BadQuery) -> Iterator[str]:
    """The message, the query with carets under what is at fault, and the corrected query."""
    shown, end = printable(text), error.position + error.length
    yield str(error)
    yield f"  {shown}"
    yield "  " + " " * cell_len(shown[: error.position]) + "^" * max(1, cell_len(shown[error.position : end]))
    if error.suggestion:
        yield f"try: {printable(error.suggestion)}"


def find_snapshot(session: Session, searching: Searching) -> Snapshot:
    """The index; click's error where there is none."""
    try:
        return searching.snapshot(session)
    except Building:
        raise click.ClickException("there is no search index; run `airdocket index catch-up`") from None


def _find(session: Session, snapshot: Snapshot, asked: Question) -> Found:
    """The answer; where there is none, that to the query with its misspelt words corrected."""
    answer, instead = snapshot.answer(asked), list[tuple[str, str]]()
    if not answer.total and (better := corrected(snapshot, asked.query)):
        asked, instead = replace(asked, query=better[0]), better[1]
        answer = snapshot.answer(asked)
    names = names_of(session)
    words = describe(asked.query, names, unit=asked.unit.value)
    return Found(answer, asked, words, instead, facets_of(session, snapshot, asked, answer, names))


def _rows(session: Session, snapshot: Snapshot, found: Found, limit: int) -> Iterator[ResultRow]:
    """The rows of the first hits, read step by step."""
    for first in range(0, min(limit, found.answer.total), STEP):
        asked = replace(found.question, first=first, count=min(STEP, limit - first), facets=())
        yield from rows_of(session, snapshot, asked, snapshot.answer(asked))
