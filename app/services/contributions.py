"""Contributions: sent in, reviewed, accepted, undone. What waits is kept as steps, apart from the record.

Every function that writes takes the writer's turn first, which gives up what the session had only read; it flushes, and the
caller commits.
"""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.errors import BadValue, Conflict, Forbidden, NotFound
from app.models import Changeset, ChangesetEntry, Occurrence, Proposal, ReviewNote
from app.models.database import leave_turn, new_turn
from app.services import steps as step_types
from app.services import undoing
from app.services.applying import MAX_NOTE, Applier
from app.services.dossiers import Dossier, open_dossier
from app.services.filing import Filing
from app.services.permissions import Actor, Permission, may, require
from app.services.steps import Step, dump, load, touched
from app.vocab.claims import ChangesetKind, ChangesetState, NoteKind

MAX_STEPS = 200
NESTED = ("claims", "events", "participations", "recommendations", "responses")
_NEEDED: dict[type[Any], Permission] = {
    step_types.SetRank: Permission.RANK,
    step_types.Merge: Permission.MERGE,
    step_types.Split: Permission.MERGE,
    step_types.MergeParty: Permission.MERGE,
    step_types.SplitParty: Permission.MERGE,
    step_types.WithdrawOccurrence: Permission.WITHDRAW_ANY,
    step_types.RestoreOccurrence: Permission.WITHDRAW_ANY,
    step_types.Revert: Permission.REVERT,
}
_ADDING = (
    step_types.NewParty,
    step_types.NewSource,
    step_types.NewOccurrence,
    step_types.OpenInvestigation,
    step_types.AddDocument,
    step_types.Revert,
)
_MERGES = (step_types.Merge, step_types.Split, step_types.MergeParty, step_types.SplitParty)


@dataclass(frozen=True, slots=True)
class Contributed:
    """A contribution that was sent in. made: the ids of what it made, by the refs of its steps; empty while it waits."""

    changeset: Changeset
    made: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a contribution would do: the dossiers as they are (by id, none for new ones) and as they would be.

    created: ids by the refs of the steps, as they would be given now. A record that would be withdrawn or merged is in
    `after` too.
    """

    before: Mapping[int, Dossier]
    after: Mapping[int, Dossier]
    created: Mapping[str, int]


def preview(session: Session, steps: Sequence[Step], *, author_id: int | None) -> Preview:
    """Apply the steps, read the dossiers, and undo it all: what would be. DomainError where a step cannot be applied.

    Works on a connection of its own; the session given only gives up the writer's turn, where it holds it.
    """
    leave_turn(session)
    with Session(session.get_bind()) as trial:
        filing = Filing(trial, kind_of(steps), "preview", author_id=author_id)
        applier = Applier(filing)
        known = [each for each in _concerned(trial, steps) if trial.get(Occurrence, each) is not None]
        before = {each: open_dossier(trial, each) for each in known}
        trial.expunge_all()
        applier.run(steps)
        filing.accept()
        after = {each: open_dossier(trial, each) for each in sorted(applier.drafts)}
        created = dict(applier.made)
        trial.expunge_all()
        trial.rollback()
    return Preview(before, after, created)


def _concerned(session: Session, steps: Sequence[Step]) -> list[int]:
    found = set(touched(steps))
    for step in steps:
        if isinstance(step, step_types.Revert):
            entries = sa.select(ChangesetEntry.occurrence_id).where(ChangesetEntry.changeset_id == step.changeset)
            found |= set(session.scalars(entries.limit(undoing.MOST)))
    return sorted(found)


def kind_of(steps: Sequence[Step]) -> ChangesetKind:
    """What kind of changeset the steps make."""
    if any(isinstance(each, step_types.Revert) for each in steps):
        return ChangesetKind.REVERT
    return ChangesetKind.MERGE if any(isinstance(each, _MERGES) for each in steps) else ChangesetKind.EDIT


# -- sending in


def submit(
    session: Session, actor: Actor, steps: Sequence[Step], comment: str, *, base: Mapping[int, int] | None = None
) -> Changeset:
    """A new contribution: live at once for those who may publish, else waiting for review.

    base: the version of each occurrence that its author saw. Raises Forbidden, BadValue, NotFound, and Conflict where a record
    that is corrected has changed since.
    """
    return contribute(session, actor, steps, comment, base=base).changeset


def contribute(
    session: Session,
    actor: Actor,
    steps: Sequence[Step],
    comment: str,
    *,
    base: Mapping[int, int] | None = None,
    strict: bool = False,
) -> Contributed:
    """As `submit`, with what was made. strict: Conflict also where what is only added to, or waits, has changed since."""
    _check(actor, steps)
    comment = _comment(comment)
    undoes = next((each.changeset for each in steps if isinstance(each, step_types.Revert)), None)
    if not may(actor, Permission.PUBLISH):
        preview(session, steps, author_id=actor.user_id)  # what cannot be applied is not sent in
        new_turn(session)
        if strict:
            _refuse_moved(session, base or {})
        return Contributed(_wait(session, actor, steps, comment, base or {}, undoes), {})
    new_turn(session)
    if strict or not all(_only_adds(each) for each in steps):
        _refuse_moved(session, base or {})
    filing = Filing(session, kind_of(steps), comment, author_id=actor.user_id, undoes=undoes)
    applier = Applier(filing)
    applier.run(steps)
    return Contributed(filing.accept(), dict(applier.made))


def _check(actor: Actor, steps: Sequence[Step]) -> None:
    require(actor, Permission.CONTRIBUTE)
    for step in steps:
        require(actor, _NEEDED.get(type(step), Permission.CONTRIBUTE))
    if not steps:
        raise BadValue("the contribution does nothing")
    if len(steps) > MAX_STEPS:
        raise BadValue(f"the contribution has {len(steps)} steps; at most {MAX_STEPS}")
    if sum(isinstance(each, step_types.Revert) for each in steps) > 1:
        raise BadValue("a contribution undoes one changeset")


def _comment(text: str) -> str:
    text = text.strip()
    if not text:
        raise BadValue("the comment is empty; say in a few words what you contribute and why")
    if "\x00" in text or len(text) > MAX_NOTE:
        raise BadValue(f"the comment has {len(text):,} characters, or a null character; at most {MAX_NOTE:,}")
    return text


def _only_adds(step: Step) -> bool:
    """Whether the step can lose nothing that others did meanwhile."""
    if isinstance(step, step_types.FileAccount):
        return all(claim.replaces is None for claim in step.claims)
    return isinstance(step, _ADDING)


def _wait(
    session: Session, actor: Actor, steps: Sequence[Step], comment: str, base: Mapping[int, int], undoes: int | None
) -> Changeset:
    now = _now()
    changeset = Changeset(
        id=(session.scalar(sa.select(sa.func.max(Changeset.id))) or 0) + 1,
        kind=kind_of(steps),
        state=ChangesetState.PENDING,
        author_id=actor.user_id,
        comment=comment,
        created_at=now,
        undoes=undoes,
    )
    session.add(changeset)
    session.flush()
    session.add(Proposal(changeset_id=changeset.id, steps=dump(steps), base=_base(base), version=1, changed_at=now))
    session.flush()
    return changeset


def _base(base: Mapping[int, int]) -> str:
    return orjson.dumps({str(key): value for key, value in base.items()}).decode()


def revise(
    session: Session,
    actor: Actor,
    changeset_id: int,
    steps: Sequence[Step],
    comment: str,
    *,
    base: Mapping[int, int] | None = None,
) -> Changeset:
    """The author's new wording of a contribution that still waits."""
    _check(actor, steps)
    comment = _comment(comment)
    preview(session, steps, author_id=actor.user_id)
    new_turn(session)
    changeset = _waiting(session, changeset_id)
    _only_author(changeset, actor)
    proposal = session.get_one(Proposal, changeset_id)
    proposal.steps, proposal.base = dump(steps), _base(base or {})
    proposal.version += 1
    proposal.changed_at = _now()
    changeset.comment, changeset.kind = comment, kind_of(steps)
    _note(session, changeset_id, actor, NoteKind.REVISED, "")
    session.flush()
    return changeset


# -- reading what waits


def steps_of(session: Session, changeset_id: int) -> tuple[Step, ...]:
    """The steps of a contribution that was sent in; NotFound for a changeset that never waited."""
    proposal = session.get(Proposal, changeset_id)
    if proposal is None:
        raise NotFound(f"changeset {changeset_id} was not sent in for review")
    return load(proposal.steps)


def base_of(session: Session, changeset_id: int) -> dict[int, int]:
    """The version of each occurrence that its author saw."""
    proposal = session.get(Proposal, changeset_id)
    return {} if proposal is None else {int(key): value for key, value in orjson.loads(proposal.base).items()}


def conflicts(session: Session, changeset_id: int) -> list[str]:
    """What changed meanwhile on the occurrences that a waiting contribution touches, in words; none: nothing."""
    return _moved(session, base_of(session, changeset_id))


def _moved(session: Session, base: Mapping[int, int]) -> list[str]:
    told: list[str] = []
    rows = sa.select(Occurrence.id, Occurrence.version).where(Occurrence.id.in_(list(base)))
    for occurrence_id, version in session.execute(rows.order_by(Occurrence.id)).all() if base else ():
        if version == base[occurrence_id]:
            continue
        since = (
            sa.select(Changeset.id, Changeset.comment)
            .join(ChangesetEntry, ChangesetEntry.changeset_id == Changeset.id)
            .where(ChangesetEntry.occurrence_id == occurrence_id, Changeset.sequence.is_not(None))
            .order_by(Changeset.sequence)
            .offset(base[occurrence_id])
        )
        told.extend(
            f"Occurrence {occurrence_id} was changed since in changeset {number}: {comment}"
            for number, comment in session.execute(since)
        )
    return told


def _refuse_moved(session: Session, base: Mapping[int, int]) -> None:
    told = _moved(session, base)
    if told:
        raise Conflict("; ".join(told))


# -- deciding


def accept(
    session: Session,
    actor: Actor,
    changeset_id: int,
    note: str = "",
    *,
    only: Collection[int | str] | None = None,
    over: bool = False,
) -> Changeset:
    """Let a waiting contribution become part of the record.

    only: the parts to accept, by step (`1`) or by part of a step (`1.claims.0`); the rest is parted into a rejected changeset.
    over: although the occurrences changed meanwhile; otherwise Conflict says what changed.
    """
    require(actor, Permission.REVIEW)
    new_turn(session)
    changeset = _waiting(session, changeset_id)
    if not over:
        _refuse_moved(session, base_of(session, changeset_id))
    steps = steps_of(session, changeset_id)
    if only is not None:
        steps, rest = pick(steps, only)
        if not steps:
            raise BadValue("no part was chosen; reject the contribution instead")
        if rest:
            _part(session, actor, changeset, steps, rest)
    filing = Filing(session, changeset.kind, changeset.comment, author_id=changeset.author_id, waiting=changeset)
    Applier(filing).run(steps)
    _note(session, changeset_id, actor, NoteKind.ACCEPTED, note)
    return filing.accept(decided_by=actor.user_id)


def _part(session: Session, actor: Actor, changeset: Changeset, kept: Sequence[Step], rest: Sequence[Step]) -> None:
    """Move what is not accepted into a rejected changeset of the same author."""
    proposal = session.get_one(Proposal, changeset.id)
    author = replace(actor, user_id=changeset.author_id)
    parted = _wait(session, author, rest, changeset.comment, base_of(session, changeset.id), changeset.undoes)
    parted.split_from = changeset.id
    _reject(session, parted, actor, f"Parted from changeset {changeset.id}, of which the rest was accepted")
    proposal.steps = dump(kept)
    session.flush()


def parts_of(steps: Sequence[Step]) -> list[tuple[str, Step, Any]]:
    """What can be accepted on its own, as (key, step, part): whole steps, and the claims and events of accounts.

    The makers of parties, sources and occurrences are left out: they go with what needs them.
    """
    parts: list[tuple[str, Step, Any]] = []
    for number, step in enumerate(steps):
        if isinstance(step, step_types.NewParty | step_types.NewSource | step_types.NewOccurrence):
            continue
        nested = [
            (f"{number}.{name}.{place}", step, part) for name in NESTED for place, part in enumerate(getattr(step, name, ()))
        ]
        parts.extend(nested or [(str(number), step, step)])
    return parts


def pick(steps: Sequence[Step], only: Collection[int | str]) -> tuple[tuple[Step, ...], tuple[Step, ...]]:
    """The chosen parts and the rest, each as steps that stand on their own; BadValue for a part that is not there."""
    chosen = {str(each) for each in only}
    keys = {key for key, _, _ in parts_of(steps)}
    unknown = {each for each in chosen if each not in keys and not any(key.startswith(f"{each}.") for key in keys)}
    if unknown:
        raise BadValue(f"the contribution has no part {', '.join(sorted(unknown))}")
    taken = {key for key in keys if key in chosen or key.split(".")[0] in chosen}
    return _standing_alone(steps, taken), _standing_alone(steps, keys - taken)


def _standing_alone(steps: Sequence[Step], keys: Collection[str]) -> tuple[Step, ...]:
    """The steps cut down to these parts, with the makers that they need."""
    kept: list[Step] = []
    needed: set[Any] = set()
    for number, step in reversed(list(enumerate(steps))):
        ref = getattr(step, "ref", None)
        if ref is not None:
            if ref in needed:
                kept.append(step)
                needed |= _refs(step)
            continue
        cut = _cut(step, number, keys)
        if cut is not None:
            kept.append(cut)
            needed |= _refs(cut)
    return tuple(reversed(kept))


def _cut(step: Step, number: int, keys: Collection[str]) -> Step | None:
    parts = {
        name: tuple(part for place, part in enumerate(getattr(step, name)) if f"{number}.{name}.{place}" in keys)
        for name in NESTED
        if hasattr(step, name)
    }
    if any(getattr(step, name) for name in parts):
        return replace(step, **parts) if any(parts.values()) else None  # type: ignore[arg-type]
    return step if str(number) in keys else None


def _refs(step: Any) -> set[Any]:
    """All texts in a step, among them the refs it speaks of."""
    found: set[Any] = set()
    for each in fields(step):
        value = getattr(step, each.name)
        if isinstance(value, tuple):
            for part in value:
                found |= _refs(part) if is_dataclass(part) else {part}
        elif isinstance(value, str):
            found.add(value)
    return found


def reject(session: Session, actor: Actor, changeset_id: int, note: str) -> Changeset:
    """Keep a waiting contribution out of the record; the note says why."""
    require(actor, Permission.REVIEW)
    new_turn(session)
    changeset = _waiting(session, changeset_id)
    _reject(session, changeset, actor, _said(note))
    return changeset


def _reject(session: Session, changeset: Changeset, actor: Actor, note: str) -> None:
    changeset.state, changeset.decided_at, changeset.decided_by = ChangesetState.REJECTED, _now(), actor.user_id
    _note(session, changeset.id, actor, NoteKind.REJECTED, note)


def take_back(session: Session, actor: Actor, changeset_id: int) -> Changeset:
    """The author takes a waiting contribution back."""
    require(actor, Permission.ACCOUNT)
    new_turn(session)
    changeset = _waiting(session, changeset_id)
    _only_author(changeset, actor)
    _reject(session, changeset, actor, "Taken back by its author")
    return changeset


def ask_back(session: Session, actor: Actor, changeset_id: int, note: str) -> Changeset:
    """Ask the author of a waiting contribution to change or explain something."""
    require(actor, Permission.REVIEW)
    new_turn(session)
    changeset = _waiting(session, changeset_id)
    _note(session, changeset_id, actor, NoteKind.ASKED_BACK, _said(note))
    return changeset


def add_note(session: Session, actor: Actor, changeset_id: int, note: str) -> Changeset:
    """A word of the author or of a reviewer on a contribution that waits."""
    require(actor, Permission.ACCOUNT)
    new_turn(session)
    changeset = _waiting(session, changeset_id)
    if not may(actor, Permission.REVIEW):
        _only_author(changeset, actor)
    _note(session, changeset_id, actor, NoteKind.NOTE, _said(note))
    return changeset


def may_see(actor: Actor, changeset: Changeset) -> bool:
    """Whether a changeset is there for this reader: what is not accepted is for its author and the reviewers alone."""
    if changeset.state is ChangesetState.ACCEPTED or may(actor, Permission.REVIEW):
        return True
    return actor.user_id is not None and actor.user_id == changeset.author_id


# -- undoing


def revert(session: Session, actor: Actor, changeset_id: int, comment: str) -> Changeset:
    """A new changeset that undoes an accepted one as far as it can be undone; a contributor's waits for review."""
    return submit(session, actor, [step_types.Revert(changeset_id)], comment)


def cannot_undo(session: Session, changeset_id: int) -> list[str]:
    """What a revert would leave as it is, and why. Raises NotFound and Conflict where nothing can be undone at all."""
    return undoing.plan(session, changeset_id).stays


# -- small things


def _waiting(session: Session, changeset_id: int) -> Changeset:
    changeset = session.get(Changeset, changeset_id)
    if changeset is None:
        raise NotFound(f"there is no changeset {changeset_id}")
    if changeset.state is not ChangesetState.PENDING:
        raise Conflict(f"changeset {changeset_id} is {changeset.state.label.lower()} already")
    return changeset


def _only_author(changeset: Changeset, actor: Actor) -> None:
    if actor.user_id is None or changeset.author_id != actor.user_id:
        raise Forbidden(f"changeset {changeset.id} is somebody else’s")


def _said(note: str) -> str:
    if not note.strip():
        raise BadValue("the note is empty; say why")
    return note


def _note(session: Session, changeset_id: int, actor: Actor, kind: NoteKind, text: str) -> None:
    text = text.strip()
    if "\x00" in text or len(text) > MAX_NOTE:
        raise BadValue(f"the note has {len(text):,} characters, or a null character; at most {MAX_NOTE:,}")
    if actor.user_id is None:
        return
    last = session.scalar(sa.select(sa.func.max(ReviewNote.number)).where(ReviewNote.changeset_id == changeset_id)) or 0
    session.add(
        ReviewNote(changeset_id=changeset_id, number=last + 1, author_id=actor.user_id, kind=kind, text=text, created_at=_now())
    )
    session.flush()


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC).replace(microsecond=0)
