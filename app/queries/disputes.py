"""Statements behind the disputed facts: in which occurrences several speak, and what they say there."""

import datetime as dt
from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from app.models import Account, Claim, Occurrence, Party, Source
from app.queries import claims
from app.queries.changesets import accepted
from app.queries.lists import is_public
from app.vocab.claims import SourceKind, Stance

Rows = sa.Select[*tuple[Any, ...]]
_PUBLIC = sa.func.coalesce(Account.published_on, Account.said_on)


def most_frequent_speaker() -> Rows:
    """The speaker with most accounts: whoever contradicts somebody in many records, it is mostly this one."""
    return (
        sa.select(Account.speaker_id)
        .group_by(Account.speaker_id)
        .order_by(sa.func.count().desc(), Account.speaker_id)
        .limit(1)
    )  # fmt: skip


def spoken_of_by_several(usual: int, day: dt.date | None) -> Rows:
    """(id, date) of the public occurrences of which two speakers had spoken in public by a day, None: until now.

    usual: a speaker; the accounts of all others are looked at first, of whom one is among any two. The more accounts the
    usual speaker has, the less is to be read.
    """
    other = sa.select(Account.occurrence_id).where(sa.or_(Account.speaker_id < usual, Account.speaker_id > usual))
    by_then: list[sa.ColumnElement[bool]] = [accepted(Account.recorded_in)]
    if day is not None:
        by_then.append(day >= _PUBLIC)
    several = (
        sa.select(Account.occurrence_id)
        .where(Account.occurrence_id.in_(other.where(*by_then)), *by_then)
        .group_by(Account.occurrence_id)
        .having(sa.func.min(Account.speaker_id) < sa.func.max(Account.speaker_id))
    )
    return (
        sa.select(Occurrence.id, Occurrence.occurred_on).where(Occurrence.id.in_(several), is_public()).order_by(Occurrence.id)
    )


def disputed_now() -> Rows:
    """(id, date, keys of the disputed properties) of the public occurrences with a disputed fact."""
    return (
        sa.select(Occurrence.id, Occurrence.occurred_on, Occurrence.disputed)
        .where(Occurrence.n_disputed > 0, is_public())
        .order_by(Occurrence.id)
    )


def may_be_contested(ids: Collection[int], day: dt.date | None) -> Rows:
    """(occurrence id, property) on which several had spoken by a day and not all had asserted the same text.

    Whatever was ever disputed by then is among them, and much is left out that the rule need not look at.
    """
    several = sa.func.min(Account.speaker_id) < sa.func.max(Account.speaker_id)
    stance = sa.type_coerce(Claim.stance, sa.Text)
    differ = sa.or_(
        sa.func.min(Claim.value) < sa.func.max(Claim.value),
        sa.func.min(stance) != Stance.ASSERTS.value,
        sa.func.max(stance) != Stance.ASSERTS.value,
    )
    statement: Rows = (
        sa.select(Claim.occurrence_id, Claim.property)
        .join(Account, sa.and_(Account.occurrence_id == Claim.occurrence_id, Account.number == Claim.account_number))
        .where(Claim.occurrence_id.in_(ids), Claim.closed_in.is_(None))
        .group_by(Claim.occurrence_id, Claim.aircraft_number, Claim.property, Claim.qualifier)
        .having(several, differ)
    )
    return statement if day is None else statement.where(day >= _PUBLIC)


def said(ids: Collection[int], day: dt.date | None, keys: Collection[str] | None = None) -> Rows:
    """The claims on some occurrences that were public by a day, None: all; as `queries.claims.said` gives them.

    keys: only those on these properties.
    """
    statement: Rows = claims.said(ids)
    if day is not None:
        statement = statement.where(day >= _PUBLIC)
    return statement if keys is None else statement.where(Claim.property.in_(keys))


def merged_parties() -> Rows:
    """(party, the one that it was merged into)."""
    return sa.select(Party.id, Party.merged_into).where(Party.merged_into.is_not(None))


def occurrences(ids: Collection[int]) -> Rows:
    """Occurrences by their ids."""
    return sa.select(Occurrence).where(Occurrence.id.in_(ids))


def dataset_speakers() -> Rows:
    """Those who speak in datasets, as far as their publishers do: (party, how many of its releases are on record)."""
    return (
        sa.select(Source.publisher_id, sa.func.count())
        .where(Source.kind == SourceKind.DATASET, accepted(Source.recorded_in))
        .group_by(Source.publisher_id)
    )
