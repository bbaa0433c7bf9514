"""What one changeset recorded, by the kinds of things that programs go on with."""

from typing import Any, TypeAlias

import sqlalchemy as sa

from app.models import (
    Account,
    Aircraft,
    ChangesetEntry,
    Claim,
    Investigation,
    InvestigationDocument,
    InvestigationEvent,
    Participation,
    Party,
    Recommendation,
    Source,
)

Rows: TypeAlias = Any


def occurrences(changeset_id: int) -> Rows:
    """The ids of the occurrences that it touched."""
    entries = sa.select(ChangesetEntry.occurrence_id).where(ChangesetEntry.changeset_id == changeset_id)
    return entries.order_by(ChangesetEntry.occurrence_id)


def claims(changeset_id: int) -> Rows:
    """(occurrence, number) of its claims, in their order."""
    return _by_account(Claim, Claim.number, changeset_id)


def recommendations(changeset_id: int) -> Rows:
    """(occurrence, number) of its recommendations."""
    return _by_account(Recommendation, Recommendation.number, changeset_id)


def _by_account(table: Any, column: Any, changeset_id: int) -> Rows:
    same = sa.and_(table.occurrence_id == Account.occurrence_id, table.account_number == Account.number)
    touched = occurrences(changeset_id).order_by(None)
    found = sa.select(table.occurrence_id, column).join(Account, same)
    found = found.where(Account.recorded_in == changeset_id, table.occurrence_id.in_(touched))
    return found.distinct().order_by(table.occurrence_id, column)


def investigations(changeset_id: int) -> tuple[Rows, ...]:
    """(occurrence, number) of the investigations that it opened or added to, in several statements."""
    direct = [
        sa.select(table.occurrence_id, column).where(
            table.recorded_in == changeset_id,
            table.occurrence_id.in_(occurrences(changeset_id).order_by(None)),
        )
        for table, column in (
            (Investigation, Investigation.number),
            (InvestigationDocument, InvestigationDocument.investigation_number),
        )
    ]
    stated = [_by_account(table, table.investigation_number, changeset_id) for table in (InvestigationEvent, Participation)]
    return (*direct, *stated)


def sources(changeset_id: int) -> Rows:
    """The ids of the sources that it made."""
    return sa.select(Source.id).where(Source.recorded_in == changeset_id).order_by(Source.id)


def parties(changeset_id: int) -> Rows:
    """The ids of the parties that it made."""
    return sa.select(Party.id).where(Party.recorded_in == changeset_id).order_by(Party.id)


def investigation(occurrence_id: int, number: int) -> Rows:
    """An open investigation of an occurrence."""
    return sa.select(Investigation).where(
        Investigation.occurrence_id == occurrence_id, Investigation.number == number, Investigation.closed_in.is_(None)
    )


def recommendation(occurrence_id: int, number: int) -> Rows:
    """An open recommendation of an occurrence."""
    return sa.select(Recommendation).where(
        Recommendation.occurrence_id == occurrence_id, Recommendation.number == number, Recommendation.closed_in.is_(None)
    )


def open_claims(occurrence_id: int, numbers: list[int]) -> Rows:
    """The numbers of those claims of an occurrence that stand."""
    return sa.select(Claim.number).where(
        Claim.occurrence_id == occurrence_id, Claim.number.in_(numbers), Claim.closed_in.is_(None)
    )


def aircraft_numbers(occurrence_id: int) -> Rows:
    """The numbers of the aircraft of an occurrence that stand."""
    return sa.select(Aircraft.number).where(Aircraft.occurrence_id == occurrence_id, Aircraft.closed_in.is_(None))
