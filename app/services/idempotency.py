"""Doing a program's request once, however often it is sent: the first answer is kept for a day under its key."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.errors import BadValue
from app.models import GivenAnswer

KEPT_FOR = dt.timedelta(hours=24)
MAX_KEY = 200


def check_key(key: str) -> str:
    """The key as it is kept; BadValue for none or one that is no plain text."""
    if not (1 <= len(key) <= MAX_KEY and key.isascii() and key.isprintable()):
        raise BadValue(f"Idempotency-Key: write 1 to {MAX_KEY} printable ASCII characters, such as a UUID")
    return key


def given_before(session: Session, user_id: int, key: str) -> GivenAnswer | None:
    """What was answered under the key in the last day, or None."""
    found = session.get(GivenAnswer, (user_id, key), populate_existing=True)
    return found if found is not None and found.created_at > _now() - KEPT_FOR else None


def keep(
    session: Session, user_id: int, key: str, *, digest: str, status: int, location: str | None, answer: str
) -> GivenAnswer:
    """Keep an answer in the transaction that did what it tells, and clear the old ones away. Flushes; the caller commits."""
    session.execute(sa.delete(GivenAnswer).where(GivenAnswer.created_at <= _now() - KEPT_FOR))
    row = GivenAnswer(
        user_id=user_id, key=key, digest=digest, status=status, location=location, answer=answer, created_at=_now()
    )
    session.add(row)
    session.flush()
    return row


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
