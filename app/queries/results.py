"""Statements behind a page of search results: the rows of the hits, and the texts in which their words are shown."""

from collections.abc import Collection
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.models import Account, Aircraft, Claim, Occurrence, Party
from app.queries.changesets import accepted
from app.vocab.properties import PROPERTIES, ValueType

Rows = sa.Select[*tuple[Any, ...]]
TEXTS = tuple(each.key for each in PROPERTIES if each.type in (ValueType.LONG_TEXT, ValueType.TEXT, ValueType.IDENTIFIER))


def occurrences(ids: Collection[int]) -> Rows:
    """What the table shows of the occurrences with those ids, in no order."""
    return _occurrences().params(ids=list(ids))


@cache
def _occurrences() -> Rows:
    columns = (
        Occurrence.id, Occurrence.title, Occurrence.occurrence_class, Occurrence.occurred_on, Occurrence.occurred_precision,
        Occurrence.place, Occurrence.country, Occurrence.n_aircraft, Occurrence.n_fatal, Occurrence.n_disputed,
        Occurrence.ntsb_number, Occurrence.highest_injury,
    )  # fmt: skip
    return sa.select(*columns).where(Occurrence.id.in_(sa.bindparam("ids", expanding=True)))


def aircraft(keys: Collection[tuple[int, int]]) -> Rows:
    """What the table shows of the aircraft with those (occurrence id, number), with the names of maker and operator."""
    maker, operator = aliased(Party), aliased(Party)
    return (
        sa.select(
            Aircraft.occurrence_id, Aircraft.number, Aircraft.registration, Aircraft.model, Aircraft.phase, Aircraft.damage,
            Aircraft.operator_id, maker.name.label("maker"), operator.name.label("operator"),
        )
        .outerjoin(maker, maker.id == Aircraft.manufacturer_id)
        .outerjoin(operator, operator.id == Aircraft.operator_id)
        .where(Aircraft.occurrence_id.in_({key for key, _ in keys}))
    )  # fmt: skip


def texts(ids: Collection[int]) -> Rows:
    """(occurrence id, property, value) of the claims in words that stand in some occurrences, by number."""
    return (
        sa.select(Claim.occurrence_id, Claim.property, Claim.value)
        .join(Account, sa.and_(Account.occurrence_id == Claim.occurrence_id, Account.number == Claim.account_number))
        .where(Claim.occurrence_id.in_(ids), Claim.closed_in.is_(None), Claim.property.in_(TEXTS))
        .where(accepted(Account.recorded_in))
        .order_by(Claim.occurrence_id, Claim.number)
    )
