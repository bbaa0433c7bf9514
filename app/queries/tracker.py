"""All investigations as they stood on a day, in one pass over their steps: what is due of each, counted and listed.

What `app.resolution.clock` tells of one investigation, these statements tell of all: a due day is before the day asked for
where the occurrence is not later than a day that is worked out beforehand, so the database compares days and no more. Days are
compared as ISO texts. Nothing is read that became public after the day.
"""

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from enum import IntFlag
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import aliased

from app.core.dates import add_days, add_months
from app.models import (
    Account,
    Investigation,
    InvestigationDocument,
    InvestigationEvent,
    Occurrence,
    Participation,
    Party,
    Source,
)
from app.queries.changesets import recorded, stands
from app.queries.lists import was_public
from app.resolution.clock import FINAL_MONTHS, PRELIMINARY_DAYS, Duty
from app.vocab.claims import Precision
from app.vocab.investigations import Capacity, EventKind, InvestigationKind

Rows = sa.Select[*tuple[Any, ...]]
Condition = sa.ColumnElement[bool]

RECENT_DAYS = 90
YEARS = (1, 2, 5)  # where the lengths of being past a date are cut


class Flag(IntFlag):
    """What a row of `standing` has in its `flags`; above them lie how long it is past, see `length_of`."""

    OPEN = 1  # neither ended nor with a final report, after the last reopening if there is one
    FINAL = 2
    RECENT = 4  # a final report became public in the last RECENT_DAYS days
    REOPENED = 8
    TRANSFERRED = 16
    ENDED = 32
    UNTOLD = 64  # of a duty it cannot be told whether it is past its date


_LENGTHS = {Duty.PRELIMINARY: 128, Duty.INTERIM: 1024, Duty.FINAL: 8192}  # each takes three bits
_LONGEST_FIRST = tuple(enumerate((0, *YEARS), 1))[::-1]
PAST = tuple(_LENGTHS)  # the duties that are told here


def length_of(flags: int, duty: Duty) -> int:
    """How long a duty is past its date: 0 not at all, 1 under a year, and one more for each of YEARS passed."""
    return flags // _LENGTHS[duty] % 8


@dataclass(frozen=True, slots=True)
class Moment:
    """The end of a day of public time; `at`: as recorded at that place of the log, None as recorded now."""

    day: dt.date
    at: int | None = None


class _Listed(sa.sql.functions.FunctionElement[Any]):
    """The items of a JSON array as rows, however many: one parameter for all."""

    inherit_cache = True
    name = "listed"


@compiles(_Listed)
def _listed(element: _Listed, compiler: Any, **more: Any) -> str:
    return f"json_each({compiler.process(element.clauses, **more)})"


@compiles(_Listed, "postgresql")
def _listed_in_postgresql(element: _Listed, compiler: Any, **more: Any) -> str:
    return f"json_array_elements_text(CAST({compiler.process(element.clauses, **more)} AS json))"


def among(column: Any, ids: str) -> Condition:
    """Whether the column is one of the numbers of a JSON array."""
    items = _Listed(sa.literal(ids, sa.Text)).table_valued("value")
    condition: Condition = column.in_(sa.select(sa.cast(items.c.value, sa.BigInteger)))
    return condition


# -- steps

_PUBLIC = sa.func.coalesce(Account.published_on, Account.said_on)
_ON = sa.case((InvestigationEvent.precision == Precision.DAY, InvestigationEvent.happened_on))
_RANKS = {kind: f"{n:02d}" for n, kind in enumerate(EventKind)}
_OFTEN_FIRST = (EventKind.FINAL_PUBLISHED, EventKind.PRELIMINARY_PUBLISHED, *EventKind)  # comparisons cost
_ENDINGS = (EventKind.DISCONTINUED, EventKind.NOT_INVESTIGATED)
_TAKEN_UP = (EventKind.OPENED, EventKind.REOPENED)


def _text(day: Any) -> Any:
    return sa.cast(day, sa.Text)


_DAY, _PUBLIC_TEXT = _text(sa.func.coalesce(_ON, _PUBLIC)), _text(_PUBLIC)
_RANK = sa.case({kind: _RANKS[kind] for kind in _OFTEN_FIRST}, value=InvestigationEvent.kind)
_ORDER = _DAY + _PUBLIC_TEXT + _RANK  # as the clock orders steps, in one text


_MAYBE = {EventKind.PRELIMINARY_PUBLISHED: 1, EventKind.INTERIM_STATEMENT: 2, EventKind.FINAL_PUBLISHED: 3}


_OF_CLOCK = ("course", "reopened", "final", "final_public", "interim_public", "preliminary", "transferred", "maybe")


def _told(moment: Moment, names: Sequence[str]) -> Any:
    """A row for each investigation of which a step was public: `last_public`, and what is named of what hangs on its steps.

    `maybe`: the greatest of _MAYBE of the steps that may have been public, since they are only known not to be later than a day
    that had not come; None where there is none.
    """
    known, not_later = moment.day >= _PUBLIC, Account.precision == Precision.NOT_LATER_THAN
    maybe = sa.and_(not_later, sa.or_(_ON.is_(None), moment.day >= _ON))
    is_dated = sa.case((Account.precision == Precision.DAY, "1"), else_="0")

    def of(value: Any, *kinds: EventKind) -> Any:
        # Comparisons, not IN: SQLite builds a table for an IN list at every row.
        return sa.case((sa.and_(sa.or_(*(InvestigationEvent.kind == kind for kind in kinds)), known), value))

    last_public = sa.func.max(sa.case((known, _PUBLIC_TEXT)))
    greatest = {
        "course": of(_ORDER, *_ENDINGS, *_TAKEN_UP),
        "reopened": of(_DAY, EventKind.REOPENED),
        "final": of(_DAY, EventKind.FINAL_PUBLISHED),
        "final_public": of(_PUBLIC_TEXT, EventKind.FINAL_PUBLISHED),
        "interim_public": of(_PUBLIC_TEXT, EventKind.INTERIM_STATEMENT),
        "preliminary": of("1", EventKind.PRELIMINARY_PUBLISHED),
        "transferred": of("1", EventKind.TRANSFERRED_TO_JUDICIAL),
        "maybe": sa.case((known, None), else_=sa.case(_MAYBE, value=InvestigationEvent.kind)),
    }
    told: dict[str, Any] = {name: sa.func.max(value) for name, value in greatest.items()}
    told["first_final"] = sa.func.min(of(_PUBLIC_TEXT + is_dated, EventKind.FINAL_PUBLISHED))
    return (
        sa.select(
            InvestigationEvent.occurrence_id,
            InvestigationEvent.investigation_number.label("number"),
            last_public.label("last_public"),
            *(told[name].label(name) for name in names),
        )
        .join(Account, _account())
        .where(*_stated(moment), sa.or_(known, maybe))
        .group_by(InvestigationEvent.occurrence_id, InvestigationEvent.investigation_number)
        .having(last_public.is_not(None))
    )


def _account() -> Condition:
    number = Account.number == InvestigationEvent.account_number
    return sa.and_(Account.occurrence_id == InvestigationEvent.occurrence_id, number)


def _stated(moment: Moment) -> tuple[Condition, ...]:
    return stands(InvestigationEvent, moment.at), recorded(Account.recorded_in, moment.at)


def _without_steps(moment: Moment, columns: Any) -> Any:
    """The investigations that are known without any step, whenever it was public, with the same columns."""
    step = (
        sa.select(1)
        .select_from(InvestigationEvent)
        .join(Account, _account())
        .where(InvestigationEvent.occurrence_id == Investigation.occurrence_id, *_stated(moment))
        .where(InvestigationEvent.investigation_number == Investigation.number)
    )
    nothing = (sa.null().label(each.name) for each in list(columns)[2:])
    return sa.select(Investigation.occurrence_id, Investigation.number, *nothing).where(sa.not_(step.exists()))


# -- investigations


def standing(moment: Moment, *, ids: str | None = None) -> sa.CTE:
    """A row for each investigation that was known on the day.

    One of which no step is stated counts from the day of the occurrence on. ids: a JSON array of the occurrences asked for.
    Columns: occurrence_id, number, authority_id (of a merged party what it was merged into), country of the occurrence and its
    `date` however well it is known, `known_day` where that and the investigating State are known to the day, `begun` (the day
    from which the final report is counted) and `anniversary` (the last that passed); days are texts. `last_public` and
    `final_public` are the last public days of any step and of a final report. `flags`: see `Flag`.
    """
    told = _all_told(moment, _OF_CLOCK)
    state_known = sa.or_(Party.country.is_not(None), in_charge(moment))
    known_day = sa.case((sa.and_(Occurrence.occurred_precision == "day", state_known), _text(Occurrence.occurred_on)))
    clock = _Clock(moment.day, told.c, known_day)
    columns = (
        told.c.occurrence_id,
        told.c.number,
        _AUTHORITY.label("authority_id"),
        Occurrence.country,
        _text(Occurrence.occurred_on).label("date"),
        known_day.label("known_day"),
        clock.begun.label("begun"),
        clock.anniversary.label("anniversary"),
        told.c.last_public,
        told.c.final_public,
        clock.flags().label("flags"),
    )
    return _known(moment, told, columns, ids).cte("tracked")


_AUTHORITY = sa.func.coalesce(Party.merged_into, Party.id)


def _all_told(moment: Moment, names: Sequence[str]) -> Any:
    with_steps = _told(moment, names)
    return sa.union_all(with_steps, _without_steps(moment, with_steps.selected_columns)).subquery("told")


def _known(moment: Moment, told: Any, columns: Sequence[Any], ids: str | None) -> Rows:
    statement = (
        sa.select(*columns)
        .select_from(told)
        .join(Investigation, _same(told.c))
        .join(Occurrence, Occurrence.id == told.c.occurrence_id)
        .join(Party, Party.id == Investigation.authority_id)
        .where(stands(Investigation, moment.at), recorded(Investigation.recorded_in, moment.at), was_public(moment.at))
        .where(sa.or_(told.c.last_public.is_not(None), Occurrence.occurred_on.is_(None), moment.day >= Occurrence.occurred_on))
    )
    return statement if ids is None else statement.where(among(told.c.occurrence_id, ids))


def in_charge(moment: Moment) -> Condition:
    """Whether it was public of some State that it conducts the investigation."""
    stated = sa.select(1).select_from(Participation).join(Account, sa.and_(
        Account.occurrence_id == Participation.occurrence_id, Account.number == Participation.account_number
    ))  # fmt: skip
    return stated.where(
        Participation.occurrence_id == Investigation.occurrence_id,
        Participation.investigation_number == Investigation.number,
        Participation.capacity == Capacity.IN_CHARGE,
        stands(Participation, moment.at),
        recorded(Account.recorded_in, moment.at),
        moment.day >= _PUBLIC,
    ).exists()


def _same(told: Any) -> Condition:
    return sa.and_(Investigation.occurrence_id == told.occurrence_id, Investigation.number == told.number)


class _Clock:
    """The duties of the investigations on a day, as conditions on what is told of them and the known day of the occurrence."""

    def __init__(self, day: dt.date, told: Any, known_day: Any) -> None:
        self._day, self._told, self._known_day = day, told, known_day
        self.ended = sa.func.coalesce(sa.func.substr(told.course, 21, 2), "").in_([_RANKS[each] for each in _ENDINGS])
        self.answered = sa.and_(told.final.is_not(None), sa.func.coalesce(told.reopened, "") < told.final)
        self.begun = sa.func.coalesce(told.reopened, known_day)
        in_year = sa.func.substr(known_day, 5)  # -10-31; 29 February stands before the same days as 28 does
        this_year = in_year < day.isoformat()[4:]
        self.anniversary = sa.case((this_year, f"{day.year:04d}"), else_=f"{day.year - 1:04d}") + in_year
        self._one_before = sa.case((this_year, f"{day.year - 1:04d}"), else_=f"{max(day.year - 2, 0):04d}") + in_year

    def flags(self) -> Any:
        """All that is told of it, as one number: see `Flag` and `length_of`."""
        told, has_duties = self._told, sa.and_(Investigation.kind == InvestigationKind.SAFETY, sa.not_(self.ended))
        recent = add_days(self._day, -RECENT_DAYS).isoformat()
        conditions = {
            Flag.OPEN: sa.not_(sa.or_(self.ended, self.answered)),
            Flag.FINAL: told.final.is_not(None),
            Flag.RECENT: told.final_public > recent,
            Flag.REOPENED: told.reopened.is_not(None),
            Flag.TRANSFERRED: told.transferred.is_not(None),
            Flag.ENDED: self.ended,
            Flag.UNTOLD: sa.and_(has_duties, self._untold()),
        }
        bits = {flag: sa.case((condition, int(flag)), else_=0) for flag, condition in conditions.items()}
        past = sa.case((has_duties, self._past()), else_=0)
        seldom = told.reopened, told.course, told.transferred
        is_plain = sa.and_(told.final.is_not(None), *(each.is_(None) for each in seldom))  # most are: this need not tell all
        return sa.case((is_plain, int(Flag.FINAL) + bits[Flag.RECENT]), else_=sum(bits.values(), past))

    def _past(self) -> Any:
        """How long each duty is past, in its bits; 0 where what would have met it may have been public."""
        maybe = sa.func.coalesce(self._told.maybe, 0)
        return sum(
            (sa.case((maybe >= least, 0), else_=lengths) * _LENGTHS[duty] for duty, (least, lengths) in self._duties().items()),
            sa.literal(0),
        )

    def _untold(self) -> Condition:
        maybe = self._told.maybe
        hidden = (sa.and_(maybe >= least, lengths > 0) for least, lengths in self._duties().values())
        return sa.or_(
            sa.and_(self._known_day.is_(None), self._told.final.is_(None)), sa.and_(maybe.is_not(None), sa.or_(*hidden))
        )

    def _duties(self) -> dict[Duty, tuple[int, Any]]:
        """For each duty the least of _MAYBE that may have met it, and how long it is past without that."""
        return {
            Duty.PRELIMINARY: (1, self._preliminary()), Duty.INTERIM: (2, self._interim()), Duty.FINAL: (3, self._final()),
        }  # fmt: skip

    def _preliminary(self) -> Any:
        lengths = _lengths(self._day, self._known_day, lambda day: add_days(day, PRELIMINARY_DAYS))
        told = self._told
        unmet = sa.and_(told.preliminary.is_(None), told.interim_public.is_(None), told.final.is_(None))
        return sa.case((unmet, lengths), else_=0)

    def _interim(self) -> Any:
        passed = self._known_day <= _latest(self._day, lambda day: add_months(day, 12))
        unmet = sa.func.coalesce(self._told.interim_public, "") <= self._one_before
        return sa.case((sa.and_(self._told.final.is_(None), passed, unmet), 1), else_=0)

    def _final(self) -> Any:
        lengths = _lengths(self._day, self.begun, lambda day: add_months(day, FINAL_MONTHS))
        return sa.case((self.answered, 0), else_=lengths)


def _lengths(day: dt.date, begun: Any, due: Callable[[dt.date], dt.date]) -> Any:
    """How long it is past, by the day from which it is counted: 0 to 4."""

    def cut(years: int) -> str:
        return _latest(day, lambda begun: add_months(due(begun), 12 * years))

    return sa.case(*((begun <= cut(years), length) for length, years in _LONGEST_FIRST), else_=0)


def _latest(day: dt.date, due: Callable[[dt.date], dt.date]) -> str:
    """The latest day whose due day is before the day, as text; empty where there is none."""
    low, high = 0, day.toordinal()
    while low < high:
        middle = (low + high + 1) // 2
        if due(dt.date.fromordinal(middle)) < day:
            low = middle
        else:
            high = middle - 1
    return dt.date.fromordinal(low).isoformat() if low else ""


# -- what is asked of them


def found(
    rows: sa.CTE, kept: Sequence[Condition], key: str, *, descending: bool = False, first: int = 0, count: int | None = None
) -> Any:
    """What there is and a part of what is kept of it, in one pass: (authority id, country, flags, n, occurrence id, number).

    Rows without an occurrence count all: `n` have that authority, country and flags. The others are those kept, of which `n` is
    the place in the part, from 1, in no order here. key: the column that gives the order, those without it last. count None:
    all from `first` on.
    """

    def order(c: Any) -> list[Any]:
        by = c[key].desc() if descending else c[key].asc()
        return [by.nulls_last(), c.occurrence_id, c.number]

    part = sa.select(rows).where(*kept).order_by(*order(rows.c)).offset(first).limit(count).subquery("part")
    p = part.c
    place = sa.func.row_number().over(order_by=order(p))
    page = sa.select(p.authority_id, p.country, p.flags, place, p.occurrence_id, p.number)
    c, nothing = rows.c, (sa.cast(sa.null(), sa.BigInteger), sa.cast(sa.null(), sa.Integer))
    counts = sa.select(c.authority_id, c.country, c.flags, sa.func.count(), *nothing)
    return sa.union_all(counts.group_by(c.authority_id, c.country, c.flags), page)


def has_flag(rows: sa.CTE, flag: Flag) -> Condition:
    """Whether the flag is set."""
    condition: Condition = rows.c.flags.op("&")(int(flag)) != 0
    return condition


def is_past(rows: sa.CTE, duty: Duty, length: int | None = None) -> Condition:
    """Whether the duty is past its date, by that length where one is given."""
    found = rows.c.flags.op("/")(_LENGTHS[duty]).op("%")(8)
    condition: Condition = found != 0 if length is None else found == length
    return condition


def investigations(occurrence_ids: Collection[int], moment: Moment) -> Rows:
    """(investigation, its authority, whether its State is known, columns of the occurrence) of some occurrences."""
    one = aliased(Party)
    columns = (
        Occurrence.id, Occurrence.title, Occurrence.occurred_on, Occurrence.occurred_precision, Occurrence.country,
        Occurrence.n_disputed,
    )  # fmt: skip
    return (
        sa.select(
            Investigation,
            one.id.label("authority_id"),
            one.name,
            sa.or_(Party.country.is_not(None), in_charge(moment)).label("state_known"),
            *columns,
        )
        .join(Occurrence, Occurrence.id == Investigation.occurrence_id)
        .join(Party, Party.id == Investigation.authority_id)
        .join(one, one.id == sa.func.coalesce(Party.merged_into, Party.id))
        .where(Investigation.occurrence_id.in_(occurrence_ids))
    )


def steps_of(occurrence_ids: Collection[int], moment: Moment) -> Rows:
    """(step, account, source kind) of the investigations of some occurrences, whenever they were public, by number."""
    return (
        sa.select(InvestigationEvent, Account, Source.kind)
        .join(Account, _account())
        .join(Source, Source.id == Account.source_id)
        .where(InvestigationEvent.occurrence_id.in_(occurrence_ids), *_stated(moment))
        .order_by(InvestigationEvent.occurrence_id, InvestigationEvent.investigation_number, InvestigationEvent.number)
    )


def newest_source(moment: Moment) -> Rows:
    """The day on which the newest source that speaks of investigations came out, whatever the day asked for; None for none.

    Sources without a date do not count: that a page was read lately says nothing of what came out elsewhere.
    """
    step = sa.select(1).select_from(Account).join(InvestigationEvent, _account())
    document = sa.select(1).where(
        InvestigationDocument.source_id == Source.id,
        stands(InvestigationDocument, moment.at),
        recorded(InvestigationDocument.recorded_in, moment.at),
    )
    speaks = sa.or_(step.where(Account.source_id == Source.id, *_stated(moment)).exists(), document.exists())
    return sa.select(sa.func.max(Source.published_on)).where(speaks)


def times(moment: Moment, by: str | None, *, ids: str | None = None) -> Rows:
    """(group or None, day of the occurrence, first final report, how many) of the safety investigations known on the day.

    The day of the occurrence is None where it is not known. The first final report is the day on which it was public, followed
    by `1` where that day is known and `0` where it is not; `0` alone where one may have been public. by: what groups them,
    `country` or `authority`.
    """
    told = _all_told(moment, ("first_final", "maybe"))
    maybe = sa.and_(told.c.first_final.is_(None), told.c.maybe == _MAYBE[EventKind.FINAL_PUBLISHED])
    first_final = sa.case((maybe, "0"), else_=told.c.first_final).label("first_final")
    occurred = sa.case((Occurrence.occurred_precision == "day", _text(Occurrence.occurred_on)))
    groups = {"country": Occurrence.country, "authority": _AUTHORITY}
    rows = _known(moment, told, (
        (groups[by] if by else sa.null()).label("of"), occurred.label("occurred"), first_final,
    ), ids).where(Investigation.kind == InvestigationKind.SAFETY).subquery()  # fmt: skip
    days = rows.c.occurred, rows.c.first_final
    counts = sa.select(rows.c.of, *days, sa.func.count())
    return counts.group_by(rows.c.of, *days)
