"""The projector: the rule's outcome over an occurrence's claims, as the cached columns. Nothing else writes them."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.core.dates import PartialDate
from app.core.positions import parse_position
from app.core.text import fold
from app.resolution.rule import Said, resolve
from app.vocab.claims import PropertyState, Rank, Stance
from app.vocab.countries import country_name, ends_in_country
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

_ASSERTS = Stance.ASSERTS.value
Key = tuple[int | None, str, str]
Reader = Callable[[list[str]], tuple[Any, ...]]
# Where a property's values begin in the row, how they are read (None: the text itself), and the rank of the qualifier.
Slot = tuple[int, Reader | None, int]


@dataclass(frozen=True, slots=True)
class Projection:
    """The cached values of one occurrence: a tuple in OCCURRENCE_COLUMNS, one in AIRCRAFT_COLUMNS for each aircraft."""

    occurrence: tuple[Any, ...]
    aircraft: tuple[tuple[Any, ...], ...]
    identifiers: frozenset[tuple[str, str]]
    words: str


def project(claims: Iterable[Said], n_aircraft: int, names: Mapping[int, str], *, gone: Collection[int] = ()) -> Projection:
    """Apply the rule to all open claims of one occurrence.

    n_aircraft: the highest number of an aircraft; gone: the numbers of those that were withdrawn. names: the parties' names
    by id, for the title and the words.
    """
    board = _Board(n_aircraft, names, gone)
    groups: dict[Key, list[Said]] = {}
    for each in claims:
        groups.setdefault(each[1:4], []).append(each)  # aircraft, property, qualifier
        board.note(each.property, each.value, deprecated=each.rank == Rank.DEPRECATED)
    for key, group in groups.items():
        outcome = resolve(BY_KEY[key[1]], group)
        slot = _SLOTS.get(key[1:])
        if slot and outcome.chosen:
            board.put(key[0], slot, [each.value for each in outcome.chosen])
        if outcome.state is PropertyState.DISPUTED:
            board.disputed.add(key)
    return board.projection()


def project_plain(rows: Iterable[tuple[Any, ...]], n_aircraft: int, names: Mapping[int, str]) -> Projection | None:
    """The same for claims that nobody contradicts, from rows of the claim table in the order of its columns.

    None where two claims are on one thing or one is no assertion: then the rule has to decide. Nearly every record of a
    dataset is plain, and this takes half the time.
    """
    board = _Board(n_aircraft, names)
    seen: set[Key] = set()
    for row in rows:
        key = row[3:6]
        if key in seen or row[8] != _ASSERTS:
            return None
        seen.add(key)
        prop, value = row[4], row[6]
        if prop in _SEARCHED:
            board.note(prop, value)
        else:
            board.n_claims += 1
        slot = _SLOTS.get(row[4:6])
        if slot:
            board.put(row[3], slot, [value])
    return board.projection()


class _Board:
    """The columns of one occurrence while they are filled."""

    __slots__ = ("aircraft", "disputed", "event", "gone", "identifiers", "n_claims", "names", "taken", "words")

    def __init__(self, n_aircraft: int, names: Mapping[int, str], gone: Collection[int] = ()) -> None:
        self.gone = gone
        self.names = names
        self.event: list[Any] = [None] * _N_EVENT
        self.aircraft: list[list[Any]] = [[None] * len(AIRCRAFT_COLUMNS) for _ in range(n_aircraft)]
        self.taken: dict[int, int] = {}
        self.disputed: set[Key] = set()
        self.identifiers: set[tuple[str, str]] = set()
        self.words: list[str] = []
        self.n_claims = 0

    def note(self, prop: str, value: str, *, deprecated: bool = False) -> None:
        """Count a claim, and take its words and identifiers."""
        self.n_claims += 1
        if prop not in _SEARCHED:
            return
        self.words.append(self.names.get(int(value), "") if prop in _PARTIES else value)
        if prop in IDENTIFIERS and not deprecated:
            self.identifiers.add((prop, value))

    def put(self, aircraft: int | None, slot: Slot, values: list[str]) -> None:
        """Write the best values of one thing into its columns, unless a better qualifier has them."""
        start, read, rank = slot
        if aircraft is not None:
            self.aircraft[aircraft - 1][start] = read(values)[0] if read else values[0]
        elif rank <= self.taken.get(start, rank):
            self.taken[start] = rank
            if read is None:
                self.event[start] = values[0]
            else:
                row = read(values)
                self.event[start : start + len(row)] = row

    def projection(self) -> Projection:
        """The rows as the tables hold them."""
        contested = sorted({key[1] for key in self.disputed}, key=ORDER.__getitem__)
        standing = [each for number, each in enumerate(self.aircraft, start=1) if number not in self.gone]
        title = self.event[0] = _title(self.event, standing, self.names)
        row = (*self.event, len(standing), self.n_claims, len(self.disputed), " ".join(contested))
        words = _words(title, self.event, self.words)
        return Projection(row, tuple(map(tuple, self.aircraft)), frozenset(self.identifiers), words)


def _date(found: list[str]) -> tuple[Any, ...]:
    text = found[0]
    if len(text) == 10:
        return (text, "day", int(text[:4]))
    date = PartialDate.parse(text)
    return (date.first.isoformat(), date.precision, date.year)


def _position(found: list[str]) -> tuple[Any, ...]:
    return parse_position(found[0])


def _int(found: list[str]) -> tuple[Any, ...]:
    return (int(found[0]),)


def _all(found: list[str]) -> tuple[Any, ...]:
    return (" ".join(sorted(found)),)


_BY_COLUMN: dict[str, Reader] = {
    "occurred_on": _date,
    "position": _position,
    "categories": _all,
    "manufacturer_id": _int,
    "operator_id": _int,
}
_FIRST_OF = {"position": "latitude"}  # a property that fills several neighbouring columns, by the first of them


def _place(prop: Property, columns: tuple[str, ...]) -> tuple[int, Reader | None]:
    """Where the property's values begin in the row, and how they are read; None: the text itself."""
    column = prop.column or ""
    reader = _BY_COLUMN.get(column, _int if prop.type is ValueType.INTEGER else None)
    return columns.index(_FIRST_OF.get(column, column)), reader


_SLOTS: dict[tuple[str, str], Slot] = {
    (each.key, qualifier): (*_place(each, columns), rank)
    for subject, columns in ((Subject.OCCURRENCE, OCCURRENCE_COLUMNS), (Subject.AIRCRAFT, AIRCRAFT_COLUMNS))
    for each in projected(subject)
    for rank, qualifier in enumerate(each.projected_qualifiers)
}
# Before the projected columns of the occurrence stands its title, after them what is counted.
_N_EVENT = OCCURRENCE_COLUMNS.index("n_aircraft")


_PLACE = OCCURRENCE_COLUMNS.index("place")
_COUNTRY = OCCURRENCE_COLUMNS.index("country")
_MAKER, _MODEL, _REGISTRATION, _OPERATOR, _FLIGHT = (
    AIRCRAFT_COLUMNS.index(name) for name in ("manufacturer_id", "model", "registration", "operator_id", "flight_number")
)


def _title(event: Sequence[Any], aircraft: Sequence[Sequence[Any]], names: Mapping[int, str]) -> str:
    """A heading in words: `Kogalymavia flight 7K9268, Airbus A321-231 EI-ETJ, near Hasna, Egypt`."""
    craft = " and ".join(filter(None, (_craft(row, names) for row in aircraft[:2])))
    if len(aircraft) > 2:
        craft += f" and {len(aircraft) - 2} more"
    place, country = event[_PLACE], event[_COUNTRY]
    where = place or ""
    if country and country != "US" and not ends_in_country(where, country):
        where = f"{where}, {country_name(country)}" if where else country_name(country)
    return ", ".join(filter(None, (craft or "Aircraft not named", where or None)))


def _craft(row: Sequence[Any], names: Mapping[int, str]) -> str:
    maker = names.get(row[_MAKER], "") if row[_MAKER] else ""
    words = " ".join(filter(None, (maker, row[_MODEL], row[_REGISTRATION])))
    if not row[_FLIGHT]:
        return words
    operator = names.get(row[_OPERATOR], "") if row[_OPERATOR] else ""
    flight = f"{operator} flight {row[_FLIGHT]}" if operator else f"Flight {row[_FLIGHT]}"
    return ", ".join(filter(None, (flight, words)))


_BETWEEN = " | "  # texts, while they are folded together: quicker than one by one


def _words(title: str, event: Sequence[Any], words: list[str]) -> str:
    """Everything searchable, folded, a text to a line; identifiers also without hyphens, so that EIETJ finds EI-ETJ."""
    country = event[_COUNTRY]
    bare = [word.replace("-", "") for word in words if "-" in word and len(word) <= 12]
    distinct = dict.fromkeys((title, country_name(country) if country else "", *words, *bare))
    return fold(_BETWEEN.join(distinct)).replace(_BETWEEN, "\n")
