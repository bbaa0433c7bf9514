"""What the index has to answer, worked out the slow and plain way from the tables: every condition on every record.

It shares with the index only how a text is cut into words (`stems`, `words`), and how texts are folded.
"""

import datetime as dt
import math
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.text import fold, key_of
from app.models import (
    Account,
    Aircraft,
    Changeset,
    ChangesetEntry,
    Claim,
    Investigation,
    InvestigationEvent,
    Occurrence,
    OccurrenceText,
    Party,
    PartyName,
    Recommendation,
    Source,
)
from app.search.asking import Sort, Unit
from app.search.fields import BY_NAME, FIELDS, Field, FieldKind, told
from app.search.nodes import (
    All,
    And,
    Any,
    Between,
    Box,
    Code,
    Exactly,
    Has,
    Match,
    Missing,
    Near,
    Node,
    Not,
    Numbered,
    Or,
    Phrase,
    Prefix,
    Starts,
    Value,
    Word,
    both,
)
from app.search.schema import stems, words
from app.vocab.properties import PROPERTIES, Subject

K = FieldKind
Hit = tuple[int, int | None]


class World:
    """Everything on record, read once."""

    def __init__(self, session: Session) -> None:
        accepted = set(session.scalars(sa.select(Changeset.id).where(Changeset.sequence.is_not(None))))
        self.parties = {each.id: each for each in session.scalars(sa.select(Party))}
        self.names: dict[int, list[str]] = defaultdict(list)
        for each in session.scalars(sa.select(PartyName).where(PartyName.closed_in.is_(None))):
            self.names[self.root(each.party_id)].append(each.name)
        self.sources = {each.id: each.title for each in session.scalars(sa.select(Source))}
        live = sa.select(Occurrence).where(Occurrence.state == "live")
        self.records = {row.id: Record(self, row) for row in session.scalars(live) if row.created_in in accepted}
        for text in session.scalars(sa.select(OccurrenceText)):
            self._of(text.occurrence_id).text = text.words
        standing = [
            row for row in session.scalars(sa.select(Aircraft)) if row.closed_in is None and row.recorded_in in accepted
        ]
        for row in sorted(standing, key=lambda row: row.number):
            self._of(row.occurrence_id).crafts.append(row)
        self._said(session, accepted)
        log = sa.select(ChangesetEntry.occurrence_id, Changeset.sequence).join(
            Changeset, Changeset.id == ChangesetEntry.changeset_id
        )
        for key, sequence in session.execute(log.where(Changeset.sequence.is_not(None))):
            self._of(key).changed = max(self._of(key).changed, sequence)

    def _of(self, key: int) -> "Record":
        return self.records.get(key) or Record(self, Occurrence(id=key))

    def root(self, party: int) -> int:
        """The party that it is."""
        into = self.parties[party].merged_into
        return party if into is None else self.root(into)

    def _said(self, session: Session, accepted: set[int]) -> None:
        accounts = {
            (row.occurrence_id, row.number): row for row in session.scalars(sa.select(Account)) if row.recorded_in in accepted
        }
        spoken = set()
        for table in (Claim, InvestigationEvent, Recommendation):
            for row in session.scalars(sa.select(table).where(table.closed_in.is_(None))):
                spoken.add((row.occurrence_id, row.account_number))
                if (row.occurrence_id, row.account_number) not in accounts:
                    continue
                if isinstance(row, Claim):
                    self._of(row.occurrence_id).claimed.add(row.property)
                elif isinstance(row, Recommendation):
                    self._of(row.occurrence_id).hanging.add("recommendation")
                elif row.kind == "final_published":
                    self._of(row.occurrence_id).final.add(row.investigation_number)
        for key in spoken & set(accounts):
            account, record = accounts[key], self._of(key[0])
            record.speakers.add(account.speaker_id)
            record.sources.add(account.source_id)
            record.said.add(account.said_on)
        for row in session.scalars(sa.select(Investigation).where(Investigation.closed_in.is_(None))):
            record = self._of(row.occurrence_id)
            record.authorities.add(row.authority_id)
            record.hanging |= {"investigation", *(["final_report"] if row.number in record.final else [])}


class Record:
    """One record with what hangs under it."""

    def __init__(self, world: World, row: Occurrence) -> None:
        self.world, self.row = world, row
        self.text, self.changed = "", 0
        self.crafts: list[Aircraft] = []
        self.claimed: set[str] = set()
        self.hanging: set[str] = set()
        self.final: set[int] = set()
        self.speakers: set[int] = set()
        self.sources: set[int] = set()
        self.authorities: set[int] = set()
        self.said: set[dt.date] = set()

    @cached_property
    def stems(self) -> list[str]:
        """Of all texts, with nothing between one and the next, so that no phrase runs on."""
        return [stem for text in self.text.split("\n") for stem in (*stems(text), "")]

    @cached_property
    def words(self) -> list[str]:
        return words(self.text)

    @cached_property
    def position(self) -> tuple[float, float] | None:
        return None if self.row.latitude is None else (self.row.latitude, self.row.longitude)


@dataclass(frozen=True, eq=False)
class Item:
    """What is counted: a record with all of its aircraft, or one aircraft in its record."""

    record: Record
    crafts: tuple[Aircraft, ...]
    number: int | None

    @property
    def hit(self) -> Hit:
        return self.record.row.id, self.number


class Oracle:
    """Answers questions by looking at everything."""

    def __init__(self, session: Session) -> None:
        session.expire_all()
        self.world = World(session)
        records = list(self.world.records.values())
        self.items = {
            Unit.OCCURRENCES: [Item(each, tuple(each.crafts), None) for each in records],
            Unit.AIRCRAFT: [Item(each, (craft,), craft.number) for each in records for craft in each.crafts],
        }
        self._found: dict[tuple[Node, Unit], list[Item]] = {}

    def found(self, query: Node, unit: Unit) -> list[Item]:
        if (query, unit) not in self._found:
            self._found[query, unit] = [each for each in self.items[unit] if holds(query, each)]
        return self._found[query, unit]

    def ordered(self, query: Node, unit: Unit, sort: Sort) -> list[Hit]:
        """The hits in the order asked for: newest and most first, the unknown last, then by the record's number."""
        return [each.hit for each in sorted(self.found(query, unit), key=lambda each: _order(each, sort))]

    def counts(self, query: Node, unit: Unit, field: str) -> Counter[str]:
        """How many have each value; `""`: none. What the query asks of the field itself at its top does not count."""
        parts = query.parts if isinstance(query, And) else (query,)
        rest = both(each for each in parts if not (isinstance(each, Match) and each.field == field))
        return self.by_value(rest, unit, field)

    def by_value(self, query: Node, unit: Unit, field: str) -> Counter[str]:
        counted: Counter[str] = Counter()
        for item in self.found(query, unit):
            counted.update(shown(item, BY_NAME[field]) or {""})
        return counted

    def years(self, query: Node, unit: Unit) -> Counter[int | None]:
        return Counter(each.record.row.year for each in self.found(query, unit))

    def by_year(self, query: Node, unit: Unit, field: str) -> dict[int, dict[str, int]]:
        counted: dict[int, Counter[str]] = defaultdict(Counter)
        for item in self.found(query, unit):
            if item.record.row.year is not None:
                counted[item.record.row.year].update(shown(item, BY_NAME[field]) or {""})
        return {year: dict(counts) for year, counts in counted.items()}

    def killed(self, query: Node) -> int:
        return sum(each.record.row.n_fatal or 0 for each in self.found(query, Unit.OCCURRENCES))

    def cells(self, query: Node, unit: Unit, level: int) -> list[tuple[int, int]]:
        """(how many, people killed) of each cell with any, sorted."""
        made: dict[tuple[int, int], list[int]] = defaultdict(lambda: [0, 0])
        for item in self.found(query, unit):
            if item.record.position:
                cell = made[_tile(*item.record.position, level)]
                cell[0] += 1
                cell[1] += item.record.row.n_fatal or 0
        return sorted((n, killed) for n, killed in made.values())


def _order(item: Item, sort: Sort) -> tuple[float, ...]:
    row = item.record.row
    number = (row.id, item.number or 0)
    if sort is Sort.OLDEST:
        return (row.occurred_on is None, row.occurred_on.toordinal() if row.occurred_on else 0, *number)
    value = {
        Sort.NEWEST: row.occurred_on.toordinal() if row.occurred_on else None,
        Sort.FATAL: row.n_fatal,
        Sort.DISPUTED: row.n_disputed,
        Sort.CHANGED: item.record.changed,
    }[sort]
    return (value is None, -(value or 0), *(-each for each in number))


def _tile(latitude: float, longitude: float, level: int) -> tuple[int, int]:
    size = 2**level
    limit = math.radians(85.051)
    angle = max(-limit, min(limit, math.radians(latitude)))
    y = (1 - math.asinh(math.tan(angle)) / math.pi) / 2
    return min(size - 1, math.floor((longitude + 180) * size / 360)), min(size - 1, math.floor(y * size))


# -- conditions


def holds(node: Node, item: Item) -> bool:
    """Whether the record or aircraft meets the condition."""
    record = item.record
    match node:
        case All():
            return True
        case Not(part):
            return not holds(part, item)
        case Or(parts):
            return any(holds(each, item) for each in parts)
        case And(parts):
            return _all_hold(parts, item)
        case Word(text) | Phrase(text):
            return _in_sequence(stems(text), record.stems) or "".join(words(text)) in record.words
        case Prefix(text):
            return _begins(text, record)
        case Near(latitude, longitude, km):
            return record.position is not None and apart_km((latitude, longitude), record.position) <= km
        case Box():
            return record.position is not None and _inside(node, *record.position)
        case Match(name, values):
            return any(meets(item, BY_NAME[name], each) for each in values)


def _all_hold(parts: tuple[Node, ...], item: Item) -> bool:
    """All of the conditions; of two words side by side that may be one number (`7K 9268`) also that number."""
    asked = [each for each in parts if not isinstance(each, Not)]
    one_number = set()
    for at, (first, second) in enumerate(pairwise(asked)):
        if isinstance(first, Word) and isinstance(second, Word):
            before, after = words(first.text), words(second.text)
            may_be = len(before) == len(after) == 1 and len(before[0]) <= 3 and after[0][0].isdecimal()
            if may_be and before[0] + after[0] in item.record.words:
                one_number |= {at, at + 1}
    return all(holds(each, item) or at in one_number for at, each in enumerate(asked)) and all(
        holds(each, item) for each in parts if isinstance(each, Not)
    )


def _in_sequence(asked: list[str], text: list[str]) -> bool:
    n = len(asked)
    return n > 0 and any(text[at : at + n] == asked for at in range(len(text) - n + 1))


def _begins(text: str, record: Record) -> bool:
    """A word begins so; of `EI-ET` the first word is followed by one that does, or one word begins with the whole."""
    asked = words(text)
    if not asked:
        return False
    if any(each.startswith("".join(asked)) for each in record.words):
        return True
    if len(asked) == 1:
        return False
    first, last = stems(text)[:-1], asked[-1]
    n = len(first)
    return any(
        record.stems[at : at + n] == first and record.stems[at + n].startswith(last) for at in range(len(record.stems) - n)
    )


def apart_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The great-circle distance by the angle between two vectors from the middle of the earth."""
    a, b = _vector(*one), _vector(*other)
    cross = (a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0])
    return 6371.0088 * math.atan2(math.hypot(*cross), sum(x * y for x, y in zip(a, b, strict=True)))


def _vector(latitude: float, longitude: float) -> tuple[float, float, float]:
    phi, gamma = math.radians(latitude), math.radians(longitude)
    return math.cos(phi) * math.cos(gamma), math.cos(phi) * math.sin(gamma), math.sin(phi)


def _inside(box: Box, latitude: float, longitude: float) -> bool:
    if not box.south <= latitude <= box.north:
        return False
    if box.west <= box.east:
        return box.west <= longitude <= box.east
    return longitude >= box.west or longitude <= box.east


# -- values


def raw(item: Item, field: Field) -> list:
    """The values of the projected column, of the record or of its aircraft; blanks are no values."""
    rows = item.crafts if field.subject is Subject.AIRCRAFT else (item.record.row,)
    found = [getattr(row, field.column) for row in rows]
    return [each for each in found if each is not None and each != ""]


def named(item: Item, field: Field) -> list[int]:
    """Ids of the parties or sources of a field."""
    record = item.record
    apart = {"speaker": record.speakers, "authority": record.authorities, "source": record.sources}
    return sorted(apart[field.name]) if field.name in apart else raw(item, field)


def texts(item: Item, field: Field) -> list[str]:
    """What a field of names is called."""
    world = item.record.world
    if field.kind is K.SOURCE:
        return [world.sources[each] for each in named(item, field)]
    if field.kind is K.PARTY:
        return [name for each in named(item, field) for name in world.names[world.root(each)]]
    if field.name == "type":
        return [_type(world, craft) for craft in item.crafts if craft.model]
    return raw(item, field)


def _type(world: World, craft: Aircraft) -> str:
    maker = world.parties[world.root(craft.manufacturer_id)].name if craft.manufacturer_id else ""
    return f"{maker} {craft.model}".strip()


def keys(item: Item, field: Field) -> set[str]:
    """The keys of a field of keys."""
    record = item.record
    if field.name == "disputed":
        return set(record.row.disputed.split())
    of_columns = {each.key for each in FIELDS if each.key and raw(item, each)}
    position = {"coordinates"} if record.position else set()
    known = {each.key for each in PROPERTIES}
    return (of_columns & known) | position | (record.claimed & {each.key for each in told()}) | record.hanging


def shown(item: Item, field: Field) -> set[str]:
    """The values that a facet counts."""
    if field.name == "state":
        return {"disputed" if item.record.row.disputed else "undisputed"}
    if field.kind is K.KEYS:
        return keys(item, field)
    if field.kind is K.PARTY:
        return {str(item.record.world.root(each)) for each in named(item, field)}
    if field.name == "type":
        return set(texts(item, field))
    return {code for value in raw(item, field) for code in value.split(" ")}


def is_stated(item: Item, field: Field) -> bool:
    if field.name in ("state", "has"):
        return True
    if field.name == "said":
        return bool(item.record.said)
    if field.name == "disputed":
        return bool(keys(item, field))
    return bool(texts(item, field) if field.kind in (K.PARTY, K.SOURCE, K.TEXT) else raw(item, field))


def meets(item: Item, field: Field, value: Value) -> bool:
    """Whether the field has the value."""
    match value:
        case Missing():
            return not is_stated(item, field)
        case Any():
            return is_stated(item, field)
        case Code(code) if field.kind is K.KEYS:
            return any(each == code or each.startswith(f"{code}.") for each in keys(item, field))
        case Code(code):
            return code in shown(item, field)
        case Between(low, high):
            return _between(item, field, low, high)
        case Numbered(number):
            return number in {_same(item, field, each) for each in named(item, field)}
        case _ if field.kind is K.IDENTIFIER:
            return any(_identifies(key_of(each), value) for each in raw(item, field))
        case Exactly(text):
            wholes = [*texts(item, field), *(raw(item, field) if field.name == "type" else ())]
            return fold(text) in map(fold, wholes)
        case Has(text):
            return any(_in_sequence(words(text), words(each)) for each in texts(item, field))
        case Starts(text):
            return any(_starts(words(text), words(each)) for each in texts(item, field))


def _same(item: Item, field: Field, key: int) -> int:
    return item.record.world.root(key) if field.kind is K.PARTY else key


def _identifies(key: str, value: Value) -> bool:
    asked = key_of(value.text)
    return key.startswith(asked) if isinstance(value, Starts) else key == asked


def _starts(asked: list[str], text: list[str]) -> bool:
    if not asked:
        return False
    n = len(asked) - 1
    return any(text[at : at + n] == asked[:n] and text[at + n].startswith(asked[n]) for at in range(len(text) - n))


def _between(item: Item, field: Field, low: str | None, high: str | None) -> bool:
    if field.kind is K.DATE:
        first, last = _day(low, 0) or dt.date.min, _day(high, 1) or dt.date.max
        if field.name == "said":
            return any(first <= day <= last for day in item.record.said)
        row = item.record.row
        if row.occurred_on is None:
            return False
        until = _day(row.occurred_on.isoformat()[: {"year": 4, "month": 7, "day": 10}[row.occurred_precision]], 1)
        return first <= row.occurred_on and until <= last
    read = int if field.kind is K.NUMBER else lambda time: time[:5]
    values = [read(str(each)) for each in raw(item, field)]
    return any((low is None or read(low) <= each) and (high is None or each <= read(high)) for each in values)


def _day(text: str | None, end: int) -> dt.date | None:
    """The first (0) or last (1) day of a year, month or day."""
    if text is None:
        return None
    parts = [int(each) for each in text.split("-")]
    if end and len(parts) < 3:
        year, month = (parts[0], parts[1] + 1) if len(parts) == 2 else (parts[0] + 1, 1)
        year, month = (year + 1, 1) if month == 13 else (year, month)
        return dt.date(year, month, 1) - dt.timedelta(days=1)
    return dt.date(*parts, *(1,) * (3 - len(parts)))
