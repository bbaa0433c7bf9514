"""Following occurrences: who watches what, what changed of it since they looked, and the digests that are mailed."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.errors import Forbidden
from app.models import Changeset, Occurrence, User, Watch
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


Send = Callable[[User, News], None]


def watch(session: Session, actor: Actor, occurrence_id: int) -> None:
    """Follow an occurrence from now on; once more does nothing. NotFound where there is none. The caller commits."""
    user_id = _user(actor)
    head_of(session, occurrence_id)
    take_turn(session)
    if session.scalar(queries.watch_of(user_id, occurrence_id)) is None:
        latest = session.scalar(queries.latest()) or 0
        now = dt.datetime.now(dt.UTC).replace(microsecond=0)
        session.add(Watch(occurrence_id=occurrence_id, user_id=user_id, seen=latest, mailed=latest, created_at=now))
        session.flush()


def unwatch(session: Session, actor: Actor, occurrence_id: int) -> None:
    """Follow an occurrence no longer; does nothing where it is not followed. The caller commits."""
    user_id = _user(actor)
    take_turn(session)
    session.execute(sa.delete(Watch).where(Watch.user_id == user_id, Watch.occurrence_id == occurrence_id))


def watches(session: Session, actor: Actor, occurrence_id: int) -> bool:
    """Whether the actor follows an occurrence."""
    return actor.user_id is not None and session.scalar(queries.watch_of(actor.user_id, occurrence_id)) is not None


def news_of(session: Session, actor: Actor) -> News:
    """All that the actor watches, with what changed since they last looked."""
    return _news(session, _user(actor), Watch.seen)


def mark_seen(session: Session, actor: Actor, upto: int) -> None:
    """Note that the actor has seen what changed up to that sequence. The caller commits."""
    _mark(session, _user(actor), Watch.seen, upto)


def mail_digests(session: Session, send: Send) -> tuple[int, int]:
    """Hand each watcher what changed since their last digest to `send`; (mails sent, occurrences told of).

    Commits after each, so that a mail that went out is never sent again because a later one failed.
    """
    users = session.scalars(queries.watchers()).all()
    mails = told = 0
    for user in users:
        news = _news(session, user.id, Watch.mailed)
        if not news.changed:
            continue
        send(user, news)
        mails, told = mails + 1, told + len(news.changed)
        _mark(session, user.id, Watch.mailed, news.upto)
        session.commit()
    return mails, told


def _user(actor: Actor) -> int:
    require(actor, Permission.ACCOUNT)
    if actor.user_id is None:
        raise Forbidden("only somebody who is signed in can watch")
    return actor.user_id


def _news(session: Session, user_id: int, since: sa.orm.InstrumentedAttribute[int]) -> News:
    upto = session.scalar(queries.latest()) or 0
    changes: dict[int, list[Changeset]] = defaultdict(list)
    for occurrence_id, changeset in session.execute(queries.changes_of_watched(user_id, since)):
        if changeset.sequence <= upto:
            changes[occurrence_id].append(changeset)
    rows = session.execute(queries.watched_by(user_id)).all()
    found = [Watched(occurrence, watch.created_at, changes.get(occurrence.id, ())) for watch, occurrence in rows]
    return News(sorted(found, key=lambda each: -(each.news[0].sequence or 0) if each.news else 1), upto)


def _mark(session: Session, user_id: int, column: sa.orm.InstrumentedAttribute[int], upto: int) -> None:
    take_turn(session)
    session.execute(sa.update(Watch).where(Watch.user_id == user_id, column < upto).values({column: upto}))
