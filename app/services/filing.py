"""Filing: everything that one changeset writes, in one place.

A `Filing` takes the writer's turn, hands out ids and numbers, gathers rows as plain tuples in `Draft`s (one for each occurrence
it touches), and on `flush` digests, projects and inserts them in bulk. `accept` closes the changeset into the chain.
People's edits and importers' files go the same way.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models import (
    Account,
    Aircraft,
    Attestation,
    Base,
    Changeset,
    ChangesetEntry,
    Claim,
    Identifier,
    Investigation,
    InvestigationDocument,
    InvestigationEvent,
    Judgement,
    Occurrence,
    OccurrenceText,
    Participation,
    Party,
    PartyMerge,
    PartyName,
    Ranking,
    Recommendation,
    RecommendationResponse,
    Source,
    Standing,
    Withdrawal,
)
from app.models.database import begin_writing
from app.queries.claims import said, to_said
from app.services.bulk import columns_of, insert_rows
from app.services.digests import (
    BY_ACCOUNT,
    CLOSABLE,
    CONTENT,
    GENESIS,
    SHARED,
    changeset_digest,
    entry_digest,
    plain,
    shared_digest,
)
from app.services.occurrence_drafts import Draft
from app.services.parties import PartyBook
from app.services.projector import AIRCRAFT_COLUMNS, OCCURRENCE_COLUMNS, Projection
from app.services.reprojection import ENTRY_TABLES, reproject, speaking_of, update_rows
from app.vocab.claims import (
    ChangesetKind,
    ChangesetState,
    OccurrenceState,
)

# Tables numbered within the occurrence, and those numbered within another row of it, with the column that names that row.
_NUMBERED: tuple[Any, ...] = (
    Aircraft, Account, Claim, Attestation, Ranking, Investigation, Recommendation, Judgement, Withdrawal, Standing,
)  # fmt: skip
_PARTS: tuple[tuple[Any, Any], ...] = (
    (InvestigationEvent, InvestigationEvent.investigation_number),
    (InvestigationDocument, InvestigationDocument.investigation_number),
    (Participation, Participation.investigation_number),
    (RecommendationResponse, RecommendationResponse.recommendation_number),
)


def _iso(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()


class Filing:
    """One changeset being written; the caller commits, or rolls back and nothing was.

    waiting: the changeset that waited for review and is now applied; otherwise a new one is made.
    """

    def __init__(
        self,
        session: Session,
        kind: ChangesetKind,
        comment: str,
        *,
        author_id: int | None = None,
        undoes: int | None = None,
        waiting: Changeset | None = None,
    ) -> None:
        begin_writing(session)
        self.session = session
        self.connection = session.connection()
        self.kind = kind
        self.id = self._next_id(Changeset.id) if waiting is None else waiting.id
        self.sequence = (session.scalar(sa.select(sa.func.max(Changeset.sequence))) or 0) + 1
        self.created_at = dt.datetime.now(dt.UTC).replace(microsecond=0)
        self.author_id = author_id
        self.comment = comment
        self.parties = PartyBook(session)
        self.n_entries = 0
        self.next_occurrence_id = self._next_id(Occurrence.id)
        self._source_id = self._next_id(Source.id)
        self._sources: dict[int, tuple[str, str]] = {}
        self._shared: dict[str, list[tuple[Any, ...]]] = {table: [] for table in SHARED}
        self._shared_closed: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self.renamed: set[int] = set()
        if waiting is not None:
            return
        session.add(
            Changeset(
                id=self.id,
                kind=kind,
                state=ChangesetState.PENDING,
                author_id=author_id,
                comment=comment,
                created_at=self.created_at,
                undoes=undoes,
            )
        )
        session.flush()

    def _next_id(self, column: Any) -> int:
        return (self.session.scalar(sa.select(sa.func.max(column))) or 0) + 1

    # -- shared rows

    def add_source(self, *, keep_id: int | None = None, **fields: Any) -> int:
        """A new source; its id. Fields are the columns of `Source` but id and recorded_in.

        keep_id: an id that none has; None: the next one.
        """
        self.write_parties()
        source_id = self._source_id if keep_id is None else keep_id
        self._source_id = max(self._source_id, source_id + 1)
        source = Source(id=source_id, recorded_in=self.id, **fields)
        self.session.add(source)
        self.session.flush()
        self._shared["source"].append(tuple(plain(getattr(source, name)) for name in SHARED["source"]))
        return source_id

    def source_facts(self, source_id: int) -> tuple[str, str]:
        """(kind, day of publication in ISO or empty) of a source, as the rule needs them."""
        known = self._sources.get(source_id)
        if known is None:
            source = self.session.get_one(Source, source_id)
            known = self._sources[source_id] = (source.kind.value, _iso(source.published_on) or "")
        return known

    def write_parties(self) -> None:
        """Insert the parties made since the last time, so that rows may refer to them."""
        book = self.parties
        insert_rows(
            self.connection,
            "party",
            ("id", "kind", "name", "country", "recorded_in"),
            [(*row, self.id) for row in book.made],
        )
        insert_rows(
            self.connection,
            "party_name",
            ("party_id", "number", "name", "key", "is_primary", "recorded_in"),
            [(*row, self.id) for row in book.named],
        )
        self._shared["party"].extend((row[0], row[1], row[3]) for row in book.made)
        self._shared["party_name"].extend(book.named)
        book.made.clear()
        book.named.clear()

    def add_party_name(self, party_id: int, name: str, key: str, *, is_primary: bool) -> None:
        """A further name of a party, or its new primary one; an old primary one must have been closed."""
        last = self.session.scalar(sa.select(sa.func.max(PartyName.number)).where(PartyName.party_id == party_id)) or 0
        row = (party_id, last + 1, name, key, is_primary)
        insert_rows(
            self.connection, "party_name", ("party_id", "number", "name", "key", "is_primary", "recorded_in"), [(*row, self.id)]
        )
        self._shared["party_name"].append(row)
        if is_primary:
            self.session.execute(sa.update(Party).where(Party.id == party_id).values(name=name))
            self.parties.names[party_id] = name
        self.renamed.add(party_id)

    def close_party_name(self, party_id: int, number: int) -> None:
        """Close one of a party's names."""
        statement = sa.update(PartyName).where(PartyName.party_id == party_id, PartyName.number == number)
        self.session.execute(statement.values(closed_in=self.id))
        self._shared_closed["party_name"].append((party_id, number))
        self.renamed.add(party_id)

    def merge_party(self, party_id: int, into_id: int, reason: str) -> None:
        """From now on a party is taken for another."""
        last = self.session.scalar(sa.select(sa.func.max(PartyMerge.number)).where(PartyMerge.party_id == party_id)) or 0
        row = (party_id, last + 1, into_id, reason)
        self.session.add(PartyMerge(party_id=party_id, number=last + 1, into_id=into_id, reason=reason, recorded_in=self.id))
        self.session.flush()
        self.session.execute(sa.update(Party).where(Party.id == party_id).values(merged_into=into_id))
        self._shared["party_merge"].append(row)
        self.parties.merged[party_id] = into_id
        self.renamed |= {party_id, into_id}

    def split_party(self, party_id: int, number: int) -> None:
        """End the merge of a party with that number."""
        statement = sa.update(PartyMerge).where(PartyMerge.party_id == party_id, PartyMerge.number == number)
        self.session.execute(statement.values(closed_in=self.id))
        self.session.execute(sa.update(Party).where(Party.id == party_id).values(merged_into=None))
        self._shared_closed["party_merge"].append((party_id, number))
        self.renamed |= {party_id, self.parties.merged.pop(party_id, party_id)}

    # -- occurrences

    def new(self, keep_id: int | None = None) -> Draft:
        """A new occurrence, under the next id or one that none has."""
        draft = Draft(self.next_occurrence_id if keep_id is None else keep_id, is_new=True)
        self.next_occurrence_id = max(self.next_occurrence_id, draft.id + 1)
        return draft

    def open(self, occurrence_ids: Iterable[int]) -> dict[int, Draft]:
        """Existing occurrences with their open claims, by id. One statement a table, whatever their number."""
        ids = sorted(set(occurrence_ids))
        drafts = {each: Draft(each, is_new=False) for each in ids}
        if not ids:
            return drafts
        execute = self.session.execute
        for row in execute(sa.select(Occurrence.id, Occurrence.version, Occurrence.state).where(Occurrence.id.in_(ids))):
            drafts[row.id].version = row.version
            drafts[row.id].is_merged = row.state is OccurrenceState.MERGED
        for row in execute(said(ids)):
            drafts[row[0]].said.append(to_said(row))
        for table in _NUMBERED:
            last = sa.select(table.occurrence_id, sa.func.max(table.number)).where(table.occurrence_id.in_(ids))
            for occurrence_id, number in execute(last.group_by(table.occurrence_id)):
                drafts[occurrence_id].start_at(table.__tablename__, number + 1)
                if table is Aircraft:
                    drafts[occurrence_id].n_aircraft = number
        gone = sa.select(Aircraft.occurrence_id, Aircraft.number).where(Aircraft.closed_in.is_not(None))
        for occurrence_id, number in execute(gone.where(Aircraft.occurrence_id.in_(ids))):
            drafts[occurrence_id].gone.add(number)
        for part, column in _PARTS:
            last = sa.select(part.occurrence_id, column, sa.func.max(part.number)).where(part.occurrence_id.in_(ids))
            for occurrence_id, whole, number in execute(last.group_by(part.occurrence_id, column)):
                drafts[occurrence_id].start_at(f"{part.__tablename__}/{whole}", number + 1)
        self._open_investigations(drafts, ids)
        return drafts

    def _open_investigations(self, drafts: Mapping[int, Draft], ids: list[int]) -> None:
        statement = (
            sa.select(
                Investigation.occurrence_id,
                Investigation.number,
                Investigation.authority_id,
                Investigation.kind,
                InvestigationEvent.kind,
            )
            .outerjoin(
                InvestigationEvent,
                sa.and_(
                    InvestigationEvent.occurrence_id == Investigation.occurrence_id,
                    InvestigationEvent.investigation_number == Investigation.number,
                ),
            )
            .where(Investigation.occurrence_id.in_(ids), Investigation.closed_in.is_(None))
        )
        for occurrence_id, number, authority, kind, event_kind in self.session.execute(statement):
            known = drafts[occurrence_id].investigations.setdefault((authority, kind.value), (number, set()))
            if event_kind is not None:
                known[1].add(event_kind.value)

    # -- writing

    def flush(self, drafts: Iterable[Draft]) -> None:
        """Digest, project and insert the drafts' rows. A draft without rows is left as it is."""
        touched = [draft for draft in drafts if draft.is_touched]
        self.write_parties()
        projections = [draft.project(self.parties.names, self.parties.merged) for draft in touched]
        corrected = [draft for draft in touched if draft.is_corrected]
        self._write_occurrences(touched, projections)
        self._write_corrections(corrected)  # what ends makes room for what takes its place
        self._write_content(touched, projections)
        self._write_derived(touched, projections)
        if corrected:
            self._reproject([draft.id for draft in corrected])
        entries = [(draft.id, self.id, self._entry(draft)) for draft in touched]
        insert_rows(self.connection, "changeset_entry", columns_of("changeset_entry"), entries)
        self.n_entries += len(entries)

    def _entry(self, draft: Draft) -> str:
        rows = dict(draft.rows)
        for table in ("investigation_event", "release_record"):  # the others are numbered in the order of writing
            if table in rows:
                rows[table] = sorted(rows[table])
        for table in ("investigation_document", "participation", "recommendation_response"):
            if table in rows:
                rows[table] = sorted(rows[table], key=lambda row: row[:3])
        return entry_digest(draft.is_new, rows, {table: sorted(keys) for table, keys in draft.closed.items()})

    def _write_corrections(self, drafts: list[Draft]) -> None:
        """Close rows, and let the entries' own columns repeat their withdrawals and the records' their standing."""
        for draft in drafts:
            for table in CLOSABLE:
                numbers = [key[0] for key in draft.closed.get(table, ())]
                if numbers:
                    columns = Base.metadata.tables[table].c
                    statement = sa.update(Base.metadata.tables[table]).values(closed_in=self.id)
                    self.session.execute(statement.where(columns.occurrence_id == draft.id, columns.number.in_(numbers)))
            for entry, number, part, stands in draft.entries:
                table_ = Base.metadata.tables[entry.value]
                whole = ENTRY_TABLES[entry]
                keys = [table_.c.number == number] if whole is None else [table_.c[whole] == number, table_.c.number == part]
                statement = sa.update(table_).where(table_.c.occurrence_id == draft.id, *keys)
                self.session.execute(statement.values(closed_in=None if stands else self.id))

    def _reproject(self, ids: Sequence[int]) -> None:
        self.write_parties()
        reproject(self.session, ids, self.parties.names, self.parties.merged, accepting=(self.id, self.sequence))

    def _write_occurrences(self, touched: list[Draft], projections: list[Projection]) -> None:
        columns = ("id", "created_in", "state", "version", *OCCURRENCE_COLUMNS)
        live = OccurrenceState.LIVE.value
        pairs = list(zip(touched, projections, strict=True))
        insert_rows(
            self.connection,
            "occurrence",
            columns,
            [(draft.id, self.id, live, 1, *projection.occurrence) for draft, projection in pairs if draft.is_new],
        )
        update_rows(
            self.connection,
            Occurrence.__table__,
            ("id",),
            ("version", *OCCURRENCE_COLUMNS),
            [(draft.id, draft.version + 1, *projection.occurrence) for draft, projection in pairs if not draft.is_new],
        )

    def _write_content(self, touched: list[Draft], projections: list[Projection]) -> None:
        """The rows under the occurrences, parents before children."""
        for table, content in CONTENT.items():
            if table == "aircraft":
                self._write_aircraft(touched, projections)
                continue
            rows = [row for draft in touched for row in draft.rows.get(table, ())]
            if table in BY_ACCOUNT:
                insert_rows(self.connection, table, content, rows)
            else:
                insert_rows(self.connection, table, (*content, "recorded_in"), [(*row, self.id) for row in rows])

    def _write_aircraft(self, touched: list[Draft], projections: list[Projection]) -> None:
        new: list[tuple[Any, ...]] = []
        known: list[tuple[Any, ...]] = []
        for draft, projection in zip(touched, projections, strict=True):
            added = {row[1] for row in draft.rows.get("aircraft", ())}
            for number, values in enumerate(projection.aircraft, start=1):
                if number in added:
                    new.append((draft.id, number, self.id, *values))
                else:
                    known.append((draft.id, number, *values))
        insert_rows(self.connection, "aircraft", ("occurrence_id", "number", "recorded_in", *AIRCRAFT_COLUMNS), new)
        update_rows(self.connection, Aircraft.__table__, ("occurrence_id", "number"), AIRCRAFT_COLUMNS, known)

    def _write_derived(self, touched: list[Draft], projections: list[Projection]) -> None:
        again = [draft.id for draft in touched if not draft.is_new]
        if again:
            self.session.execute(sa.delete(Identifier).where(Identifier.occurrence_id.in_(again)))
            self.session.execute(sa.delete(OccurrenceText).where(OccurrenceText.occurrence_id.in_(again)))
        pairs = list(zip(touched, projections, strict=True))
        identifiers = [
            (*each, draft.id) for draft, projection in pairs if not draft.is_merged for each in sorted(projection.identifiers)
        ]
        insert_rows(self.connection, "identifier", columns_of("identifier"), identifiers)
        words = [(draft.id, projection.words) for draft, projection in pairs]
        insert_rows(self.connection, "occurrence_text", columns_of("occurrence_text"), words)

    def accept(self, *, decided_by: int | None = None) -> Changeset:
        """Give the changeset its sequence and digest: from the commit on it is part of the record.

        decided_by: who accepted it; None: its author.
        """
        self.write_parties()
        if self.renamed:
            self._reproject(self.session.scalars(speaking_of(self.renamed)).all())
        changeset = self.session.get_one(Changeset, self.id)
        previous = self.session.scalar(sa.select(Changeset.digest).where(Changeset.sequence == self.sequence - 1)) or GENESIS
        entries = self.session.execute(
            sa.select(ChangesetEntry.occurrence_id, ChangesetEntry.digest)
            .where(ChangesetEntry.changeset_id == self.id)
            .order_by(ChangesetEntry.occurrence_id)
            .execution_options(yield_per=10_000)
        )
        changeset.decided_at = dt.datetime.now(dt.UTC).replace(microsecond=0)
        changeset.decided_by = self.author_id if decided_by is None else decided_by
        changeset.sequence = self.sequence
        changeset.shared_digest = shared_digest(
            {table: sorted(rows) for table, rows in self._shared.items()},
            {table: sorted(keys) for table, keys in self._shared_closed.items()},
        )
        changeset.digest = changeset_digest(
            previous, fields_of(changeset), changeset.shared_digest, ((row[0], row[1]) for row in entries)
        )
        changeset.state = ChangesetState.ACCEPTED
        self.session.flush()
        return changeset


def fields_of(changeset: Changeset) -> list[Any]:
    """The changeset's own fields in the order of its digest."""
    fields = [
        changeset.sequence,
        changeset.id,
        changeset.kind.value,
        changeset.author_id,
        changeset.comment,
        plain(changeset.created_at),
        changeset.decided_by,
        plain(changeset.decided_at),
    ]
    if changeset.undoes is not None or changeset.split_from is not None:
        fields += [changeset.undoes, changeset.split_from]
    return fields
