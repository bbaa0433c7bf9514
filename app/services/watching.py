"""Following occurrences: who watches what, and what changed of it since they looked."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.errors import Forbidden
from app.models import Changeset, Occurrence, Watch
from app.models.database import take_turn
from app.queries import watching as queries
from app.services.corrections import head_of
from app.services.permissions import Actor, Permission, require


@dataclass(frozen=True, slots=True)
class Watched:
    """An occurrence that somebody watches, with what changed since they looked, the latest first."""

    occurrence: Occurrence
    since: dt.datetime
    news: Sequence[Changeset]


@dataclass(frozen=True, slots=True)
class News:
    """All that somebody watches, what changed first; `upto` is the sequence up to which this tells."""

    watched: Sequence[Watched]
    upto: int

    @property
    def changed(self) -> list[Watched]:
        """Those of which something changed."""
        return [each for each in self.watched if each.news]


def watch(session: Session, actor: Actor, occurrence_id: int) -> None:
    """Follow an occurrence from now on; once more does nothing. NotFound where there is none. The caller commits."""
    user_id = user_of(actor)
    head_of(session, occurrence_id)
    take_turn(session)
    if session.scalar(queries.watch_of(user_id, occurrence_id)) is None:
        latest = session.scalar(queries.latest()) or 0
        now = dt.datetime.now(dt.UTC).replace(microsecond=0)
        session.add(Watch(occurrence_id=occurrence_id, user_id=user_id, seen=latest, mailed=latest, created_at=now))
        session.flush()


def unwatch(session: Session, actor: Actor, occurrence_id: int) -> None:
    """Follow an occurrence no longer; does nothing where it is not followed. The caller commits."""
    user_id = user_of(actor)
    take_turn(session)
    session.execute(sa.delete(Watch).where(Watch.user_id == user_id, Watch.occurrence_id == occurrence_id))


def watches(session: Session, actor: Actor, occurrence_id: int) -> bool:
    """Whether the actor follows an occurrence."""
    return actor.user_id is not None and session.scalar(queries.watch_of(actor.user_id, occurrence_id)) is not None


def news_of(session: Session, actor: Actor) -> News:
    """All that the actor watches, with what changed since they last looked."""
    return news_by(session, user_of(actor), Watch.seen)


def mark_seen(session: Session, actor: Actor, upto: int) -> None:
    """Note that the actor has seen what changed up to that sequence. The caller commits."""
    user_id = user_of(actor)
    take_turn(session)
    mark(session, user_id, Watch.seen, upto)


def user_of(actor: Actor) -> int:
    """The id of whoever may watch; Forbidden for anybody who is not signed in."""
    require(actor, Permission.ACCOUNT)
    if actor.user_id is None:
        raise Forbidden("only somebody who is signed in can watch")
    return actor.user_id


def news_by(session: Session, user_id: int, since: sa.orm.InstrumentedAttribute[int]) -> News:
    """All that a user watches, with what changed after `since`, a column of the watch."""
    upto = session.scalar(queries.latest()) or 0
    changes: dict[int, list[Changeset]] = defaultdict(list)
    for occurrence_id, changeset in session.execute(queries.changes_of_watched(user_id, since)):
        if changeset.sequence <= upto:
            changes[occurrence_id].append(changeset)
    rows = session.execute(queries.watched_by(user_id)).all()
    found = [Watched(occurrence, watch.created_at, changes.get(occurrence.id, ())) for watch, occurrence in rows]
    return News(sorted(found, key=lambda each: -(each.news[0].sequence or 0) if each.news else 1), upto)


def mark(session: Session, user_id: int, column: sa.orm.InstrumentedAttribute[int], upto: int) -> None:
    """Move `seen` or `mailed` on to that sequence."""
    session.execute(sa.update(Watch).where(Watch.user_id == user_id, column < upto).values({column: upto}))
