"""Following searches: a query that somebody keeps, and which matching records are new or changed since they looked."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.core.errors import BadValue, Conflict, NotFound
from app.models import Occurrence, WatchedQuery
from app.models.database import take_turn
from app.queries import watched_queries as queries
from app.queries.watching import latest
from app.search.asking import Sort, Unit
from app.search.nodes import Node
from app.search.reading import read_query
from app.search.signs import clean
from app.search.snapshot import Snapshot
from app.search.wording import describe
from app.search.writing import write_query
from app.services.party_names import names_of
from app.services.permissions import Actor
from app.services.watching import user_of

MOST = 100  # queries of one user
LONGEST_NAME = 200  # characters
SHOWN = 10  # records named of each query


@dataclass(frozen=True, slots=True)
class Change:
    """A matching record that changed. `is_new`: it was made since, not only changed."""

    occurrence: Occurrence
    is_new: bool


@dataclass(frozen=True, slots=True)
class Followed:
    """A followed query with what is new or changed of what matches now.

    n counts in the query's unit, `changes` are the latest SHOWN of it, `upto` is the sequence up to which both tell.
    n is None where the index cannot be asked yet, or the query not at all: then `fault` says why.
    """

    watched: WatchedQuery
    n: int | None
    changes: Sequence[Change]
    upto: int
    fault: str

    @property
    def is_more(self) -> bool:
        """Whether more changed than is named. An occurrence is named once for all of its aircraft."""
        return (self.n or 0) > SHOWN

    @property
    def address(self) -> dict[str, str]:
        """The parameters of its results, the latest changed first."""
        return address_of(self.watched, sort=Sort.CHANGED.value)


def address_of(watched: WatchedQuery, **more: str) -> dict[str, str]:
    """The parameters of the query's results; what is usual is left out."""
    unit = {} if watched.unit == Unit.OCCURRENCES else {"unit": watched.unit}
    return {"q": watched.query, **unit, **more}


# -- what is followed


def follow(session: Session, actor: Actor, text: str, unit: Unit, name: str = "") -> WatchedQuery:
    """Follow a search from now on, by default under its words; once more does nothing. The caller commits.

    BadValue where the query cannot be read or the name is too long, Conflict where the user follows too many.
    """
    user_id = user_of(actor)
    query = read_query(text)
    written, called = write_query(query), _checked(name) if clean(name) else _words(session, query, unit)
    take_turn(session)
    known: WatchedQuery | None = session.scalar(queries.watched_as(user_id, written, unit))
    if known is not None:
        return known
    count, highest = session.execute(queries.numbers_of(user_id)).one()
    if count >= MOST:
        raise Conflict(f"you follow {MOST} searches already; stop following one first")
    end, now = session.scalar(latest()) or 0, dt.datetime.now(dt.UTC).replace(microsecond=0)
    made = WatchedQuery(
        user_id=user_id, number=highest + 1, query=written, unit=unit.value, name=called, seen=end, mailed=end, created_at=now
    )
    session.add(made)
    session.flush()
    return made


def unfollow(session: Session, actor: Actor, number: int) -> WatchedQuery:
    """Follow a search no longer; gives what it was. NotFound where it is not followed. The caller commits."""
    gone = _own(session, actor, number)
    session.delete(gone)
    session.flush()
    return gone


def rename(session: Session, actor: Actor, number: int, name: str) -> WatchedQuery:
    """Call a followed search by another name; by its words where none is given. The caller commits.

    NotFound where it is not followed. BadValue where the name is too long, or none is given and the query cannot be read.
    """
    known = _own(session, actor, number)
    known.name = _checked(name) if clean(name) else _words(session, read_query(known.query), Unit(known.unit))
    session.flush()
    return known


def mark_seen(session: Session, actor: Actor, upto: int, number: int | None = None) -> None:
    """Note that what changed up to that sequence was seen, of one followed search or of all. The caller commits."""
    user_id = user_of(actor)
    if number is not None:
        _own(session, actor, number)
    take_turn(session)
    mark(session, user_id, WatchedQuery.seen, upto, None if number is None else [number])


def mark(
    session: Session, user_id: int, column: InstrumentedAttribute[int], upto: int, numbers: Collection[int] | None
) -> None:
    """Move `seen` or `mailed` on to that sequence, never beyond the log, of those with the numbers, or of all."""
    to = min(upto, session.scalar(latest()) or 0)
    statement = sa.update(WatchedQuery).where(WatchedQuery.user_id == user_id, column < to).values({column: to})
    session.execute(statement if numbers is None else statement.where(WatchedQuery.number.in_(numbers)))


def find(session: Session, actor: Actor, query: Node, unit: Unit) -> WatchedQuery | None:
    """The actor's following of that search; None where it is not followed, or nobody is signed in."""
    if actor.user_id is None:
        return None
    found: WatchedQuery | None = session.scalar(queries.watched_as(actor.user_id, write_query(query), unit))
    return found


def _own(session: Session, actor: Actor, number: int) -> WatchedQuery:
    user_id = user_of(actor)
    take_turn(session)
    found = session.get(WatchedQuery, (user_id, number))
    if found is None:
        raise NotFound(f"you follow no search {number}")
    return found


def _words(session: Session, query: Node, unit: Unit) -> str:
    words = clean(describe(query, names_of(session), unit=unit.value))
    return words if len(words) <= LONGEST_NAME else f"{words[: LONGEST_NAME - 1]}…"


def _checked(name: str) -> str:
    name = clean(name)
    if len(name) > LONGEST_NAME:
        raise BadValue(f"the name has {len(name):,} characters; at most {LONGEST_NAME}")
    return name


# -- what is new of it


def followed_by(session: Session, actor: Actor, snapshot: Snapshot | None) -> list[Followed]:
    """All searches that the actor follows, the latest followed first, with what they have not seen; None: no index yet."""
    return news_by(session, user_of(actor), WatchedQuery.seen, snapshot)


def news_by(session: Session, user_id: int, since: InstrumentedAttribute[int], snapshot: Snapshot | None) -> list[Followed]:
    """The same of any user, with what is after `since`, a column of it."""
    rows: Sequence[WatchedQuery] = session.scalars(queries.watched_by(user_id)).all()
    return [_news(session, row, getattr(row, since.key), snapshot) for row in rows]


def _news(session: Session, watched: WatchedQuery, since: int, snapshot: Snapshot | None) -> Followed:
    try:
        query = read_query(watched.query)
        if snapshot is None:
            return Followed(watched, None, (), 0, "")
        n, changes = _changes(session, query, Unit(watched.unit), since, snapshot)
    except BadValue as error:
        return Followed(watched, None, (), 0, str(error))
    return Followed(watched, n, changes, snapshot.sequence, "")


def _changes(session: Session, query: Node, unit: Unit, since: int, snapshot: Snapshot) -> tuple[int, list[Change]]:
    n = snapshot.changed_since(query, unit, since) if since < snapshot.sequence else 0
    if not n:
        return 0, []
    ids = list(dict.fromkeys(each.occurrence_id for each in snapshot.hits_since(query, unit, since, SHOWN)))
    rows = {row.id: Change(row, begun > since) for row, begun in session.execute(queries.with_beginnings(ids))}
    return n, [rows[each] for each in ids if each in rows]
