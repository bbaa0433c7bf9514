"""Statements behind what a release of a dataset changed against the earlier ones of the same speaker."""

import datetime as dt
from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.models import Account, Changeset, Claim, Occurrence, ReleaseRecord, Source
from app.queries.changesets import accepted
from app.queries.lists import is_public
from app.vocab.claims import ChangesetKind

Rows = sa.Select[*tuple[Any, ...]]
# An account's source where its occurrence is known: without the index of sources, in which one release has most accounts.
_SOURCE: Any = Account.source_id + 0


def release(source_id: int) -> Rows:
    """The source with that id, where it is a release of a dataset."""
    return sa.select(Source).where(Source.id == source_id, Source.series.is_not(None), accepted(Source.recorded_in))


def releases_by(parties: Collection[int]) -> Rows:
    """All releases of datasets that the parties publish, the latest first."""
    return (
        sa.select(Source)
        .where(Source.publisher_id.in_(parties), Source.series.is_not(None), accepted(Source.recorded_in))
        .order_by(Source.published_on.desc(), Source.id.desc())
    )


def recorded_in(changeset_id: int) -> Rows:
    """The release that an import brought."""
    return sa.select(Source).where(Source.recorded_in == changeset_id, Source.series.is_not(None)).order_by(Source.id).limit(1)


def last_import() -> Rows:
    """The place of the log of the last import."""
    imports = (Changeset.sequence.is_not(None), Changeset.kind == ChangesetKind.IMPORT)
    return sa.select(Changeset.sequence).where(*imports).order_by(Changeset.sequence.desc()).limit(1)


def n_held(source_id: int) -> Rows:
    """How many records a release held."""
    return sa.select(sa.func.count()).select_from(ReleaseRecord).where(ReleaseRecord.source_id == source_id)


def days_covered(source_id: int) -> Rows:
    """(first day, last day) of the occurrences whose records a release held: of each record, found by the release."""
    return (
        sa.select(sa.func.min(Occurrence.occurred_on), sa.func.max(Occurrence.occurred_on))
        .join(ReleaseRecord, ReleaseRecord.occurrence_id == Occurrence.id)
        .where(ReleaseRecord.source_id == source_id)
    )


def day_covered(source_id: int, *, last: bool) -> Rows:
    """The day of the first occurrence whose record a release held, or of the last: along the index of days.

    The same as `days_covered`, quicker where the release held much, slower where it held little.
    """
    held = sa.select(1).where(ReleaseRecord.occurrence_id == Occurrence.id, ReleaseRecord.source_id == source_id).exists()
    day = Occurrence.occurred_on
    return sa.select(day).where(day.is_not(None), held).order_by(day.desc() if last else day).limit(1)


def _held_by(sources: Collection[int]) -> sa.ColumnElement[bool]:
    other = aliased(ReleaseRecord)
    return (
        sa.select(1)
        .where(other.occurrence_id == ReleaseRecord.occurrence_id, other.source_id.in_(sources))
        .correlate(ReleaseRecord)
        .exists()
    )


def held(sources: Collection[int], *, not_in: Collection[int], days: tuple[dt.date, dt.date] | None = None) -> Rows:
    """(occurrence, record's key) of what some releases held and others did not, by date, the latest first.

    days: only occurrences between these days, both included.
    """
    statement = (
        sa.select(Occurrence, ReleaseRecord.record)
        .join(ReleaseRecord, ReleaseRecord.occurrence_id == Occurrence.id)
        .where(ReleaseRecord.source_id.in_(sources), sa.not_(_held_by(not_in)), is_public())
        .order_by(Occurrence.occurred_on.desc().nulls_last(), Occurrence.id, ReleaseRecord.record)
        .distinct()
    )
    return statement if days is None else statement.where(Occurrence.occurred_on.between(*days))


def joined(source_id: int, earlier: Collection[int]) -> Rows:
    """Ids of the occurrences with an account in a release and a record in an earlier one."""
    return (
        sa.select(ReleaseRecord.occurrence_id)
        .join(Occurrence, Occurrence.id == ReleaseRecord.occurrence_id)
        .where(ReleaseRecord.source_id == source_id, _held_by(earlier), is_public())
        .distinct()
        .order_by(ReleaseRecord.occurrence_id)
    )


def _by_fact(ids: Collection[int], source_id: int, earlier: Collection[int]) -> tuple[Any, Any]:
    """Open claims of a release and the earlier ones by fact; and whether a claim is of the release, as 1 or 0."""
    is_new = sa.case((Account.source_id == source_id, 1), else_=0)
    statement = (
        sa.select(Claim.occurrence_id, Claim.property)
        .join(Account, sa.and_(Account.occurrence_id == Claim.occurrence_id, Account.number == Claim.account_number))
        .where(Claim.occurrence_id.in_(ids), Claim.closed_in.is_(None), _SOURCE.in_({source_id, *earlier}))
        .group_by(Claim.occurrence_id, Claim.aircraft_number, Claim.property, Claim.qualifier)
    )
    return statement, is_new


def may_be_changed(ids: Collection[int], source_id: int, earlier: Collection[int]) -> Rows:
    """(occurrence id, property) on which both the release and an earlier one have claims, in different texts."""
    statement, is_new = _by_fact(ids, source_id, earlier)
    differ: Rows = statement.having(
        sa.func.min(is_new) < sa.func.max(is_new), sa.func.min(Claim.value) < sa.func.max(Claim.value)
    )
    return differ


def first_stated(ids: Collection[int], source_id: int, earlier: Collection[int]) -> Rows:
    """(property, number of facts) on which only the release has claims."""
    statement, is_new = _by_fact(ids, source_id, earlier)
    facts = statement.having(sa.func.min(is_new) == 1).subquery()
    return sa.select(facts.c.property, sa.func.count()).group_by(facts.c.property)


def claims(ids: Collection[int], keys: Collection[str], sources: Collection[int]) -> Rows:
    """(occurrence id, number, aircraft, property, qualifier, value, source id, public day, day of release, sequence)."""
    return (
        sa.select(
            Claim.occurrence_id, Claim.number, Claim.aircraft_number, Claim.property, Claim.qualifier, Claim.value,
            Account.source_id, sa.func.coalesce(Account.published_on, Account.said_on), Source.published_on, Changeset.sequence,
        )
        .join(Account, sa.and_(Account.occurrence_id == Claim.occurrence_id, Account.number == Claim.account_number))
        .join(Source, Source.id == Account.source_id)
        .join(Changeset, Changeset.id == Account.recorded_in)
        .where(Claim.occurrence_id.in_(ids), Claim.property.in_(keys), _SOURCE.in_(sources))
        .where(Claim.closed_in.is_(None), Changeset.sequence.is_not(None))
        .order_by(Claim.occurrence_id, Claim.number)
    )  # fmt: skip


def values(ids: Collection[int], numbers: Collection[int]) -> Rows:
    """(occurrence id, number, value) of claims; more than are asked for where occurrences share numbers."""
    return sa.select(Claim.occurrence_id, Claim.number, Claim.value).where(
        Claim.occurrence_id.in_(ids), Claim.number.in_(numbers)
    )
