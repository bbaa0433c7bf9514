"""Filing a release of a dataset: finds the occurrences again, files what is new or said differently, and counts."""

import datetime as dt
import gc
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.errors import Conflict
from app.core.positions import distance_km, parse_position
from app.importers.records import Notes, Record, Statement
from app.models import Aircraft, Identifier, ReleaseRecord, Source
from app.resolution.rule import Said, said_time
from app.services.digests import record_digest
from app.services.filing import Filing
from app.services.occurrence_drafts import Draft
from app.vocab.claims import ChangesetKind, PartyKind, Precision, ReportStatus, SourceKind, Stance
from app.vocab.investigations import EventKind, InvestigationKind, StateRole
from app.vocab.properties import BY_KEY, Cardinality, ValueType
from app.vocab.values import same

BATCH = 1_000
SAME_SPOT_KM = 0.05  # coordinates written with other rounding are not another statement

Progress = Callable[[int], None]


class Release(Protocol):
    """What a reader gives: see `app.importers.ntsb.read_release`."""

    name: str
    sha256: str
    shape: str
    notes: Notes

    def records(self) -> Iterator[Record]:
        """The records, in the order of the file."""


@dataclass(frozen=True, slots=True)
class Series:
    """A dataset whose releases are imported: how its sources are described, and who speaks in it.

    aliases: further names of the speaker. title: with `{released}` for the day. country: the speaker's, ISO 3166-1.
    """

    key: str
    title: str
    speaker: str
    aliases: tuple[str, ...]
    country: str
    url: str
    licence: str


NTSB_SERIES = {
    "ntsb-aviation-table": Series(
        "ntsb-aviation-table",
        "NTSB aviation accident table, release of {released}",
        "National Transportation Safety Board",
        ("NTSB",),
        "US",
        "https://data.ntsb.gov/avdata",
        "US federal government work, public domain",
    ),
    "ntsb-carol": Series(
        "ntsb-carol",
        "NTSB CAROL export, release of {released}",
        "National Transportation Safety Board",
        ("NTSB",),
        "US",
        "https://data.ntsb.gov/carol-main-public/basic-search",
        "US federal government work, public domain",
    ),
}


@dataclass(slots=True)
class Report:
    """What an import did. `rows` counts the file's rows, the others records, each in one of new, joined, same, changed.

    joined: met an occurrence that other sources had brought. same: as in the release before. changed: says something
    differently, or more, than in the release before.
    """

    released: dt.date
    notes: Notes
    rows: int = 0
    records: int = 0
    new: int = 0
    joined: int = 0
    same: int = 0
    changed: int = 0
    claims: int = 0
    changed_by_property: Counter[str] = field(default_factory=Counter)
    changeset: int | None = None


def file_release(
    session: Session, release: Release, series: Series, released: dt.date, *, progress: Progress | None = None
) -> Report:
    """File one release in one changeset; nothing at all where it says nothing new. Flushes; the caller commits.

    progress: called with the number of rows read so far. Conflict when the same file was filed as another day's release.
    """
    filing = Filing(session, ChangesetKind.IMPORT, f"{series.title.format(released=released)}: {release.name}")
    known = session.scalar(sa.select(Source).where(Source.file_sha256 == release.sha256))
    if known is not None and known.published_on != released:
        raise Conflict(f"{release.name} was filed before as the release of {known.published_on}, not of {released}")
    importing = _Import(filing, release, series, released, None if known is None else known.id)
    importing.run(progress)
    return importing.report


class _Import:
    """One release on its way in."""

    def __init__(self, filing: Filing, release: Release, series: Series, released: dt.date, source_id: int | None) -> None:
        self.filing = filing
        self.session = filing.session
        self.release = release
        self.series = series
        self.released = released
        self.report = Report(released, release.notes)
        self._stored: dict[Statement, Statement] = {}
        self._first_new = filing.next_occurrence_id
        self._filed: set[int] = set()
        self.speaker = self.filing.parties.get(
            series.speaker, PartyKind.AUTHORITY, country=series.country, aliases=series.aliases, exact=True
        )
        self.source = source_id if source_id is not None else self._add_source()
        releases = sa.select(Source.id, Source.published_on).where(Source.series == series.key)
        self.releases = {row.id: (row.published_on, row.id) for row in self.session.execute(releases)}

    def _add_source(self) -> int:
        return self.filing.add_source(
            kind=SourceKind.DATASET,
            title=self.series.title.format(released=self.released),
            publisher_id=self.speaker,
            authors=None,
            url=self.series.url,
            archived_url=None,
            published_on=self.released,
            retrieved_on=None,
            language="en",
            licence=self.series.licence,
            redistributable=True,
            key=None,
            series=self.series.key,
            file_sha256=self.release.sha256,
        )

    def run(self, progress: Progress | None) -> None:
        """File everything; leaves the session without a change where there was nothing to file."""
        with no_collector():
            self._run(progress)

    def _run(self, progress: Progress | None) -> None:
        for n_batches, batch in enumerate(_batches(self.release.records(), BATCH), start=1):
            self._file(batch)
            if n_batches.bit_count() == 1:  # 1, 2, 4, 8 ...
                self._refresh_statistics()
            self.report.rows = self.report.notes.rows
            if progress is not None:
                progress(self.report.rows)
        self.report.rows = self.report.notes.rows
        if self.filing.n_entries:
            self.report.changeset = self.filing.accept().id
        else:
            self.session.rollback()

    def _file(self, batch: list[Record]) -> None:
        found = self._find(batch)
        digests = self._digests(set(found.values()))
        work: list[tuple[Record, str, int | None]] = []
        for record in batch:
            self.report.records += 1
            occurrence_id = found.get(record.key)
            if occurrence_id is not None and self._is_filed(occurrence_id):
                reason = f"a second record of occurrence {occurrence_id} in one file; the first is filed"
                self.report.notes.refuse(record.row, "record", record.key, reason, lost=True)
                continue
            digest = record_digest([record.published_on, list(map(tuple, record.statements))])
            if occurrence_id is not None and digests.get((occurrence_id, record.key), {}).get(self.source) == digest:
                self.report.same += 1
            else:
                work.append((record, digest, occurrence_id))
                if occurrence_id is not None:
                    self._filed.add(occurrence_id)
        existing = {occurrence_id for _, _, occurrence_id in work if occurrence_id is not None}
        drafts = self.filing.open(existing)
        registrations = self._registrations(existing)
        touched: list[Draft] = []
        for record, digest, occurrence_id in work:
            if occurrence_id is None:
                draft = self.filing.new()
                self._file_new(draft, record)
            else:
                draft = drafts[occurrence_id]
                before = digests.get((occurrence_id, record.key), {})
                self._file_again(draft, record, registrations.get(occurrence_id, {}), before, digest)
            draft.add_release_record(self.source, record.key, digest)
            touched.append(draft)
        self.filing.flush(touched)

    def _refresh_statistics(self) -> None:
        """PostgreSQL plans look-ups by statistics of before the import, when the tables were perhaps empty."""
        if self.filing.connection.dialect.name == "postgresql":
            self.session.execute(sa.text("ANALYZE occurrence, aircraft, account, identifier, release_record"))

    def _is_filed(self, occurrence_id: int) -> bool:
        """Whether an earlier record of this file made or touched the occurrence."""
        return occurrence_id >= self._first_new or occurrence_id in self._filed

    # -- finding

    def _find(self, batch: list[Record]) -> dict[str, int]:
        """The occurrence of each record that is known, by the record's key; its best identifier wins."""
        wanted: dict[str, list[str]] = defaultdict(list)
        for record in batch:
            for scheme, value in record.identifiers:
                wanted[scheme].append(value)
        known: dict[tuple[str, str], int] = {}
        for scheme, each in wanted.items():
            statement = sa.select(Identifier.value, Identifier.occurrence_id).where(
                Identifier.scheme == scheme, Identifier.value.in_(each)
            )
            for value, occurrence_id in self.session.execute(statement.order_by(Identifier.occurrence_id.desc())):
                known[scheme, value] = occurrence_id
        found: dict[str, int] = {}
        for record in batch:
            ids = [known[pair] for pair in record.identifiers if pair in known]
            if ids:
                found[record.key] = ids[0]
        return found

    def _digests(self, ids: set[int]) -> dict[tuple[int, str], dict[int, str]]:
        """Digest by release of the records that earlier releases of this series held, by (occurrence, record)."""
        statement = sa.select(
            ReleaseRecord.occurrence_id, ReleaseRecord.record, ReleaseRecord.source_id, ReleaseRecord.digest
        ).where(ReleaseRecord.occurrence_id.in_(ids), ReleaseRecord.source_id.in_(list(self.releases)))
        found: dict[tuple[int, str], dict[int, str]] = defaultdict(dict)
        for occurrence_id, record, source_id, digest in self.session.execute(statement) if ids else ():
            found[occurrence_id, record][source_id] = digest
        return found

    def _registrations(self, ids: set[int]) -> dict[int, dict[str, int]]:
        statement = sa.select(Aircraft.occurrence_id, Aircraft.registration, Aircraft.number)
        found: dict[int, dict[str, int]] = defaultdict(dict)
        for occurrence_id, registration, number in self.session.execute(
            statement.where(Aircraft.occurrence_id.in_(ids), Aircraft.registration.is_not(None), Aircraft.closed_in.is_(None))
        ):
            found[occurrence_id][registration or ""] = number
        return found

    # -- writing

    def _account(self, draft: Draft, record: Record, said_on: dt.date | None) -> int:
        """The record's account; said_on None: the day of the release, by which it had been said."""
        return draft.add_account(
            self.filing,
            speaker_id=self.speaker,
            source_id=self.source,
            said_on=said_on or self.released,
            precision=Precision.DAY if said_on else Precision.NOT_LATER_THAN,
            report_status=record.report_status,
            record=record.key,
            note="Relays the foreign investigating authority." if record.relayed else None,
        )

    def _said_on(self, record: Record) -> dt.date | None:
        if record.published_on is None or record.published_on <= self.released:
            return record.published_on
        self.report.notes.refuse(
            record.row,
            "publication date",
            record.published_on.isoformat(),
            f"later than the release of {self.released}",
        )
        return None

    def _file_new(self, draft: Draft, record: Record) -> None:
        self.report.new += 1
        said_on = self._said_on(record)
        account = self._account(draft, record, said_on)
        for _ in range(record.n_aircraft):
            draft.add_aircraft()
        self._add(draft, account, record.statements)
        self._investigate(draft, record, account, said_on)

    def _add(self, draft: Draft, account: int, statements: Sequence[Statement]) -> None:
        draft.add_statements(account, [self._with_party(each) if each[1] in _PARTY_KIND else each for each in statements])
        self.report.claims += len(statements)

    def _with_party(self, each: Statement) -> Statement:
        """The statement as stored: a party's name becomes its id, and the writing is kept."""
        known = self._stored.get(each)
        if known is None:
            party_id = self.filing.parties.get(each.value, _PARTY_KIND[each.property])
            raw = each.raw or each.value
            name = self.filing.parties.names[party_id]
            known = self._stored[each] = each._replace(value=str(party_id), raw=None if raw == name else raw)
        return known

    def _investigate(self, draft: Draft, record: Record, account: int, said_on: dt.date | None) -> None:
        """The NTSB's own investigation and how far it is; of a foreign one the dataset names no authority."""
        event = _EVENT_OF_STATUS.get(record.report_status) if record.report_status else None
        if event is None or record.relayed:
            return
        if record.under_way and said_on is None:
            event = EventKind.OPENED
        in_us = any(each.property == "country" and each.value == self.series.country for each in record.statements)
        known = draft.investigations.get((self.speaker, InvestigationKind.SAFETY.value))
        if known is not None and (event.value in known[1] or (event is EventKind.OPENED and known[1])):
            return
        number = draft.investigation(self.speaker, InvestigationKind.SAFETY, StateRole.OCCURRENCE if in_us else None)
        note = "The factual report." if record.report_status is ReportStatus.FACTUAL else None
        draft.add_event(number, event, account, said_on, note=note)

    def _file_again(
        self, draft: Draft, record: Record, registrations: dict[str, int], before: dict[int, str], digest: str
    ) -> None:
        """File only what the speaker has not said in an earlier release, or said differently."""
        if digest in before.values() and before[max(before, key=self.releases.__getitem__)] == digest:
            self.report.same += 1
            return
        standing = _standing(draft.said, self.speaker)
        numbers = self._match_aircraft(draft, record, registrations)
        said_on = self._said_on(record)
        fresh: list[Statement] = []
        changed: list[Statement] = []
        for key, statements in _grouped(record.statements, numbers).items():
            old = standing.get(key)
            if old is None:
                fresh.extend(statements)
            elif not self._says_the_same(key[1], old, statements):
                later = max(each.released for each in old) > self.released.isoformat()
                (fresh if later else changed).extend(statements)
                self.report.changed_by_property[key[1]] += 1
        account: int | None = None
        if fresh:
            account = self._account(draft, record, said_on)
            self._add(draft, account, fresh)
        if changed:
            # The speaker's earlier release still said otherwise, so this cannot have been public before the new one.
            later_account = self._account(draft, record, None)
            self._add(draft, later_account, changed)
            account = account or later_account
        if account is not None:
            self._investigate(draft, record, account, said_on)
        if not before:
            self.report.joined += 1
        elif fresh or changed:
            self.report.changed += 1
        else:
            self.report.same += 1

    def _says_the_same(self, prop: str, old: list[Said], new: list[Statement]) -> bool:
        values = [self._with_party(each).value if prop in _PARTY_KIND else each.value for each in new]
        if BY_KEY[prop].cardinality is not Cardinality.ONE:
            return {each.value for each in old} == set(values)
        return all(_same_words(prop, old[0].value, value) for value in values)

    def _match_aircraft(self, draft: Draft, record: Record, registrations: dict[str, int]) -> dict[int, int]:
        """The record's aircraft by the occurrence's numbers: by registration, then by position, else new ones."""
        numbers: dict[int, int] = {}
        for each in record.statements:
            if each.property == "aircraft.registration" and each.aircraft and each.value in registrations:
                number = registrations[each.value]
                if number not in numbers.values():
                    numbers[each.aircraft] = number
        taken = {*numbers.values(), *draft.gone}
        free = [number for number in range(1, draft.n_aircraft + 1) if number not in taken]
        for aircraft in range(1, record.n_aircraft + 1):
            if aircraft not in numbers:
                numbers[aircraft] = free.pop(0) if free else draft.add_aircraft()
        return numbers


_PARTY_KIND = {
    each.key: PartyKind.MANUFACTURER if each.key == "aircraft.manufacturer" else PartyKind.OPERATOR
    for each in BY_KEY.values()
    if each.type is ValueType.PARTY
}
_EVENT_OF_STATUS = {
    ReportStatus.FINAL: EventKind.FINAL_PUBLISHED,
    ReportStatus.FACTUAL: EventKind.INTERIM_STATEMENT,
    ReportStatus.PRELIMINARY: EventKind.PRELIMINARY_PUBLISHED,
}

Key = tuple[int | None, str, str]


def _grouped(statements: Sequence[Statement], numbers: dict[int, int]) -> dict[Key, list[Statement]]:
    groups: dict[Key, list[Statement]] = defaultdict(list)
    for each in statements:
        aircraft = None if each.aircraft is None else numbers[each.aircraft]
        groups[aircraft, each.property, each.qualifier].append(each._replace(aircraft=aircraft))
    return groups


def _standing(claims: Iterable[Said], speaker: int) -> dict[Key, list[Said]]:
    """The speaker's latest claims by what they are about."""
    latest: dict[Key, list[Said]] = {}
    for each in claims:
        if each.speaker != speaker or each.stance != Stance.ASSERTS:
            continue
        key = (each.aircraft, each.property, each.qualifier)
        known = latest.get(key)
        if known is None or said_time(each) > said_time(known[0]):
            latest[key] = [each]
        elif said_time(each) == said_time(known[0]):
            known.append(each)
    return latest


def _same_words(prop: str, old: str, new: str) -> bool:
    """Whether the new value is the old one, but for writing; a real difference within tolerance is still filed."""
    kind = BY_KEY[prop].type
    if kind is ValueType.COORDINATES:
        return distance_km(parse_position(old), parse_position(new)) <= SAME_SPOT_KM
    if kind is ValueType.DATE:
        return old == new
    return same(BY_KEY[prop], old, new)


@contextmanager
def no_collector() -> Iterator[None]:
    """Millions of short-lived tuples and no cycles among them: the cycle collector would cost a fifth of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _batches(records: Iterable[Record], size: int) -> Iterator[list[Record]]:
    """Batches in which no identifier comes twice: a record must find the occurrence that the one before it made."""
    batch: list[Record] = []
    seen: set[tuple[str, str]] = set()
    for record in records:
        if len(batch) == size or not seen.isdisjoint(record.identifiers):
            yield batch
            batch, seen = [], set()
        batch.append(record)
        seen.update(record.identifiers)
    if batch:
        yield batch
