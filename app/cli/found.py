"""The forms in which `airdocket search` writes what it found."""

import csv
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import click
import orjson
from rich.console import Console
from rich.table import Table
from rich.text import Text

from app.cli.common import notice
from app.core.cells import plain_cell
from app.search.asking import Answer, Question, Unit
from app.search.writing import write_query, write_value
from app.services.results import Facet, ResultRow


@dataclass(frozen=True, slots=True)
class Found:
    """The answer, and what was asked in words. `instead`: words that nothing holds, and what was searched for instead."""

    answer: Answer
    question: Question
    words: str
    instead: Sequence[tuple[str, str]]
    facets: Sequence[Facet]

    @property
    def of_aircraft(self) -> bool:
        """Whether the rows are aircraft."""
        return self.question.unit is Unit.AIRCRAFT

    @property
    def counted(self) -> str:
        """`1 occurrence`, `1,234 occurrences`, `5 aircraft`."""
        n = self.answer.total
        return f"{n:,} {'aircraft' if self.of_aircraft else 'occurrence' if n == 1 else 'occurrences'}"


Form = Callable[[Found, Iterator[ResultRow]], None]


def printable(text: str) -> str:
    """The text without what a terminal would obey or reorder, character for character."""
    return "".join(" " if each.isspace() else each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in text)


# -- what is told of a row, by the names that the filter language gives its fields

Reads = Mapping[str, Callable[[Any], Any]]
_OF_OCCURRENCE: Reads = {
    "id": lambda of: of.id,
    "title": lambda of: of.title,
    "date": lambda of: _date(of),
    "class": lambda of: of.occurrence_class,
    "place": lambda of: of.place,
    "country": lambda of: of.country,
    "fatal": lambda of: of.n_fatal,
    "disputes": lambda of: of.n_disputed,
    "ntsb": lambda of: of.ntsb_number,
}
_OF_AIRCRAFT: Reads = {
    "aircraft": lambda of: of.number,
    "registration": lambda of: of.registration,
    "make": lambda of: of.maker,
    "type": lambda of: of.model,
    "operator": lambda of: of.operator,
    "phase": lambda of: of.phase,
    "damage": lambda of: of.damage,
}


def _item(row: ResultRow) -> dict[str, Any]:
    """A row; None where nothing is stated."""
    told = {name: read(row.occurrence) for name, read in _OF_OCCURRENCE.items()}
    return told if row.aircraft is None else told | {name: read(row.aircraft) for name, read in _OF_AIRCRAFT.items()}


def _date(of: Any) -> str | None:
    """ISO, as far as it is known."""
    length = {"month": 7, "year": 4}.get(of.occurred_precision or "day", 10)
    return of.occurred_on.isoformat()[:length] if of.occurred_on else None


# -- a table for people


def _table(found: Found, rows: Iterator[ResultRow]) -> None:
    console, table = Console(highlight=False), Table(box=None, pad_edge=False)
    table.add_column("date", no_wrap=True)
    table.add_column("aircraft" if found.of_aircraft else "title", overflow="fold")
    table.add_column("place", overflow="fold")
    for heading in ("killed", "disputed"):
        table.add_column(heading, justify="right")
    for row in rows:
        table.add_row(*(Text(printable(each)) for each in _cells(row)))
    if table.row_count:
        console.print(table)
    for facet in found.facets:
        console.print(Text(f"\n{facet.field.label}"))
        for each in facet.values:
            console.print(Text(f"{each.n:>9,}  {printable(each.label)}"))
    _tell(found, table.row_count)


def _cells(row: ResultRow) -> tuple[str, str, str, str, str]:
    of, craft = row.occurrence, row.aircraft
    named = of.title if craft is None else " ".join(filter(None, (craft.registration, craft.maker, craft.model)))
    place = ", ".join(filter(None, (of.place, of.country)))
    killed = "" if of.n_fatal is None else f"{of.n_fatal:,}"
    return _date(of) or "", named or "not named", place, killed, f"{of.n_disputed:,}" if of.n_disputed else ""


def _tell(found: Found, n_listed: int) -> None:
    """What was asked and how many there are, on stderr."""
    for wrong, taken in found.instead:
        notice(f"no record holds {wrong!r}; searched for {taken!r} instead")
    listed = f", {n_listed:,} of them listed" if n_listed < found.answer.total else ""
    notice(f"{found.counted}{listed}; asked for: {printable(found.words)}")


# -- for programs


def _json(found: Found, rows: Iterator[ResultRow]) -> None:
    answer = {
        "total": found.answer.total,
        "unit": found.question.unit.value,
        "query": {"text": write_query(found.question.query), "words": found.words},
        "corrected": [{"written": wrong, "taken": taken} for wrong, taken in found.instead],
        "items": [_item(row) for row in rows],
        "facets": {
            facet.field.name: [{"value": write_value(each.value), "label": each.label, "n": each.n} for each in facet.values]
            for facet in found.facets
        },
    }
    click.echo(orjson.dumps(answer, option=orjson.OPT_INDENT_2).decode())


def _csv(found: Found, rows: Iterator[ResultRow]) -> None:
    """The rows alone; what facets count is no column."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    of_aircraft = list(_OF_AIRCRAFT) if found.of_aircraft else []
    writer.writerow([*_OF_OCCURRENCE, *of_aircraft])
    n_listed = 0
    for row in rows:
        n_listed += 1
        writer.writerow([plain_cell(each) if isinstance(each, str) else each for each in _item(row).values()])
    _tell(found, n_listed)


FORMS: Mapping[str, Form] = {"table": _table, "json": _json, "csv": _csv}
