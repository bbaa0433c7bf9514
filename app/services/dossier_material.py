"""What the database holds on one occurrence, read as it stands or stood at a place of the log, and not resolved yet."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from app.core.errors import NotFound
from app.models import (
    Account,
    Aircraft,
    Attestation,
    Claim,
    Investigation,
    InvestigationDocument,
    InvestigationEvent,
    Occurrence,
    Participation,
    Party,
    Ranking,
    Recommendation,
    RecommendationResponse,
    Source,
)
from app.queries import occurrences as queries
from app.vocab.claims import OccurrenceState
from app.vocab.properties import BY_KEY, ValueType


class Stated(NamedTuple):
    """A claim with its account, its record time and its rank."""

    claim: Claim
    account: Account
    sequence: int
    ranking: Ranking | None


class Step(NamedTuple):
    """A step of an investigation with its account."""

    event: InvestigationEvent
    account: Account


class Part(NamedTuple):
    """How a State takes part in an investigation, with the account that says so."""

    participation: Participation
    account: Account


class Advice(NamedTuple):
    """A safety recommendation with its account and one response to it, or none."""

    recommendation: Recommendation
    account: Account
    response: RecommendationResponse | None
    answered: Account | None


@dataclass(frozen=True, slots=True)
class Material:
    """Everything read of one occurrence. `at`: the place of the log; None: as it is now, and `occurrence` its row.

    day: what was not public by its end is left out; None: nothing is. read_in: by number of claim the source that had come out
    by then, where that is not its account's own.
    releases: the keys of a dataset's records by source id. merged: the parties that another one stands for, with its id.
    """

    occurrence: Occurrence
    at: int | None
    aircraft: Sequence[Aircraft]
    claims: Sequence[Stated]
    attestations: Sequence[Attestation]
    investigations: Sequence[Investigation]
    events: Sequence[Step]
    parts: Sequence[Part]
    documents: Sequence[InvestigationDocument]
    advice: Sequence[Advice]
    releases: dict[int, list[str]]
    sources: dict[int, tuple[Source, Party]]
    parties: dict[int, Party]
    merged: dict[int, int]
    day: dt.date | None = None
    read_in: dict[int, int] = field(default_factory=dict)

    @property
    def is_past(self) -> bool:
        """Whether what is projected of it is not what its row holds."""
        return self.at is not None or self.day is not None

    def source_of(self, stated: Stated) -> int:
        """The id of the source in which the claim is read."""
        return self.read_in.get(stated.claim.number, stated.account.source_id)

    def accounts(self, *, claims: bool = True) -> Iterator[Account]:
        """The account of each claim (unless left out), step, State, recommendation and response, with repetitions."""
        if claims:
            yield from (each.account for each in self.claims)
        yield from (each.account for each in self.events)
        yield from (each.account for each in self.parts)
        yield from _of_advice(self.advice)


def read_material(session: Session, occurrence_id: int, at: int | None = None) -> Material:
    """Read one occurrence in at most twelve statements, whatever its size; NotFound when there is none, or was none yet."""
    given = {"occurrence": occurrence_id, "at": at}
    past = at is not None

    def rows(statement: queries.Rows) -> Sequence[Any]:
        return session.execute(statement, given).all()

    def some(statement: queries.Rows) -> Sequence[Any]:
        return session.scalars(statement, given).all()

    occurrence = _occurrence(session, occurrence_id, at)
    aircraft = some(queries.aircraft_of(past))
    claims = [Stated(*row) for row in rows(queries.claims_of(past))]
    attestations = some(queries.attestations_of(past))
    investigations = some(queries.investigations_of(past))
    events = [Step(*row) for row in rows(queries.events_of(past))] if investigations else []
    parts = [Part(*row) for row in rows(queries.participations_of(past))] if investigations else []
    documents = some(queries.documents_of(past)) if investigations else []
    advice = [Advice(*row) for row in rows(queries.recommendations_of(past))]
    releases: dict[int, list[str]] = defaultdict(list)
    for record, source_id in rows(queries.releases_of(past)):
        releases[source_id].append(record)
    accounts = [each.account for some in (claims, events, parts) for each in some]
    accounts += _of_advice(advice)
    named = {each.source_id for some in (accounts, attestations, documents) for each in some} | set(releases)
    sources = session.execute(queries.sources_with_publishers(), {"ids": list(named)}).all()
    ids = {each.speaker_id for each in accounts} | {each.authority_id for each in investigations}
    ids |= {each.recommendation.addressee_id for each in advice} | set(_named_in(claims, aircraft))
    ids |= {each.participation.party_id for each in parts if each.participation.party_id is not None}
    parties, merged = _read_parties(session, ids, at)
    return Material(
        occurrence,
        at,
        aircraft,
        claims,
        attestations,
        investigations,
        events,
        parts,
        documents,
        advice,
        releases,
        {source.id: (source, publisher) for source, publisher in sources},
        parties,
        merged,
    )


def _of_advice(advice: Iterable[Advice]) -> Iterator[Account]:
    for each in advice:
        yield each.account
        if each.answered is not None:
            yield each.answered


def _occurrence(session: Session, occurrence_id: int, at: int | None) -> Occurrence:
    """Its row; for the past one that holds only what is not projected."""
    if at is None:
        found = session.scalar(queries.occurrence(), {"occurrence": occurrence_id})
        if found is None:
            raise NotFound(f"there is no occurrence {occurrence_id}")
        now: Occurrence = found
        return now
    row = session.execute(queries.occurrence_at(), {"occurrence": occurrence_id, "at": at}).one_or_none()
    if row is None:
        raise NotFound(f"there was no occurrence {occurrence_id} at number {at} of the log")
    occurrence, version, standing = row
    return Occurrence(
        id=occurrence.id,
        created_in=occurrence.created_in,
        state=standing.state if standing else OccurrenceState.LIVE,
        merged_into=standing.merged_into if standing else None,
        version=version,
    )


def _named_in(claims: Iterable[Stated], aircraft: Iterable[Aircraft]) -> Iterator[int]:
    """The parties that are values of claims or stand in the rows of aircraft."""
    for claim, *_ in claims:
        if BY_KEY[claim.property].type is ValueType.PARTY:
            yield int(claim.value)
    for row in aircraft:
        yield from (each for each in (row.manufacturer_id, row.operator_id) if each is not None)


def _read_parties(session: Session, ids: set[int], at: int | None) -> tuple[dict[int, Party], dict[int, int]]:
    """The parties by id under the names they have or had then, and those that were merged with what they were merged into."""
    if at is None:
        now = session.scalars(queries.parties(), {"ids": list(ids)}).all()
        return {each.id: each for each in now}, {each.id: each.merged_into for each in now if each.merged_into is not None}
    parties, merged = {}, {}
    for party, name, into in session.execute(queries.parties_at(), {"ids": list(ids), "at": at}):
        is_same = name is None or name == party.name
        parties[party.id] = party if is_same else Party(id=party.id, kind=party.kind, name=name, country=party.country)
        if into is not None:
            merged[party.id] = into
    return parties, merged
