"""Undoing a changeset: what it recorded is withdrawn, what it withdrew stands again, and what cannot be undone is said.

A plan is made from what is on record now, so that what others did meanwhile is kept.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.errors import Conflict, NotFound
from app.models import (
    Account,
    Base,
    Changeset,
    ChangesetEntry,
    Claim,
    InvestigationEvent,
    Judgement,
    Occurrence,
    Participation,
    Party,
    PartyMerge,
    PartyName,
    Ranking,
    RecommendationResponse,
    Source,
    Standing,
    Withdrawal,
)
from app.services.digests import BY_ACCOUNT, CONTENT, SHARED
from app.services.filing import Filing
from app.services.occurrence_drafts import Draft
from app.services.reprojection import ENTRY_TABLES
from app.vocab.claims import ChangesetState, Entry, OccurrenceState

MOST = 1_000  # occurrences of one changeset that are undone together
# The occurrence whose draft is called (None: the filing itself), the method, and what it is given.
Act = tuple[int | None, str, tuple[Any, ...], dict[str, Any]]


@dataclass(slots=True)
class Plan:
    """What a revert does, in order, and what it leaves, in words."""

    actions: list[Act] = field(default_factory=list)
    stays: list[str] = field(default_factory=list)


def plan(session: Session, changeset_id: int, only: Collection[int] | None = None) -> Plan:
    """How an accepted changeset is undone; `only`: under these occurrences alone, without parties.

    Raises NotFound where there is none, Conflict where it is not part of the record or too large.
    """
    changeset = session.get(Changeset, changeset_id)
    if changeset is None:
        raise NotFound(f"there is no changeset {changeset_id}")
    if changeset.state is not ChangesetState.ACCEPTED:
        raise Conflict(f"changeset {changeset_id} is not part of the record")
    ids = sa.select(ChangesetEntry.occurrence_id).where(ChangesetEntry.changeset_id == changeset_id)
    found = session.scalars(ids.order_by(ChangesetEntry.occurrence_id).limit(MOST + 1)).all()
    if len(found) > MOST:
        raise Conflict(f"changeset {changeset_id} touches more than {MOST:,} occurrences; import a corrected file instead")
    made = Plan()
    for each in found:
        if only is None or each in only:
            _Occurrence(session, changeset_id, each, made).read()
    if only is None:
        _shared(session, changeset_id, made)
    return made


def carry_out(made: Plan, filing: Filing, draft_of: Callable[[int], Draft]) -> None:
    """Do what the plan says, in a filing."""
    for occurrence_id, method, args, more in made.actions:
        target = filing if occurrence_id is None else draft_of(occurrence_id)
        getattr(target, method)(*args, **more)


def _as_it_stands(session: Session, row: Any) -> Any:
    """The row, or the one that a later revert filed in its place after it had been closed; None where none stands.

    Undoing the changeset that closed a row files its content anew; to whoever undoes further back it is the same row.
    """
    table = row.__tablename__
    content = [name for name in (CONTENT.get(table) or SHARED[table]) if name != "number"]
    while row is not None and row.closed_in is not None:
        model = type(row)
        undoing = sa.select(Changeset.id).where(Changeset.undoes == row.closed_in, Changeset.sequence.is_not(None))
        same = [getattr(model, name) == getattr(row, name) for name in content if getattr(row, name) is not None]
        statement = sa.select(model).where(*same, model.recorded_in.in_(undoing))
        row = session.scalar(statement.order_by(model.recorded_in.desc()).limit(1))
    return row


class _Occurrence:
    """What the changeset did to one occurrence."""

    def __init__(self, session: Session, changeset: int, occurrence_id: int, made: Plan) -> None:
        self.session, self.changeset, self.id, self.made = session, changeset, occurrence_id, made
        self.reason = f"Changeset {changeset} was undone"

    def act(self, name: str, *args: Any) -> None:
        """Add a call of a method of the occurrence's draft to the plan."""
        self.made.actions.append((self.id, name, args, {}))

    def rows(self, model: Any, column: Any, *more: Any) -> Any:
        statement = sa.select(model).where(model.occurrence_id == self.id, column == self.changeset, *more)
        return self.session.scalars(statement.order_by(model.number)).all()

    def standing_rows(self, model: Any) -> Any:
        """What the changeset recorded in one of the closable tables, as far as it stands."""
        return [each for row in self.rows(model, model.recorded_in) if (each := _as_it_stands(self.session, row)) is not None]

    def read(self) -> None:
        row = self.session.get_one(Occurrence, self.id)
        if row.created_in == self.changeset:
            others = self._others()
            if not others:
                if row.state is OccurrenceState.LIVE:
                    self.act("set_standing", OccurrenceState.WITHDRAWN, self.reason)
                return
            names = ", ".join(str(each) for each in others)
            self.made.stays.append(f"Occurrence {self.id} stays, since other changesets speak of it: {names}.")
        self._withdrawals()
        self._rankings()
        self._standing()
        self._judgements()
        for entry in (
            Entry.CLAIM, Entry.ATTESTATION, Entry.INVESTIGATION_EVENT, Entry.INVESTIGATION_DOCUMENT, Entry.PARTICIPATION,
            Entry.RECOMMENDATION_RESPONSE, Entry.RECOMMENDATION, Entry.INVESTIGATION, Entry.AIRCRAFT,
        ):  # fmt: skip
            self._entries(entry)

    def _others(self) -> list[int]:
        """Other changesets that have open claims, steps of investigations or States in them here."""
        found: set[int] = set()
        models: tuple[Any, ...] = (Claim, InvestigationEvent, Participation)
        for model in models:
            statement = (
                sa.select(Account.recorded_in)
                .join(model, sa.and_(model.occurrence_id == Account.occurrence_id, model.account_number == Account.number))
                .where(Account.occurrence_id == self.id, Account.recorded_in != self.changeset, model.closed_in.is_(None))
            )
            found |= set(self.session.scalars(statement))
        return sorted(found)

    def _withdrawals(self) -> None:
        for each in self.standing_rows(Withdrawal):
            self.act("reinstate", each.number, each.entry, each.entry_number, each.part_number)
        for each in self.rows(Withdrawal, Withdrawal.closed_in):
            if self._is_open(each.entry, each.entry_number, each.part_number):
                self.act("withdraw", each.entry, each.entry_number, each.part_number, each.reason)

    def _is_open(self, entry: Entry, number: int, part: int) -> bool:
        columns = Base.metadata.tables[entry.value].c
        whole = ENTRY_TABLES[entry]
        keys = [columns.number == number] if whole is None else [columns[whole] == number, columns.number == part]
        statement = sa.select(columns.closed_in).where(columns.occurrence_id == self.id, *keys)
        return self.session.execute(statement).scalar_one() is None

    def _rankings(self) -> None:
        own = self.standing_rows(Ranking)
        for each in own:
            self.act("end", "ranking", each.number)
        for each in self.rows(Ranking, Ranking.closed_in):
            since = self.session.scalar(
                sa.select(Ranking.recorded_in).where(
                    Ranking.occurrence_id == self.id,
                    Ranking.claim_number == each.claim_number,
                    Ranking.closed_in.is_(None),
                    Ranking.number.not_in([row.number for row in own]),
                )
            )
            if since is not None:
                self.made.stays.append(
                    f"The rank of claim {self.id}-{each.claim_number} stays: changeset {since} set it since."
                )
                continue
            self.act("add_ranking", each.claim_number, each.rank, each.reason)

    def _standing(self) -> None:
        open_now = self.session.scalar(
            sa.select(Standing).where(Standing.occurrence_id == self.id, Standing.closed_in.is_(None))
        )
        own = self.standing_rows(Standing)
        for each in own:
            self.act("end", "standing", each.number)
        for each in self.rows(Standing, Standing.closed_in):
            if open_now is not None and open_now not in own:
                if _as_it_stands(self.session, each) is None:
                    self.made.stays.append(f"Occurrence {self.id} stays as changeset {open_now.recorded_in} left it.")
                continue
            if each.merged_into is not None and self._state_of(each.merged_into) is not OccurrenceState.LIVE:
                self.made.stays.append(
                    f"Occurrence {self.id} stands alone: {each.merged_into} is no longer there to merge into."
                )
                continue
            self.act("set_standing", each.state, each.reason, each.merged_into)

    def _state_of(self, occurrence_id: int) -> OccurrenceState | None:
        return self.session.scalar(sa.select(Occurrence.state).where(Occurrence.id == occurrence_id))

    def _judgements(self) -> None:
        own = self.standing_rows(Judgement)
        for each in own:
            self.act("end", "judgement", each.number)
        for each in self.rows(Judgement, Judgement.closed_in):
            others = sa.select(Judgement.number).where(
                Judgement.occurrence_id == self.id,
                Judgement.other_id == each.other_id,
                Judgement.closed_in.is_(None),
                Judgement.number.not_in([row.number for row in own]),
            )
            if self.session.scalar(others.limit(1)) is not None:
                continue
            self.act("add_judgement", each.other_id, each.verdict, each.why)

    def _entries(self, entry: Entry) -> None:
        """Withdraw what the changeset recorded and still stands."""
        table = Base.metadata.tables[entry.value]
        columns, whole = table.c, ENTRY_TABLES[entry]
        keys = (columns.number, sa.literal(0)) if whole is None else (columns[whole], columns.number)
        statement = sa.select(*keys).where(columns.occurrence_id == self.id, columns.closed_in.is_(None))
        if entry.value in BY_ACCOUNT:
            account = Account.__table__.c
            recorded = sa.select(account.number).where(account.occurrence_id == self.id, account.recorded_in == self.changeset)
            statement = statement.where(columns.account_number.in_(recorded))
        else:
            statement = statement.where(columns.recorded_in == self.changeset)
        for number, part in self.session.execute(statement.order_by(*keys)).all():
            since = self._leaning_on(entry, number)
            if since:
                names = ", ".join(str(each) for each in since)
                self.made.stays.append(f"{entry.label} {number} of occurrence {self.id} stays: it is spoken of in {names}.")
                continue
            self.act("withdraw", entry, number, part, self.reason)

    def _leaning_on(self, entry: Entry, number: int) -> list[str]:
        """The other changesets that recorded something which needs this entry, in words."""
        leaning: dict[Entry, tuple[tuple[Any, Any], ...]] = {
            Entry.AIRCRAFT: ((Claim, Claim.aircraft_number),),
            Entry.INVESTIGATION: (
                (InvestigationEvent, InvestigationEvent.investigation_number),
                (Participation, Participation.investigation_number),
            ),
            Entry.RECOMMENDATION: ((RecommendationResponse, RecommendationResponse.recommendation_number),),
        }
        found: set[int] = set()
        for model, column in leaning.get(entry, ()):
            statement = (
                sa.select(Account.recorded_in)
                .join(model, sa.and_(model.occurrence_id == Account.occurrence_id, model.account_number == Account.number))
                .where(
                    Account.occurrence_id == self.id,
                    column == number,
                    model.closed_in.is_(None),
                    Account.recorded_in != self.changeset,
                )
            )
            found |= set(self.session.scalars(statement))
        return [f"changeset {each}" for each in sorted(found)]


def _shared(session: Session, changeset_id: int, made: Plan) -> None:
    """Names and merges of parties; parties and sources themselves stay, since others may refer to them."""
    new = set(session.scalars(sa.select(Party.id).where(Party.recorded_in == changeset_id)))
    if new:
        made.stays.append(f"The parties that it named first stay known: {len(new)}. What nobody refers to does no harm.")
    n_sources = session.scalar(sa.select(sa.func.count()).select_from(Source).where(Source.recorded_in == changeset_id))
    if n_sources:
        made.stays.append(f"The sources that it named first stay known: {n_sources}.")
    _merges(session, changeset_id, made)
    _names(session, changeset_id, new, made)


def _merges(session: Session, changeset_id: int, made: Plan) -> None:
    own: set[int] = set()
    for row in session.scalars(sa.select(PartyMerge).where(PartyMerge.recorded_in == changeset_id)):
        each = _as_it_stands(session, row)
        if each is not None:
            own.add(each.party_id)
            made.actions.append((None, "split_party", (each.party_id, each.number), {}))
    for each in session.scalars(sa.select(PartyMerge).where(PartyMerge.closed_in == changeset_id)):
        parties = session.scalars(sa.select(Party).where(Party.id.in_((each.party_id, each.into_id)))).all()
        taken = session.scalar(sa.select(Party.id).where(Party.merged_into == each.party_id, Party.id.not_in(own)).limit(1))
        if taken is not None or any(party.merged_into is not None and party.id not in own for party in parties):
            if _as_it_stands(session, each) is None:
                made.stays.append(f"Party {each.party_id} stays apart: it, or the other, was merged since.")
            continue
        made.actions.append((None, "merge_party", (each.party_id, each.into_id, each.reason), {}))


def _names(session: Session, changeset_id: int, new: set[int], made: Plan) -> None:
    recorded = session.scalars(sa.select(PartyName).where(PartyName.recorded_in == changeset_id)).all()
    closed = session.scalars(sa.select(PartyName).where(PartyName.closed_in == changeset_id)).all()
    for party_id in sorted({each.party_id for each in (*recorded, *closed)} - new):
        own = [each for row in recorded if row.party_id == party_id and (each := _as_it_stands(session, row)) is not None]
        gone = [each for each in closed if each.party_id == party_id]
        there = session.scalars(sa.select(PartyName).where(PartyName.party_id == party_id, PartyName.closed_in.is_(None))).all()
        left = [each for each in there if each not in own]
        renamed = any(each.is_primary for each in gone)
        if renamed and any(each.is_primary for each in left):
            made.stays.append(f"The name of party {party_id} stays: it was changed since.")
            continue
        if not renamed and any(each.is_primary for each in own):
            made.stays.append(f"The name of party {party_id} stays: it has no other.")
            own = [each for each in own if not each.is_primary]
        made.actions.extend((None, "close_party_name", (party_id, each.number), {}) for each in own)
        for each in gone:
            if not any(other.name == each.name and other.is_primary == each.is_primary for other in left):
                name = (party_id, each.name, each.key)
                made.actions.append((None, "add_party_name", name, {"is_primary": each.is_primary}))
