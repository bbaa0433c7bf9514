"""Who said something, where and when: what accounts, steps and recommendations are read with alike."""

import datetime as dt
from dataclasses import dataclass

from app.core.dates import PartialDate
from app.core.errors import BadValue
from app.importers.dossier.entries import Word
from app.importers.dossier.tables import Table, shown
from app.vocab.claims import Precision

_PRECISIONS = {each.value: each for each in (Precision.DAY, Precision.MONTH, Precision.YEAR)}


@dataclass(frozen=True, slots=True)
class Known:
    """What references may name: keys of parties and sources, and how many aircraft there are."""

    parties: frozenset[str]
    sources: frozenset[str]
    n_aircraft: int | None


def check_first_day(table: Table, key: str, day: dt.date | None, precision: Precision) -> None:
    """Note where a day known to the month or year is not its first."""
    if day is None:
        return
    if precision is Precision.MONTH and day.day != 1:
        table.wrong(f"{key!r} is {day}, but with precision 'month' the first day of the month stands for it")
    if precision is Precision.YEAR and (day.month, day.day) != (1, 1):
        table.wrong(f"{key!r} is {day}, but with precision 'year' 1 January stands for it")


def clocks(table: Table) -> tuple[dt.date | None, dt.date | None]:
    """When it was said, and when published."""
    said_on, published_on = table.day("said_on", required=True), table.day("published_on")
    if said_on and published_on and published_on < said_on:
        table.wrong(f"'published_on' {published_on} lies before 'said_on' {said_on}")
    return said_on, published_on


def word_of(table: Table, known: Known) -> Word | None:
    """Who said it, in which source and when; None where one of these is missing, which is noted."""
    speaker = table.known("speaker", known.parties, "party", required=True)
    source = table.known("source", known.sources, "source", required=True)
    said_on, published_on = clocks(table)
    precision = table.code("said_precision", Precision) or Precision.DAY
    check_first_day(table, "said_on", said_on, precision)
    if speaker is None or source is None or said_on is None:
        return None
    return Word(speaker, source, said_on, published_on, precision)


def act(table: Table, key: str, *, required: bool = False) -> tuple[dt.date | None, Precision]:
    """The day of an act, which may be a date or, where less is known, the text `2015-12` or `2015`."""
    given = table.code("precision", Precision)
    found = table.take(key, required=required)
    if type(found) is dt.date:
        check_first_day(table, key, found, given or Precision.DAY)
        return found, given or Precision.DAY
    if not isinstance(found, str):
        if found is not None:
            table.wrong(f'{key!r} must be a date such as 2015-10-31, or text such as "2015-12", not {shown(found)}')
        return None, Precision.DAY
    try:
        partial = PartialDate.parse(found)
    except BadValue as error:
        table.wrong(f"{key!r}: {error}")
        return None, Precision.DAY
    precision = _PRECISIONS[partial.precision]
    if given is Precision.NOT_LATER_THAN:
        return partial.last, given
    if given not in (None, precision):
        table.wrong(f"{key!r} is {found!r}, which does not go with precision {str(given)!r}")
    return partial.first, precision
