"""One occurrence in a filing: what is already there, and the rows that a changeset adds to it and closes."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from app.core.errors import Conflict
from app.queries.claims import alike
from app.resolution.rule import Said
from app.services.projector import Projection, project, project_plain
from app.vocab.claims import Entry, OccurrenceState, Precision, Rank, ReportStatus, Stance, Verdict
from app.vocab.investigations import Capacity, EventKind, InvestigationKind, RecommendationStatus, StateRole

if TYPE_CHECKING:
    from app.services.filing import Filing


def _iso(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()


# aircraft, property, qualifier, value, raw, locator
PlainClaim = tuple[int | None, str, str, str, str | None, str | None]


class Draft:
    """One occurrence in a filing: what is already there, and the rows to add.

    Rows are tuples in the columns of `CONTENT`, as they are digested.
    """

    __slots__ = (
        "_known",
        "_n_said",
        "_next",
        "_said",
        "closed",
        "entries",
        "gone",
        "id",
        "investigations",
        "is_merged",
        "is_new",
        "n_aircraft",
        "rows",
        "version",
    )

    def __init__(self, occurrence_id: int, *, is_new: bool) -> None:
        self.id = occurrence_id
        self.is_new = is_new
        self.version = 0
        self.n_aircraft = 0
        self.gone: set[int] = set()
        self.is_merged = False
        self.closed: dict[str, list[tuple[int, ...]]] = defaultdict(list)
        self.entries: list[tuple[Entry, int, int, bool]] = []  # entry, number, part, whether it stands again
        self._said: list[Said] = []
        self._n_said = 0
        self.rows: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
        self.investigations: dict[tuple[int, str], tuple[int, set[str]]] = {}
        self._next: dict[str, int] = {}
        self._known: dict[int, tuple[Any, ...]] = {}

    def number(self, table: str) -> int:
        """The next number in one of the numbered tables."""
        given = self._next.get(table, 1)
        self._next[table] = given + 1
        return given

    def start_at(self, table: str, number: int) -> None:
        """Let numbering go on from here."""
        self._next[table] = number

    def add_aircraft(self) -> int:
        """One more aircraft; its number."""
        self.n_aircraft += 1
        self.rows["aircraft"].append((self.id, self.n_aircraft))
        return self.n_aircraft

    def add_account(
        self,
        filing: "Filing",
        *,
        speaker_id: int,
        source_id: int,
        said_on: dt.date,
        published_on: dt.date | None = None,
        precision: Precision = Precision.DAY,
        report_status: ReportStatus | None = None,
        label: str | None = None,
        record: str | None = None,
        note: str | None = None,
    ) -> int:
        """An account to which claims can be added; its number. Conflict when it was published before it was said."""
        if published_on is not None and published_on < said_on:
            raise Conflict(f"published on {published_on}, before it was said on {said_on}")
        number = self.number("account")
        status = None if report_status is None else report_status.value
        self.rows["account"].append(
            (
                self.id,
                number,
                speaker_id,
                source_id,
                said_on.isoformat(),
                _iso(published_on),
                precision.value,
                status,
                label,
                record,
                note,
            )
        )
        kind, released = filing.source_facts(source_id)
        public = (published_on or said_on).isoformat()
        dated = precision is not Precision.NOT_LATER_THAN
        self._known[number] = (number, speaker_id, kind, status, public, released, filing.sequence, dated, None)
        return number

    def add_claim(
        self,
        account: int,
        prop: str,
        value: str,
        *,
        aircraft: int | None = None,
        qualifier: str = "",
        raw: str | None = None,
        stance: str = Stance.ASSERTS.value,
        locator: str | None = None,
        quote: str | None = None,
        label: str | None = None,
    ) -> int:
        """A claim with a canonical value in an account of this filing; its number."""
        number = self.number("claim")
        self.rows["claim"].append(
            (self.id, number, account, aircraft, prop, qualifier, value, raw, stance, locator, quote, label)
        )
        return number

    def add_statements(self, account: int, statements: Iterable[PlainClaim]) -> None:
        """Many assertions of one account at once, as importers have them; a hot path, hence plain and flat."""
        number = self._next.get("claim", 1)
        rows, occurrence_id, asserts = self.rows["claim"], self.id, Stance.ASSERTS.value
        for aircraft, prop, qualifier, value, raw, locator in statements:
            rows.append((occurrence_id, number, account, aircraft, prop, qualifier, value, raw, asserts, locator, None, None))
            number += 1
        self._next["claim"] = number

    @property
    def said(self) -> list[Said]:
        """Its open claims as the rule takes them: those that were there, and the new ones."""
        new = self.rows.get("claim", [])
        for row in new[self._n_said :]:
            self._said.append(Said(row[1], row[3], row[4], row[5], row[6], row[8], *self._known[row[2]]))
        self._n_said = len(new)
        return self._said

    def project(self, names: Mapping[int, str], merged: Mapping[int, int]) -> Projection:
        """Its projected columns as they will be; names and merges of the parties by id."""
        if self.is_new and not self._n_said and not merged:
            plain_ = project_plain(self.rows.get("claim", ()), self.n_aircraft, names)
            if plain_ is not None:
                return plain_
        return project(alike(self.said, merged), self.n_aircraft, names, gone=self.gone)

    @property
    def is_touched(self) -> bool:
        """Whether the filing writes anything about it."""
        return bool(self.rows or self.closed or self.is_new)

    @property
    def is_corrected(self) -> bool:
        """Whether what stood before changes, so that its claims must be read again."""
        return bool(self.closed or self.entries or self.rows.get("standing"))

    # -- corrections: nothing is overwritten; what changes is a row of its own, closed when it ends

    def withdraw(self, entry: Entry, number: int, part: int, reason: str) -> None:
        """Take an entry back; `part` is 0 but for what is numbered within another."""
        self.rows["withdrawal"].append((self.id, self.number("withdrawal"), entry.value, number, part, reason))
        self.entries.append((entry, number, part, False))
        if entry is Entry.AIRCRAFT:
            self.gone.add(number)

    def reinstate(self, withdrawal: int, entry: Entry, number: int, part: int) -> None:
        """End a withdrawal: the entry stands again, with its first record time."""
        self.closed["withdrawal"].append((withdrawal,))
        self.entries.append((entry, number, part, True))
        if entry is Entry.AIRCRAFT:
            self.gone.discard(number)

    def end(self, table: str, number: int) -> None:
        """Close a row of one of the CLOSABLE tables."""
        self.closed[table].append((number,))

    def set_standing(self, state: OccurrenceState, reason: str, merged_into: int | None = None) -> None:
        """Take the whole record out of sight: withdrawn, or merged into another."""
        self.rows["standing"].append((self.id, self.number("standing"), state.value, merged_into, reason))

    def add_judgement(self, other_id: int, verdict: Verdict, why: str) -> None:
        """A verdict on this occurrence and one with a higher id."""
        self.rows["judgement"].append((self.id, self.number("judgement"), other_id, verdict.value, why))

    def add_document(self, investigation: int, source_id: int, note: str | None = None) -> None:
        """A document of an investigation."""
        number = self.number(f"investigation_document/{investigation}")
        self.rows["investigation_document"].append((self.id, investigation, number, source_id, note))

    def add_recommendation(
        self,
        account: int,
        text: str,
        addressee_id: int,
        made_on: dt.date | None,
        reference: str | None = None,
        sent_on: dt.date | None = None,
    ) -> int:
        """A safety recommendation, in an account of this filing; its number."""
        number = self.number("recommendation")
        self.rows["recommendation"].append(
            (self.id, number, text, addressee_id, _iso(made_on), account, reference, _iso(sent_on))
        )
        return number

    def add_response(
        self,
        account: int,
        recommendation: int,
        text: str,
        answered_on: dt.date | None,
        status: RecommendationStatus | None = None,
    ) -> None:
        """An answer to a recommendation, in an account of this filing."""
        number = self.number(f"recommendation_response/{recommendation}")
        self.rows["recommendation_response"].append(
            (self.id, recommendation, number, text, _iso(answered_on), account, None if status is None else status.value)
        )

    def add_attestation(self, claim: int, source_id: int, locator: str | None = None) -> None:
        """A further source of a claim."""
        self.rows["attestation"].append((self.id, self.number("attestation"), claim, source_id, locator))

    def add_ranking(self, claim: int, rank: Rank, reason: str) -> None:
        """A rank for a claim, with its reason."""
        self.rows["ranking"].append((self.id, self.number("ranking"), claim, rank.value, reason))
        self._said = [each._replace(rank=rank.value) if each.number == claim else each for each in self.said]

    def investigation(self, authority_id: int, kind: InvestigationKind, role: StateRole | None, note: str | None = None) -> int:
        """The authority's investigation of that kind, opened in the record where there is none; its number."""
        known = self.investigations.get((authority_id, kind.value))
        if known is not None:
            return known[0]
        number = self.number("investigation")
        self.rows["investigation"].append(
            (self.id, number, authority_id, kind.value, None if role is None else role.value, note)
        )
        self.investigations[authority_id, kind.value] = (number, set())
        return number

    def add_event(
        self,
        investigation: int,
        kind: EventKind,
        account: int,
        happened_on: dt.date | None,
        precision: Precision = Precision.DAY,
        note: str | None = None,
    ) -> None:
        """A dated step of an investigation, in an account of this filing."""
        number = self.number(f"investigation_event/{investigation}")
        self.rows["investigation_event"].append(
            (self.id, investigation, number, kind.value, _iso(happened_on), precision.value, account, note)
        )

    def add_participation(
        self,
        investigation: int,
        account: int,
        country: str,
        role: StateRole,
        capacity: Capacity,
        party_id: int | None = None,
        since: dt.date | None = None,
        precision: Precision = Precision.DAY,
        note: str | None = None,
    ) -> None:
        """How a State takes part in an investigation, in an account of this filing."""
        number = self.number(f"participation/{investigation}")
        self.rows["participation"].append(
            (self.id, investigation, number, country, role.value, capacity.value, party_id, _iso(since), precision.value,
             account, note)
        )  # fmt: skip

    def add_release_record(self, source_id: int, record: str, digest: str) -> None:
        """Note that a release of a dataset held this occurrence."""
        self.rows["release_record"].append((self.id, source_id, record, digest))
