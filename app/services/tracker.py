"""The tracker: which investigations there are on a day, what is due of them and past its date, and who said how they stand.

Counts, filters, order and pages come from one statement over all of them; each row that is shown is told by the clock itself.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import orjson
from sqlalchemy.orm import Session

from app.core.errors import Conflict
from app.models import Account, Investigation, InvestigationEvent
from app.queries import tracker as statements
from app.queries.tracker import PAST, Flag, Moment, length_of
from app.resolution.clock import Clock, Duty, Step, investigation_clock, step_of
from app.search.asking import Question, Sort, Unit
from app.search.nodes import All, Node
from app.search.snapshot import Snapshot
from app.services.pages import Page
from app.services.party_names import party_names
from app.vocab.claims import SourceKind
from app.vocab.coded import Coded
from app.vocab.countries import country_name

NOT_STATED = "none"  # the State of an occurrence whose country nobody states
_CHUNK = 500  # investigations that are read at a time where all are wanted


class Status(Coded):
    """How investigations are told apart; one may be of several kinds at once."""

    OPEN = "open", "Open", "Not ended, and no final report is public; after a reopening, none since."
    RECENT = "recent", "Recently published", f"A final report became public in the last {statements.RECENT_DAYS} days."
    FINAL = "final", "Final report public", "A final report is public, whatever came after."
    REOPENED = "reopened", "Reopened", "It was taken up again."
    TRANSFERRED = (
        "transferred",
        "Transferred to the judiciary",
        "The file went to a prosecutor. The duties of the safety investigation go on.",
    )
    ENDED = "ended", "Ended without a report", "Discontinued, or not investigated, by the authority's word."


_FLAGS = {
    Status.OPEN: Flag.OPEN,
    Status.RECENT: Flag.RECENT,
    Status.FINAL: Flag.FINAL,
    Status.REOPENED: Flag.REOPENED,
    Status.TRANSFERRED: Flag.TRANSFERRED,
    Status.ENDED: Flag.ENDED,
}


class Length(Coded):
    """How long a date has passed."""

    UNDER_1 = "under-1", "under 1 year", "The date passed less than a year ago."
    UNDER_2 = "1-2", "1 to 2 years", "The date passed more than one year ago."
    UNDER_5 = "2-5", "2 to 5 years", "The date passed more than two years ago."
    MORE = "over-5", "more than 5 years", "The date passed more than five years ago."


_LENGTHS = {each: place for place, each in enumerate(Length, 1)}


class Order(Coded):
    """How the list is sorted."""

    LATEST = "latest", "Latest word first", "By the day on which the last step was public, the latest first."
    LONGEST = "longest", "Longest past first", "By the due date, the earliest first."
    NEWEST = "newest", "Newest occurrence first", "By the day of the occurrence, the latest first."
    OLDEST = "oldest", "Oldest occurrence first", "By the day of the occurrence, the earliest first."


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of the tracker. `by`: how long the duty `overdue` is past; authority: a party; state: a country's code.

    query: which occurrences, in the language of the search.
    """

    moment: Moment
    query: Node = field(default_factory=All)
    status: Status | None = None
    overdue: Duty | None = None
    by: Length | None = None
    authority: int | None = None
    state: str | None = None
    order: Order = Order.LATEST


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a filter: what it is called, and how many there are beside the other filters."""

    value: str
    label: str
    n: int
    about: str = ""


@dataclass(frozen=True, slots=True)
class Facet:
    """A filter with its values."""

    name: str
    label: str
    values: Sequence[Value]


@dataclass(frozen=True, slots=True)
class Said:
    """The step that gives an investigation its status, and who said it."""

    event: InvestigationEvent
    account: Account
    speaker: str
    source: SourceKind


@dataclass(frozen=True, slots=True)
class Row:
    """An investigation on the day. `occurrence` has the columns of its occurrence; `said` None: no step but briefings."""

    investigation: Investigation
    occurrence: Any
    authority_id: int
    authority: str
    clock: Clock
    said: Said | None


@dataclass(frozen=True, slots=True)
class Tracked:
    """A page of the tracker. `n_known`: all investigations known on the day; `n_untold`: of how many no date can be told.

    newest: the day of the newest source that speaks of investigations, where that is before the day: what came out since is
    not known here.
    """

    page: Page[Row]
    facets: Sequence[Facet]
    n_known: int
    n_untold: int
    n_open: int
    newest: dt.date | None


class _Count:
    """A row that counts: so many of an authority, a State, and flags."""

    __slots__ = ("authority", "flags", "n", "state")

    def __init__(self, authority: int, state: str | None, flags: int, n: int) -> None:
        self.authority, self.state, self.flags, self.n = authority, state or NOT_STATED, flags, n


def tracked(session: Session, snapshot: Callable[[], Snapshot], wanted: Wanted, number: int, size: int) -> Tracked:
    """A page of the investigations that are wanted, and the filters with their counts. snapshot: asked only for a query."""
    counts, keys = _found(session, snapshot, wanted, (number - 1) * size, size)
    kept = [each for each in counts if _keeps(wanted, each)]
    page = Page(rows_of(session, keys, wanted.moment), number, size, sum(each.n for each in kept))
    facets = tuple(_facets(session, wanted, counts))
    n_untold, n_open = (sum(each.n for each in kept if each.flags & flag) for flag in (Flag.UNTOLD, Flag.OPEN))
    newest = session.scalar(statements.newest_source(wanted.moment))
    is_older = newest is not None and newest < wanted.moment.day
    return Tracked(page, facets, sum(each.n for each in counts), n_untold, n_open, newest if is_older else None)


def every_row(session: Session, snapshot: Callable[[], Snapshot], wanted: Wanted) -> Iterator[Row]:
    """All that are wanted, in order."""
    _, keys = _found(session, snapshot, wanted, 0, None)
    for first in range(0, len(keys), _CHUNK):
        yield from rows_of(session, keys[first : first + _CHUNK], wanted.moment)


def tracked_after(
    session: Session, snapshot: Callable[[], Snapshot], wanted: Wanted, last: tuple[int, int], size: int
) -> tuple[int, list[Row], bool]:
    """How many are wanted, those that follow one of them, by its occurrence and number, and whether more follow these.

    Conflict where that one is not among them any more.
    """
    _, keys = _found(session, snapshot, wanted, 0, None)
    if last not in keys:
        raise Conflict("what this walk had come to is not on the list any more; begin it again")
    first = keys.index(last) + 1
    return len(keys), rows_of(session, keys[first : first + size], wanted.moment), len(keys) > first + size


def ids_of(snapshot: Callable[[], Snapshot], query: Node) -> str | None:
    """The occurrences that a query finds, as JSON; None for all."""
    if isinstance(query, All):
        return None
    index = snapshot()
    total = index.total(query, Unit.OCCURRENCES)
    hits = index.answer(Question(query, Unit.OCCURRENCES, Sort.NEWEST, 0, total)).hits if total else ()
    return orjson.dumps([each.occurrence_id for each in hits]).decode()


Keys = list[tuple[int, int]]


def _found(
    session: Session, snapshot: Callable[[], Snapshot], wanted: Wanted, first: int, count: int | None
) -> tuple[list[_Count], Keys]:
    """The counts of all, and the keys of those wanted, in order."""
    rows = statements.standing(wanted.moment, ids=ids_of(snapshot, wanted.query))
    key, descending = _order(wanted)
    asked = statements.found(rows, _conditions(rows, wanted), key, descending=descending, first=first, count=count)
    counts, placed = [], []
    for authority, state, flags, n, occurrence, investigation in session.execute(asked):
        if occurrence is None:
            counts.append(_Count(authority, state, flags, n))
        else:
            placed.append((n, occurrence, investigation))
    return counts, [(occurrence, investigation) for _, occurrence, investigation in sorted(placed)]


def _conditions(rows: Any, wanted: Wanted) -> list[Any]:
    found = []
    if wanted.status:
        found.append(statements.has_flag(rows, _FLAGS[wanted.status]))
    if wanted.overdue:
        found.append(statements.is_past(rows, wanted.overdue, _LENGTHS[wanted.by] if wanted.by else None))
    if wanted.authority is not None:
        found.append(rows.c.authority_id == wanted.authority)
    if wanted.state:
        found.append(rows.c.country.is_(None) if wanted.state == NOT_STATED else rows.c.country == wanted.state)
    return found


def _order(wanted: Wanted) -> tuple[str, bool]:
    """The column that gives the order, and whether the greatest come first."""
    if wanted.order is Order.LONGEST:
        return {Duty.PRELIMINARY: "known_day", Duty.INTERIM: "anniversary"}.get(wanted.overdue or Duty.FINAL, "begun"), False
    if wanted.order is Order.LATEST:
        return "final_public" if wanted.status is Status.RECENT else "last_public", True
    return "date", wanted.order is Order.NEWEST


# -- filters


def _keeps(wanted: Wanted, count: _Count) -> bool:
    """The conditions again, for what was counted."""
    if wanted.status and not count.flags & _FLAGS[wanted.status]:
        return False
    length = length_of(count.flags, wanted.overdue) if wanted.overdue else 0
    if wanted.overdue and not (length == _LENGTHS[wanted.by] if wanted.by else length):
        return False
    return wanted.authority in (None, count.authority) and wanted.state in (None, count.state)


def _facets(session: Session, wanted: Wanted, counts: Sequence[_Count]) -> Iterator[Facet]:
    """Each filter, counted as if nothing were chosen of it."""

    def beside(**without: Any) -> list[_Count]:
        rest = replace(wanted, **without)
        return [each for each in counts if _keeps(rest, each)]

    some = beside(status=None)
    yield Facet("status", "Status", [_value(each, some, partial(_has, _FLAGS[each])) for each in Status])
    some = beside(overdue=None, by=None)
    yield Facet("overdue", "Past its date", [_of_duty(each, some) for each in PAST])
    if wanted.overdue:
        some, is_past = beside(by=None), partial(_is_past, wanted.overdue)
        yield Facet("by", "For how long", [_value(each, some, partial(is_past, _LENGTHS[each])) for each in Length])
    states = _summed(beside(state=None), lambda each: each.state)
    yield Facet("state", "State of Occurrence", [Value(code, state_name(code), n) for code, n in states])
    authorities = _summed(beside(authority=None), lambda each: str(each.authority))
    names = party_names(session, [int(each) for each, _ in authorities])
    yield Facet("authority", "Authority", [Value(each, names.get(int(each), f"party {each}"), n) for each, n in authorities])


def _has(flag: Flag, count: _Count) -> bool:
    return bool(count.flags & flag)


def _is_past(duty: Duty, length: int, count: _Count) -> bool:
    return length_of(count.flags, duty) == length


def _value(code: Coded, counts: Sequence[_Count], has: Callable[[_Count], bool]) -> Value:
    return Value(code.value, code.label, sum(each.n for each in counts if has(each)), code.definition)


def _of_duty(duty: Duty, counts: Sequence[_Count]) -> Value:
    n = sum(each.n for each in counts if length_of(each.flags, duty))
    return Value(duty.value, f"Past the {duty.limit}", n, f"{duty.label}: {duty.definition}")


def _summed(counts: Sequence[_Count], key: Callable[[_Count], str]) -> list[tuple[str, int]]:
    """(value, how many), the most frequent first."""
    sums: Counter[str] = Counter()
    for each in counts:
        sums[key(each)] += each.n
    return sorted(sums.items(), key=lambda each: (-each[1], each[0]))


def state_name(code: str) -> str:
    """The name of a State by its code."""
    return "not stated" if code == NOT_STATED else country_name(code)


# -- rows


def rows_of(session: Session, keys: Keys, moment: Moment) -> list[Row]:
    """The investigations in the order of the keys, each told by the clock."""
    if not keys:
        return []
    steps, heads, ids = defaultdict(list), {}, {key for key, _ in keys}
    for event, account, source in session.execute(statements.steps_of(ids, moment)):
        steps[event.occurrence_id, event.investigation_number].append((event, account, source))
    for head in session.execute(statements.investigations(ids, moment)):
        heads[head.Investigation.occurrence_id, head.Investigation.number] = head
    names = party_names(session, {account.speaker_id for each in steps.values() for _, account, _ in each})
    return [_row(heads[key], steps[key], moment.day, names) for key in keys if key in heads]


def _row(head: Any, stated: Sequence[Any], day: dt.date, names: dict[int, str]) -> Row:
    of = {_step(event, account): (event, account, source) for event, account, source in stated}
    investigation: Investigation = head.Investigation
    clock = investigation_clock(
        of,
        head.occurred_on,
        day,
        d0_precision=head.occurred_precision or "",
        kind=investigation.kind,
        state_known=head.state_known,
    )
    said = None
    if clock.status is not None:
        event, account, source = of[clock.status]
        said = Said(event, account, names.get(account.speaker_id, ""), source)
    return Row(investigation, head, head.authority_id, head.name, clock, said)


def _step(event: InvestigationEvent, account: Account) -> Step:
    public = account.published_on or account.said_on
    return step_of(event.kind, event.happened_on, event.precision, public, said=account.precision)
