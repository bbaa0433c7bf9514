"""Statements behind the forms that correct the record: versions, what changed since, what can be named."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

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
    Participation,
    Party,
    PartyName,
    Recommendation,
    RecommendationResponse,
    Source,
)
from app.queries.changesets import accepted
from app.queries.lists import is_public
from app.vocab.claims import Entry

Rows = sa.Select[*tuple[Any, ...]]

# Of each entry that can be withdrawn: its table, and for a part the column of the entry in which it lies.
TABLES: dict[Entry, tuple[type[Base], str | None]] = {
    Entry.AIRCRAFT: (Aircraft, None),
    Entry.CLAIM: (Claim, None),
    Entry.ATTESTATION: (Attestation, None),
    Entry.INVESTIGATION: (Investigation, None),
    Entry.INVESTIGATION_EVENT: (InvestigationEvent, "investigation_number"),
    Entry.INVESTIGATION_DOCUMENT: (InvestigationDocument, "investigation_number"),
    Entry.PARTICIPATION: (Participation, "investigation_number"),
    Entry.RECOMMENDATION: (Recommendation, None),
    Entry.RECOMMENDATION_RESPONSE: (RecommendationResponse, "recommendation_number"),
}


def versions(ids: Collection[int]) -> Rows:
    """(id, version) of some occurrences."""
    return sa.select(Occurrence.id, Occurrence.version).where(Occurrence.id.in_(ids), accepted(Occurrence.created_in))


def changesets_of(occurrence_id: int) -> Rows:
    """The accepted changesets that touched an occurrence, the latest first."""
    return (
        sa.select(Changeset)
        .join(ChangesetEntry, ChangesetEntry.changeset_id == Changeset.id)
        .where(ChangesetEntry.occurrence_id == occurrence_id, Changeset.sequence.is_not(None))
        .order_by(Changeset.sequence.desc())
    )


def parties_named(key: str) -> Rows:
    """The parties with an open name of that key, by id; one that was merged stands for itself here."""
    return (
        sa.select(Party)
        .join(PartyName, PartyName.party_id == Party.id)
        .where(PartyName.key == key, PartyName.closed_in.is_(None), accepted(Party.recorded_in))
        .distinct()
        .order_by(Party.id)
    )


def party_names(party_id: int) -> Rows:
    """The open names of a party, its first one first."""
    return (
        sa.select(PartyName)
        .where(PartyName.party_id == party_id, PartyName.closed_in.is_(None), accepted(PartyName.recorded_in))
        .order_by(PartyName.is_primary.desc(), PartyName.number)
    )


def parties_merged_into(party_id: int) -> Rows:
    """The parties that were found to be this one."""
    return sa.select(Party).where(Party.merged_into == party_id).order_by(Party.id)


def sources_called(text: str) -> Rows:
    """The sources with that address or title, by id."""
    named = sa.or_(Source.url == text, Source.archived_url == text, sa.func.lower(Source.title) == text.lower())
    return sa.select(Source).where(named, accepted(Source.recorded_in)).order_by(Source.id)


def source(source_id: int) -> Rows:
    """One source."""
    return sa.select(Source).where(Source.id == source_id, accepted(Source.recorded_in))


def occurrences_identified(value: str) -> Rows:
    """The public occurrences with that identifier, whatever its scheme."""
    found = sa.select(Identifier.occurrence_id).where(sa.func.lower(Identifier.value) == value.lower())
    return sa.select(Occurrence).where(Occurrence.id.in_(found), is_public()).order_by(Occurrence.id)


def merged_into(occurrence_id: int) -> Rows:
    """The records that were merged into this one, by id."""
    return sa.select(Occurrence).where(Occurrence.merged_into == occurrence_id).order_by(Occurrence.id)


def judgements_of(occurrence_id: int) -> Rows:
    """The open judgements on a record and another one, the latest first."""
    concerned = sa.or_(Judgement.occurrence_id == occurrence_id, Judgement.other_id == occurrence_id)
    return (
        sa.select(Judgement)
        .where(concerned, Judgement.closed_in.is_(None), accepted(Judgement.recorded_in))
        .order_by(Judgement.recorded_in.desc(), Judgement.occurrence_id, Judgement.number.desc())
    )


def account(occurrence_id: int, number: int) -> Rows:
    """One account of an occurrence."""
    return sa.select(Account).where(
        Account.occurrence_id == occurrence_id, Account.number == number, accepted(Account.recorded_in)
    )


def claims_in(occurrence_id: int, account_number: int) -> Rows:
    """The open claims of one account, by number."""
    return (
        sa.select(Claim)
        .where(Claim.occurrence_id == occurrence_id, Claim.account_number == account_number, Claim.closed_in.is_(None))
        .order_by(Claim.number)
    )


def entry(occurrence_id: int, kind: Entry, number: int, part: int | None) -> Rows:
    """The row that a withdrawal would take back, open or closed."""
    table: Any = TABLES[kind][0]
    column = TABLES[kind][1]
    statement = sa.select(table).where(table.occurrence_id == occurrence_id)
    if column is None:
        return statement.where(table.number == number)
    return statement.where(getattr(table, column) == number, table.number == part)
