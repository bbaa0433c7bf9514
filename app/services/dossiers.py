"""The dossier: everything about one occurrence, resolved by the rule and ready to be shown, now or as it was on record."""

import builtins
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from app.core.errors import NotFound
from app.core.text import slug
from app.models import (
    Account,
    Aircraft,
    Attestation,
    Claim,
    Investigation,
    InvestigationDocument,
    InvestigationEvent,
    Occurrence,
    Party,
    Ranking,
    Recommendation,
    RecommendationResponse,
    Source,
)
from app.queries import occurrences as queries
from app.queries.claims import alike
from app.resolution.rule import RULE, Resolution, Said, by_subject, resolve
from app.resolution.words import why, why_not
from app.services.projector import AIRCRAFT_COLUMNS, OCCURRENCE_COLUMNS, Projection, project
from app.vocab.claims import OccurrenceState, Precision, PropertyState, Rank, Stance
from app.vocab.properties import BY_KEY, ORDER, Group, Property, ValueType
from app.vocab.values import shown


@dataclass(frozen=True, slots=True)
class SourceView:
    """A source of the dossier. `mark` is its number in the list of sources, from 1."""

    mark: int
    source: Source
    publisher: Party
    n_claims: int
    records: tuple[str, ...]  # keys of a dataset's records of this occurrence


@dataclass(frozen=True, slots=True)
class AttestationView:
    """A further source in which a claim can be read."""

    attestation: Attestation
    source: SourceView


@dataclass(frozen=True, slots=True)
class ClaimView:
    """One claim in words. `standing` is shown, current, earlier or deprecated; `why_not` says why it is not shown."""

    occurrence_id: int
    number: int
    property: Property
    aircraft: int | None
    qualifier: str
    value: str
    raw: str | None
    stance: Stance
    speaker: Party
    source: SourceView
    also_in: tuple[AttestationView, ...]
    account: Account
    quote: str | None
    locator: str | None
    rank: Rank | None
    rank_reason: str | None
    standing: str
    why_not: str

    @builtins.property
    def key(self) -> str:
        """The claim's permanent name, as in its address: `17-4`."""
        return f"{self.occurrence_id}-{self.number}"

    @builtins.property
    def public_on(self) -> dt.date:
        """The day from which the world could know."""
        return self.account.published_on or self.account.said_on


@dataclass(frozen=True, slots=True)
class Fact:
    """One property (and qualifier) of the occurrence or of one aircraft, resolved.

    values: the best value in words; several where values hold together, none where nobody asserts one or the accounts
    contradict one another on a judgement. claims: all of them, the shown ones first.
    """

    property: Property
    aircraft: int | None
    qualifier: str
    qualifier_label: str
    outcome: Resolution
    values: tuple[str, ...]
    why: str
    claims: tuple[ClaimView, ...]

    @builtins.property
    def state(self) -> PropertyState:
        """How the speakers stand to one another."""
        return self.outcome.state

    @builtins.property
    def anchor(self) -> str:
        """The fact's name within the page."""
        return slug(f"fact {self.aircraft or ''} {self.property.key} {self.qualifier}")

    @builtins.property
    def marks(self) -> tuple[int, ...]:
        """The numbers of the sources of the claims that stand, in order."""
        return tuple(sorted({view.source.mark for view in self.claims if view.standing in ("shown", "current")}))


@dataclass(frozen=True, slots=True)
class AircraftView:
    """One aircraft with its facts by group."""

    row: Aircraft
    heading: str
    groups: tuple[tuple[Group, tuple[Fact, ...]], ...]


@dataclass(frozen=True, slots=True)
class StatementView:
    """One account: what a speaker said on a day in a source, with its claims in the order of the record."""

    account: Account
    speaker: Party
    source: SourceView
    claims: tuple[ClaimView, ...]


@dataclass(frozen=True, slots=True)
class EventView:
    """A step of an investigation, with who said it and where."""

    event: InvestigationEvent
    account: Account
    speaker: Party
    source: SourceView

    @property
    def anchor(self) -> str:
        """The step's name within the page."""
        return f"step-{self.event.investigation_number}-{self.event.number}"


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A report or another document of an investigation."""

    document: InvestigationDocument
    source: SourceView

    @property
    def anchor(self) -> str:
        """The document's name within the page."""
        return f"document-{self.document.investigation_number}-{self.document.number}"


@dataclass(frozen=True, slots=True)
class InvestigationView:
    """An investigation; its status is its latest event."""

    investigation: Investigation
    authority: Party
    events: tuple[EventView, ...]
    documents: tuple[DocumentView, ...] = ()

    @property
    def anchor(self) -> str:
        """The investigation's name within the page."""
        return f"investigation-{self.investigation.number}"

    @property
    def status(self) -> str:
        """The latest status-changing event in words; empty where none is recorded."""
        steps = [each.event.kind for each in self.events if each.event.kind.value != "briefing"]
        return steps[-1].label if steps else ""


@dataclass(frozen=True, slots=True)
class ResponseView:
    """An answer to a safety recommendation, with who said it and where."""

    response: RecommendationResponse
    account: Account
    speaker: Party
    source: SourceView

    @property
    def anchor(self) -> str:
        """The answer's name within the page."""
        return f"response-{self.response.recommendation_number}-{self.response.number}"


@dataclass(frozen=True, slots=True)
class RecommendationView:
    """A safety recommendation with the answers to it."""

    recommendation: Recommendation
    addressee: Party
    account: Account
    speaker: Party
    source: SourceView
    responses: tuple[ResponseView, ...]

    @property
    def anchor(self) -> str:
        """The recommendation's name within the page."""
        return f"recommendation-{self.recommendation.number}"


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything about one occurrence.

    as_recorded: the sequence of the log at which it stood like this; None: now. `occurrence` and each aircraft's `row` then
    hold what was projected at that time, and are no rows of the database.
    """

    occurrence: Occurrence
    groups: tuple[tuple[Group, tuple[Fact, ...]], ...]
    narratives: tuple[Fact, ...]
    aircraft: tuple[AircraftView, ...]
    investigations: tuple[InvestigationView, ...]
    statements: tuple[StatementView, ...]
    sources: tuple[SourceView, ...]
    recommendations: tuple[RecommendationView, ...] = ()
    as_recorded: int | None = None
    rule: str = RULE

    @property
    def facts(self) -> list[Fact]:
        """All facts: the occurrence's, then each aircraft's."""
        own = [fact for _, facts in self.groups for fact in facts]
        craft = [fact for each in self.aircraft for _, facts in each.groups for fact in facts]
        return own + list(self.narratives) + craft

    def fact(self, key: str, *, aircraft: int | None = None, qualifier: str = "") -> Fact | None:
        """One fact by property, aircraft and qualifier; None where nobody said anything."""
        for each in self.facts:
            if (each.property.key, each.aircraft, each.qualifier) == (key, aircraft, qualifier):
                return each
        return None

    @property
    def n_claims(self) -> int:
        """How many claims it holds."""
        return sum(len(fact.claims) for fact in self.facts)


def open_dossier(session: Session, occurrence_id: int, *, as_recorded: int | None = None) -> Dossier:
    """Read and resolve one occurrence in at most eleven statements, whatever its size.

    as_recorded: as the database held it at that sequence of the log; None: as it holds it now.
    NotFound when there is none, or was none yet.
    """
    if as_recorded is None:
        occurrence = session.scalar(queries.occurrence(occurrence_id))
        if occurrence is None:
            raise NotFound(f"there is no occurrence {occurrence_id}")
        return _Reader(session, occurrence).dossier()
    row = session.execute(queries.occurrence_at(occurrence_id, as_recorded)).one_or_none()
    if row is None:
        raise NotFound(f"there was no occurrence {occurrence_id} at number {as_recorded} of the log")
    occurrence, version, standing = row
    past = Occurrence(
        id=occurrence.id,
        created_in=occurrence.created_in,
        state=standing.state if standing else OccurrenceState.LIVE,
        merged_into=standing.merged_into if standing else None,
        version=version,
    )
    return _Reader(session, past, as_recorded).dossier()


PROSE = (Group.NARRATIVE,)


@dataclass(slots=True)
class _Reader:
    """What is read of one occurrence, put together step by step. `at`: the sequence at which it is read; None: now."""

    session: Session
    occurrence: Occurrence
    at: int | None = None
    rows: dict[int, tuple[Claim, Account, Ranking | None]] = field(default_factory=dict)
    said: list[Said] = field(default_factory=list)
    sources: dict[int, SourceView] = field(default_factory=dict)
    parties: dict[int, Party] = field(default_factory=dict)
    merged: dict[int, int] = field(default_factory=dict)
    also_in: dict[int, list[Attestation]] = field(default_factory=lambda: defaultdict(list))

    def dossier(self) -> Dossier:
        session, id_, at = self.session, self.occurrence.id, self.at
        aircraft = session.scalars(queries.aircraft_of([id_], at)).all()
        claims = session.execute(queries.claims_of(id_, at)).all()
        for attestation in session.scalars(queries.attestations_of(id_, at)):
            self.also_in[attestation.claim_number].append(attestation)
        investigations = session.scalars(queries.investigations_of(id_, at)).all()
        events = session.execute(queries.events_of(id_, at)).all() if investigations else []
        documents = session.scalars(queries.documents_of(id_, at)).all() if investigations else []
        advised = session.execute(queries.recommendations_of(id_, at)).all()
        records: dict[int, list[str]] = defaultdict(list)
        for record, source_id in session.execute(queries.releases_of(id_, at)):
            records[source_id].append(record)
        accounts = [account for _, account, _, _ in claims] + [account for _, account in events]
        accounts += [each for _, account, _, answered in advised for each in (account, answered) if each is not None]
        named = [*records, *(each.source_id for each in documents)]
        self._read_sources(accounts, [account.source_id for _, account, _, _ in claims], named, records)
        self._read_parties(claims, aircraft, investigations, accounts, [row[0].addressee_id for row in advised])
        standing = {row.number for row in aircraft}
        for claim, account, sequence, ranking in claims:
            if claim.aircraft_number is None or claim.aircraft_number in standing:
                self.rows[claim.number] = (claim, account, ranking)
                self.said.append(self._said(claim, account, sequence, ranking))
        self.said = alike(self.said, self.merged)
        if at is not None:
            aircraft = self._project(aircraft)
        facts = self._facts()
        own = [fact for fact in facts if fact.aircraft is None]
        return Dossier(
            self.occurrence,
            _grouped(fact for fact in own if fact.property.group not in PROSE),
            tuple(fact for fact in own if fact.property.group in PROSE),
            tuple(self._aircraft(row, facts) for row in aircraft),
            tuple(self._investigation(each, events, documents) for each in investigations),
            self._statements(facts),
            tuple(sorted(self.sources.values(), key=lambda each: each.mark)),
            self._recommendations(advised),
            at,
        )

    def _project(self, aircraft: Sequence[Aircraft]) -> list[Aircraft]:
        """Fill in the head as it was projected at that time; the aircraft likewise, as copies."""
        place = {row.number: i for i, row in enumerate(aircraft, start=1)}
        claims = [each if each.aircraft is None else each._replace(aircraft=place[each.aircraft]) for each in self.said]
        names = {party.id: party.name for party in self.parties.values()}
        projection: Projection = project(claims, len(aircraft), names)
        for name, value in zip(OCCURRENCE_COLUMNS, projection.occurrence, strict=True):
            setattr(self.occurrence, name, dt.date.fromisoformat(value) if name == "occurred_on" and value else value)
        return [
            Aircraft(
                occurrence_id=row.occurrence_id,
                number=row.number,
                recorded_in=row.recorded_in,
                **dict(zip(AIRCRAFT_COLUMNS, values, strict=True)),
            )
            for row, values in zip(aircraft, projection.aircraft, strict=True)
        ]

    def _read_sources(
        self, accounts: list[Account], claimed: list[int], named: list[int], records: dict[int, list[str]]
    ) -> None:
        """The sources of accounts, attestations, documents and releases; claims are counted where said or attested."""
        counts: dict[int, int] = dict.fromkeys((*(account.source_id for account in accounts), *named), 0)
        for source_id in (*claimed, *(each.source_id for found in self.also_in.values() for each in found)):
            counts[source_id] = counts.get(source_id, 0) + 1
        rows = self.session.execute(queries.sources_with_publishers(list(counts))).all()
        rows = sorted(rows, key=lambda row: (row[0].published_on or dt.date.max, row[0].id))
        for mark, (source, publisher) in enumerate(rows, start=1):
            self.sources[source.id] = SourceView(mark, source, publisher, counts[source.id], tuple(records.get(source.id, ())))

    def _read_parties(
        self,
        claims: Iterable[Any],
        aircraft: Iterable[Aircraft],
        investigations: Iterable[Investigation],
        accounts: list[Account],
        addressees: list[int],
    ) -> None:
        ids = {account.speaker_id for account in accounts} | {each.authority_id for each in investigations} | {*addressees}
        for claim, *_ in claims:
            if BY_KEY[claim.property].type is ValueType.PARTY:
                ids.add(int(claim.value))
        for row in aircraft:
            ids |= {each for each in (row.manufacturer_id, row.operator_id) if each is not None}
        if self.at is None:
            for party in self.session.scalars(queries.parties(ids)):
                self._note_party(party, party.name, party.merged_into)
            return
        for party, name, into in self.session.execute(queries.parties_at(ids, self.at)):
            self._note_party(party, name or party.name, into)

    def _note_party(self, party: Party, name: str, into: int | None) -> None:
        if into is not None:
            self.merged[party.id] = into
        if name == party.name:
            self.parties[party.id] = party
        else:
            self.parties[party.id] = Party(id=party.id, kind=party.kind, name=name, country=party.country)

    def _party(self, party_id: int) -> Party:
        """The party, or the one that it was merged into."""
        return self.parties[self.merged.get(party_id, party_id)]

    def _said(self, claim: Claim, account: Account, sequence: int, ranking: Ranking | None) -> Said:
        source = self.sources[account.source_id].source
        return Said(
            claim.number,
            claim.aircraft_number,
            claim.property,
            claim.qualifier,
            claim.value,
            claim.stance.value,
            account.number,
            account.speaker_id,
            source.kind.value,
            None if account.report_status is None else account.report_status.value,
            (account.published_on or account.said_on).isoformat(),
            source.published_on.isoformat() if source.published_on else "",
            sequence,
            account.precision is not Precision.NOT_LATER_THAN,
            None if ranking is None else ranking.rank.value,
        )

    def _facts(self) -> list[Fact]:
        names = {party.id: party.name for party in self.parties.values()}
        facts: list[Fact] = []
        for (aircraft, key, qualifier), group in by_subject(self.said).items():
            prop = BY_KEY[key]
            outcome = resolve(prop, group)
            label = qualifier
            if prop.qualifiers is not None and (code := prop.qualifiers.find(qualifier)):
                label = code.label
            facts.append(
                Fact(
                    prop,
                    aircraft,
                    qualifier,
                    label,
                    outcome,
                    tuple(self._words(prop, each.value) for each in outcome.chosen),
                    why(prop, outcome, names),
                    self._views(prop, outcome),
                )
            )
        return sorted(facts, key=lambda fact: (fact.aircraft or 0, ORDER[fact.property.key], _qualifier_order(fact)))

    def _words(self, prop: Property, value: str) -> str:
        return shown(prop, value, {str(party.id): party.name for party in self.parties.values()})

    def _views(self, prop: Property, outcome: Resolution) -> tuple[ClaimView, ...]:
        rest = [each for each in outcome.current if each not in outcome.chosen]
        parts = (
            ("shown", outcome.chosen),
            ("current", rest),
            ("earlier", outcome.earlier),
            ("deprecated", outcome.deprecated),
        )
        return tuple(self._view(prop, each, standing, outcome) for standing, part in parts for each in part)

    def _view(self, prop: Property, said: Said, standing: str, outcome: Resolution) -> ClaimView:
        claim, account, ranking = self.rows[said.number]
        return ClaimView(
            self.occurrence.id,
            claim.number,
            prop,
            claim.aircraft_number,
            claim.qualifier,
            self._words(prop, said.value),
            claim.raw,
            claim.stance,
            self.parties[said.speaker],
            self.sources[account.source_id],
            tuple(AttestationView(each, self.sources[each.source_id]) for each in self.also_in.get(claim.number, ())),
            account,
            claim.quote,
            claim.locator,
            None if ranking is None else ranking.rank,
            None if ranking is None else ranking.reason,
            standing,
            why_not(said, outcome),
        )

    def _aircraft(self, row: Aircraft, facts: list[Fact]) -> AircraftView:
        maker = self.parties.get(row.manufacturer_id) if row.manufacturer_id else None
        words = [maker.name if maker else None, row.model, row.registration]
        own = [fact for fact in facts if fact.aircraft == row.number]
        return AircraftView(row, " ".join(filter(None, words)) or f"Aircraft {row.number}", _grouped(own))

    def _investigation(
        self, investigation: Investigation, events: Iterable[Any], documents: Iterable[InvestigationDocument]
    ) -> InvestigationView:
        own = [
            EventView(event, account, self._party(account.speaker_id), self.sources[account.source_id])
            for event, account in events
            if event.investigation_number == investigation.number
        ]
        papers = [
            DocumentView(each, self.sources[each.source_id])
            for each in documents
            if each.investigation_number == investigation.number
        ]
        return InvestigationView(investigation, self._party(investigation.authority_id), tuple(own), tuple(papers))

    def _recommendations(self, rows: Iterable[Any]) -> tuple[RecommendationView, ...]:
        made: dict[int, tuple[Recommendation, Account]] = {}
        answers: dict[int, list[ResponseView]] = defaultdict(list)
        for recommendation, account, response, answered in rows:
            made[recommendation.number] = (recommendation, account)
            if response is not None and answered is not None:
                speaker, source = self._party(answered.speaker_id), self.sources[answered.source_id]
                answers[recommendation.number].append(ResponseView(response, answered, speaker, source))
        return tuple(
            RecommendationView(
                recommendation,
                self._party(recommendation.addressee_id),
                account,
                self._party(account.speaker_id),
                self.sources[account.source_id],
                tuple(answers[number]),
            )
            for number, (recommendation, account) in made.items()
        )

    def _statements(self, facts: list[Fact]) -> tuple[StatementView, ...]:
        views: dict[int, list[ClaimView]] = defaultdict(list)
        for fact in facts:
            for view in fact.claims:
                views[view.account.number].append(view)
        statements = [
            StatementView(own[0].account, own[0].speaker, own[0].source, tuple(sorted(own, key=lambda view: view.number)))
            for own in views.values()
        ]
        return tuple(sorted(statements, key=lambda each: (each.claims[0].public_on, each.account.number)))


def _qualifier_order(fact: Fact) -> tuple[int, str]:
    codes = fact.property.qualifiers
    known = list(codes) if codes is not None else []
    code = codes.find(fact.qualifier) if codes is not None else None
    return (known.index(code) if code is not None else -1, fact.qualifier)


def _grouped(facts: Iterable[Fact]) -> tuple[tuple[Group, tuple[Fact, ...]], ...]:
    groups: dict[Group, list[Fact]] = defaultdict(list)
    for fact in facts:
        groups[fact.property.group].append(fact)
    return tuple((group, tuple(groups[group])) for group in Group if group in groups)
