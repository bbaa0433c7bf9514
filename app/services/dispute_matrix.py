"""Who says what on the disputed facts of one dossier: tables of speakers by facts."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from app.models import Party
from app.resolution.history import Difference, difference
from app.resolution.rule import Resolution
from app.services.dispute_courses import history_of
from app.services.dossier_views import ClaimView, Dossier, Fact
from app.vocab.claims import PropertyState
from app.vocab.properties import Group

MOST_COLUMNS = 4  # facts side by side: as many as are legible on a page


@dataclass(frozen=True, slots=True)
class Column:
    """A disputed fact: since when, how far the values lie apart, and what each speaker says last, by the party's id."""

    fact: Fact
    since: dt.date
    size: Difference | None
    words: dict[int, list[ClaimView]]


@dataclass(frozen=True, slots=True)
class Line:
    """A speaker with what it says of each fact of the table; empty where it is silent."""

    speaker: Party
    cells: tuple[tuple[ClaimView, ...], ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """The disputed facts of one group of the occurrence or of an aircraft, at most four, and all who speak on them."""

    group: Group
    aircraft: int | None
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]


def matrices(dossier: Dossier, day: dt.date | None = None) -> list[Matrix]:
    """The tables of what was disputed at the end of a day, None: now, in the order of the dossier; none without disputes."""
    found: list[Matrix] = []
    is_resolved = day in (None, dossier.as_of)  # then the states of the facts are those of the day
    for (aircraft, group), facts in groupby(dossier.facts, key=lambda fact: (fact.aircraft, fact.property.group)):
        columns = list(
            filter(None, (_column(fact, day) for fact in facts if not is_resolved or fact.state is PropertyState.DISPUTED))
        )
        for first in range(0, len(columns), MOST_COLUMNS):
            some = tuple(columns[first : first + MOST_COLUMNS])
            found.append(Matrix(group, aircraft, some, tuple(_lines(some))))
    return found


def _column(fact: Fact, day: dt.date | None) -> Column | None:
    until = None if day is None else day.isoformat()
    course = history_of(fact)
    then, stretch = course.on(until), course.dispute(until)
    if then is None or stretch is None or then.state is not PropertyState.DISPUTED:
        return None
    return Column(fact, dt.date.fromisoformat(stretch.since), difference(fact.property, then), _words(fact, then))


def _words(fact: Fact, outcome: Resolution) -> dict[int, list[ClaimView]]:
    views = {view.number: view for view in fact.claims}
    words: dict[int, list[ClaimView]] = {}
    for said in outcome.current:
        words.setdefault(views[said.number].speaker.id, []).append(views[said.number])
    return words


def _lines(columns: Iterable[Column]) -> Iterator[Line]:
    """The speakers, those who spoke first on top."""
    views = [view for column in columns for words in column.words.values() for view in words]
    speakers: dict[int, Party] = {}
    for view in sorted(views, key=lambda view: (view.public_on, view.account.number)):
        speakers.setdefault(view.speaker.id, view.speaker)
    for key, speaker in speakers.items():
        yield Line(speaker, tuple(tuple(column.words.get(key, ())) for column in columns))
