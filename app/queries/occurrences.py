"""Statements over occurrences and what hangs under one."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from app.models import (
    Account,
    Aircraft,
    Attestation,
    Changeset,
    Claim,
    Investigation,
    InvestigationEvent,
    Occurrence,
    Party,
    Ranking,
    ReleaseRecord,
    Source,
)
from app.queries.changesets import accepted
from app.queries.claims import open_rank_of_claim


def occurrence(occurrence_id: int) -> sa.Select[*tuple[Any, ...]]:
    """The occurrence with that id, whatever became of it; none while the changeset that makes it is not accepted."""
    return sa.select(Occurrence).where(Occurrence.id == occurrence_id, accepted(Occurrence.created_in))


def aircraft_of(occurrence_ids: Collection[int]) -> sa.Select[*tuple[Any, ...]]:
    """The aircraft of some occurrences, in order."""
    return (
        sa.select(Aircraft)
        .where(Aircraft.occurrence_id.in_(occurrence_ids), accepted(Aircraft.recorded_in))
        .order_by(Aircraft.occurrence_id, Aircraft.number)
    )


def claims_of(occurrence_id: int) -> sa.Select[*tuple[Any, ...]]:
    """Open claims with account, record time and rank (None where there is none), by number."""
    return (
        sa.select(Claim, Account, Changeset.sequence, Ranking)
        .join(Account, sa.and_(Account.occurrence_id == Claim.occurrence_id, Account.number == Claim.account_number))
        .join(Changeset, Changeset.id == Account.recorded_in)
        .outerjoin(Ranking, open_rank_of_claim())
        .where(Claim.occurrence_id == occurrence_id, Claim.closed_in.is_(None), Changeset.sequence.is_not(None))
        .order_by(Claim.number)
    )


def attestations_of(occurrence_id: int) -> sa.Select[*tuple[Any, ...]]:
    """The further sources of an occurrence's claims."""
    statement = (
        sa.select(Attestation)
        .where(Attestation.occurrence_id == occurrence_id, Attestation.closed_in.is_(None))
        .order_by(Attestation.claim_number, Attestation.number)
    )
    return statement.where(accepted(Attestation.recorded_in))


def investigations_of(occurrence_id: int) -> sa.Select[*tuple[Any, ...]]:
    """The investigations, by number."""
    statement = (
        sa.select(Investigation)
        .where(Investigation.occurrence_id == occurrence_id, Investigation.closed_in.is_(None))
        .order_by(Investigation.number)
    )
    return statement.where(accepted(Investigation.recorded_in))


def events_of(occurrence_id: int) -> sa.Select[*tuple[Any, ...]]:
    """The events of its investigations with their accounts, in order of time."""
    statement = (
        sa.select(InvestigationEvent, Account)
        .join(
            Account,
            sa.and_(
                Account.occurrence_id == InvestigationEvent.occurrence_id,
                Account.number == InvestigationEvent.account_number,
            ),
        )
        .where(InvestigationEvent.occurrence_id == occurrence_id, InvestigationEvent.closed_in.is_(None))
        .order_by(sa.func.coalesce(InvestigationEvent.happened_on, Account.said_on), InvestigationEvent.number)
    )
    return statement.where(accepted(Account.recorded_in))


def releases_of(occurrence_id: int) -> sa.Select[*tuple[Any, ...]]:
    """(record, source id) of the dataset releases that held the occurrence."""
    statement = sa.select(ReleaseRecord.record, ReleaseRecord.source_id).where(ReleaseRecord.occurrence_id == occurrence_id)
    return statement.where(accepted(ReleaseRecord.recorded_in)).order_by(ReleaseRecord.source_id)


def sources_with_publishers(ids: Collection[int]) -> sa.Select[*tuple[Any, ...]]:
    """Sources with their publishers."""
    return sa.select(Source, Party).join(Party, Party.id == Source.publisher_id).where(Source.id.in_(ids)).order_by(Source.id)


def parties(ids: Collection[int]) -> sa.Select[*tuple[Any, ...]]:
    """Parties by id."""
    return sa.select(Party).where(Party.id.in_(ids))
