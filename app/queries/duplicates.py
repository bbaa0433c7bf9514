"""Statements that gather the records with which a new one is compared."""

import datetime as dt
from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from app.models import Aircraft, Claim, Identifier, Occurrence
from app.queries.lists import is_public

Rows = sa.Select[*tuple[Any, ...]]


def occurred_between(first: dt.date, last: dt.date) -> Rows:
    """The public occurrences of some days; those known to the month or year by the first day that stands for it."""
    return sa.select(Occurrence).where(is_public(), Occurrence.occurred_on.between(first, last)).order_by(Occurrence.id)


def with_identifiers(values: Collection[str]) -> Rows:
    """The public occurrences with one of the identifiers."""
    found = sa.select(Identifier.occurrence_id).where(Identifier.value.in_(values))
    return sa.select(Occurrence).where(is_public(), Occurrence.id.in_(found)).order_by(Occurrence.id)


def with_registrations(marks: Collection[str]) -> Rows:
    """The public occurrences with an aircraft of one of the registrations, by the best value."""
    found = sa.select(Aircraft.occurrence_id).where(Aircraft.registration.in_(marks))
    return sa.select(Occurrence).where(is_public(), Occurrence.id.in_(found)).order_by(Occurrence.id)


def values_of(ids: Collection[int], properties: Collection[str]) -> Rows:
    """(occurrence id, property, value) of open claims."""
    return sa.select(Claim.occurrence_id, Claim.property, Claim.value).where(
        Claim.occurrence_id.in_(ids), Claim.property.in_(properties), Claim.closed_in.is_(None)
    )
