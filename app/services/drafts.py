"""Drafts: forms that somebody began and has not sent in. Nobody else sees them, and they are no part of the record."""

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


def save(session: Session, user_id: int, form: str, title: str, fields: Mapping[str, str]) -> SavedDraft:
    """Keep the fields of a form, in place of what was kept of it before. Takes the writer's turn; the caller commits.

    BadValue where they are too large, Conflict where the user keeps too many drafts.
    """
    try:
        content = orjson.dumps({name: value for name, value in fields.items() if value}).decode()
    except orjson.JSONEncodeError:
        raise BadValue("the draft holds characters that are no text") from None
    content = content.replace("\\u0000", "")
    if len(content) > MAX_BYTES:
        raise BadValue(f"the draft has {len(content):,} characters; at most {MAX_BYTES:,} can be kept")
    begin_writing(session)
    known = session.get(SavedDraft, (user_id, form))
    if known is None:
        if (session.scalar(sa.select(sa.func.count()).where(SavedDraft.user_id == user_id)) or 0) >= MAX_DRAFTS:
            raise Conflict(f"there are {MAX_DRAFTS} drafts already; delete one first")
        known = SavedDraft(user_id=user_id, form=form)
        session.add(known)
    known.title, known.content = title.replace("\x00", "")[:300], content
    known.changed_at = dt.datetime.now(dt.UTC).replace(microsecond=0)
    session.flush()
    return known


def drafts_of(session: Session, user_id: int) -> Sequence[SavedDraft]:
    """A user's drafts, the latest changed first."""
    statement = sa.select(SavedDraft).where(SavedDraft.user_id == user_id)
    return session.scalars(statement.order_by(SavedDraft.changed_at.desc(), SavedDraft.form)).all()


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
