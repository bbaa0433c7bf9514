"""What a release of a dataset changed against the earlier ones of the same speaker: added, changed and vanished records.

A release covers the days from its earliest occurrence to its latest: a record of the release before it that lies between them
and is not in it has vanished. It is kept, since a dataset's silence is no statement.
"""

import datetime as dt
import threading
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.errors import NotFound
from app.models import Source
from app.queries import disputes, indexing
from app.queries import releases as queries
from app.services.disputes import in_chunks
from app.services.dossiers import Dossier
from app.services.pages import Page, end_of_log
from app.services.party_names import party_names
from app.vocab.coded import Coded
from app.vocab.properties import BY_KEY, ORDER, Property, ValueType
from app.vocab.values import shown

MANY = 10_000  # records of a release that are too many to look at each
STEP = 1_000  # occurrences whose claims are compared together


class Kind(Coded):
    """What became of a record or a fact with a release."""

    CHANGED = "changed", "Changed", "Facts of which the speaker said something else in an earlier release."
    ADDED = "added", "Added", "Records that no earlier release of the speaker held."
    VANISHED = "vanished", "Vanished", "Records of the release before that this one covers and does not hold. They are kept."


class Change(NamedTuple):
    """A fact that the release states differently. old, new: numbers of the claims; several where values hold together."""

    occurrence_id: int
    aircraft: int | None
    property: str
    qualifier: str
    old: tuple[int, ...]
    new: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Release:
    """A release with those it is compared to, latest first.

    parts: all sources of the same release, which may be in several files. before: the parts of the release before it. earlier:
    all earlier releases. days: what it covers; None where none of its occurrences has a date.
    """

    source: Source
    parts: tuple[Source, ...]
    before: tuple[Source, ...]
    earlier: tuple[Source, ...]
    days: tuple[dt.date, dt.date] | None
    n_records: int


class Covering(NamedTuple):
    """A release with its day and the days of the occurrences that it covers."""

    id: int
    title: str
    published_on: dt.date
    days: tuple[dt.date, dt.date]


@dataclass(frozen=True, slots=True)
class Compared:
    """What differs. n_first: facts by property that records of earlier releases state for the first time.

    n_added, n_vanished: records.
    """

    changes: Sequence[Change]
    n_first: Mapping[str, int]
    n_added: int
    n_vanished: int

    @property
    def n_changed(self) -> Mapping[str, int]:
        """Changed facts by property, in the registry's order."""
        counts = Counter(each.property for each in self.changes)
        return {key: counts[key] for key in sorted(counts, key=ORDER.__getitem__)}


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A change in words, with its occurrence."""

    change: Change
    occurrence: Any
    property: Property
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class RecordRow:
    """An added or vanished record; `key` is the dataset's own."""

    occurrence: Any
    key: str


def find_release(session: Session, source_id: int) -> Release:
    """A release and those before it; NotFound where the source is no release of a dataset."""
    source: Source | None = session.scalar(queries.release(source_id))
    if source is None:
        raise NotFound(f"source {source_id} is no release of a dataset")
    speaker = list(session.scalars(indexing.merged_with([source.publisher_id])))
    known = list(session.scalars(queries.releases_by(speaker)))
    parts = [each for each in known if (each.series, each.published_on) == (source.series, source.published_on)]
    earlier = [each for each in known if each.published_on and source.published_on and each.published_on < source.published_on]
    n = session.scalar(queries.n_held(source_id)) or 0
    return Release(source, tuple(parts), _before(source, earlier), tuple(earlier), _days(session, source_id), n)


def release_of_import(session: Session, changeset_id: int) -> Source | None:
    """The release that a changeset brought; None where it brought none."""
    found: Source | None = session.scalar(queries.recorded_in(changeset_id))
    return found


def _days(session: Session, source_id: int) -> tuple[dt.date, dt.date] | None:
    if (session.scalar(queries.n_held(source_id)) or 0) > MANY:  # the first one along the index of days is soon found
        first, last = (session.scalar(queries.day_covered(source_id, last=each)) for each in (False, True))
    else:
        first, last = session.execute(queries.days_covered(source_id)).one()
    return (first, last) if first and last else None


def _before(source: Source, earlier: Sequence[Source]) -> tuple[Source, ...]:
    """The parts of the last earlier release: of the same series where there is one, else of any by the speaker."""
    last = next((each for each in earlier if each.series == source.series), earlier[0] if earlier else None)
    if last is None:
        return ()
    return tuple(each for each in earlier if (each.series, each.published_on) == (last.series, last.published_on))


def _ids(sources: Collection[Source]) -> list[int]:
    return [each.id for each in sources]


# -- records


def records(release: Release, kind: Kind) -> queries.Rows | None:
    """(occurrence, record's key) of the added or vanished records; None where there is nothing to compare to."""
    if kind is Kind.ADDED:
        return queries.held([release.source.id], not_in=_ids(release.earlier)) if release.earlier else None
    if not release.before or release.days is None:
        return None
    return queries.held(_ids(release.before), not_in=_ids(release.parts), days=release.days)


def _n_records(session: Session, statement: queries.Rows | None) -> int:
    if statement is None:
        return 0
    return session.scalar(sa.select(sa.func.count()).select_from(statement.order_by(None).subquery())) or 0


def record_rows(session: Session, statement: queries.Rows | None) -> Iterator[RecordRow]:
    """The records of a statement."""
    for occurrence, key in session.execute(statement) if statement is not None else ():
        yield RecordRow(occurrence, key)


def page_of_records(session: Session, statement: queries.Rows | None, total: int, number: int, size: int) -> Page[RecordRow]:
    """A page of them; `total` as it was counted."""
    some = statement.limit(size).offset((number - 1) * size) if statement is not None else None
    return Page(list(record_rows(session, some)), number, size, total)


# -- facts


def compare(session: Session, release: Release) -> Compared:
    """What the release says differently from the speaker's last word before it, in one pass over the records that both hold."""
    changes: list[Change] = []
    n_first: Counter[str] = Counter()
    source, earlier = release.source.id, _ids(release.earlier)
    for ids in in_chunks(session.scalars(queries.joined(source, earlier)).all() if earlier else (), STEP):
        n_first.update(dict(session.execute(queries.first_stated(ids, source, earlier)).all()))
        pairs = session.execute(queries.may_be_changed(ids, source, earlier)).all()
        if pairs:
            changes += _changes(session, release, {row[0] for row in pairs}, {row[1] for row in pairs})
    n_added, n_vanished = (_n_records(session, records(release, kind)) for kind in (Kind.ADDED, Kind.VANISHED))
    return Compared(changes, dict(n_first), n_added, n_vanished)


class _Word(NamedTuple):
    time: tuple[str, str, int]
    number: int
    value: str


Key = tuple[int, int | None, str, str]


def _changes(session: Session, release: Release, ids: Collection[int], keys: Collection[str]) -> Iterator[Change]:
    words: dict[Key, tuple[list[_Word], list[_Word]]] = defaultdict(lambda: ([], []))
    sources = {release.source.id, *_ids(release.earlier)}
    for row in session.execute(queries.claims(ids, keys, sources)):
        occurrence_id, number, aircraft, key, qualifier, value, source_id, public, released, sequence = row
        word = _Word((str(public), str(released), sequence), number, value)
        words[occurrence_id, aircraft, key, qualifier][source_id == release.source.id].append(word)
    for (occurrence_id, aircraft, key, qualifier), (before, after) in words.items():
        old, new = _last(before), _last(after)
        if old and new and {each.value for each in old} != {each.value for each in new}:
            numbers = (tuple(each.number for each in part) for part in (old, new))
            yield Change(occurrence_id, aircraft, key, qualifier, *numbers)


def _last(words: Sequence[_Word]) -> list[_Word]:
    latest = max((each.time for each in words), default=None)
    return [each for each in words if each.time == latest]


_Days = tuple[dt.date, dt.date]
_Released = tuple[int, str, dt.date]


class Known:
    """The last comparisons, each kept until the log moves, and what releases cover, kept until the next import."""

    MOST = 8

    def __init__(self) -> None:
        self._compared: dict[tuple[int, int], Compared] = {}
        self._covering: dict[int, tuple[dict[int, list[_Released]], dict[int, _Days | None]]] = {}
        self._lock = threading.Lock()

    def compared(self, session: Session, release: Release) -> Compared:
        """What the release changed."""
        key = (end_of_log(session), release.source.id)
        found = self._compared.get(key)
        if found is None:
            found = compare(session, release)
            with self._lock:
                if len(self._compared) >= self.MOST:
                    self._compared.clear()
                self._compared[key] = found
        return found

    def covering(self, session: Session, publisher: int, after: dt.date) -> list[Covering]:
        """The releases of a publisher after a day, the latest first, each with the days that it covers.

        One statement where that is known; until the next import.
        """
        last = session.scalar(queries.last_import()) or 0
        released, days = self._covering.get(last, ({}, {}))
        if publisher not in released:
            released[publisher] = [
                (each.id, each.title, each.published_on) for each in session.scalars(queries.releases_by([publisher])).all()
            ]
        later = [each for each in released[publisher] if each[2] and each[2] > after]
        for source_id, _, _ in later:
            if source_id not in days:
                days[source_id] = _days(session, source_id)
        self._covering = {last: (released, days)}
        return [Covering(*each, covered) for each in later if (covered := days[each[0]])]


def change_rows(session: Session, changes: Sequence[Change]) -> Iterator[ChangeRow]:
    """Changes in words, some at a time."""
    for chunk in in_chunks(changes, 500):
        yield from _change_rows(session, chunk)


def _change_rows(session: Session, changes: Sequence[Change]) -> Iterator[ChangeRow]:
    ids = {each.occurrence_id for each in changes}
    occurrences = {each.id: each for each in session.scalars(disputes.occurrences(ids))}
    numbers = {number for each in changes for number in (*each.old, *each.new)}
    values = {(row[0], row[1]): row[2] for row in session.execute(queries.values(ids, numbers))}
    parties = {
        int(values[each.occurrence_id, number])
        for each in changes
        if BY_KEY[each.property].type is ValueType.PARTY
        for number in (*each.old, *each.new)
    }
    names = {str(key): name for key, name in party_names(session, parties).items()}
    for each in changes:
        prop = BY_KEY[each.property]
        old, new = (
            "; ".join(shown(prop, values[each.occurrence_id, number], names) for number in part)
            for part in (each.old, each.new)
        )
        yield ChangeRow(each, occurrences[each.occurrence_id], prop, old, new)


# -- on a dossier


def missing_from(session: Session, known: Known, dossier: Dossier, day: dt.date | None = None) -> list[Covering]:
    """The releases that cover the day of the occurrence and no longer hold its record, which earlier ones did; latest first.

    day: only releases that were public by then.
    """
    when = dossier.occurrence.occurred_on
    held: dict[int, dt.date] = {}
    for view in dossier.sources:
        if view.records and view.source.series and (released := view.source.published_on):
            held[view.source.publisher_id] = max(released, held.get(view.source.publisher_id, released))
    return [
        each
        for publisher, last in held.items()
        for each in known.covering(session, publisher, last)
        if when and each.published_on <= (day or each.published_on) and each.days[0] <= when <= each.days[1]
    ]
