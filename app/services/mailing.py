"""The digests that are mailed to those who watch occurrences and follow searches."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.models import User, Watch, WatchedQuery
from app.models.database import take_turn
from app.queries import watching as queries
from app.search.snapshot import Snapshot
from app.services import watched_queries, watching
from app.services.watched_queries import Followed
from app.services.watching import Watched


@dataclass(frozen=True, slots=True)
class Digest:
    """What is told in one mail: occurrences that changed, and searches of which something is new or changed."""

    occurrences: Sequence[Watched]
    searches: Sequence[Followed]


@dataclass(slots=True)
class Mailed:
    """How many mails were sent, and how many occurrences and searches they told of."""

    mails: int = 0
    occurrences: int = 0
    searches: int = 0


Send = Callable[[User, Digest], None]


def mail_digests(session: Session, send: Send, snapshot: Snapshot | None) -> Mailed:
    """Hand each watcher what changed since their last digest to `send`. Without a snapshot searches wait for the next time.

    Commits after each, so that a mail that went out is never sent again because a later one failed.
    """
    mailed = Mailed()
    for user in session.scalars(queries.watchers()).all():
        news = watching.news_by(session, user.id, Watch.mailed)
        followed = watched_queries.news_by(session, user.id, WatchedQuery.mailed, snapshot)
        digest = Digest(news.changed, [each for each in followed if each.n])
        if not digest.occurrences and not digest.searches:
            continue
        send(user, digest)
        _count(mailed, digest)
        _mark(session, user.id, news.upto, digest.searches)
        session.commit()
    return mailed


def _count(mailed: Mailed, digest: Digest) -> None:
    mailed.mails += 1
    mailed.occurrences += len(digest.occurrences)
    mailed.searches += len(digest.searches)


def _mark(session: Session, user_id: int, upto: int, searches: Sequence[Followed]) -> None:
    told = [(each.watched.number, each.upto) for each in searches]
    take_turn(session)
    watching.mark(session, user_id, Watch.mailed, upto)
    for number, to in told:
        watched_queries.mark(session, user_id, WatchedQuery.mailed, to, [number])
