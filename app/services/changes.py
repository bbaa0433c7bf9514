"""The log as pages show it: what was contributed, what waits, what one changeset did, how a record stood at a moment."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy.orm import Session

from app.core.errors import BadValue, NotFound
from app.models import Changeset, Occurrence, Proposal, ReviewNote, Standing
from app.queries import changesets as queries
from app.queries import pages
from app.services.contributions import Preview, may_see
from app.services.differences import Change, differences
from app.services.dossiers import Dossier, open_dossier
from app.services.pages import Page
from app.services.permissions import Actor, Permission, may
from app.services.steps import Revert, Step, load, touched
from app.vocab.claims import ChangesetState, NoteKind

MAX_SHOWN = 20  # occurrences of a changeset that are shown with their differences
MAX_COUNTED = 2_000  # occurrences up to which a changeset's accounts and claims are counted


@dataclass(frozen=True, slots=True)
class LogRow:
    """A changeset in a list. `author` is empty for the program itself."""

    changeset: Changeset
    author: str
    n_occurrences: int


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A contribution that is not part of the record: it waits, or was rejected.

    titles: (id, title) of the occurrences that it changes; makes: how many it makes. asked_back: its author is to answer.
    changed: the occurrences that changed since its author saw them.
    """

    changeset: Changeset
    author: str
    steps: tuple[Step, ...]
    titles: tuple[tuple[int, str], ...]
    makes: int
    asked_back: bool
    changed: tuple[int, ...]

    @property
    def author_id(self) -> int | None:
        """Who sent it in."""
        return self.changeset.author_id


@dataclass(frozen=True, slots=True)
class Undoing:
    """What undoing a changeset would do, as a contribution of nobody."""

    steps: tuple[Step, ...]
    author_id: int | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """A word said in a review."""

    note: ReviewNote
    author: str


@dataclass(frozen=True, slots=True)
class Touched:
    """An occurrence before and after. `row` is as it was after, else before; `is_new`: there was none before."""

    row: Occurrence
    changes: tuple[Change, ...]
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class ChangesetPage:
    """An accepted changeset with what it did.

    n_accounts, n_claims: None where there are too many to count them for a page. touched: with their differences, empty where
    there are more than MAX_SHOWN; listed: a page of all of them.
    """

    changeset: Changeset
    author: str
    decider: str
    n_occurrences: int
    n_made: int
    n_accounts: int | None
    n_claims: int | None
    touched: tuple[Touched, ...]
    listed: Page[Occurrence]
    notes: tuple[Note, ...]
    undone_by: tuple[Changeset, ...]
    parts: tuple[Changeset, ...]


@dataclass(frozen=True, slots=True)
class WaitingPage:
    """A contribution that is not part of the record, for its author and the reviewers."""

    row: WaitingRow
    decider: str
    proposal: Proposal
    notes: tuple[Note, ...]
    parts: tuple[Changeset, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """A place of the log at which to look at a record. `changeset` is the one recorded there; None before the first."""

    sequence: int
    changeset: Changeset | None
    author: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """A record at two moments. A dossier is None where there was none yet."""

    before: Dossier | None
    after: Dossier | None
    start: Moment
    end: Moment
    changes: tuple[Change, ...]


# -- lists


def list_changes(session: Session, kept: queries.LogFilter, number: int, size: int) -> Page[LogRow]:
    """A page of the log, the latest first, in three statements."""
    statement = queries.log(kept)
    total = session.scalar(pages.counted(statement.with_only_columns(Changeset.id))) or 0
    rows = session.execute(statement.limit(size).offset((number - 1) * size)).all()
    counts = _entries(session, [each.id for each, _ in rows])
    items = [LogRow(each, author or "", counts.get(each.id, 0)) for each, author in rows]
    return Page(items, number, size, total)


def _entries(session: Session, ids: Collection[int]) -> dict[int, int]:
    """How many occurrences changesets touched, by their ids."""
    return {row[0]: row[1] for row in session.execute(queries.entries_counted(ids))} if ids else {}


def list_waiting(session: Session) -> list[WaitingRow]:
    """All contributions that wait for review, the oldest first, in three statements."""
    return _waiting_rows(session, session.execute(queries.not_accepted(state=ChangesetState.PENDING)).all())


def not_accepted_of(session: Session, user_id: int) -> list[WaitingRow]:
    """What a user has sent in that waits or was rejected."""
    return _waiting_rows(session, session.execute(queries.not_accepted(author_id=user_id)).all())


def n_waiting(session: Session) -> int:
    """How many contributions wait for review."""
    return session.scalar(queries.n_waiting()) or 0


def _waiting_rows(session: Session, rows: Iterable[Any]) -> list[WaitingRow]:
    given = [(changeset, author or "", load(proposal.steps), _base(proposal)) for changeset, author, proposal in rows]
    if not given:
        return []
    ids = {each for _, _, steps, base in given for each in (*touched(steps), *base)}
    known = {each.id: each for each in session.scalars(pages.occurrences_by_id(ids))}
    asked = _asked_back(session, [changeset.id for changeset, *_ in given])
    return [
        WaitingRow(
            changeset,
            author,
            steps,
            tuple((each, known[each].title) for each in touched(steps) if each in known),
            sum(each.op == "new_occurrence" for each in steps),
            changeset.id in asked,
            tuple(key for key, version in base.items() if key in known and known[key].version != version),
        )
        for changeset, author, steps, base in given
    ]


def _base(proposal: Proposal) -> dict[int, int]:
    """The versions of the occurrences that the author saw."""
    return {int(key): version for key, version in orjson.loads(proposal.base).items()}


def _asked_back(session: Session, ids: Collection[int]) -> set[int]:
    """Those of the contributions that were asked back and not revised since."""
    asked: set[int] = set()
    for note, _ in session.execute(queries.notes_of(ids)):
        if note.kind is NoteKind.ASKED_BACK:
            asked.add(note.changeset_id)
        elif note.kind is NoteKind.REVISED:
            asked.discard(note.changeset_id)
    return asked


# -- one changeset


def find_changeset(session: Session, asking: Actor, changeset_id: int) -> Any:
    """(changeset, author's name, decider's name) for those who may see it.

    NotFound in the same words whether there is none or others may not know of it.
    """
    row = session.execute(queries.changeset(changeset_id)).one_or_none()
    if row is None or not may_see(asking, row[0]):
        raise NotFound(f"there is no changeset {changeset_id}")
    return row


def open_changeset(session: Session, asking: Actor, changeset_id: int, number: int, size: int) -> ChangesetPage:
    """An accepted changeset with what it did; NotFound for others. Differences take some twenty statements an occurrence."""
    changeset, author, decider = find_changeset(session, asking, changeset_id)
    if changeset.sequence is None:
        raise NotFound(f"changeset {changeset_id} is not part of the record")
    n = _entries(session, [changeset_id]).get(changeset_id, 0)
    rows = session.scalars(queries.entries_of(changeset_id).limit(size).offset((number - 1) * size)).all()
    n_accounts, n_claims = session.execute(queries.claims_recorded(changeset_id)).one() if n <= MAX_COUNTED else (None, None)
    related = [each for each in session.scalars(queries.related(changeset_id)) if may_see(asking, each)]
    return ChangesetPage(
        changeset,
        author or "",
        decider or "",
        n,
        session.scalar(queries.made_counted(changeset_id)) or 0,
        n_accounts,
        n_claims,
        tuple(_touched(session, each.id, changeset.sequence) for each in rows) if n <= MAX_SHOWN else (),
        Page(rows, number, size, n),
        _notes(session, asking, changeset),
        tuple(each for each in related if each.undoes == changeset_id),
        tuple(each for each in related if each.split_from == changeset_id),
    )


def _touched(session: Session, occurrence_id: int, sequence: int) -> Touched:
    before = _dossier_at(session, occurrence_id, sequence - 1)
    after = open_dossier(session, occurrence_id, as_recorded=sequence)
    return Touched(after.occurrence, differences(before, after), before is None)


def _dossier_at(session: Session, occurrence_id: int, sequence: int) -> Dossier | None:
    """None where there was no record yet."""
    try:
        return open_dossier(session, occurrence_id, as_recorded=sequence) if sequence > 0 else None
    except NotFound:
        return None


def _notes(session: Session, asking: Actor, changeset: Changeset) -> tuple[Note, ...]:
    """What was said in its review: for its author and the reviewers."""
    is_author = asking.user_id is not None and asking.user_id == changeset.author_id
    if not (is_author or may(asking, Permission.REVIEW)):
        return ()
    return tuple(Note(note, name) for note, name in session.execute(queries.notes_of([changeset.id])))


def open_waiting(session: Session, asking: Actor, changeset_id: int) -> WaitingPage:
    """A contribution that is not part of the record; NotFound for those who may not know of it."""
    changeset, _, decider = find_changeset(session, asking, changeset_id)
    row = session.execute(queries.not_accepted().where(Changeset.id == changeset_id)).one_or_none()
    if row is None:
        raise NotFound(f"there is no contribution {changeset_id} that waits or was rejected")
    (waiting,) = _waiting_rows(session, [row])
    parts = [each for each in session.scalars(queries.related(changeset_id)) if each.split_from == changeset_id]
    return WaitingPage(waiting, decider or "", row[2], _notes(session, asking, changeset), tuple(parts))


def revert_of(changeset_id: int) -> Undoing:
    """The contribution that undoes a changeset."""
    return Undoing((Revert(changeset_id),))


def previewed(preview: Preview) -> tuple[Touched, ...]:
    """What a contribution would do to each occurrence."""
    before, after = preview.before, preview.after
    return tuple(
        Touched(
            (after.get(each) or before[each]).occurrence, differences(before.get(each), after.get(each)), each not in before
        )
        for each in sorted({*before, *after})
    )


# -- one occurrence through time


def moment(session: Session, text: str) -> int:
    """The place of the log that is meant: by its number, by a day (its end) or an instant in UTC; `now` is its end.

    BadValue says what can be written.
    """
    last = session.scalar(queries.last_sequence()) or 0
    if text == "now":
        return last
    if text.isascii() and text.isdigit() and len(text) <= 18:
        if int(text) > last:
            raise BadValue(f"the log has {last:,} changesets; there is no number {int(text):,}")
        return int(text)
    try:
        end = _end_of(text)
    except (ValueError, OverflowError):
        raise BadValue(f"{text[:40]!r} is no moment; write a number of the log, 2026-11-24, or 2026-11-24T18:30") from None
    return session.scalar(queries.last_sequence(end)) or 0


def _end_of(text: str) -> dt.datetime:
    """The instant, in UTC, before which a changeset must have been accepted."""
    if len(text) == 10:
        return dt.datetime.combine(dt.date.fromisoformat(text) + dt.timedelta(days=1), dt.time(), dt.UTC)
    instant = dt.datetime.fromisoformat(text)
    whole = dt.timedelta(minutes=1) if len(text) == 16 else dt.timedelta(seconds=1)
    return (instant if instant.tzinfo else instant.replace(tzinfo=dt.UTC)).astimezone(dt.UTC) + whole


def compare(session: Session, occurrence_id: int, start: int, end: int) -> Comparison:
    """A record at two places of the log. NotFound where nobody may see it, or there was none at either."""
    before, after = _dossier_at(session, occurrence_id, start), _dossier_at(session, occurrence_id, end)
    if before is None and after is None:
        raise NotFound(f"there was no occurrence {occurrence_id} at number {start} or {end} of the log")
    return Comparison(before, after, moment_at(session, start), moment_at(session, end), differences(before, after))


def moment_at(session: Session, sequence: int) -> Moment:
    """A place of the log with what was recorded there."""
    row = session.execute(queries.at_sequence(sequence)).one_or_none()
    return Moment(sequence, *((row[0], row[1] or "") if row else (None, "")))


def newest_moment(session: Session) -> Moment:
    """The end of the log with what was recorded there; place 0 where the log is empty."""
    row = session.execute(queries.log(queries.LogFilter()).limit(1)).first()
    return Moment(0, None, "") if row is None else Moment(row[0].sequence, row[0], row[1] or "")


def latest_of(session: Session, occurrence_id: int, sequence: int) -> int:
    """The place in the log of the latest changeset that touched a record up to another place; 0 for none."""
    kept = queries.log(queries.LogFilter(occurrence_id=occurrence_id)).where(Changeset.sequence <= sequence).limit(1)
    row = session.execute(kept).first()
    return row[0].sequence if row else 0


def standing_of(session: Session, occurrence_id: int) -> tuple[Standing, Changeset] | None:
    """Why a record is withdrawn or merged, and the changeset that did it; None for a live one."""
    row = session.execute(queries.standing_of(occurrence_id)).one_or_none()
    return None if row is None else (row[0], row[1])


# -- people


def find_user(session: Session, name: str) -> Any:
    """(id, name, since when) of a user; NotFound."""
    row = session.execute(queries.user_named(name.replace("\x00", " "))).one_or_none()
    if row is None:
        raise NotFound(f"there is no user {name[:60]!r}")
    return row
