"""Statements that read what the search index holds of a record, and which records changed since a place of the log."""

from collections.abc import Collection
from enum import Enum
from functools import cache
from typing import Any

import sqlalchemy as sa

from app.models import (
    Account,
    Aircraft,
    Changeset,
    ChangesetEntry,
    Claim,
    Investigation,
    InvestigationEvent,
    Occurrence,
    OccurrenceText,
    Party,
    PartyMerge,
    PartyName,
    Recommendation,
    Source,
)
from app.queries.changesets import accepted
from app.queries.lists import is_public
from app.vocab.claims import ChangesetKind
from app.vocab.investigations import EventKind

Rows = sa.Select[*tuple[Any, ...]]
Range = tuple[int, int] | Collection[int]


class By(Enum):
    """How records are asked for: by two ids between which they lie, the first included, or by their ids."""

    RANGE = "first, last"
    IDS = "ids"

    @classmethod
    def of(cls, asked: Range) -> tuple["By", dict[str, Any]]:
        """Which of the two, and the parameters of the statements: they are built once, for they are asked after each edit."""
        if isinstance(asked, tuple) and len(asked) == 2:
            return cls.RANGE, {"first": asked[0], "last": asked[1]}
        return cls.IDS, {"ids": list(asked)}

    def holds(self, column: Any) -> sa.ColumnElement[bool]:
        """Whether the column is one of the ids asked for."""
        if self is By.IDS:
            return _among(column, "ids")
        within: sa.ColumnElement[bool] = sa.and_(column >= sa.bindparam("first"), column < sa.bindparam("last"))
        return within


def _among(column: Any, name: str) -> sa.ColumnElement[bool]:
    among: sa.ColumnElement[bool] = column.in_(sa.bindparam(name, expanding=True))
    return among


@cache
def records(by: By) -> Rows:
    """The columns of the public occurrences, with their words."""
    table = Occurrence.__table__
    return (
        sa.select(*table.c, OccurrenceText.words)
        .outerjoin(OccurrenceText, OccurrenceText.occurrence_id == Occurrence.id)
        .where(by.holds(Occurrence.id), is_public())
        .order_by(Occurrence.id)
    )


@cache
def aircraft(by: By) -> Rows:
    """The columns of the aircraft that stand, in order."""
    return (
        sa.select(*Aircraft.__table__.c)
        .where(by.holds(Aircraft.occurrence_id), Aircraft.closed_in.is_(None), accepted(Aircraft.recorded_in))
        .order_by(Aircraft.occurrence_id, Aircraft.number)
    )


@cache
def accounts(by: By) -> Rows:
    """(occurrence id, speaker id, source id, day said, precision) of the accounts of which a claim or a step stands."""
    said = sa.select(1).where(
        Claim.occurrence_id == Account.occurrence_id, Claim.account_number == Account.number, Claim.closed_in.is_(None)
    )
    stepped = sa.select(1).where(
        InvestigationEvent.occurrence_id == Account.occurrence_id, InvestigationEvent.account_number == Account.number,
        InvestigationEvent.closed_in.is_(None),
    )  # fmt: skip
    recommended = sa.select(1).where(
        Recommendation.occurrence_id == Account.occurrence_id, Recommendation.account_number == Account.number,
        Recommendation.closed_in.is_(None),
    )  # fmt: skip
    return (
        sa.select(Account.occurrence_id, Account.speaker_id, Account.source_id, Account.said_on)
        .where(by.holds(Account.occurrence_id), accepted(Account.recorded_in))
        .where(sa.or_(said.exists(), stepped.exists(), recommended.exists()))
        .order_by(Account.occurrence_id, Account.number)
    )


@cache
def held(by: By, keys: tuple[str, ...]) -> Rows:
    """(occurrence id, key) of the properties among `keys` of which a claim stands."""
    return (
        sa.select(Claim.occurrence_id, Claim.property)
        .join(Account, sa.and_(Account.occurrence_id == Claim.occurrence_id, Account.number == Claim.account_number))
        .where(by.holds(Claim.occurrence_id), Claim.closed_in.is_(None), Claim.property.in_(keys))
        .where(accepted(Account.recorded_in))
        .distinct()
    )


@cache
def investigations(by: By) -> Rows:
    """(occurrence id, authority id, whether a final report is stated) of the investigations that stand."""
    final = sa.select(1).where(
        InvestigationEvent.occurrence_id == Investigation.occurrence_id,
        InvestigationEvent.investigation_number == Investigation.number,
        InvestigationEvent.kind == EventKind.FINAL_PUBLISHED,
        InvestigationEvent.closed_in.is_(None),
    )
    return (
        sa.select(Investigation.occurrence_id, Investigation.authority_id, final.exists())
        .where(by.holds(Investigation.occurrence_id), Investigation.closed_in.is_(None))
        .where(accepted(Investigation.recorded_in))
        .order_by(Investigation.occurrence_id, Investigation.number)
    )


@cache
def recommended(by: By) -> Rows:
    """Ids of the occurrences from which safety recommendations stand."""
    return (
        sa.select(Recommendation.occurrence_id)
        .join(Account, sa.and_(Account.occurrence_id == Recommendation.occurrence_id,
                               Account.number == Recommendation.account_number))
        .where(by.holds(Recommendation.occurrence_id), Recommendation.closed_in.is_(None))
        .where(accepted(Account.recorded_in))
        .distinct()
    )  # fmt: skip


@cache
def last_changes(by: By) -> Rows:
    """(occurrence id, the last place of the log that changed it)."""
    return (
        sa.select(ChangesetEntry.occurrence_id, sa.func.max(Changeset.sequence))
        .join(Changeset, Changeset.id == ChangesetEntry.changeset_id)
        .where(by.holds(ChangesetEntry.occurrence_id), Changeset.sequence.is_not(None))
        .group_by(ChangesetEntry.occurrence_id)
    )


def touched_since(sequence: int) -> Rows:
    """Ids of the occurrences that changesets after that place of the log touched."""
    later = sa.select(Changeset.id).where(Changeset.sequence > sequence)
    return sa.select(ChangesetEntry.occurrence_id).where(ChangesetEntry.changeset_id.in_(later)).distinct()


def parties_changed_since(sequence: int) -> Rows:
    """Ids of the parties of which a name or a merge changed after that place of the log."""
    later = sa.select(Changeset.id).where(Changeset.sequence > sequence)
    statements = [
        sa.select(column).where(when.in_(later))
        for table, columns in ((PartyName, (PartyName.party_id,)), (PartyMerge, (PartyMerge.party_id, PartyMerge.into_id)))
        for column in columns
        for when in (table.recorded_in, table.closed_in)
    ]
    return sa.union(*statements)  # type: ignore[return-value]


def imported_since(sequence: int) -> Rows:
    """The first import after that place of the log, none where there was none."""
    return sa.select(Changeset.id).where(Changeset.sequence > sequence, Changeset.kind == ChangesetKind.IMPORT).limit(1)


def merged_with(parties: Collection[int]) -> Rows:
    """Ids of the parties with all that are one with them: what one is called, the others are called too."""
    roots = sa.select(sa.func.coalesce(Party.merged_into, Party.id)).where(Party.id.in_(parties))
    return sa.select(Party.id).where(sa.or_(Party.id.in_(roots), Party.merged_into.in_(roots)))


def investigated_by(parties: Collection[int]) -> Rows:
    """Ids of the occurrences that the parties investigate."""
    return sa.select(Investigation.occurrence_id).where(Investigation.authority_id.in_(parties)).distinct()


@cache
def end_of_log() -> Rows:
    """(sequence, digest) of the last accepted changeset."""
    return sa.select(Changeset.sequence, Changeset.digest).where(Changeset.sequence.is_not(None)).order_by(
        Changeset.sequence.desc()
    ).limit(1)  # fmt: skip


def digest_at(sequence: int) -> Rows:
    """The digest of the changeset at that place of the log."""
    return sa.select(Changeset.digest).where(Changeset.sequence == sequence)


def n_records() -> Rows:
    """How many records are public."""
    return sa.select(sa.func.count()).select_from(Occurrence).where(is_public())


def last_id() -> Rows:
    """The highest id of an occurrence, None where there is none."""
    return sa.select(sa.func.max(Occurrence.id))


@cache
def roots() -> Rows:
    """The parties that `ids` are: themselves, or what they were merged into."""
    return sa.select(sa.func.coalesce(Party.merged_into, Party.id)).where(_among(Party.id, "ids")).distinct()


@cache
def merged_into() -> Rows:
    """The parties that were merged into `ids`."""
    return sa.select(PartyMerge.party_id).where(_among(PartyMerge.into_id, "ids"), PartyMerge.closed_in.is_(None))


@cache
def party_names(all_: bool) -> Rows:
    """(party id, party it was merged into, name) of all names that stand of all parties, or `ids`, the primary one first."""
    statement = (
        sa.select(Party.id, Party.merged_into, PartyName.name)
        .join(PartyName, PartyName.party_id == Party.id)
        .where(PartyName.closed_in.is_(None), accepted(PartyName.recorded_in))
        .order_by(Party.id, PartyName.is_primary.desc(), PartyName.number)
    )
    return statement if all_ else statement.where(_among(Party.id, "ids"))


@cache
def source_titles(all_: bool) -> Rows:
    """(source id, title) of all sources, or `ids`."""
    statement = sa.select(Source.id, Source.title).where(accepted(Source.recorded_in))
    return statement if all_ else statement.where(_among(Source.id, "ids"))
