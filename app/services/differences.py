"""What differs between two dossiers of one occurrence: before and after a contribution, or between two moments."""

import builtins
import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.models import Account
from app.services.dossiers import (
    AircraftView,
    ClaimView,
    DocumentView,
    Dossier,
    EventView,
    Fact,
    InvestigationView,
    ParticipationView,
    RecommendationView,
    ResponseView,
    SourceView,
)
from app.vocab.claims import OccurrenceState, PropertyState, Stance
from app.vocab.countries import country_name
from app.vocab.properties import Property, Subject


class Sign(StrEnum):
    """What became of an entry: a mark and a word, so that colour is never alone."""

    ADDED = "added"
    WITHDRAWN = "withdrawn"
    CHANGED = "changed"

    @property
    def mark(self) -> str:
        """The mark before the word."""
        return {"added": "+", "withdrawn": "−", "changed": "±"}[self.value]


@dataclass(frozen=True, slots=True)
class Side:
    """How a thing stands on one side. `note` says what stands instead where there are no values."""

    values: tuple[str, ...]
    state: PropertyState | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """An entry that was added, withdrawn or changed, with who said it and where.

    claim: (occurrence id, number) where it is a claim. speaker is empty where nobody says it. note: what changed of it.
    """

    sign: Sign
    words: str
    speaker: str = ""
    stance: Stance | None = None
    account: Account | None = None
    source: SourceView | None = None
    locator: str | None = None
    quote: str | None = None
    claim: tuple[int, int] | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs. `place` is the part of the dossier it belongs to; `property` is None where it is no fact."""

    place: str
    label: str
    qualifier: str
    before: Side
    after: Side
    lines: tuple[Line, ...]
    property: Property | None = None

    @builtins.property
    def is_visible(self) -> bool:
        """Whether what the dossier shows differs, and not only what it holds."""
        return self.before != self.after


NOTHING = Side((), note="not on record")
_UNSAID = Side((), PropertyState.UNSAID, "not stated")


def differences(before: Dossier | None, after: Dossier | None) -> tuple[Change, ...]:
    """Everything that differs, in the order of the page. None: there was no record, or there is none."""
    return (
        *_record(before, after),
        *_aircraft(before, after),
        *_facts(before, after),
        *_investigations(before, after),
        *_recommendations(before, after),
    )


def n_lines(changes: Iterable[Change]) -> int:
    """How many entries were added, withdrawn or changed."""
    return sum(len(each.lines) for each in changes)


# -- the record itself


def _record(before: Dossier | None, after: Dossier | None) -> list[Change]:
    old, new = _standing(before), _standing(after)
    return [] if old == new else [Change("The record", "Standing", "", old, new, ())]


def _standing(dossier: Dossier | None) -> Side:
    if dossier is None:
        return NOTHING
    row = dossier.occurrence
    words = row.state.label.lower() + (f" into occurrence {row.merged_into}" if row.merged_into else "")
    return Side((words,), note="" if row.state is OccurrenceState.LIVE else row.state.definition)


def _aircraft(before: Dossier | None, after: Dossier | None) -> list[Change]:
    old, new = ({each.row.number: each for each in dossier.aircraft} if dossier else {} for dossier in (before, after))
    return [
        Change("The record", f"Aircraft {number}", "", _craft(old.get(number)), _craft(new.get(number)), ())
        for number in sorted(old.keys() ^ new.keys())
    ]


def _craft(view: AircraftView | None) -> Side:
    return NOTHING if view is None else Side((view.heading,))


# -- facts and their claims


def _facts(before: Dossier | None, after: Dossier | None) -> list[Change]:
    old, new = _by_key(before), _by_key(after)
    keys = [*new, *(key for key in old if key not in new)]
    several = any(len(each.aircraft) > 1 for each in (before, after) if each is not None)
    found = []
    for key in keys:
        change = _fact(old.get(key), new.get(key), several)
        if change is not None:
            found.append((key[0] is not None, key[0] or 0, change))
    return [change for _, _, change in sorted(found, key=lambda each: each[:2])]


def _by_key(dossier: Dossier | None) -> dict[tuple[int | None, str, str], Fact]:
    facts = dossier.facts if dossier else []
    return {(each.aircraft, each.property.key, each.qualifier): each for each in facts}


def _fact(before: Fact | None, after: Fact | None, several: bool) -> Change | None:
    lines = _claims(before, after)
    old, new = _shown(before), _shown(after)
    if not lines and old == new:
        return None
    fact = after or before
    if fact is None:
        return None
    aircraft = f"Aircraft {fact.aircraft}" if several else "Aircraft"
    place = aircraft if fact.property.subject is Subject.AIRCRAFT else "Occurrence"
    return Change(place, fact.property.label, fact.qualifier_label, old, new, lines, fact.property)


def _shown(fact: Fact | None) -> Side:
    if fact is None:
        return _UNSAID
    if fact.values:
        return Side(fact.values, fact.state)
    if fact.outcome.withheld:
        return Side((), fact.state, "no headline value: the accounts contradict one another")
    return Side((), fact.state, "nobody asserts a value" if fact.outcome.current else "every claim is deprecated")


def _claims(before: Fact | None, after: Fact | None) -> tuple[Line, ...]:
    old, new = ({each.number: each for each in fact.claims} if fact else {} for fact in (before, after))
    lines = [_claim(Sign.WITHDRAWN, old[number]) for number in sorted(old.keys() - new.keys())]
    lines += [_claim(Sign.ADDED, new[number], _rank(new[number])) for number in sorted(new.keys() - old.keys())]
    for number in sorted(old.keys() & new.keys()):
        note = "; ".join(filter(None, (_ranked(old[number], new[number]), _attested(old[number], new[number]))))
        if note:
            lines.append(_claim(Sign.CHANGED, new[number], note))
    return tuple(lines)


def _claim(sign: Sign, view: ClaimView, note: str = "") -> Line:
    return Line(
        sign, view.value, view.speaker.name, view.stance, view.account, view.source, view.locator, view.quote,
        (view.occurrence_id, view.number), note,
    )  # fmt: skip


def _rank(view: ClaimView) -> str:
    return f"ranked {view.rank.label}: {view.rank_reason}" if view.rank else ""


def _ranked(old: ClaimView, new: ClaimView) -> str:
    if (old.rank, old.rank_reason) == (new.rank, new.rank_reason):
        return ""
    return _rank(new) if new.rank else f"no longer {old.rank.label if old.rank else 'ranked'}"


def _attested(old: ClaimView, new: ClaimView) -> str:
    was, now = ({each.source.source.id: each.source.source.title for each in view.also_in} for view in (old, new))
    words = [f"now also in {now[each]}" for each in now if each not in was]
    words += [f"no longer said to be in {was[each]}" for each in was if each not in now]
    return "; ".join(words)


# -- investigations


def _investigations(before: Dossier | None, after: Dossier | None) -> list[Change]:
    old, new = (
        {each.investigation.number: each for each in dossier.investigations} if dossier else {} for dossier in (before, after)
    )
    changes = []
    for number in sorted(old.keys() | new.keys()):
        was, now = old.get(number), new.get(number)
        lines = _entries(_of(was, "events"), _of(now, "events"), _event)
        lines += _entries(_of(was, "states"), _of(now, "states"), _state)
        lines += _entries(_of(was, "documents"), _of(now, "documents"), _document)
        sides = (_status(was), _status(now))
        if lines or sides[0] != sides[1]:
            label = (now or was).authority.name  # type: ignore[union-attr]
            changes.append(Change("Investigations", label, "", *sides, tuple(lines)))
    return changes


def _of(view: InvestigationView | None, kind: str) -> dict[int, Any]:
    """The steps, the States or the documents by their number."""
    if view is None:
        return {}
    if kind == "events":
        return {each.event.number: each for each in view.events}
    if kind == "states":
        return {each.participation.number: each for each in view.states}
    return {each.document.number: each for each in view.documents}


def _status(view: InvestigationView | None) -> Side:
    if view is None:
        return NOTHING
    role = view.investigation.state_role
    kind = view.investigation.kind.label + (f", {role.label}" if role else "")
    return Side((f"{kind}: {view.status or 'status not stated'}",))


def _entries(old: Mapping[int, Any], new: Mapping[int, Any], line: Any) -> list[Line]:
    gone = [line(Sign.WITHDRAWN, old[number]) for number in sorted(old.keys() - new.keys())]
    return gone + [line(Sign.ADDED, new[number]) for number in sorted(new.keys() - old.keys())]


def _event(sign: Sign, view: EventView) -> Line:
    words = " ".join(filter(None, (view.event.kind.label, _iso(view.event.happened_on))))
    return Line(sign, words, view.speaker.name, None, view.account, view.source, note=view.event.note or "")


def _state(sign: Sign, view: ParticipationView) -> Line:
    row = view.participation
    who = ", ".join(filter(None, (country_name(row.country), view.body.name if view.body else "")))
    words = " ".join(filter(None, (f"{who}: {row.role.label}, {row.capacity.label}", _iso(row.since))))
    return Line(sign, words, view.speaker.name, None, view.account, view.source, note=row.note or "")


def _document(sign: Sign, view: DocumentView) -> Line:
    return Line(sign, "Document", source=view.source, note=view.document.note or "")


def _iso(day: dt.date | None) -> str:
    return day.isoformat() if day else ""


# -- safety recommendations


def _recommendations(before: Dossier | None, after: Dossier | None) -> list[Change]:
    old, new = (
        {each.recommendation.number: each for each in dossier.recommendations} if dossier else {} for dossier in (before, after)
    )
    changes = []
    for number in sorted(old.keys() | new.keys()):
        was, now = old.get(number), new.get(number)
        lines = _entries({0: was} if was else {}, {0: now} if now else {}, _recommendation)
        lines += _entries(_answers(was), _answers(now), _response)
        if lines:
            sides = (_answered(was), _answered(now))
            changes.append(Change("Safety recommendations", f"Recommendation {number}", "", *sides, tuple(lines)))
    return changes


def _answers(view: RecommendationView | None) -> dict[int, ResponseView]:
    return {each.response.number: each for each in view.responses} if view else {}


def _answered(view: RecommendationView | None) -> Side:
    if view is None:
        return NOTHING
    n = len(view.responses)
    return Side((f"to {view.addressee.name}: {'not answered' if not n else '1 response' if n == 1 else f'{n} responses'}",))


def _recommendation(sign: Sign, view: RecommendationView) -> Line:
    row = view.recommendation
    days = [f"{what} on {_iso(on)}" for what, on in (("made", row.made_on), ("sent", row.sent_on)) if on]
    note = ", ".join(filter(None, (row.reference, *days)))
    return Line(sign, view.recommendation.text, view.speaker.name, None, view.account, view.source, note=note)


def _response(sign: Sign, view: ResponseView) -> Line:
    answered = _iso(view.response.answered_on)
    status = view.response.status.label if view.response.status else ""
    note = ", ".join(filter(None, (f"answered on {answered}" if answered else "", status)))
    return Line(sign, f"Response: {view.response.text}", view.speaker.name, None, view.account, view.source, note=note)
