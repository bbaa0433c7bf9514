"""Statements over occurrences and what hangs under one: as the database holds it, or as it held it at a sequence.

Each is built once and kept. Its parameters are bound when it is executed: `occurrence`, the id; `at`, the sequence, where
`past` is true; `ids` where it is over several things.
"""

from functools import cache
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
    Participation,
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
_ID: Any = sa.bindparam("occurrence", type_=sa.BigInteger)
_AT: Any = sa.bindparam("at", type_=sa.BigInteger)
_IDS: Any = sa.bindparam("ids", type_=sa.BigInteger, expanding=True)


def _at(past: bool) -> Any:
    return _AT if past else None


@cache
def occurrence() -> Rows:
    """The occurrence with that id, whatever became of it; none while the changeset that makes it is not accepted."""
    return sa.select(Occurrence).where(Occurrence.id == _ID, accepted(Occurrence.created_in))


@cache
def occurrence_at() -> Rows:
    """(occurrence, how many changesets had touched it, its standing or None) at the sequence; none before it was made."""
    touched = (
        sa.select(sa.func.count())
        .select_from(ChangesetEntry)
        .where(ChangesetEntry.occurrence_id == Occurrence.id, recorded(ChangesetEntry.changeset_id, _AT))
        .scalar_subquery()
    )
    standing = sa.and_(Standing.occurrence_id == Occurrence.id, holds(Standing.recorded_in, Standing.closed_in, _AT))
    return (
        sa.select(Occurrence, touched, Standing)
        .select_from(Occurrence)
        .outerjoin(Standing, standing)
        .where(Occurrence.id == _ID, recorded(Occurrence.created_in, _AT))
    )


@cache
def aircraft_of(past: bool) -> Rows:
    """The aircraft, in order."""
    at = _at(past)
    return (
        sa.select(Aircraft)
        .where(Aircraft.occurrence_id == _ID, recorded(Aircraft.recorded_in, at), stands(Aircraft, at))
        .order_by(Aircraft.number)
    )


@cache
def claims_of(past: bool) -> Rows:
    """Open claims with account, record time and rank (None where there is none), by number."""
    at = _at(past)
    rank = sa.and_(
        Ranking.occurrence_id == Claim.occurrence_id,
        Ranking.claim_number == Claim.number,
        holds(Ranking.recorded_in, Ranking.closed_in, at) if past else Ranking.closed_in.is_(None),
    )
    return (
        sa.select(Claim, Account, Changeset.sequence, Ranking)
        .join(Account, sa.and_(Account.occurrence_id == Claim.occurrence_id, Account.number == Claim.account_number))
        .join(Changeset, Changeset.id == Account.recorded_in)
        .outerjoin(Ranking, rank)
        .where(Claim.occurrence_id == _ID, stands(Claim, at))
        .where(Changeset.sequence <= at if past else Changeset.sequence.is_not(None))
        .order_by(Claim.number)
    )


@cache
def attestations_of(past: bool) -> Rows:
    """The further sources of an occurrence's claims."""
    at = _at(past)
    return (
        sa.select(Attestation)
        .where(Attestation.occurrence_id == _ID, stands(Attestation, at), recorded(Attestation.recorded_in, at))
        .order_by(Attestation.claim_number, Attestation.number)
    )


@cache
def investigations_of(past: bool) -> Rows:
    """The investigations, by number."""
    at = _at(past)
    return (
        sa.select(Investigation)
        .where(Investigation.occurrence_id == _ID, stands(Investigation, at), recorded(Investigation.recorded_in, at))
        .order_by(Investigation.number)
    )


@cache
def events_of(past: bool) -> Rows:
    """The events of its investigations with their accounts, in order of time."""
    at = _at(past)
    return (
        sa.select(InvestigationEvent, Account)
        .join(Account, _account_of(InvestigationEvent, Account))
        .where(InvestigationEvent.occurrence_id == _ID, stands(InvestigationEvent, at), recorded(Account.recorded_in, at))
        .order_by(sa.func.coalesce(InvestigationEvent.happened_on, Account.said_on), InvestigationEvent.number)
    )


@cache
def participations_of(past: bool) -> Rows:
    """The States in its investigations with their accounts, in order of time."""
    at = _at(past)
    return (
        sa.select(Participation, Account)
        .join(Account, _account_of(Participation, Account))
        .where(Participation.occurrence_id == _ID, stands(Participation, at), recorded(Account.recorded_in, at))
        .order_by(sa.func.coalesce(Participation.since, Account.said_on), Participation.number)
    )


@cache
def documents_of(past: bool) -> Rows:
    """The documents of its investigations, by number."""
    at = _at(past)
    return (
        sa.select(InvestigationDocument)
        .where(InvestigationDocument.occurrence_id == _ID, stands(InvestigationDocument, at))
        .where(recorded(InvestigationDocument.recorded_in, at))
        .order_by(InvestigationDocument.investigation_number, InvestigationDocument.number)
    )


@cache
def recommendations_of(past: bool) -> Rows:
    """(recommendation, its account, response or None, its account or None): a row for each response, by number."""
    at = _at(past)
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
        .where(Recommendation.occurrence_id == _ID, stands(Recommendation, at), recorded(said.recorded_in, at))
        .order_by(Recommendation.number, RecommendationResponse.number)
    )


def _account_of(table: Any, account: Any) -> sa.ColumnElement[bool]:
    return sa.and_(account.occurrence_id == table.occurrence_id, account.number == table.account_number)


@cache
def releases_of(past: bool) -> Rows:
    """(record, source id) of the dataset releases that held the occurrence."""
    at = _at(past)
    statement = sa.select(ReleaseRecord.record, ReleaseRecord.source_id).where(ReleaseRecord.occurrence_id == _ID)
    return statement.where(recorded(ReleaseRecord.recorded_in, at)).order_by(ReleaseRecord.source_id)


@cache
def sources_with_publishers() -> Rows:
    """Sources with their publishers."""
    return sa.select(Source, Party).join(Party, Party.id == Source.publisher_id).where(Source.id.in_(_IDS)).order_by(Source.id)


def source_title(source_id: int) -> sa.Select[str]:
    """The title of a source that is on record."""
    return sa.select(Source.title).where(Source.id == source_id, accepted(Source.recorded_in))


@cache
def parties() -> Rows:
    """Parties by id, with those that they were merged into."""
    merged = sa.select(Party.merged_into).where(Party.id.in_(_IDS), Party.merged_into.is_not(None))
    return sa.select(Party).where(sa.or_(Party.id.in_(_IDS), Party.id.in_(merged)))


@cache
def parties_at() -> Rows:
    """(party, its primary name at the sequence, the party it was merged into then or None), with those merged into."""
    name = sa.and_(PartyName.party_id == Party.id, PartyName.is_primary, holds(PartyName.recorded_in, PartyName.closed_in, _AT))
    merge = sa.and_(PartyMerge.party_id == Party.id, holds(PartyMerge.recorded_in, PartyMerge.closed_in, _AT))
    merged = sa.select(PartyMerge.into_id).where(PartyMerge.party_id.in_(_IDS))
    return (
        sa.select(Party, PartyName.name, PartyMerge.into_id)
        .select_from(Party)
        .outerjoin(PartyName, name)
        .outerjoin(PartyMerge, merge)
        .where(sa.or_(Party.id.in_(_IDS), Party.id.in_(merged)))
        .order_by(Party.id, PartyName.number)
    )
