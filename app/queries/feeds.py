"""Statements behind the feeds: what changed, and which reports are stated to be published, the latest on record first."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.models import (
    Account,
    Changeset,
    ChangesetEntry,
    Investigation,
    InvestigationEvent,
    Occurrence,
    Party,
    Source,
    User,
)
from app.queries.changesets import stands
from app.queries.lists import is_public
from app.queries.tracker import among
from app.vocab.investigations import EventKind

Rows = sa.Select[*tuple[Any, ...]]


def changes_of(ids: Collection[int], upto: int, count: int) -> Rows:
    """(occurrence id, changeset, its author's name or None, whether it made the record) of public records, the latest first."""
    return (
        sa.select(ChangesetEntry.occurrence_id, Changeset, User.name, Occurrence.created_in == Changeset.id)
        .join(Changeset, Changeset.id == ChangesetEntry.changeset_id)
        .join(Occurrence, Occurrence.id == ChangesetEntry.occurrence_id)
        .outerjoin(User, User.id == Changeset.author_id)
        .where(ChangesetEntry.occurrence_id.in_(ids), Changeset.sequence <= upto, is_public())
        .order_by(Changeset.sequence.desc(), ChangesetEntry.occurrence_id.desc())
        .limit(count)
    )


def reports(kinds: Collection[EventKind], count: int, *, authority: int | None, state: str | None, ids: str | None) -> Rows:
    """Steps of public records by which a report was published, the latest on record first, of those the latest public first.

    (step, account, changeset, source, speaker's name, authority's name, columns of the occurrence). authority: a party, with
    all that were merged into it. state: the occurrence's country, empty for none. ids: a JSON array of the occurrences asked
    for. Those of investigations that were withdrawn count, but are not given.
    """
    keys = _kept(kinds, authority, state, ids).limit(count).subquery()
    speaker, one = aliased(Party), aliased(Party)
    same = (
        InvestigationEvent.occurrence_id == keys.c.occurrence_id,
        InvestigationEvent.investigation_number == keys.c.investigation_number,
        InvestigationEvent.number == keys.c.number,
    )
    return (
        sa.select(
            InvestigationEvent, Account, Changeset, Source, speaker.name.label("speaker"), one.name.label("authority"),
            Occurrence.id, Occurrence.title, Occurrence.occurred_on, Occurrence.occurred_precision, Occurrence.place,
            Occurrence.country,
        )
        .join(keys, sa.and_(*same))
        .join(Account, _of_step())
        .join(Changeset, Changeset.id == Account.recorded_in)
        .join(Source, Source.id == Account.source_id)
        .join(Investigation, _of_investigation())
        .join(Occurrence, Occurrence.id == InvestigationEvent.occurrence_id)
        .join(Party, Party.id == Investigation.authority_id)
        .join(one, one.id == sa.func.coalesce(Party.merged_into, Party.id))
        .join(speaker, speaker.id == Account.speaker_id)
        .where(stands(Investigation, None))
        .order_by(*_ORDER)
    )  # fmt: skip


_PUBLIC = sa.func.coalesce(Account.published_on, Account.said_on)
_ORDER = (
    Changeset.sequence.desc(), _PUBLIC.desc(), InvestigationEvent.occurrence_id.desc(),
    InvestigationEvent.investigation_number.desc(), InvestigationEvent.number.desc(),
)  # fmt: skip


def _of_step() -> Any:
    number = Account.number == InvestigationEvent.account_number
    return sa.and_(Account.occurrence_id == InvestigationEvent.occurrence_id, number)


def _of_investigation() -> Any:
    number = Investigation.number == InvestigationEvent.investigation_number
    return sa.and_(Investigation.occurrence_id == InvestigationEvent.occurrence_id, number)


def _kept(kinds: Collection[EventKind], authority: int | None, state: str | None, ids: str | None) -> Rows:
    """The keys of the steps, in order. What only some ask for is joined only for them: it takes three times as long."""
    hidden = sa.select(Occurrence.id).where(sa.not_(is_public()))
    statement = (
        sa.select(InvestigationEvent.occurrence_id, InvestigationEvent.investigation_number, InvestigationEvent.number)
        .join(Account, _of_step())
        .join(Changeset, Changeset.id == Account.recorded_in)
        .where(InvestigationEvent.kind.in_(kinds), stands(InvestigationEvent, None), Changeset.sequence.is_not(None))
        .where(InvestigationEvent.occurrence_id.not_in(hidden))
        .order_by(*_ORDER)
    )
    if authority is not None:
        merged = sa.select(Party.id).where(sa.or_(Party.id == authority, Party.merged_into == authority))
        statement = statement.join(Investigation, _of_investigation()).where(Investigation.authority_id.in_(merged))
    if state is not None:
        occurrence = Occurrence.id == InvestigationEvent.occurrence_id
        in_state = Occurrence.country.is_(None) if state == "" else Occurrence.country == state
        statement = statement.join(Occurrence, occurrence).where(in_state)
    return statement if ids is None else statement.where(among(InvestigationEvent.occurrence_id, ids))
