"""One record as the documents of the index: what a question about it, or about one of its aircraft, is answered from.

A record with one aircraft is one document for both units; with more, one for the occurrence and one for each aircraft.
"""

import datetime as dt
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import orjson

from app.core.text import fold, key_of
from app.search.fields import FIELDS, Field, FieldKind
from app.search.schema import COUNTED, LEVELS, NOTHING, SEVERAL
from app.search.squares import squares
from app.vocab.properties import Subject

_OCCURRENCE, _AIRCRAFT = "o", "a"  # the units, as the documents name them
_HIGHEST = 1 << 23  # above every day
_KEYS = (1 << 40) - 1


Row = Any  # a row's columns by name


def minutes(time: str) -> int:
    """Minutes since midnight of `06:30`."""
    hours, _, rest = time.partition(":")
    return int(hours) * 60 + int(rest[:2])


@dataclass(slots=True)
class Record:
    """What is known of one record. The rows are by column; parties and sources by id.

    said: (first day, last day) as ordinals. held: keys of properties of which something is said, and of what hangs under it.
    """

    row: Row
    aircraft: Sequence[Row]
    words: str
    sequence: int
    speakers: Iterable[int] = ()
    sources: Iterable[int] = ()
    authorities: Iterable[int] = ()
    said: Sequence[int] = ()
    held: Iterable[str] = ()


class Called(NamedTuple):
    """What is written into the columns of a field for a party or source: its number, its names, and these folded."""

    id: str
    names: tuple[str, ...]
    keys: tuple[str, ...]

    @classmethod
    def of(cls, number: int, names: Iterable[str]) -> "Called":
        """From the names, the first the one that is shown."""
        kept = tuple(dict.fromkeys(names))
        return cls(str(number), kept, tuple(dict.fromkeys(map(fold, kept))))


@dataclass(slots=True)
class Names:
    """Parties and sources by id; a merged party is what it was merged into."""

    parties: Mapping[int, Called]
    sources: Mapping[int, Called]


def documents(record: Record, names: Names) -> Iterator[str]:
    """The record's documents, as JSON in the columns of the schema."""
    common = _common(record, names)
    crafts = [_craft(each, names) for each in record.aircraft]
    if len(crafts) == 1:
        yield _document(common, crafts[0], record, [_OCCURRENCE, _AIRCRAFT], record.aircraft[0]["number"])
        return
    yield _document(common, _together(crafts), record, [_OCCURRENCE], 0)
    for craft, row in zip(crafts, record.aircraft, strict=True):
        yield _document(common, craft, record, [_AIRCRAFT], row["number"])


Columns = dict[str, Any]
Write = Callable[[Columns, Any, Names], None]


def _written(each: Field) -> str | Write:
    """The column into which a value of a projected column is written as it is, or what writes it into the field's columns."""
    name, kind = each.name, each.kind
    if kind is FieldKind.CODE or kind is FieldKind.COUNTRY:
        return _as_codes(name) if name == "category" else f"c_{name}"
    if kind is FieldKind.NUMBER:
        return f"n_{name}"
    if kind is FieldKind.IDENTIFIER:
        return _through(f"k_{name}", key_of)
    if kind is FieldKind.TIME:
        return _through(f"n_{name}", minutes)
    if kind is FieldKind.PARTY:
        return _as_party(name)
    return _as_text(name)


def _as_codes(name: str) -> Write:
    def write(made: Columns, value: Any, names: Names) -> None:
        made[f"c_{name}"] = value.split(" ")

    return write


def _through(column: str, read: Callable[[str], Any]) -> Write:
    def write(made: Columns, value: Any, names: Names) -> None:
        made[column] = read(value)

    return write


def _as_text(name: str) -> Write:
    def write(made: Columns, value: Any, names: Names) -> None:
        made[f"w_{name}"] = made[f"k_{name}"] = fold(value)

    return write


def _as_party(name: str) -> Write:
    def write(made: Columns, value: Any, names: Names) -> None:
        found = names.parties[value]
        made[f"c_{name}"] = made[f"p_{name}"] = found.id
        made[f"w_{name}"] = made[f"k_{name}"] = found.keys

    return write


def _plan(subject: Subject) -> list[tuple[str, str, str | Write]]:
    """(projected column, what `has:` calls it, what writes it) of the fields of a subject; dates and types go by themselves."""
    apart = ("date", "type")
    return [
        (each.column, each.key or each.name, _written(each))
        for each in FIELDS
        if each.column and each.subject is subject and each.name not in apart
    ]


_OF_OCCURRENCE, _OF_AIRCRAFT = _plan(Subject.OCCURRENCE), _plan(Subject.AIRCRAFT)
_COUNTED = tuple((f"c_{name}", f"f_{name}", f"m_{name}") for name in COUNTED)


def _common(record: Record, names: Names) -> Columns:
    """The columns that all documents of the record share."""
    row = record.row
    texts = record.words.split("\n")  # each by itself, so that no phrase runs from one into the next
    made: Columns = {"text": texts, "plain": record.words, "title": row["title"], "occurrence": row["id"]}
    has = list(record.held)
    _fill(made, has, row, _OF_OCCURRENCE, names)
    _dates(made, has, row)
    _place(made, has, row)
    disputed = row["disputed"].split()
    made["c_state"] = "disputed" if disputed else "undisputed"
    if disputed:
        has.append("disputed")
        made["c_disputed"] = disputed
    _people(made, has, record, names)
    if record.said:
        has.append("said")
        made["n_said"] = record.said
    made["c_has"] = has
    made["killed"] = row["n_fatal"] or 0
    return made


def _fill(made: Columns, has: list[str], row: Row, plan: list[tuple[str, str, str | Write]], names: Names) -> None:
    for column, key, write in plan:
        value = row[column]
        if value is None or value == "":
            continue
        has.append(key)
        if isinstance(write, str):
            made[write] = value
        else:
            write(made, value, names)


def _people(made: Columns, has: list[str], record: Record, names: Names) -> None:
    """Who speaks, who investigates, and in which sources."""
    parties, sources = names.parties, names.sources
    for name, called in (
        ("speaker", [parties[each] for each in record.speakers]),
        ("authority", [parties[each] for each in record.authorities]),
        ("source", [sources[each] for each in record.sources]),
    ):
        if called:
            has.append(name)
            made[f"p_{name}"] = [each.id for each in called]
            made[f"w_{name}"] = made[f"k_{name}"] = [key for each in called for key in each.keys]


def _dates(made: Columns, has: list[str], row: Row) -> None:
    day: dt.date | None = row["occurred_on"]
    made["year"] = row["year"] or 0
    if day is None:
        return
    has.append("date")
    made["n_date"] = day.toordinal()
    made["n_until"] = last_day(day, row["occurred_precision"]).toordinal()


def last_day(day: dt.date, precision: str) -> dt.date:
    """The last day that the date can mean, known to the day, month or year."""
    if precision == "year":
        return day.replace(month=12, day=31)
    if precision == "month":
        return (day.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)
    return day


def _place(made: Columns, has: list[str], row: Row) -> None:
    latitude, longitude = row["latitude"], row["longitude"]
    if latitude is None:
        made.update(dict.fromkeys(_CELLS, 0), decimals=0)
        return
    has.append("coordinates")
    made["latitude"], made["longitude"] = latitude + 0.0, longitude + 0.0  # a negative zero is less than zero to the index
    made["square"] = squares(latitude, longitude)
    made["decimals"] = max(_decimals(latitude), _decimals(longitude))
    x, y = tile(latitude, longitude, LEVELS[-1])
    for level in LEVELS:
        shift = LEVELS[-1] - level
        made[f"cell_{level}"] = ((y >> shift) << level | (x >> shift)) + 1


_CELLS = tuple(f"cell_{level}" for level in LEVELS)


def _decimals(degrees: float) -> int:
    return min(len(repr(degrees).partition(".")[2].rstrip("0")), 9)


def tile(latitude: float, longitude: float, level: int) -> tuple[int, int]:
    """The column and row of the web-mercator tile of that level that holds a position; the poles lie in the outermost."""
    n = 1 << level
    sine = math.sin(math.radians(max(-85.051, min(85.051, latitude))))
    y = 0.5 - math.log((1 + sine) / (1 - sine)) / (4 * math.pi)
    return min(n - 1, int((longitude + 180) / 360 * n)), max(0, min(n - 1, int(y * n)))


def _craft(row: Row, names: Names) -> Columns:
    """The columns of one aircraft."""
    made: Columns = {}
    has: list[str] = []
    _fill(made, has, row, _OF_AIRCRAFT, names)
    maker, model = row["manufacturer_id"], row["model"]
    if model:
        has.append("aircraft.model")
        made["c_type"] = f"{names.parties[maker].names[0]} {model}" if maker else model
        made["w_type"] = fold(made["c_type"])
        made["k_type"] = [made["w_type"], fold(model)]
    made["c_has"] = has
    return made


def _together(crafts: Sequence[Columns]) -> Columns:
    """The columns of several aircraft as those of one document: each value once."""
    made: dict[str, dict[Any, None]] = {}
    for craft in crafts:
        for column, value in craft.items():
            made.setdefault(column, {}).update(dict.fromkeys(value if isinstance(value, list | tuple) else (value,)))
    return {column: list(values) for column, values in made.items()}


def _document(common: Columns, craft: Columns, record: Record, units: list[str], number: int) -> str:
    key = record.row["id"] << 8 | min(number, 255)
    made = {**common, **craft, "unit": units, "key": key, **orders(record.row, record.sequence, key)}
    made["c_has"] = [*common["c_has"], *craft.get("c_has", ())]
    _count(made)
    return orjson.dumps(made).decode()


def _count(made: Columns) -> None:
    """The columns by which hits are counted: one value for each field, and all of them where there are several."""
    for codes, one, many in _COUNTED:
        found = made.get(codes)
        if found is None or isinstance(found, str):
            made[one] = found or NOTHING
        elif len(found) < 2:
            made[one] = found[0] if found else NOTHING
        else:
            made[one], made[many], made["several"] = SEVERAL, found, "y"


def orders(row: Row, sequence: int, key: int) -> dict[str, int]:
    """One number for each order, by which hits are sorted from high to low: the value, then the record's number."""
    day = row["occurred_on"].toordinal() if row["occurred_on"] else 0
    fatal = 0 if row["n_fatal"] is None else row["n_fatal"] + 1
    return {
        "s_newest": day << 40 | key,
        "s_oldest": (_HIGHEST - day if day else 0) << 40 | (_KEYS - key),
        "s_fatal": min(fatal, _HIGHEST) << 40 | key,
        "s_disputed": min(row["n_disputed"], _HIGHEST) << 40 | key,
        "s_changed": changed_order(sequence, key),
    }


def changed_order(sequence: int, key: int) -> int:
    """The place in the order of what changed last: by the log, then by the record's number."""
    return min(sequence, _HIGHEST) << 40 | key
