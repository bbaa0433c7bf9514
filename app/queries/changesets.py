"""The log, and what other statements ask of it: whether a row is, or was at a moment, part of the record."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.models import (
    Account,
    Changeset,
    ChangesetEntry,
    Claim,
    InvestigationDocument,
    InvestigationEvent,
    Occurrence,
    Participation,
    Proposal,
    RecommendationResponse,
    ReviewNote,
    Standing,
    User,
    Withdrawal,
)
from app.vocab.claims import ChangesetKind, ChangesetState, Entry

Rows = sa.Select[*tuple[Any, ...]]
_LOG = Changeset.__table__.alias("log")  # a name of its own, so that no statement around it is taken for it


def accepted(recorded_in: Any) -> sa.ColumnElement[bool]:
    """Whether the row's changeset is part of the record. There are few that are not, so it asks for those."""
    condition: sa.ColumnElement[bool] = recorded_in.not_in(sa.select(Changeset.id).where(Changeset.sequence.is_(None)))
    return condition


def recorded(recorded_in: Any, at: int | None) -> sa.ColumnElement[bool]:
    """Whether the row's changeset is part of the record, or was at that sequence."""
    if at is None:
        return accepted(recorded_in)
    return sa.select(1).where(_LOG.c.id == recorded_in, _LOG.c.sequence <= at).exists()


def holds(recorded_in: Any, closed_in: Any, at: int | None) -> sa.ColumnElement[bool]:
    """Whether a row that one changeset opened and another may have closed is open, or was at that sequence."""
    if at is None:
        return sa.and_(accepted(recorded_in), closed_in.is_(None))
    return sa.and_(recorded(recorded_in, at), sa.or_(closed_in.is_(None), sa.not_(recorded(closed_in, at))))


# Entries that are numbered within another one: the column of the number of that one.
_WITHIN: dict[Any, str] = {
    InvestigationEvent: "investigation_number",
    InvestigationDocument: "investigation_number",
    Participation: "investigation_number",
    RecommendationResponse: "recommendation_number",
}


def stands(table: Any, at: int | None) -> sa.ColumnElement[bool]:
    """Whether an entry is not withdrawn, or was not at that sequence; whether it was recorded by then is asked apart."""
    if at is None:
        open_now: sa.ColumnElement[bool] = table.closed_in.is_(None)
        return open_now
    outer = _WITHIN.get(table)
    withdrawn = sa.select(1).where(
        Withdrawal.occurrence_id == table.occurrence_id,
        Withdrawal.entry == Entry(table.__tablename__),
        Withdrawal.entry_number == getattr(table, outer or "number"),
        Withdrawal.part_number == (table.number if outer else 0),
        holds(Withdrawal.recorded_in, Withdrawal.closed_in, at),
    )
    return sa.not_(withdrawn.exists())


# -- the log and what waits


@dataclass(frozen=True, slots=True)
class LogFilter:
    """What a list of changesets keeps; None keeps everything. `by_program`: only those without an author."""

    author_id: int | None = None
    by_program: bool = False
    kind: ChangesetKind | None = None
    occurrence_id: int | None = None


def log(kept: LogFilter) -> Rows:
    """(changeset, author's name or None) of the accepted changesets that the filter keeps, the latest first."""
    statement = (
        sa.select(Changeset, User.name)
        .outerjoin(User, User.id == Changeset.author_id)
        .where(Changeset.sequence.is_not(None))
        .order_by(Changeset.sequence.desc())
    )
    if kept.author_id is not None:
        statement = statement.where(Changeset.author_id == kept.author_id)
    if kept.by_program:
        statement = statement.where(Changeset.author_id.is_(None))
    if kept.kind is not None:
        statement = statement.where(Changeset.kind == kept.kind)
    if kept.occurrence_id is not None:
        touched = sa.select(ChangesetEntry.changeset_id).where(ChangesetEntry.occurrence_id == kept.occurrence_id)
        statement = statement.where(Changeset.id.in_(touched))
    return statement


def not_accepted(*, author_id: int | None = None, state: ChangesetState | None = None) -> Rows:
    """(changeset, author's name or None, proposal) of what waits or was rejected, the oldest first."""
    statement = (
        sa.select(Changeset, User.name, Proposal)
        .outerjoin(User, User.id == Changeset.author_id)
        .join(Proposal, Proposal.changeset_id == Changeset.id)
        .where(Changeset.sequence.is_(None))
        .order_by(Changeset.id)
    )
    if author_id is not None:
        statement = statement.where(Changeset.author_id == author_id)
    return statement if state is None else statement.where(Changeset.state == state)


def n_waiting() -> Rows:
    """How many contributions wait for review."""
    waiting = (Changeset.sequence.is_(None), Changeset.state == ChangesetState.PENDING)
    return sa.select(sa.func.count()).select_from(Changeset).where(*waiting)


def changeset(changeset_id: int) -> Rows:
    """(changeset, author's name, name of who decided), whatever its state."""
    author, decider = aliased(User), aliased(User)
    return (
        sa.select(Changeset, author.name, decider.name)
        .outerjoin(author, author.id == Changeset.author_id)
        .outerjoin(decider, decider.id == Changeset.decided_by)
        .where(Changeset.id == changeset_id)
    )


def related(changeset_id: int) -> Rows:
    """The changesets that undo one or were parted from it, by id."""
    of = sa.or_(Changeset.undoes == changeset_id, Changeset.split_from == changeset_id)
    return sa.select(Changeset).where(of).order_by(Changeset.id)


def entries_counted(ids: Collection[int]) -> Rows:
    """(changeset id, occurrences) that changesets touched; those that touched none are missing."""
    return (
        sa.select(ChangesetEntry.changeset_id, sa.func.count())
        .where(ChangesetEntry.changeset_id.in_(ids))
        .group_by(ChangesetEntry.changeset_id)
    )


def entries_of(changeset_id: int) -> Rows:
    """The occurrences that a changeset touched, by id."""
    return (
        sa.select(Occurrence)
        .join(ChangesetEntry, ChangesetEntry.occurrence_id == Occurrence.id)
        .where(ChangesetEntry.changeset_id == changeset_id)
        .order_by(Occurrence.id)
    )


def made_counted(changeset_id: int) -> Rows:
    """How many of the occurrences that a changeset touched it made."""
    made = (ChangesetEntry.changeset_id == changeset_id, Occurrence.created_in == changeset_id)
    return (
        sa.select(sa.func.count())
        .select_from(ChangesetEntry)
        .join(Occurrence, Occurrence.id == ChangesetEntry.occurrence_id)
        .where(*made)
    )


def claims_recorded(changeset_id: int) -> Rows:
    """(accounts, claims) that a changeset recorded, by way of the occurrences that it touched."""
    account = sa.and_(Account.occurrence_id == ChangesetEntry.occurrence_id, Account.recorded_in == ChangesetEntry.changeset_id)
    claim = sa.and_(Claim.occurrence_id == Account.occurrence_id, Claim.account_number == Account.number)
    accounts = (
        sa.select(sa.func.count(Claim.number).label("n_claims"))
        .select_from(ChangesetEntry)
        .join(Account, account)
        .outerjoin(Claim, claim)
        .where(ChangesetEntry.changeset_id == changeset_id)
        .group_by(Account.occurrence_id, Account.number)
        .subquery()
    )
    return sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(accounts.c.n_claims), 0)).select_from(accounts)


def notes_of(changeset_ids: Collection[int]) -> Rows:
    """(note, author's name) of reviews, in the order in which they were said."""
    return (
        sa.select(ReviewNote, User.name)
        .join(User, User.id == ReviewNote.author_id)
        .where(ReviewNote.changeset_id.in_(changeset_ids))
        .order_by(ReviewNote.changeset_id, ReviewNote.number)
    )


def user_named(name: str) -> Rows:
    """(id, name, since when) of a user."""
    return sa.select(User.id, User.name, User.created_at).where(User.name == name)


def end_of_log() -> Rows:
    """(sequence, when it was accepted) of the last changeset."""
    kept = Changeset.sequence.is_not(None)
    return sa.select(Changeset.sequence, Changeset.decided_at).where(kept).order_by(Changeset.sequence.desc()).limit(1)


def last_sequence(before: dt.datetime | None = None) -> Rows:
    """The end of the log, or where it ended at an instant; None for an empty one."""
    statement = sa.select(sa.func.max(Changeset.sequence)).where(Changeset.sequence.is_not(None))
    return statement if before is None else statement.where(Changeset.decided_at < before)


def at_sequence(sequence: int) -> Rows:
    """(changeset, author's name) at a place of the log."""
    statement = sa.select(Changeset, User.name).outerjoin(User, User.id == Changeset.author_id)
    return statement.where(Changeset.sequence == sequence)


def standing_of(occurrence_id: int) -> Rows:
    """(standing, the changeset that set it) of a record that is withdrawn or merged."""
    return (
        sa.select(Standing, Changeset)
        .join(Changeset, Changeset.id == Standing.recorded_in)
        .where(Standing.occurrence_id == occurrence_id, Standing.closed_in.is_(None))
    )


def withdrawal_of(entry: Entry, occurrence_id: int, number: int, part: int = 0) -> Rows:
    """The open withdrawal of an entry."""
    return sa.select(Withdrawal).where(
        Withdrawal.occurrence_id == occurrence_id,
        Withdrawal.entry == entry,
        Withdrawal.entry_number == number,
        Withdrawal.part_number == part,
        Withdrawal.closed_in.is_(None),
    )
