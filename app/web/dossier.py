"""How a dossier is laid out: its head, and the shape in which each fact stands on the page."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from flask import Flask, g

from app.services.dossiers import ClaimView, Dossier, Fact
from app.services.time_lines import Kind, Stop, TimeLine
from app.services.two_days import Pair
from app.vocab.claims import PropertyState, Stance
from app.vocab.properties import Cardinality, Group, ValueType
from app.web import clocks
from app.web.words import class_label, counted, partial_day, where

SHORT = 12  # claims of a dataset's record that are listed without opening it


@dataclass(frozen=True, slots=True)
class KeyFact:
    """A line of the head; `fact` is what it is taken from, where it is one fact."""

    label: str
    words: str
    fact: Fact | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """The head of a dossier."""

    key_facts: tuple[KeyFact, ...]
    disputed: tuple[Fact, ...]


def heading_of(dossier: Dossier) -> Heading:
    """What is told before everything else."""
    row = dossier.occurrence
    lines = [
        KeyFact("Date", partial_day(_value(dossier, "date")) or "not stated", dossier.fact("date")),
        KeyFact("Place", where(row) if row.place or row.country else "not stated", dossier.fact("place")),
        KeyFact("Class", class_label(row.occurrence_class), dossier.fact("class")),
        *_flights(dossier),
        _people(dossier, "injuries.fatal", "Fatalities"),
        _people(dossier, "people.aboard", "Aboard"),
        *_investigations(dossier),
    ]
    disputed = tuple(fact for fact in dossier.facts if fact.state is PropertyState.DISPUTED)
    return Heading(tuple(lines), disputed)


def _value(dossier: Dossier, key: str, *, aircraft: int | None = None) -> str:
    fact = dossier.fact(key, aircraft=aircraft)
    return fact.values[0] if fact and fact.values else ""


def _flights(dossier: Dossier) -> list[KeyFact]:
    lines = []
    for each in dossier.aircraft:
        number = each.row.number
        name = "Aircraft" if len(dossier.aircraft) == 1 else f"Aircraft {number}"
        operator = _value(dossier, "aircraft.operator", aircraft=number)
        flight = _value(dossier, "aircraft.flight_number", aircraft=number)
        lines.append(KeyFact(name, each.heading, dossier.fact("aircraft.registration", aircraft=number)))
        if operator or flight:
            label, key = ("Operator", "aircraft.operator") if operator else ("Flight", "aircraft.flight_number")
            words = " ".join(filter(None, (operator, f"flight {flight}" if operator and flight else flight)))
            own = label if len(dossier.aircraft) == 1 else f"{label} {number}"
            lines.append(KeyFact(own, words, dossier.fact(key, aircraft=number)))
    return lines


def _people(dossier: Dossier, key: str, label: str) -> KeyFact:
    """A number of people with the population it counts: of everybody, else of all on board."""
    for population in ("all", "aboard"):
        fact = dossier.fact(key, qualifier=population)
        if fact and fact.values and fact.outcome.value is not None:
            return KeyFact(label, f"{counted(int(fact.outcome.value), 'person')} ({fact.qualifier_label})", fact)
    return KeyFact(label, "not stated")


def _investigations(dossier: Dossier) -> list[KeyFact]:
    return [
        KeyFact(each.investigation.kind.label, f"{each.authority.name}: {each.status or 'status not stated'}")
        for each in dossier.investigations
    ]


def shape_of(fact: Fact) -> str:
    """`accounts` (side by side, no value above them), `entries` (texts in order of time) or `row` (one line)."""
    if fact.outcome.withheld:
        return "accounts"
    if fact.property.cardinality is Cardinality.LIST and fact.property.type is ValueType.LONG_TEXT:
        return "entries"
    return "row"


def standing(fact: Fact) -> list[ClaimView]:
    """Each speaker's standing claims, in order of time."""
    return sorted(
        (each for each in fact.claims if each.standing in ("shown", "current")),
        key=lambda each: (each.public_on, each.account.number, each.number),
    )


def rivals(fact: Fact) -> list[ClaimView]:
    """The standing claims that say something else than the value shown; none where nothing is contested."""
    if fact.state is not PropertyState.DISPUTED:
        return []
    others = [each for each in fact.claims if each.standing == "current"]
    return [each for each in others if each.value not in fact.values or each.stance in (Stance.DENIES, Stance.NO_EVIDENCE)]


def replaced(fact: Fact) -> list[ClaimView]:
    """What a speaker said before its present word, where that was something else; none unless the fact is refined."""
    if fact.state is not PropertyState.REFINED:
        return []
    return [each for each in fact.claims if each.standing == "earlier" and each.value not in fact.values]


def shows_past() -> bool:
    """Whether the page shows a dossier as it was: what can be done is done on the present one."""
    return bool(g.get("shows_past"))


_COUNTED = {
    Kind.STATEMENT: "statement",
    Kind.STEP: "inquiry step",
    Kind.STATE: "State",
    Kind.DOCUMENT: "document",
    Kind.RECOMMENDATION: "recommendation",
    Kind.RESPONSE: "response",
}


def months(line: TimeLine) -> list[tuple[dt.date, list[Stop]]]:
    """The days of a time line by month, each with its first day."""
    return [(month, list(stops)) for month, stops in groupby(line.stops, key=lambda stop: stop.day.replace(day=1))]


def by_part(pairs: Iterable[Pair]) -> list[tuple[tuple[int | None, Group], list[Pair]]]:
    """Pairs of facts under the aircraft and the part of the page that they belong to."""
    return [(part, list(rows)) for part, rows in groupby(pairs, key=lambda each: (each.either.aircraft, each.group))]


def told(stop: Stop) -> str:
    """What became public on a day, counted: `2 statements, 1 inquiry step; 5 facts new or changed`."""
    news = [counted(n, unit) for kind, unit in _COUNTED.items() if (n := stop.count(kind))]
    facts = [f"{counted(len(stop.changes), 'fact')} new or changed"] if stop.changes else []
    return "; ".join(filter(None, (", ".join(news), *facts)))


def register(app: Flask) -> None:
    """Let the templates ask how a fact is laid out, and write links that keep the day."""
    clocks.register(app)
    app.jinja_env.filters["groupby_part"] = by_part
    app.jinja_env.globals.update(
        shape_of=shape_of,
        standing=standing,
        rivals=rivals,
        replaced=replaced,
        shows_past=shows_past,
        SHORT=SHORT,
        months=months,
        told=told,
    )
