"""The projector: the rule's outcome over an occurrence's claims, as the cached columns. Nothing else writes them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.core.dates import PartialDate
from app.core.positions import parse_position
from app.core.text import fold, key_of
from app.resolution.rule import Said, resolve
from app.vocab.claims import PropertyState, Rank, Stance
from app.vocab.countries import country_name
from app.vocab.properties import BY_KEY, ORDER, Property, Subject, ValueType, projected

# The projected columns in the order of the tuples below; the models declare them in the same words.
OCCURRENCE_COLUMNS = (
    "title", "occurrence_class", "occurred_on", "occurred_precision", "year", "time_local", "place", "country",
    "latitude", "longitude", "aerodrome_code", "aerodrome_name", "weather", "n_aboard", "n_fatal", "n_serious", "n_minor",
    "n_unhurt", "highest_injury", "unlawful_interference", "categories", "ntsb_number", "report_status",
    "n_aircraft", "n_claims", "n_disputed", "disputed",
)  # fmt: skip
AIRCRAFT_COLUMNS = (
    "registration", "manufacturer_id", "model", "category", "n_engines", "operator_id", "flight_number", "rule_part",
    "purpose", "phase", "damage",
)  # fmt: skip
IDENTIFIERS = frozenset(
    each.key for each in BY_KEY.values() if each.key.startswith("identifier.") or each.key == "aircraft.ntsb_number"
)
_SEARCHED = frozenset(
    each.key
    for each in BY_KEY.values()
    if each.type in (ValueType.TEXT, ValueType.LONG_TEXT, ValueType.IDENTIFIER, ValueType.PARTY)
)
_PARTIES = frozenset(each.key for each in BY_KEY.values() if each.type is ValueType.PARTY)

Key = tuple[int | None, str, str]


@dataclass(frozen=True, slots=True)
class Projection:
    """The cached values of one occurrence: a tuple in OCCURRENCE_COLUMNS, one in AIRCRAFT_COLUMNS for each aircraft."""

    occurrence: tuple[Any, ...]
    aircraft: tuple[tuple[Any, ...], ...]
    identifiers: frozenset[tuple[str, str]]
    words: str


def project(claims: Iterable[Said], n_aircraft: int, names: Mapping[int, str]) -> Projection:
    """Apply the rule to all open claims of one occurrence.

    names: the parties' names by id, for the title and the words.
    """
    groups: dict[Key, list[Said]] = {}
    identifiers: set[tuple[str, str]] = set()
    words: list[str] = []
    n_claims = 0
    for each in claims:
        n_claims += 1
        groups.setdefault((each.aircraft, each.property, each.qualifier), []).append(each)
        if each.property in _SEARCHED:
            words.append(names.get(int(each.value), "") if each.property in _PARTIES else each.value)
            if each.property in IDENTIFIERS and each.rank != Rank.DEPRECATED:
                identifiers.add((each.property, each.value))
    best: dict[Key, list[str]] = {}
    disputed: set[str] = set()
    for key, group in groups.items():
        first = group[0]
        if len(group) == 1 and first.stance == Stance.ASSERTS and first.rank is None:
            best[key] = [first.value]  # the rule's outcome where there is one plain claim
            continue
        outcome = resolve(BY_KEY[key[1]], group)
        if outcome.chosen:
            best[key] = [each.value for each in outcome.chosen]
        if outcome.state is PropertyState.DISPUTED:
            disputed.add(key[1])
    aircraft = tuple(_aircraft(best, number) for number in range(1, n_aircraft + 1))
    event = _occurrence(best)
    contested = sorted(disputed, key=ORDER.__getitem__)
    title = _title(event, aircraft, names)
    row = (title, *event, n_aircraft, n_claims, len(contested), " ".join(contested))
    return Projection(row, aircraft, frozenset(identifiers), _words(title, event, words))


def _first(best: Mapping[Key, list[str]], prop: Property, number: int | None) -> list[str] | None:
    for qualifier in prop.projected_qualifiers:
        found = best.get((number, prop.key, qualifier))
        if found:
            return found
    return None


def _date(found: list[str] | None) -> tuple[Any, ...]:
    if found is None:
        return (None, None, None)
    text = found[0]
    if len(text) == 10:
        return (text, "day", int(text[:4]))
    date = PartialDate.parse(text)
    return (date.first.isoformat(), date.precision, date.year)


def _position(found: list[str] | None) -> tuple[Any, ...]:
    return (None, None) if found is None else parse_position(found[0])


def _int(found: list[str] | None) -> tuple[Any, ...]:
    return (None,) if found is None else (int(found[0]),)


def _text(found: list[str] | None) -> tuple[Any, ...]:
    return (None,) if found is None else (found[0],)


def _all(found: list[str] | None) -> tuple[Any, ...]:
    return (None,) if found is None else (" ".join(sorted(found)),)


_BY_COLUMN: dict[str, Callable[[list[str] | None], tuple[Any, ...]]] = {
    "occurred_on": _date,
    "position": _position,
    "categories": _all,
    "manufacturer_id": _int,
    "operator_id": _int,
}


def _readers(subject: Subject) -> list[tuple[Property, Callable[[list[str] | None], tuple[Any, ...]]]]:
    def reader(prop: Property) -> Callable[[list[str] | None], tuple[Any, ...]]:
        return _BY_COLUMN.get(prop.column or "", _int if prop.type is ValueType.INTEGER else _text)

    return [(prop, reader(prop)) for prop in projected(subject)]


def _plan(subject: Subject, columns: tuple[str, ...]) -> list[tuple[Property, Callable[[list[str] | None], tuple[Any, ...]]]]:
    """The readers in the order of the columns; each may fill several neighbouring ones."""
    start = {"occurred_on": "occurred_on", "position": "latitude"}
    return sorted(_readers(subject), key=lambda pair: columns.index(start.get(pair[0].column or "", pair[0].column or "")))


_OCCURRENCE_PLAN = _plan(Subject.OCCURRENCE, OCCURRENCE_COLUMNS)
_AIRCRAFT_PLAN = _plan(Subject.AIRCRAFT, AIRCRAFT_COLUMNS)


def _occurrence(best: Mapping[Key, list[str]]) -> tuple[Any, ...]:
    row: list[Any] = []
    for prop, read in _OCCURRENCE_PLAN:
        row.extend(read(_first(best, prop, None)))
    return tuple(row)


def _aircraft(best: Mapping[Key, list[str]], number: int) -> tuple[Any, ...]:
    return tuple(read(best.get((number, prop.key, "")))[0] for prop, read in _AIRCRAFT_PLAN)


_PLACE = OCCURRENCE_COLUMNS.index("place") - 1
_COUNTRY = OCCURRENCE_COLUMNS.index("country") - 1


def _title(event: tuple[Any, ...], aircraft: tuple[tuple[Any, ...], ...], names: Mapping[int, str]) -> str:
    """A heading in words: `Kogalymavia flight 7K9268, Airbus A321-231 EI-ETJ, near Hasna, Egypt`."""
    craft = " and ".join(filter(None, (_craft(row, names) for row in aircraft[:2])))
    if len(aircraft) > 2:
        craft += f" and {len(aircraft) - 2} more"
    place, country = event[_PLACE], event[_COUNTRY]
    where = place or ""
    if country and country != "US" and fold(country_name(country)) not in fold(where):
        where = f"{where}, {country_name(country)}" if where else country_name(country)
    return ", ".join(filter(None, (craft or "Aircraft not named", where or None)))


def _craft(row: tuple[Any, ...], names: Mapping[int, str]) -> str:
    values = dict(zip(AIRCRAFT_COLUMNS, row, strict=True))
    maker = names.get(values["manufacturer_id"], "") if values["manufacturer_id"] else ""
    words = " ".join(filter(None, (maker, values["model"], values["registration"])))
    if not values["flight_number"]:
        return words
    operator = names.get(values["operator_id"], "") if values["operator_id"] else ""
    return ", ".join(filter(None, (f"{operator} flight {values['flight_number']}".strip(), words)))


def _words(title: str, event: tuple[Any, ...], words: list[str]) -> str:
    """Everything searchable, folded; identifiers also without punctuation, so that EIETJ finds EI-ETJ."""
    country = event[_COUNTRY]
    bare = [key_of(word) for word in words if "-" in word and len(word) <= 12]
    distinct = dict.fromkeys((title, country_name(country) if country else "", *words, *bare))
    return fold(" \n".join(distinct))
