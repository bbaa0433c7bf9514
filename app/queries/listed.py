"""Statements behind lists for programs: occurrences with their aircraft, sources, parties and changesets by number."""

from collections.abc import Collection
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.models import Aircraft, Changeset, ChangesetEntry, Occurrence, Party, PartyName, Source, User
from app.queries.changesets import accepted, holds
from app.queries.lists import pattern
from app.vocab.claims import PartyKind

Rows = sa.Select[*tuple[Any, ...]]
_IDS: Any = sa.bindparam("ids", type_=sa.BigInteger, expanding=True)


def occurrences(ids: Collection[int]) -> Rows:
    """What a list tells of the occurrences with those ids, in no order."""
    return _occurrences().params(ids=list(ids))


@cache
def _occurrences() -> Rows:
    columns = (
        Occurrence.id, Occurrence.title, Occurrence.occurred_on, Occurrence.occurred_precision, Occurrence.place,
        Occurrence.country, Occurrence.occurrence_class, Occurrence.categories, Occurrence.n_aboard, Occurrence.n_fatal,
        Occurrence.n_serious, Occurrence.n_minor, Occurrence.n_unhurt, Occurrence.highest_injury, Occurrence.disputed,
    )  # fmt: skip
    return sa.select(*columns).where(Occurrence.id.in_(_IDS))


def aircraft(ids: Collection[int]) -> Rows:
    """What a list tells of all aircraft of some occurrences, by number."""
    return _aircraft().params(ids=list(ids))


@cache
def _aircraft() -> Rows:
    maker, operator = aliased(Party), aliased(Party)
    return (
        sa.select(
            Aircraft.occurrence_id, Aircraft.number, Aircraft.registration, Aircraft.model,
            Aircraft.manufacturer_id, maker.name.label("manufacturer"), Aircraft.operator_id, operator.name.label("operator"),
        )
        .outerjoin(maker, maker.id == Aircraft.manufacturer_id)
        .outerjoin(operator, operator.id == Aircraft.operator_id)
        .where(Aircraft.occurrence_id.in_(_IDS), holds(Aircraft.recorded_in, Aircraft.closed_in, None))
        .order_by(Aircraft.occurrence_id, Aircraft.number)
    )  # fmt: skip


def sources(after: int, limit: int) -> Rows:
    """(source, publisher) by number."""
    return (
        sa.select(Source, Party)
        .join(Party, Party.id == Source.publisher_id)
        .where(accepted(Source.recorded_in), Source.id > after)
        .order_by(Source.id)
        .limit(limit)
    )


def parties(after: int, limit: int, kind: PartyKind | None, words: str) -> Rows:
    """Parties by number, those that were merged too. words: only those with all of these in one of their names."""
    return some_parties(kind, words).where(Party.id > after).order_by(Party.id).limit(limit)


def some_parties(kind: PartyKind | None, words: str) -> Rows:
    """The parties of a kind, with all of the words in one of their names."""
    statement = sa.select(Party).where(accepted(Party.recorded_in))
    if kind is not None:
        statement = statement.where(Party.kind == kind)
    for word in words.split():
        called = sa.select(PartyName.party_id).where(PartyName.closed_in.is_(None), accepted(PartyName.recorded_in))
        likely = sa.or_(
            PartyName.key.like(pattern(word), escape="!"), sa.func.lower(PartyName.name).like(pattern(word), escape="!")
        )
        statement = statement.where(Party.id.in_(called.where(likely)))
    return statement


def log_after(sequence: int, limit: int, *, occurrence_id: int | None = None) -> Rows:
    """(changeset, author's name or None) of the log after a place, the oldest first."""
    statement = (
        sa.select(Changeset, User.name)
        .outerjoin(User, User.id == Changeset.author_id)
        .where(Changeset.sequence > sequence)
        .order_by(Changeset.sequence)
        .limit(limit)
    )
    if occurrence_id is None:
        return statement
    touched = sa.select(ChangesetEntry.changeset_id).where(ChangesetEntry.occurrence_id == occurrence_id)
    return statement.where(Changeset.id.in_(touched))


def touched_by(ids: Collection[int]) -> Rows:
    """(changeset id, occurrence id) of some changesets, by both."""
    return (
        sa.select(ChangesetEntry.changeset_id, ChangesetEntry.occurrence_id)
        .where(ChangesetEntry.changeset_id.in_(ids))
        .order_by(ChangesetEntry.changeset_id, ChangesetEntry.occurrence_id)
    )
