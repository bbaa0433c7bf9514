"""The Annex 13 clock `annex13-clock/1`: what was due of an investigation on a day, and what was past its date.

Nothing here is stored, and nothing here is a status: the status is the authority's own word (`Clock.status`), these are dates
counted from it. `investigation_clock` answers for one investigation, `response_clock` for one safety recommendation.

D0 is the local day of the occurrence, the day asked for counts to its end, and a step counts from its public day on. A due day
itself is never late. A step that had been stated "not later than" a day may have been public before: until that day it cannot
be told whether it was. The 12 months are an aim ("if possible"): to be past them is not an offence.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from app.core.dates import add_days, add_months
from app.vocab.claims import Precision
from app.vocab.coded import Coded
from app.vocab.investigations import EventKind, InvestigationKind

RULE = "annex13-clock/1"

PRELIMINARY_DAYS = 30
COMMENT_DAYS = 60
RESPONSE_DAYS = 90
FINAL_MONTHS = 12
LIGHT_KG = 2_250  # up to this mass no preliminary report goes to ICAO


class Past(Coded):
    """Whether something is past its date. Four values: what does not apply or cannot be told is never a "no"."""

    YES = "yes", "past the date", "The date has passed, and nothing that meets it was public."
    NO = "no", "not past the date", "The date has not passed, or what was due was public."
    NOT_APPLICABLE = "not_applicable", "does not apply", "The duty does not exist for this investigation."
    CANNOT_TELL = (
        "cannot_tell",
        "cannot be told",
        "The day of the occurrence, the investigating State, or whether something was public by then, is not known.",
    )


class Duty(Coded):
    """What is due of an investigation; the definition is the rule in words."""

    PRELIMINARY = (
        "preliminary",
        "Preliminary report",
        "30 days after the occurrence. Met by a preliminary report, an interim statement or a final report. A preliminary "
        "report may be confidential: then it counts from the day it is stated to have been sent. Not asked for aircraft "
        "of up to 2,250 kg.",
    )
    INTERIM = (
        "interim",
        "Anniversary statement",
        "On each anniversary of the occurrence while no final report is public. Met by an interim statement made public "
        "since the anniversary before.",
    )
    FINAL = (
        "final",
        "Final report",
        "If possible within 12 months of the occurrence; after a reopening, within 12 months of it. An aim, not a limit.",
    )
    COMMENT = (
        "comment",
        "Comments on the draft",
        "60 days after the draft of the final report was sent to the States. Met by the final report.",
    )
    RESPONSE = (
        "response",
        "Answer to a recommendation",
        "90 days after the safety recommendation was sent, or was made where the day of sending is not stated. Met by any "
        "answer.",
    )

    @property
    def source(self) -> str:
        """Where the rule is laid down."""
        return _SOURCES[self]

    @property
    def limit(self) -> str:
        """What one may be past of, such as `30-day date`."""
        return _LIMITS[self]


_EU = "Regulation (EU) No 996/2010"
_SOURCES = {
    Duty.PRELIMINARY: "ICAO Annex 13, chapter 7",
    Duty.INTERIM: f"ICAO Annex 13, chapter 6; {_EU}, article 16",
    Duty.FINAL: f"ICAO Annex 13, chapter 6; {_EU}, article 16",
    Duty.COMMENT: "ICAO Annex 13, chapter 6",
    Duty.RESPONSE: f"ICAO Annex 13, chapter 6; {_EU}, article 18",
}
_LIMITS = {
    Duty.PRELIMINARY: "30-day date",
    Duty.INTERIM: "anniversary",
    Duty.FINAL: "12-month aim",
    Duty.COMMENT: "60-day date",
    Duty.RESPONSE: "90-day date",
}


class Step(NamedTuple):
    """A step of an investigation as somebody stated it.

    kind: an EventKind or its code. on: the day of the act, None where it is not stated to the day. public: the day from which
    the world could know. dated: False where the public day is only an upper limit ("not later than").
    """

    kind: str
    on: dt.date | None
    public: dt.date
    dated: bool = True

    @property
    def day(self) -> dt.date:
        """The day of the act when stated, else the public day."""
        return self.on or self.public


class Due(NamedTuple):
    """One duty on the day asked for.

    due: the day by which it is asked, None where there is none. days: how many days past it is; None unless `past` is YES.
    met_on: the day of what met it, None while nothing has. late: by how many days that came after the due day, 0 in time;
    None where that cannot be told.
    """

    duty: Duty
    past: Past
    due: dt.date | None = None
    days: int | None = None
    met_on: dt.date | None = None
    late: int | None = None


class Missed(NamedTuple):
    """An anniversary (the n-th) that passed without a statement since the one before, and without a final report.

    late: by how many days a statement followed before the next anniversary; None: none did.
    """

    n: int
    due: dt.date
    late: int | None


@dataclass(frozen=True, slots=True)
class Clock:
    """An investigation on a day. status: the last step public by that day, by the authority's own word; None: none was."""

    day: dt.date
    status: Step | None
    preliminary: Due
    interim: Due
    final: Due
    comment: Due
    missed: tuple[Missed, ...]
    rule: str = RULE

    @property
    def duties(self) -> tuple[Due, ...]:
        """All of them, in the order in which they fall due."""
        return self.preliminary, self.interim, self.final, self.comment

    @property
    def past(self) -> tuple[Due, ...]:
        """Those that are past their dates."""
        return tuple(each for each in self.duties if each.past is Past.YES)

    @property
    def is_ended(self) -> bool:
        """Whether, by the authority's word, nothing more is to come: a final report, discontinued or not investigated."""
        return self.status is not None and self.status.kind in _ENDINGS | {EventKind.FINAL_PUBLISHED}


_ENDINGS = frozenset((EventKind.DISCONTINUED, EventKind.NOT_INVESTIGATED))
_TAKEN_UP = frozenset((EventKind.OPENED, EventKind.REOPENED))
_MEET_FINAL = frozenset((EventKind.FINAL_PUBLISHED,))
_MEET_INTERIM = frozenset((EventKind.INTERIM_STATEMENT, EventKind.FINAL_PUBLISHED))
_MEET_PRELIMINARY = frozenset((EventKind.PRELIMINARY_PUBLISHED, EventKind.INTERIM_STATEMENT, EventKind.FINAL_PUBLISHED))


def step_of(
    kind: EventKind, happened_on: dt.date | None, precision: Precision, public: dt.date, *, said: Precision = Precision.DAY
) -> Step:
    """A step as the tables have it. A day of the act that is not known to the day does not count as stated.

    precision: of the act's day; said: of the account's.
    """
    return Step(kind, happened_on if precision is Precision.DAY else None, public, said is not Precision.NOT_LATER_THAN)


def investigation_clock(
    steps: Iterable[Step],
    d0: dt.date | None,
    day: dt.date,
    *,
    d0_precision: str = "day",
    kind: InvestigationKind = InvestigationKind.SAFETY,
    state_known: bool = True,
    mass_kg: float | None = None,
) -> Clock:
    """The investigation on `day`, to its end.

    steps: all that is stated, in any order; those that were not yet public on the day are left out here. d0: the local day of
    the occurrence, None where it is not known; `d0_precision` is day, month or year. state_known: False where nobody knows
    which State investigates. mass_kg: the aircraft's greatest take-off mass, None where it is not known.
    The duties are those of a safety investigation: to an inquiry of another kind they do not apply.
    """
    steps = tuple(steps)
    known = sorted((each for each in steps if each.public <= day), key=_order)
    perhaps = frozenset(each.kind for each in steps if _perhaps_public(each, day))
    d0 = d0 if d0_precision == "day" and state_known else None
    if kind is not InvestigationKind.SAFETY or _is_ended(known):
        preliminary, interim, final, comment = (Due(each, Past.NOT_APPLICABLE) for each in _OF_INVESTIGATION)
        return Clock(day, _status(known), preliminary, interim, final, comment, ())
    light = mass_kg is not None and mass_kg <= LIGHT_KG
    return Clock(
        day,
        _status(known),
        Due(Duty.PRELIMINARY, Past.NOT_APPLICABLE)
        if light
        else _unless(perhaps & _MEET_PRELIMINARY, _preliminary(known, d0, day)),
        _unless(perhaps & _MEET_INTERIM, _interim(known, d0, day)),
        _unless(perhaps & _MEET_FINAL, _final(known, d0, day)),
        _unless(perhaps & _MEET_FINAL, _comment(known, day)),
        () if perhaps & _MEET_INTERIM else _missed(known, d0, day),
    )


def _perhaps_public(step: Step, day: dt.date) -> bool:
    """Whether it may have been public by the day: it is only known not to be later than one that has not come."""
    return not step.dated and step.public > day and (step.on is None or step.on <= day)


def _unless(perhaps: frozenset[str], due: Due) -> Due:
    """What is past its date, unless what would have met it may have been public."""
    return due._replace(past=Past.CANNOT_TELL, days=None) if perhaps and due.past is Past.YES else due


def _order(step: Step) -> tuple[dt.date, dt.date, int]:
    """In time; on one day in the order in which steps follow one another."""
    return step.day, step.public, _RANK[step.kind]


_RANK = {kind.value: n for n, kind in enumerate(EventKind)}
_OF_INVESTIGATION = (Duty.PRELIMINARY, Duty.INTERIM, Duty.FINAL, Duty.COMMENT)


def response_clock(sent_on: dt.date | None, answers: Iterable[Step], day: dt.date) -> Due:
    """The addressee's answer to a safety recommendation on `day`.

    sent_on: when it was sent, or made where that is not stated; None: neither is. answers: a step each, of any kind.
    """
    met = _first(each for each in answers if each.public <= day)
    return _due(Duty.RESPONSE, None if sent_on is None else add_days(sent_on, RESPONSE_DAYS), met, day)


def _status(known: list[Step]) -> Step | None:
    """The last step by the authority's word; what is only said about the work, in a briefing, is none."""
    return next((each for each in reversed(known) if each.kind != EventKind.BRIEFING), None)


def _is_ended(known: list[Step]) -> bool:
    """Whether the last word on it is that it is not investigated, or no longer."""
    last = next((each for each in reversed(known) if each.kind in _ENDINGS | _TAKEN_UP), None)
    return last is not None and last.kind in _ENDINGS


def _first(steps: Iterable[Step]) -> Step | None:
    return min(steps, key=lambda each: each.day, default=None)


def _due(duty: Duty, due: dt.date | None, met: Step | None, day: dt.date) -> Due:
    """The duty where it is asked for; due None: its day cannot be told. met: what meets it, public on the day."""
    if met is not None:
        late = max((met.day - due).days, 0) if due is not None and (met.on or met.dated) else None
        return Due(duty, Past.NO, due, met_on=met.day, late=late)
    if due is None:
        return Due(duty, Past.CANNOT_TELL)
    days = (day - due).days
    return Due(duty, Past.YES, due, days) if days > 0 else Due(duty, Past.NO, due)


def _preliminary(known: list[Step], d0: dt.date | None, day: dt.date) -> Due:
    due = None if d0 is None else add_days(d0, PRELIMINARY_DAYS)
    return _due(Duty.PRELIMINARY, due, _first(each for each in known if each.kind in _MEET_PRELIMINARY), day)


def _interim(known: list[Step], d0: dt.date | None, day: dt.date) -> Due:
    """The latest anniversary that has passed, else the first one to come; a final report ends the duty."""
    final = _first(each for each in known if each.kind == EventKind.FINAL_PUBLISHED)
    if d0 is None:
        return Due(Duty.INTERIM, Past.CANNOT_TELL if final is None else Past.NO)
    n = _passed(d0, day)
    due, before = add_months(d0, 12 * max(n, 1)), add_months(d0, 12 * max(n - 1, 0))
    if final is not None:
        return Due(Duty.INTERIM, Past.NO)
    met = _first(each for each in known if each.kind == EventKind.INTERIM_STATEMENT and each.public > before)
    return _due(Duty.INTERIM, due, met, day)


def _passed(d0: dt.date, day: dt.date) -> int:
    """How many anniversaries lie before the day."""
    n = max(day.year - d0.year, 0)
    return n if n and add_months(d0, 12 * n) < day else max(n - 1, 0)


def _missed(known: list[Step], d0: dt.date | None, day: dt.date) -> tuple[Missed, ...]:
    if d0 is None:
        return ()
    final = _first(each for each in known if each.kind == EventKind.FINAL_PUBLISHED)
    if final is not None and final.on is None and not final.dated:
        return ()  # it may have come long before
    statements = sorted(each.day for each in known if each.kind == EventKind.INTERIM_STATEMENT)
    n_passed = _passed(d0, day if final is None else min(day, final.day))
    dues = [add_months(d0, 12 * n) for n in range(n_passed + 2)]
    missed = []
    for n in range(1, n_passed + 1):
        due = dues[n]
        if not any(dues[n - 1] < each <= due for each in statements):
            late = next(((each - due).days for each in statements if due < each <= dues[n + 1]), None)
            missed.append(Missed(n, due, late))
    return tuple(missed)


def _final(known: list[Step], d0: dt.date | None, day: dt.date) -> Due:
    reopened = next((each for each in reversed(known) if each.kind == EventKind.REOPENED), None)
    begun = d0 if reopened is None else reopened.day
    due = None if begun is None else add_months(begun, FINAL_MONTHS)
    after = dt.date.min if reopened is None else reopened.day
    return _due(
        Duty.FINAL, due, _first(each for each in known if each.kind == EventKind.FINAL_PUBLISHED and each.day > after), day
    )


def _comment(known: list[Step], day: dt.date) -> Due:
    draft = next((each for each in reversed(known) if each.kind == EventKind.DRAFT_IN_CONSULTATION), None)
    if draft is None:
        return Due(Duty.COMMENT, Past.NO)
    met = _first(each for each in known if each.kind == EventKind.FINAL_PUBLISHED and each.day >= draft.day)
    return _due(Duty.COMMENT, add_days(draft.day, COMMENT_DAYS), met, day)
