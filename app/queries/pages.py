"""Statements behind the pages of claims, sources and parties, and the figures on the first page."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.models import (
    Account,
    Attestation,
    Changeset,
    Claim,
    Occurrence,
    Party,
    PartyName,
    Source,
)
from app.queries.changesets import accepted
from app.queries.lists import is_public

Rows = sa.Select[*tuple[Any, ...]]


def totals() -> Rows:
    """(occurrences, aircraft, claims, disputed facts) of all public occurrences."""
    sums = (
        sa.func.coalesce(sa.func.sum(column), 0).label(column.key)
        for column in (Occurrence.n_aircraft, Occurrence.n_claims, Occurrence.n_disputed)
    )
    return sa.select(sa.func.count().label("n_occurrences"), *sums).select_from(Occurrence).where(is_public())


def n_speakers() -> Rows:
    """How many parties have said something."""
    spoke = sa.select(1).where(Account.speaker_id == Party.id, accepted(Account.recorded_in)).exists()
    return sa.select(sa.func.count()).select_from(Party).where(spoke)


def n_sources() -> Rows:
    """How many sources there are."""
    return sa.select(sa.func.count()).select_from(Source).where(accepted(Source.recorded_in))


def sources() -> Rows:
    """Sources with their publishers, the latest published first."""
    return (
        sa.select(Source, Party)
        .join(Party, Party.id == Source.publisher_id)
        .where(accepted(Source.recorded_in))
        .order_by(Source.published_on.desc().nulls_last(), Source.id)
    )


def source(source_id: int) -> Rows:
    """One source with its publisher."""
    return sources().where(Source.id == source_id)


def accounts_by_source(ids: Collection[int]) -> Rows:
    """(source id, accounts) of some sources; those without accounts are missing."""
    return (
        sa.select(Account.source_id, sa.func.count())
        .where(Account.source_id.in_(ids), accepted(Account.recorded_in))
        .group_by(Account.source_id)
    )


def occurrences_in_source(source_id: int) -> Rows:
    """Ids of the public occurrences that the source has accounts of, newest record first."""
    return _spoken_of(Account.source_id == source_id)


def _spoken_of(condition: sa.ColumnElement[bool]) -> Rows:
    return _public(Account.occurrence_id, condition, accepted(Account.recorded_in))


def occurrences_attested_in(source_id: int) -> Rows:
    """Ids of the public occurrences of which the source repeats claims that were read elsewhere first."""
    open_ones = (Attestation.closed_in.is_(None), accepted(Attestation.recorded_in))
    return _public(Attestation.occurrence_id, Attestation.source_id == source_id, *open_ones)


def _public(column: Any, *conditions: sa.ColumnElement[bool]) -> Rows:
    hidden = sa.select(Occurrence.id).where(sa.not_(is_public()))
    return sa.select(column).where(*conditions, column.not_in(hidden)).distinct().order_by(column.desc())


def sources_published_by(party_id: int) -> Rows:
    """The sources that the party published, with the party, the latest first."""
    return sources().where(Source.publisher_id == party_id)


def counted(statement: Rows) -> Rows:
    """How many rows the statement gives."""
    return sa.select(sa.func.count()).select_from(statement.order_by(None).subquery())


def occurrences_by_id(ids: Collection[int]) -> Rows:
    """The occurrences with those ids, in no order."""
    return sa.select(Occurrence).where(Occurrence.id.in_(ids))


def claims_counted(ids: Collection[int], *, source_id: int | None = None, speaker_id: int | None = None) -> Rows:
    """(occurrence id, open claims) of some occurrences, said in the source or by the speaker."""
    asked = Account.source_id == source_id if source_id is not None else Account.speaker_id == speaker_id
    return (
        sa.select(Claim.occurrence_id, sa.func.count())
        .join(Account, sa.and_(Account.occurrence_id == Claim.occurrence_id, Account.number == Claim.account_number))
        .where(Claim.occurrence_id.in_(ids), Claim.closed_in.is_(None), asked, accepted(Account.recorded_in))
        .group_by(Claim.occurrence_id)
    )


def attested_counted(ids: Collection[int], source_id: int) -> Rows:
    """(occurrence id, claims) that the source attests, of some occurrences."""
    return (
        sa.select(Attestation.occurrence_id, sa.func.count(Attestation.claim_number.distinct()))
        .where(
            Attestation.occurrence_id.in_(ids),
            Attestation.source_id == source_id,
            Attestation.closed_in.is_(None),
            accepted(Attestation.recorded_in),
        )
        .group_by(Attestation.occurrence_id)
    )


def party(party_id: int) -> Rows:
    """One party."""
    return sa.select(Party).where(Party.id == party_id, accepted(Party.recorded_in))


def other_names(party_id: int) -> Rows:
    """The names of a party that are not its first."""
    return (
        sa.select(PartyName.name)
        .where(PartyName.party_id == party_id, PartyName.closed_in.is_(None), PartyName.is_primary.is_(False))
        .where(accepted(PartyName.recorded_in))
        .order_by(PartyName.number)
    )


def n_accounts_by(party_id: int) -> Rows:
    """How many accounts the party has given."""
    return sa.select(sa.func.count()).select_from(Account).where(Account.speaker_id == party_id, accepted(Account.recorded_in))


def occurrence_head(occurrence_id: int) -> Rows:
    """(id, title, state, merged into) of an occurrence whose creation was accepted."""
    return sa.select(Occurrence.id, Occurrence.title, Occurrence.state, Occurrence.merged_into).where(
        Occurrence.id == occurrence_id, accepted(Occurrence.created_in)
    )


def claim(occurrence_id: int, number: int) -> Rows:
    """(claim, account, speaker, source, the changeset that recorded it, the one that closed it or None)."""
    closing = aliased(Changeset)
    return (
        sa.select(Claim, Account, Party, Source, Changeset, closing)
        .join(Account, sa.and_(Account.occurrence_id == Claim.occurrence_id, Account.number == Claim.account_number))
        .join(Party, Party.id == Account.speaker_id)
        .join(Source, Source.id == Account.source_id)
        .join(Changeset, Changeset.id == Account.recorded_in)
        .outerjoin(closing, closing.id == Claim.closed_in)
        .where(Claim.occurrence_id == occurrence_id, Claim.number == number, Changeset.sequence.is_not(None))
    )
