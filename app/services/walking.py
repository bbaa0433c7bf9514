"""Walking through all that a query finds, some at a time, while others edit.

Nothing comes twice, and nothing is left out that was there, and matched, throughout. In the order of the records' numbers that
is plain, for they never change. In the other orders what changes since the walk began would move. So each part takes only what
has not changed since: that still has its place. What did change is looked up as it was on record when the walk began, which
tells whether it had come; what had not comes at the end. By best match only the first part is sorted, and the rest follows by
number, for how well one record fits depends on all others.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from sqlalchemy.orm import Session

from app.core.errors import Conflict, NotFound
from app.search.asking import Hit, Question, Sort, Unit
from app.search.documents import orders
from app.search.nodes import All, Between, Match, Node, both
from app.search.snapshot import Snapshot
from app.services import changes
from app.services.dossiers import open_dossier

MOST_CHANGED = 200  # records that may change during a walk that is not by number: each costs a look into the past
_TOP = (1 << 64) - 1  # above every place
_MANY = 10_000


class Order(StrEnum):
    """The orders of the search, and that of the records' numbers, the latest record first."""

    RELEVANCE = Sort.RELEVANCE.value
    NEWEST = Sort.NEWEST.value
    OLDEST = Sort.OLDEST.value
    FATAL = Sort.FATAL.value
    DISPUTED = Sort.DISPUTED.value
    CHANGED = Sort.CHANGED.value
    ID = "id"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is walked through."""

    query: Node
    unit: Unit
    order: Order

    @property
    def column(self) -> str:
        """The column of the index that gives the order; by best match that of what follows the first part."""
        return "key" if self.order in (Order.ID, Order.RELEVANCE) else f"s_{self.order}"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a walk stands.

    began, seen: the log's end at its first part, and at its last one. below: what follows lies below this place of the order.
    aside: keys of what is not taken in its order: the records that changed since, and the first part by best match.
    left: keys of what had not come when it changed, and still has not.
    """

    began: int
    seen: int
    below: int
    aside: tuple[int, ...] = ()
    left: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the hits. `rest`: where the others begin; None where there are none. `total` counts all as they are now."""

    total: int
    hits: Sequence[Hit]
    rest: Place | None


def walk(session: Session, snapshot: Snapshot, asked: Asked, place: Place | None, count: int) -> Part:
    """The next hits. Conflict where more changed meanwhile than can be looked up."""
    if place is None and asked.order is Order.RELEVANCE:
        return _best(snapshot, asked, count)
    if place is None:
        place = Place(snapshot.sequence, snapshot.sequence, _TOP)
    elif asked.column != "key":
        place = _noted(session, snapshot, asked, place)
    hits, place = _in_order(snapshot, asked, place, count)
    if place.below == 0:
        late, place = _late(snapshot, asked, place, count - len(hits))
        hits += late
    is_last = place.below == 0 and not place.left
    return Part(snapshot.total(asked.query, asked.unit), hits, None if is_last else place)


def _best(snapshot: Snapshot, asked: Asked, count: int) -> Part:
    found = snapshot.answer(Question(asked.query, asked.unit, Sort.RELEVANCE, 0, count))
    keys = tuple(sorted(map(_key, found.hits)))
    rest = Place(snapshot.sequence, snapshot.sequence, _TOP, keys) if found.total > len(found.hits) else None
    return Part(found.total, found.hits, rest)


def _in_order(snapshot: Snapshot, asked: Asked, place: Place, count: int) -> tuple[list[Hit], Place]:
    """Hits at their places; below 0 is nothing, so that a place there says that only what is left can follow."""
    if place.below == 0:
        return [], place
    since = None if asked.column == "key" else place.began
    sought = count + 1 + len(place.aside)
    found = snapshot.placed(asked.query, asked.unit, asked.column, sought, below=place.below, unchanged_since=since)
    aside = set(place.aside)
    kept = [(hit, at) for hit, at in found if not aside & {_key(hit), hit.occurrence_id << 8}]
    if len(kept) <= count:
        return [hit for hit, _ in kept], replace(place, below=0)
    last, at = kept[count - 1]
    if asked.column == "key":
        at = _key(last)  # the number of a record's only aircraft, which is in its place, may come to be none
    return [hit for hit, _ in kept[:count]], replace(place, below=at)


def _late(snapshot: Snapshot, asked: Asked, place: Place, count: int) -> tuple[list[Hit], Place]:
    """What changed before it had come, by number."""
    if not place.left or not count:
        return [], place
    numbers = tuple(Between(str(each), str(each)) for each in sorted({key >> 8 for key in place.left}))
    among = both((asked.query, Match("id", numbers)))
    found = {_key(hit): hit for hit, _ in snapshot.placed(among, asked.unit, "key", _MANY)}
    keys = [key for key in sorted(place.left) if key in found]
    left = tuple(key for key in place.left if key > keys[count - 1]) if len(keys) > count else ()
    return [found[key] for key in keys[:count]], replace(place, left=left)


def _noted(session: Session, snapshot: Snapshot, asked: Asked, place: Place) -> Place:
    """The place with what changed since the last part set aside."""
    if snapshot.sequence <= place.seen:
        return place
    n = snapshot.changed_since(All(), Unit.OCCURRENCES, place.seen)
    changed = snapshot.hits_since(All(), Unit.OCCURRENCES, place.seen, min(n, MOST_CHANGED + 1))
    new = sorted({each.occurrence_id << 8 for each in changed} - set(place.aside))
    if len(new) + len(place.aside) > MOST_CHANGED:
        raise Conflict(
            f"more than {MOST_CHANGED} records changed since this walk began; begin it again, or walk with sort=id, which "
            "no change can disturb"
        )
    late = [key for each in new for key in _not_come(session, asked, place, each >> 8)]
    left = tuple(sorted({*place.left, *late}))
    return replace(place, seen=snapshot.sequence, aside=tuple(sorted({*place.aside, *new})), left=left)


def _not_come(session: Session, asked: Asked, place: Place, occurrence_id: int) -> Iterator[int]:
    """The keys of a record, as it was when the walk began, that lay below the place; none where there was none yet."""
    try:
        was = open_dossier(session, occurrence_id, as_recorded=place.began)
    except NotFound:
        return
    row = {name: getattr(was.occurrence, name) for name in ("occurred_on", "n_fatal", "n_disputed")}
    sequence = changes.latest_of(session, occurrence_id, place.began) if asked.order is Order.CHANGED else 0
    in_aircraft = asked.unit is Unit.AIRCRAFT
    for number in [min(each.row.number, 255) for each in was.aircraft] if in_aircraft else [0]:
        key = occurrence_id << 8 | number
        at = orders(row, sequence, key)[asked.column]
        if at < place.below if in_aircraft else at >> 8 < place.below >> 8:
            yield key


def _key(hit: Hit) -> int:
    return hit.occurrence_id << 8 | (hit.aircraft or 0)
