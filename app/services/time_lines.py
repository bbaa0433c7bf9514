"""The time line of an occurrence: the days on which something became public, and what changed on each."""

import datetime as dt
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.resolution.history import history
from app.resolution.rule import Resolution, Said, Subject, by_subject
from app.services.dossier_building import in_words, label_of, said_of
from app.services.dossier_material import Material
from app.services.dossier_views import Dossier, FactChange, Voice
from app.services.known_on import public_on, withdrawn_on
from app.vocab.claims import Precision, PropertyState, Stance
from app.vocab.countries import country_name
from app.vocab.properties import BY_KEY, ORDER, Property


class Kind(StrEnum):
    """What became public."""

    STATEMENT = "statement"
    STEP = "step"
    STATE = "state"
    DOCUMENT = "document"
    RECOMMENDATION = "recommendation"
    RESPONSE = "response"

    @property
    def label(self) -> str:
        """What it is called on a page."""
        return {"step": "Investigation", "state": "State taking part", "response": "Response to a recommendation"}.get(
            self.value, self.value.capitalize()
        )


@dataclass(frozen=True, slots=True)
class News:
    """One thing that became public, in words, with where it stands on the page.

    precision: how exactly its day is known, where that is not to the day.
    """

    kind: Kind
    words: str
    anchor: str
    precision: Precision | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    """A day on which something became public, and how the facts changed by it."""

    day: dt.date
    news: tuple[News, ...]
    changes: tuple[FactChange, ...]

    @property
    def is_official(self) -> bool:
        """Whether an investigation took a step or a document of it came out."""
        return any(each.kind in (Kind.STEP, Kind.DOCUMENT) for each in self.news)

    def count(self, kind: Kind) -> int:
        """How many of its news are of the kind."""
        return sum(each.kind is kind for each in self.news)


@dataclass(frozen=True, slots=True)
class TimeLine:
    """The days in order. `place`: that of the day asked for, or of the last one before it; None before the first.

    occurred_on: the day of the occurrence by all that is on record; None where it is not known.
    """

    stops: tuple[Stop, ...]
    place: int | None
    occurred_on: dt.date | None = None

    @property
    def stop(self) -> Stop | None:
        """The last day with news by the end of the day asked for."""
        return None if self.place is None else self.stops[self.place]

    @property
    def changes(self) -> dict[Subject, FactChange]:
        """What changed on that day, by fact."""
        found = self.stop.changes if self.stop else ()
        return {Subject(each.aircraft, each.property.key, each.qualifier): each for each in found}

    def before(self, day: dt.date) -> Stop | None:
        """The last day with news before a day."""
        return next((each for each in reversed(self.stops) if each.day < day), None)

    def after(self, day: dt.date) -> Stop | None:
        """The first day with news after a day."""
        return next((each for each in self.stops if each.day > day), None)


def time_line(material: Material, dossier: Dossier, day: dt.date) -> TimeLine:
    """The time line of all that was read, looked at from a day. dossier: of the same, of no day."""
    news: dict[dt.date, list[News]] = defaultdict(list)
    for when, each in (*_statements(dossier), *_investigated(dossier), *_advised(dossier)):
        news[when].append(each)
    changes = _changes(material) if len(news) > 1 else {}
    stops = [
        Stop(each, tuple(news.get(each, ())), tuple(sorted(changes.get(each, ()), key=_order)))
        for each in sorted({*news, *changes})
    ]
    place = bisect_right(stops, day, key=lambda stop: stop.day) - 1
    return TimeLine(tuple(stops), place if place >= 0 else None, dossier.occurrence.occurred_on)


def _order(change: FactChange) -> tuple[int, int, str]:
    return (change.aircraft or 0, ORDER[change.property.key], change.qualifier)


def _statements(dossier: Dossier) -> Iterable[tuple[dt.date, News]]:
    for each in dossier.statements:
        is_dated = each.account.published_on is not None or each.account.precision is Precision.DAY
        precision = None if is_dated else each.account.precision
        yield public_on(each.account), News(Kind.STATEMENT, each.speaker.name, each.anchor, precision)


def _investigated(dossier: Dossier) -> Iterable[tuple[dt.date, News]]:
    for inquiry in dossier.investigations:
        for step in inquiry.events:
            words = f"{step.event.kind.label} ({inquiry.authority.name})"
            yield public_on(step.account), News(Kind.STEP, words, step.anchor)
        for state in inquiry.states:
            words = f"{country_name(state.participation.country)} ({inquiry.authority.name})"
            yield public_on(state.account), News(Kind.STATE, words, state.anchor)
        for paper in inquiry.documents:
            if paper.source.source.published_on is not None:
                words = paper.source.source.title
                yield paper.source.source.published_on, News(Kind.DOCUMENT, words, paper.anchor)


def _advised(dossier: Dossier) -> Iterable[tuple[dt.date, News]]:
    for each in dossier.recommendations:
        words = f"{each.speaker.name} to {each.addressee.name}"
        yield public_on(each.account), News(Kind.RECOMMENDATION, words, each.anchor)
        for answer in each.responses:
            yield public_on(answer.account), News(Kind.RESPONSE, answer.speaker.name, answer.anchor)


# -- how the facts changed


def _changes(material: Material) -> dict[dt.date, list[FactChange]]:
    """What became of each fact, by day."""
    counts_from = {
        each.claim.number: day.isoformat() for each in material.claims if (day := withdrawn_on(each.ranking)) is not None
    }
    found: dict[dt.date, list[FactChange]] = defaultdict(list)
    for subject, group in by_subject(said_of(material)).items():
        for day, change in _changes_of(subject, group, counts_from, material):
            found[day].append(change)
    return found


def _changes_of(
    subject: Subject, group: list[Said], counts_from: Mapping[int, str], material: Material
) -> Iterable[tuple[dt.date, FactChange]]:
    """The days on which one fact came to show something else. Days are compared as ISO texts."""
    prop = BY_KEY[subject.property]
    before: Resolution | None = None
    for day, now in history(prop, group, counts_from).steps:
        if before is None or _seen(before) != _seen(now):
            yield dt.date.fromisoformat(day), _change(subject, prop, before, now, material)
        before = now


def _seen(outcome: Resolution) -> tuple[object, ...]:
    """What is shown of a fact: its state and values; of one without a value, who stands by what."""
    shown = tuple(each.value for each in outcome.chosen)
    return outcome.state, shown or frozenset((each.speaker, each.stance, each.value) for each in outcome.current)


def _change(subject: Subject, prop: Property, before: Resolution | None, now: Resolution, material: Material) -> FactChange:
    def words(outcome: Resolution | None) -> tuple[str, ...]:
        return tuple(in_words(prop, each.value, material) for each in outcome.chosen) if outcome else ()

    stood = {(each.speaker, each.stance, each.value) for each in before.current} if before else set()
    came = [each for each in now.current if not now.chosen and (each.speaker, each.stance, each.value) not in stood]
    return FactChange(
        prop,
        subject.aircraft,
        subject.qualifier,
        label_of(prop, subject.qualifier),
        words(before),
        words(now),
        before.state if before else PropertyState.UNSAID,
        now.state,
        tuple(Voice(_speaker(each, material), Stance(each.stance), in_words(prop, each.value, material)) for each in came),
    )


def _speaker(said: Said, material: Material) -> str:
    return material.parties[said.speaker].name
