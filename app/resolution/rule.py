"""The resolution rule `best-value/1`: which of several claims is shown, and how the speakers stand to one another.

Given are the open claims on one property (and qualifier) of one subject that were public at the time asked for.

1. Claims ranked deprecated do not count.
2. Of each speaker the latest word stands: later public time, then the later release of a dataset, then later record
   time. What a speaker said earlier is kept and shown, but no longer counts. Where values add up (`Cardinality.LIST`)
   nothing is replaced.
3. Only `asserts` can be the best value; `suspects` only where nobody asserts.
4. Order: rank preferred; the kind of source (`SourceKind`, and within datasets the report status); claims whose day is
   known before claims said "not later than" a day; later public time; later record.
5. A judgement (cause, unlawful interference ...) has no best value while it is disputed.

The outcome does not depend on the order in which the claims are given.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from app.vocab import values
from app.vocab.claims import PropertyState, Rank, ReportStatus, SourceKind, Stance
from app.vocab.properties import Cardinality, Property, ValueType

RULE = "best-value/1"

SOURCE_ORDER: dict[str, int] = {kind.value: i for i, kind in enumerate(SourceKind)}
REPORT_ORDER: dict[str | None, int] = {status.value: i for i, status in enumerate(ReportStatus)} | {None: len(ReportStatus)}


class Said(NamedTuple):
    """A claim with what the rule needs of its account, source and rank.

    public: the day it was public, ISO. released: the day of the dataset's release or of the source's publication, ISO or
    empty. sequence: record time. account, number: within the occurrence. dated: False where the day is only an upper limit.
    rank: None, `preferred` or `deprecated`.
    """

    number: int
    aircraft: int | None
    property: str
    qualifier: str
    value: str
    stance: str
    account: int
    speaker: int
    source_kind: str
    report_status: str | None
    public: str
    released: str
    sequence: int
    dated: bool
    rank: str | None = None


class Subject(NamedTuple):
    """What claims must share to be compared."""

    aircraft: int | None
    property: str
    qualifier: str


@dataclass(frozen=True, slots=True)
class Resolution:
    """The outcome for one property and qualifier of one subject.

    chosen: the claims shown as the best value: none, one, or several where values hold together. current: each speaker's
    standing claims, best first. earlier: replaced by a later word of their speaker. deprecated: out by rank.
    """

    state: PropertyState
    chosen: tuple[Said, ...]
    current: tuple[Said, ...]
    earlier: tuple[Said, ...]
    deprecated: tuple[Said, ...]
    withheld: bool

    @property
    def value(self) -> str | None:
        """The best value; None where there is none, or where a judgement is disputed."""
        return self.chosen[0].value if self.chosen else None


def by_subject(claims: Iterable[Said]) -> dict[Subject, list[Said]]:
    """The claims by what they are about, in the order given."""
    groups: dict[Subject, list[Said]] = {}
    for each in claims:
        groups.setdefault(Subject(each.aircraft, each.property, each.qualifier), []).append(each)
    return groups


def resolve(prop: Property, claims: Sequence[Said]) -> Resolution:
    """Apply the rule to the claims on one property and qualifier of one subject; none gives `unsaid`."""
    if len(claims) == 1 and claims[0].rank != Rank.DEPRECATED:
        return _alone(claims[0])
    deprecated = tuple(sorted((each for each in claims if each.rank == Rank.DEPRECATED), key=_order))
    counted = [each for each in claims if each.rank != Rank.DEPRECATED]
    current, earlier = _standing(prop, counted)
    state = _state(prop, current, earlier)
    best = _best(prop, current)
    withheld = prop.judgement and state is PropertyState.DISPUTED
    return Resolution(state, () if withheld else best, current, earlier, deprecated, withheld)


def _alone(said: Said) -> Resolution:
    """What the rule gives for the only claim on a thing, as nearly all of a dataset are: there is nothing to weigh."""
    current = (said,)
    return Resolution(PropertyState.SINGLE, current if _affirms(said) else (), current, (), (), withheld=False)


def said_time(said: Said) -> tuple[str, str, int]:
    """By what a speaker's later word is told from its earlier one: public day, day of the release, record time."""
    return (said.public, said.released, said.sequence)


def _order(said: Said) -> tuple[bool, int, int, bool, tuple[int, ...], int, int]:
    """Sort key, best first."""
    later_first = tuple(-ord(c) for c in said.public)
    report = REPORT_ORDER[said.report_status] if said.source_kind == SourceKind.DATASET else 0
    order = SOURCE_ORDER[said.source_kind]
    return (said.rank != Rank.PREFERRED, order, report, not said.dated, later_first, -said.sequence, -said.number)


def _standing(prop: Property, counted: list[Said]) -> tuple[tuple[Said, ...], tuple[Said, ...]]:
    """Each speaker's standing claims and the ones that a later word of theirs replaced; both best first."""
    if prop.cardinality is Cardinality.LIST:
        return tuple(sorted(counted, key=_order)), ()
    latest: dict[int, tuple[str, str, int]] = {}
    for each in counted:
        latest[each.speaker] = max(latest.get(each.speaker, said_time(each)), said_time(each))
    current = sorted((each for each in counted if said_time(each) == latest[each.speaker]), key=_order)
    earlier = sorted((each for each in counted if said_time(each) != latest[each.speaker]), key=_order)
    return tuple(current), tuple(earlier)


def _best(prop: Property, current: tuple[Said, ...]) -> tuple[Said, ...]:
    affirmed = [each for each in current if each.stance == Stance.ASSERTS]
    affirmed = affirmed or [each for each in current if each.stance == Stance.SUSPECTS]
    if not affirmed or prop.cardinality is Cardinality.ONE:
        return tuple(affirmed[:1])
    if prop.cardinality is Cardinality.SET:
        affirmed = [each for each in affirmed if each.speaker == affirmed[0].speaker]
    distinct: list[Said] = []
    for each in sorted(affirmed, key=lambda each: (*said_time(each), each.number)):
        if not any(values.same(prop, each.value, other.value) for other in distinct):
            distinct.append(each)
    return tuple(distinct)


def _state(prop: Property, current: tuple[Said, ...], earlier: tuple[Said, ...]) -> PropertyState:
    if not current:
        return PropertyState.UNSAID
    if _contradicted(prop, current) or _differ(prop, current):
        return PropertyState.DISPUTED
    if _changed(prop, current, earlier):
        return PropertyState.REFINED
    affirming = {each.speaker for each in current if _affirms(each)}
    return PropertyState.AGREED if len(affirming) > 1 else PropertyState.SINGLE


def _affirms(said: Said) -> bool:
    return said.stance in (Stance.ASSERTS, Stance.SUSPECTS)


def _contradicted(prop: Property, current: tuple[Said, ...]) -> bool:
    """Whether one speaker denies what another affirms, or sees no evidence for what another asserts.

    Accounts in free words are compared whole: a denial stands against every account on the property. To see no evidence
    does not contradict a suspicion.
    """
    return any(
        no.speaker != yes.speaker
        and (no.stance == Stance.DENIES or yes.stance == Stance.ASSERTS)
        and (prop.type is ValueType.LONG_TEXT or values.same(prop, no.value, yes.value))
        for no in current
        if not _affirms(no)
        for yes in current
        if _affirms(yes)
    )


def _differ(prop: Property, current: tuple[Said, ...]) -> bool:
    """Whether what two speakers affirm differs beyond the property's tolerance."""
    if prop.cardinality is Cardinality.LIST:
        return False
    affirmed = [each for each in current if _affirms(each)]
    if prop.cardinality is Cardinality.SET:
        sets: dict[int, set[str]] = {}
        for each in affirmed:
            sets.setdefault(each.speaker, set()).add(each.value)
        return len({frozenset(each) for each in sets.values()}) > 1
    return any(
        a.speaker != b.speaker and not values.same(prop, a.value, b.value)
        for i, a in enumerate(affirmed)
        for b in affirmed[i + 1 :]
    )


def _changed(prop: Property, current: tuple[Said, ...], earlier: tuple[Said, ...]) -> bool:
    """Whether a speaker's standing word differs from an earlier one of its own."""
    if prop.cardinality is Cardinality.SET:
        before = {(each.speaker, each.value) for each in earlier}
        now = {(each.speaker, each.value) for each in current}
        return bool(before - now)
    return any(
        old.speaker == new.speaker and (old.stance != new.stance or not values.same(prop, old.value, new.value))
        for old in earlier
        for new in current
    )
