"""Statements behind the disputed facts: in which occurrences several speak, and what they say there.

day: only what was public by its end counts; None: whenever it was. at: as recorded at that sequence of the log; None: now.
"""

import datetime as dt
from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from app.models import Account, Claim, Occurrence, Party, PartyMerge, Source
from app.queries import claims
from app.queries.changesets import holds, recorded, stands
from app.queries.lists import is_public, was_public
from app.vocab.claims import SourceKind, Stance

Rows = sa.Select[*tuple[Any, ...]]
# An account's source where its occurrence is known: without the index of sources, in which one release has most accounts.
_SOURCE: Any = Account.source_id + 0
_PUBLIC = sa.func.coalesce(Account.published_on, Account.said_on)


def _told(day: dt.date | None, at: int | None) -> list[sa.ColumnElement[bool]]:
    """Whether an account counts."""
    on_record = recorded(Account.recorded_in, at)
    return [on_record] if day is None else [on_record, day >= _PUBLIC]


def most_frequent_speaker() -> Rows:
    """The speaker with most accounts: whoever contradicts somebody in many records, it is mostly this one."""
    return (
        sa.select(Account.speaker_id)
        .group_by(Account.speaker_id)
        .order_by(sa.func.count().desc(), Account.speaker_id)
        .limit(1)
    )  # fmt: skip


def spoken_of_by_several(usual: int, day: dt.date | None, at: int | None = None) -> Rows:
    """(id, date) of the public occurrences of which two speakers had spoken.

    usual: a speaker; the accounts of all others are looked at first, of whom one is among any two. The more accounts the
    usual speaker has, the less is to be read.
    """
    other = sa.select(Account.occurrence_id).where(sa.or_(Account.speaker_id < usual, Account.speaker_id > usual))
    by_then = _told(day, at)
    several = (
        sa.select(Account.occurrence_id)
        .where(Account.occurrence_id.in_(other.where(*by_then)), *by_then)
        .group_by(Account.occurrence_id)
        .having(sa.func.min(Account.speaker_id) < sa.func.max(Account.speaker_id))
    )
    return (
        sa.select(Occurrence.id, Occurrence.occurred_on)
        .where(Occurrence.id.in_(several), was_public(at))
        .order_by(Occurrence.id)
    )


def disputed_now() -> Rows:
    """(id, date, keys of the disputed properties) of the public occurrences with a disputed fact."""
    return (
        sa.select(Occurrence.id, Occurrence.occurred_on, Occurrence.disputed)
        .where(Occurrence.n_disputed > 0, is_public())
        .order_by(Occurrence.id)
    )


def may_be_contested(ids: Collection[int], day: dt.date | None, at: int | None = None) -> Rows:
    """(occurrence id, property) on which several had spoken and not all had asserted the same text.

    Whatever was ever disputed by then is among them, and much is left out that the rule need not look at.
    """
    several = sa.func.min(Account.speaker_id) < sa.func.max(Account.speaker_id)
    stance = sa.type_coerce(Claim.stance, sa.Text)
    differ = sa.or_(
        sa.func.min(Claim.value) < sa.func.max(Claim.value),
        sa.func.min(stance) != Stance.ASSERTS.value,
        sa.func.max(stance) != Stance.ASSERTS.value,
    )
    return (
        sa.select(Claim.occurrence_id, Claim.property)
        .join(Account, sa.and_(Account.occurrence_id == Claim.occurrence_id, Account.number == Claim.account_number))
        .where(Claim.occurrence_id.in_(ids), stands(Claim, at), *_told(day, at))
        .group_by(Claim.occurrence_id, Claim.aircraft_number, Claim.property, Claim.qualifier)
        .having(several, differ)
    )


def said(ids: Collection[int], day: dt.date | None, keys: Collection[str] | None = None, at: int | None = None) -> Rows:
    """The claims on some occurrences, as `queries.claims.said` gives them.

    keys: only those on these properties.
    """
    statement: Rows = claims.said(ids, at=at)
    if day is not None:
        statement = statement.where(day >= _PUBLIC)
    return statement if keys is None else statement.where(Claim.property.in_(keys))


def merged_parties(at: int | None = None) -> Rows:
    """(party, the one that it was merged into)."""
    if at is not None:
        merged = holds(PartyMerge.recorded_in, PartyMerge.closed_in, at)
        return sa.select(PartyMerge.party_id, PartyMerge.into_id).where(merged)
    return sa.select(Party.id, Party.merged_into).where(Party.merged_into.is_not(None))


def occurrences(ids: Collection[int]) -> Rows:
    """Occurrences by their ids."""
    return sa.select(Occurrence).where(Occurrence.id.in_(ids))


def dataset_sources(at: int | None = None) -> Rows:
    """Ids of the releases of datasets."""
    is_dataset = Source.kind == SourceKind.DATASET
    return sa.select(Source.id).where(is_dataset, recorded(Source.recorded_in, at)).order_by(Source.id)


def dataset_speakers(sources: Collection[int], day: dt.date | None = None, at: int | None = None) -> Rows:
    """(speaker, accounts) of those who speak in some sources, who speaks most first."""
    return (
        sa.select(Account.speaker_id, sa.func.count())
        .where(Account.source_id.in_(sources), *_told(day, at))
        .group_by(Account.speaker_id)
        .order_by(sa.func.count().desc(), Account.speaker_id)
    )


def in_two_datasets(sources: Collection[int], usual: int, day: dt.date | None = None, at: int | None = None) -> Rows:
    """Ids of the public occurrences of which two speakers have accounts in some sources; `usual` as above."""
    own = (Account.source_id.in_(sources), *_told(day, at))
    other = sa.select(Account.occurrence_id).where(sa.or_(Account.speaker_id < usual, Account.speaker_id > usual), *own)
    several = (
        sa.select(Account.occurrence_id)
        .where(Account.occurrence_id.in_(other), *own)
        .group_by(Account.occurrence_id)
        .having(sa.func.min(Account.speaker_id) < sa.func.max(Account.speaker_id))
    )
    return sa.select(Occurrence.id).where(Occurrence.id.in_(several), was_public(at)).order_by(Occurrence.id)


def told_by_several(ids: Collection[int], sources: Collection[int], day: dt.date | None = None, at: int | None = None) -> Rows:
    """(occurrence id, property, first speaker, last speaker, whether the rule has to decide) of facts several speak on.

    It need not where just two speak and all that they said is asserted in the same words.
    """
    stance = sa.type_coerce(Claim.stance, sa.Text)
    is_open = sa.or_(
        sa.func.min(Claim.value) < sa.func.max(Claim.value),
        sa.func.min(stance) != Stance.ASSERTS.value,
        sa.func.max(stance) != Stance.ASSERTS.value,
        sa.func.count(Account.speaker_id.distinct()) > 2,
    )
    first, last = sa.func.min(Account.speaker_id), sa.func.max(Account.speaker_id)
    return (
        sa.select(Claim.occurrence_id, Claim.property, first, last, is_open)
        .join(Account, sa.and_(Account.occurrence_id == Claim.occurrence_id, Account.number == Claim.account_number))
        .where(Claim.occurrence_id.in_(ids), stands(Claim, at), _SOURCE.in_(sources), *_told(day, at))
        .group_by(Claim.occurrence_id, Claim.aircraft_number, Claim.property, Claim.qualifier)
        .having(first < last)
    )


def said_in(
    ids: Collection[int], sources: Collection[int], keys: Collection[str], day: dt.date | None = None, at: int | None = None
) -> Rows:
    """The claims on some occurrences in some sources on these properties, as `queries.claims.said` gives them."""
    return said(ids, day, keys, at).where(_SOURCE.in_(sources))
