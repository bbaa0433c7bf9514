"""Drafts: forms that somebody began and has not sent in. Nobody else sees them, and they are no part of the record.

The form of a contribution that waits is kept in the same way, under the name of the changeset, until it is decided.
"""

import datetime as dt
from collections.abc import Mapping, Sequence

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.errors import BadValue, Conflict, NotFound
from app.models import SavedDraft
from app.models.database import begin_writing, take_turn

MAX_DRAFTS = 100
MAX_BYTES = 2_000_000
SENT = "sent-"  # how the name of a form that was sent in begins


def save(session: Session, user_id: int, form: str, title: str, fields: Mapping[str, str]) -> SavedDraft:
    """Keep the fields of a form, in place of what was kept of it before. Takes the writer's turn; the caller commits.

    BadValue where they are too large, Conflict where the user keeps too many drafts. What was sent in is changed only where
    it is still kept; NotFound otherwise.
    """
    content = _content(fields)
    begin_writing(session)
    known = session.get(SavedDraft, (user_id, form))
    if known is None:
        if form.startswith(SENT):
            raise NotFound("the contribution does not wait any more")
        if (session.scalar(sa.select(sa.func.count()).where(_begun_by(user_id))) or 0) >= MAX_DRAFTS:
            raise Conflict(f"there are {MAX_DRAFTS} drafts already; delete one first")
        known = SavedDraft(user_id=user_id, form=form)
        session.add(known)
    return _write(session, known, title, content)


def save_sent(session: Session, user_id: int, changeset_id: int, title: str, fields: Mapping[str, str]) -> SavedDraft:
    """Keep the fields from which a contribution was made, so that it can be revised.

    Takes the writer's turn; the caller commits. BadValue where they are too large.
    """
    content = _content(fields)
    begin_writing(session)
    known = find_sent(session, user_id, changeset_id)
    if known is None:
        known = SavedDraft(user_id=user_id, form=sent_name(changeset_id))
        session.add(known)
    return _write(session, known, title, content)


def _content(fields: Mapping[str, str]) -> str:
    try:
        kept = {name.replace("\x00", ""): value.replace("\x00", "") for name, value in fields.items() if value}
        content = orjson.dumps(kept).decode()
    except orjson.JSONEncodeError:
        raise BadValue("the draft holds characters that are no text") from None
    if len(content) > MAX_BYTES:
        raise BadValue(f"the draft has {len(content):,} characters; at most {MAX_BYTES:,} can be kept")
    return content


def _write(session: Session, known: SavedDraft, title: str, content: str) -> SavedDraft:
    known.title, known.content = title.replace("\x00", "")[:300], content
    known.changed_at = dt.datetime.now(dt.UTC).replace(microsecond=0)
    session.flush()
    return known


def drafts_of(session: Session, user_id: int) -> Sequence[SavedDraft]:
    """A user's drafts, the latest changed first; what was sent in is not among them."""
    statement = sa.select(SavedDraft).where(_begun_by(user_id))
    return session.scalars(statement.order_by(SavedDraft.changed_at.desc(), SavedDraft.form)).all()


def _begun_by(user_id: int) -> sa.ColumnElement[bool]:
    return sa.and_(SavedDraft.user_id == user_id, SavedDraft.form.not_like(f"{SENT}%"))


def sent_name(changeset_id: int) -> str:
    """The name under which the form of a contribution is kept."""
    return f"{SENT}{changeset_id}"


def find_sent(session: Session, user_id: int, changeset_id: int) -> SavedDraft | None:
    """The form from which a user made a contribution, or None."""
    return find(session, user_id, sent_name(changeset_id))


def find(session: Session, user_id: int, form: str) -> SavedDraft | None:
    """A user's draft of a form, or None."""
    return session.get(SavedDraft, (user_id, form))


def fields_of(draft: SavedDraft) -> dict[str, str]:
    """The fields as they were kept."""
    fields: dict[str, str] = orjson.loads(draft.content)
    return fields


def delete(session: Session, user_id: int, form: str, *, missing_ok: bool = False) -> None:
    """Throw a draft away. Flushes; the caller commits. NotFound where there is none."""
    take_turn(session)
    known = session.get(SavedDraft, (user_id, form))
    if known is None:
        if missing_ok:
            return
        raise NotFound("there is no such draft")
    session.delete(known)
    session.flush()
