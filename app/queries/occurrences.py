"""Statements over occurrences and what hangs under one: as the database holds it, or as it held it at a sequence (`at`)."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.models import (
    Account,
    Aircraft,
    Attestation,
    Changeset,
    ChangesetEntry,
    Claim,
    Investigation,
    InvestigationDocument,
    InvestigationEvent,
    Occurrence,
    Party,
    PartyMerge,
    PartyName,
    Ranking,
    Recommendation,
    RecommendationResponse,
    ReleaseRecord,
    Source,
    Standing,
)
from app.queries.changesets import accepted, holds, recorded, stands

Rows = sa.Select[*tuple[Any, ...]]


def occurrence(occurrence_id: int) -> Rows:
    """The occurrence with that id, whatever became of it; none while the changeset that makes it is not accepted."""
    return sa.select(Occurrence).where(Occurrence.id == occurrence_id, accepted(Occurrence.created_in))


def occurrence_at(occurrence_id: int, at: int) -> Rows:
    """(occurrence, how many changesets had touched it, its standing or None) at the sequence; none before it was made."""
    touched = (
        sa.select(sa.func.count())
        .select_from(ChangesetEntry)
        .where(ChangesetEntry.occurrence_id == Occurrence.id, recorded(ChangesetEntry.changeset_id, at))
        .scalar_subquery()
    )
    standing = sa.and_(Standing.occurrence_id == Occurrence.id, holds(Standing.recorded_in, Standing.closed_in, at))
    return (
        sa.select(Occurrence, touched, Standing)
        .select_from(Occurrence)
        .outerjoin(Standing, standing)
        .where(Occurrence.id == occurrence_id, recorded(Occurrence.created_in, at))
    )


def aircraft_of(occurrence_ids: Collection[int], at: int | None = None) -> Rows:
    """The aircraft of some occurrences, in order."""
    return (
        sa.select(Aircraft)
        .where(Aircraft.occurrence_id.in_(occurrence_ids), recorded(Aircraft.recorded_in, at), stands(Aircraft, at))
        .order_by(Aircraft.occurrence_id, Aircraft.number)
    )


def claims_of(occurrence_id: int, at: int | None = None) -> Rows:
    """Open claims with account, record time and rank (None where there is none), by number."""
    rank = sa.and_(
        Ranking.occurrence_id == Claim.occurrence_id,
        Ranking.claim_number == Claim.number,
        Ranking.closed_in.is_(None) if at is None else holds(Ranking.recorded_in, Ranking.closed_in, at),
    )
    return (
        sa.select(Claim, Account, Changeset.sequence, Ranking)
        .join(Account, sa.and_(Account.occurrence_id == Claim.occurrence_id, Account.number == Claim.account_number))
        .join(Changeset, Changeset.id == Account.recorded_in)
        .outerjoin(Ranking, rank)
        .where(Claim.occurrence_id == occurrence_id, stands(Claim, at))
        .where(Changeset.sequence.is_not(None) if at is None else Changeset.sequence <= at)
        .order_by(Claim.number)
    )


def attestations_of(occurrence_id: int, at: int | None = None) -> Rows:
    """The further sources of an occurrence's claims."""
    return (
        sa.select(Attestation)
        .where(Attestation.occurrence_id == occurrence_id, stands(Attestation, at), recorded(Attestation.recorded_in, at))
        .order_by(Attestation.claim_number, Attestation.number)
    )


def investigations_of(occurrence_id: int, at: int | None = None) -> Rows:
    """The investigations, by number."""
    return (
        sa.select(Investigation)
        .where(Investigation.occurrence_id == occurrence_id, stands(Investigation, at), recorded(Investigation.recorded_in, at))
        .order_by(Investigation.number)
    )


def events_of(occurrence_id: int, at: int | None = None) -> Rows:
    """The events of its investigations with their accounts, in order of time."""
    return (
        sa.select(InvestigationEvent, Account)
        .join(Account, _account_of(InvestigationEvent, Account))
        .where(
            InvestigationEvent.occurrence_id == occurrence_id, stands(InvestigationEvent, at), recorded(Account.recorded_in, at)
        )
        .order_by(sa.func.coalesce(InvestigationEvent.happened_on, Account.said_on), InvestigationEvent.number)
    )


def documents_of(occurrence_id: int, at: int | None = None) -> Rows:
    """The documents of its investigations, by number."""
    return (
        sa.select(InvestigationDocument)
        .where(InvestigationDocument.occurrence_id == occurrence_id, stands(InvestigationDocument, at))
        .where(recorded(InvestigationDocument.recorded_in, at))
        .order_by(InvestigationDocument.investigation_number, InvestigationDocument.number)
    )


def recommendations_of(occurrence_id: int, at: int | None = None) -> Rows:
    """(recommendation, its account, response or None, its account or None): a row for each response, by number."""
    said, answered = aliased(Account), aliased(Account)
    responses = sa.and_(
        RecommendationResponse.occurrence_id == Recommendation.occurrence_id,
        RecommendationResponse.recommendation_number == Recommendation.number,
        stands(RecommendationResponse, at),
    )
    # A response counts where its account does; the pair is joined first, so that a recommendation without one stays.
    counted = sa.and_(_account_of(RecommendationResponse, answered), recorded(answered.recorded_in, at))
    return (
        sa.select(Recommendation, said, RecommendationResponse, answered)
        .select_from(Recommendation)
        .join(said, _account_of(Recommendation, said))
        .outerjoin(RecommendationResponse, responses)
        .outerjoin(answered, counted)
        .where(Recommendation.occurrence_id == occurrence_id, stands(Recommendation, at), recorded(said.recorded_in, at))
        .order_by(Recommendation.number, RecommendationResponse.number)
    )


def _account_of(table: Any, account: Any) -> sa.ColumnElement[bool]:
    return sa.and_(account.occurrence_id == table.occurrence_id, account.number == table.account_number)


def releases_of(occurrence_id: int, at: int | None = None) -> Rows:
    """(record, source id) of the dataset releases that held the occurrence."""
    statement = sa.select(ReleaseRecord.record, ReleaseRecord.source_id).where(ReleaseRecord.occurrence_id == occurrence_id)
    return statement.where(recorded(ReleaseRecord.recorded_in, at)).order_by(ReleaseRecord.source_id)


def sources_with_publishers(ids: Collection[int]) -> Rows:
    """Sources with their publishers."""
    return sa.select(Source, Party).join(Party, Party.id == Source.publisher_id).where(Source.id.in_(ids)).order_by(Source.id)


def source_title(source_id: int) -> sa.Select[str]:
    """The title of a source that is on record."""
    return sa.select(Source.title).where(Source.id == source_id, accepted(Source.recorded_in))


def parties(ids: Collection[int]) -> Rows:
    """Parties by id, with those that they were merged into."""
    merged = sa.select(Party.merged_into).where(Party.id.in_(ids), Party.merged_into.is_not(None))
    return sa.select(Party).where(sa.or_(Party.id.in_(ids), Party.id.in_(merged)))


def parties_at(ids: Collection[int], at: int) -> Rows:
    """(party, its primary name at the sequence, the party it was merged into then or None), with those merged into."""
    name = sa.and_(PartyName.party_id == Party.id, PartyName.is_primary, holds(PartyName.recorded_in, PartyName.closed_in, at))
    merge = sa.and_(PartyMerge.party_id == Party.id, holds(PartyMerge.recorded_in, PartyMerge.closed_in, at))
    merged = sa.select(PartyMerge.into_id).where(PartyMerge.party_id.in_(ids))
    return (
        sa.select(Party, PartyName.name, PartyMerge.into_id)
        .select_from(Party)
        .outerjoin(PartyName, name)
        .outerjoin(PartyMerge, merge)
        .where(sa.or_(Party.id.in_(ids), Party.id.in_(merged)))
        .order_by(Party.id, PartyName.number)
    )
