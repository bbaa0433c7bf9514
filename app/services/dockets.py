"""Filing an `airdocket-jsonl` file: the records of another airdocket, whole into an empty database, what is new into another.

Everything is one transaction. Where a speaker's later word replaces an earlier one by the order of recording alone, that order
has to be kept: what was recorded first of each occurrence is filed in one changeset, what was recorded next in a second one,
and so on. There are as many changesets as there were contributions to the most edited record.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.importers.airdocket import Docket, Read, parse_occurrence
from app.importers.airdocket.lines import GoneLine, OccurrenceLine, PartyLine, SourceLine
from app.models import Source
from app.services import docket_known as known
from app.services.docket_places import Here, Kept, Place, Waiting, new_place
from app.services.docket_records import Record
from app.services.docket_shared import Shared
from app.services.filing import Filing
from app.services.imports import no_collector
from app.services.occurrence_drafts import Draft
from app.vocab.claims import ChangesetKind
from app.vocab.docket import SCHEME

BATCH = 1_000

Progress = Callable[[int], None]


@dataclass(slots=True)
class DocketReport:
    """What the import did. Each occurrence of the file is new, joined to one that is here, or the same as in an earlier file.

    gone: records of which only is kept what became of them. left: those that do not stand here any more, that are a second
    record of one occurrence, or whose end is told to a database that has records of its own. claims: that were filed.
    """

    kept_ids: bool
    occurrences: int = 0
    new: int = 0
    joined: int = 0
    same: int = 0
    gone: int = 0
    left: int = 0
    claims: int = 0
    parties: int = 0
    sources: int = 0
    changesets: list[int] = field(default_factory=list)


def file_docket(session: Session, docket: Docket, *, progress: Progress | None = None) -> DocketReport:
    """File the whole file, or nothing where nothing is new. Flushes; the caller commits, or rolls back where it fails.

    progress: is told how many occurrences were read. BadFile at the first line that is wrong.
    """
    importing = _Import(session, docket)
    with no_collector():
        importing.run(progress)
    return importing.report


class _Import:
    def __init__(self, session: Session, docket: Docket) -> None:
        self.session, self.docket = session, docket
        head = docket.head
        self.comment = f"Records of airdocket {head.origin}, after changeset {head.moment.sequence}: {docket.name}"
        self.filing = Filing(session, ChangesetKind.IMPORT, self.comment)
        keeps_ids = (
            self.filing.next_occurrence_id == 1
            and not self.filing.parties.names
            and session.scalar(sa.select(sa.func.max(Source.id))) is None
        )
        self.report = DocketReport(keeps_ids)
        self.shared = Shared(self.filing, docket, keeps_ids=keeps_ids)
        self.files = self.shared.files()
        self._joined: set[int] = set()

    def run(self, progress: Progress | None) -> None:
        """Turn by turn; what has to wait for a later one is kept in a temporary file."""
        with Waiting() as first:
            self._read(first, progress)
            if not self.filing.n_entries:
                self.session.rollback()
                return
            self.report.parties, self.report.sources = self.shared.new_parties, self.shared.new_sources
            self.report.changesets.append(self.filing.accept().id)
            self._go_on(first)

    # -- the first turn: which record is which, and what was recorded first

    def _read(self, waiting: Waiting, progress: Progress | None) -> None:
        batch: list[tuple[OccurrenceLine, Read]] = []
        n_batches = 0
        for read in self.docket.lines():
            line = read.line
            if isinstance(line, OccurrenceLine):
                batch.append((line, read))
            elif isinstance(line, PartyLine):
                self.shared.add_party(line)
            elif isinstance(line, SourceLine):
                self.shared.add_source(line)
            else:
                self._gone(line)
            if len(batch) == BATCH:
                self._file(batch, waiting)
                batch = []
                n_batches += 1
                self._refresh_statistics(n_batches)
                if progress is not None:
                    progress(self.report.occurrences)
        self._file(batch, waiting)
        if progress is not None:
            progress(self.report.occurrences)

    def _refresh_statistics(self, n_batches: int) -> None:
        """PostgreSQL plans look-ups by statistics of before the import, when the tables were perhaps empty."""
        if n_batches.bit_count() == 1 and self.filing.connection.dialect.name == "postgresql":
            self.session.execute(sa.text("ANALYZE occurrence, aircraft, account, identifier, release_record"))

    def _gone(self, line: GoneLine) -> None:
        """A record that does not stand keeps its id, so that its address tells what became of it."""
        if not self.report.kept_ids:
            self.report.left += 1
            return
        self.report.gone += 1
        draft = self.filing.new(line.occurrence)
        draft.set_standing(line.state, line.reason, line.merged_into)
        draft.is_merged = line.merged_into is not None
        self.filing.flush([draft])

    def _file(self, batch: Sequence[tuple[OccurrenceLine, Read]], waiting: Waiting) -> None:
        placed = self._placed(batch)
        for line, read, place in placed:
            if place.is_new:
                for _ in range(line.aircraft):
                    place.draft.add_aircraft()
            record = Record(self.filing, self.shared, line, place)
            record.file(0)
            if place.is_new and not self.report.kept_ids:
                self._name_it(line, place.draft)
            self.report.claims += record.n_claims
            self._note(place, line, read)
            if record.turns() > 1:
                waiting.keep(place, read.raw)
        self.filing.flush([place.draft for _, _, place in placed])

    def _placed(self, batch: Sequence[tuple[OccurrenceLine, Read]]) -> list[tuple[OccurrenceLine, Read, Place]]:
        """Where each goes; without those that say nothing new."""
        self.report.occurrences += len(batch)
        if self.report.kept_ids:
            self.report.new += len(batch)
            return [(line, read, new_place(self.filing.new(line.occurrence), line)) for line, read in batch]
        here = self._here(batch)
        drafts = self.filing.open({id_ for id_ in here.values() if id_ is not None})
        old = Here(self.session, drafts)
        placed: list[tuple[OccurrenceLine, Read, Place]] = []
        for line, read in batch:
            if line.occurrence not in here:
                continue
            id_ = here[line.occurrence]
            if id_ is None:
                self.report.new += 1
                placed.append((line, read, new_place(self.filing.new(), line)))
            else:
                self.report.joined += 1
                placed.append((line, read, old.place(drafts[id_], old.match(drafts[id_], line))))
        return placed

    def _here(self, batch: Sequence[tuple[OccurrenceLine, Read]]) -> dict[int, int | None]:
        """The occurrence here of each that has something to say, by its id in the file; None for a new one."""
        filed = known.filed_before(self.session, self.files, [self._name(line) for line, _ in batch])
        rest = [line for line, _ in batch if self._name(line) not in filed]
        identified = known.identified(self.session, rest)
        here: dict[int, int | None] = {}
        for line, read in batch:
            before = filed.get(self._name(line))
            if before is not None and before.digest == read.digest:
                self.report.same += 1
                continue
            id_ = before.occurrence if before is not None else identified.get(line.occurrence)
            if (before is not None and not before.stands) or id_ in self._joined:
                self.report.left += 1
                continue
            if id_ is not None:
                self._joined.add(id_)
            here[line.occurrence] = id_
        return here

    def _name(self, line: OccurrenceLine) -> str:
        """What the record is called outside of its own database."""
        return f"{self.docket.head.origin}/{line.occurrence}"

    def _name_it(self, line: OccurrenceLine, draft: Draft) -> None:
        """The old id of a record that got another one, as a claim by which it is found; numbered after all of its own."""
        at = self.docket.head.moment.at
        draft.start_at("account", max((each.number for each in line.accounts), default=0) + 1)
        account = draft.add_account(
            self.filing, speaker_id=self.shared.origin, source_id=self.shared.file,
            said_on=self.filing.created_at.date() if at is None else at.date(), record=self._name(line),
        )  # fmt: skip
        draft.start_at("claim", max((c.number for each in line.accounts for c in each.claims), default=0) + 1)
        draft.add_claim(account, SCHEME, self._name(line))

    def _note(self, place: Place, line: OccurrenceLine, read: Read) -> None:
        """That this file held the record, by which it is known the next time; and verdicts, where ids are kept."""
        if ("release", self.shared.file, self._name(line)) not in place.known:
            place.draft.add_release_record(self.shared.file, self._name(line), read.digest)
        for each in line.judgements if self.report.kept_ids else ():
            place.draft.add_judgement(each.other, each.verdict, each.why)

    # -- the turns after it

    def _go_on(self, waiting: Waiting) -> None:
        """One changeset for each further turn."""
        turn = 1
        while not waiting.is_empty:
            self.filing = self.shared.filing = Filing(self.session, ChangesetKind.IMPORT, f"{self.comment}, part {turn + 1}")
            later = Waiting()
            with waiting:
                for some in waiting.batches(BATCH):
                    self._file_again(some, turn, later)
            self.report.changesets.append(self.filing.accept().id)
            waiting, turn = later, turn + 1
        waiting.close()

    def _file_again(self, some: Sequence[Kept], turn: int, later: Waiting) -> None:
        drafts = self.filing.open([kept.occurrence for kept in some])
        old = Here(self.session, {kept.occurrence for kept in some if not kept.is_new})
        for kept in some:
            line = parse_occurrence(kept.raw)
            place = old.place(drafts[kept.occurrence], kept.aircraft)
            place.is_new = kept.is_new
            record = Record(self.filing, self.shared, line, place)
            record.file(turn)
            self.report.claims += record.n_claims
            if turn + 1 < record.turns():
                later.keep(place, kept.raw)
        self.filing.flush([drafts[kept.occurrence] for kept in some])
