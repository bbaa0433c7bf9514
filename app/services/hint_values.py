"""What may be meant by a piece of a value that is being written, each with how many occurrences it finds by itself."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from sqlalchemy.orm import Session

from app.core.text import fold, key_of
from app.search.asking import Unit
from app.search.fields import BY_NAME, FIELDS, Field, FieldKind, keys_of
from app.search.nodes import All, Between, Code, Exactly, Has, Match, Numbered, Starts, Value
from app.search.schema import COUNTED, words
from app.search.snapshot import Snapshot
from app.search.tail import is_enough
from app.services import suggestions
from app.services.party_names import party_names
from app.vocab.countries import country_codes, country_name
from app.vocab.properties import PROPERTIES

NAMED = ("make", "operator", "type")  # counted names, completed by their words
_OF_EACH = 4  # of one field, where several fields are looked through
_RANGES = (("1", None), ("10", None), ("100", None), ("0", "0"))
_LABELS = {each.key: each.label for each in PROPERTIES}


@dataclass(frozen=True, slots=True)
class Found:
    """A condition that may be meant. fit: 0 it is named exactly, 1 it begins so, 2 it holds what was written."""

    field: Field
    value: Value
    label: str
    n: int
    fit: int = 2

    @property
    def order(self) -> tuple[bool, int, int, str]:
        """What no record has comes last."""
        return not self.n, self.fit, -self.n, self.label


def values_like(session: Session, snapshot: Snapshot, field: Field, written: str) -> Iterable[Found]:
    """The values of a field that may be meant, the most useful first; the first of all where nothing is written yet."""
    if field.name in NAMED:
        return names_like(session, snapshot, field, written)
    match field.kind:
        case FieldKind.PARTY:
            return _parties(session, snapshot, field, written)
        case FieldKind.SOURCE:
            return _sources(session, snapshot, field, written)
        case FieldKind.TEXT:
            return words_like(snapshot, field, written)
        case FieldKind.IDENTIFIER:
            return _keys(snapshot, field, written)
        case FieldKind.NUMBER:
            return _numbers(snapshot, field, written)
        case FieldKind.DATE:
            return _years(snapshot, field, written)
    return codes_like(snapshot, field, written)


def count(snapshot: Snapshot, field: Field, value: Value) -> int:
    """How many occurrences have the value."""
    return snapshot.total(Match(field.name, (value,)), Unit.OCCURRENCES)


# -- closed lists, countries and keys


@dataclass(frozen=True, slots=True)
class _Entry:
    """A member of a closed list, with its code and label folded."""

    field: Field
    code: str
    label: str
    names: tuple[str, str]
    words: tuple[str, ...]

    def fit(self, written: str) -> int | None:
        """How well what was written names it; None: it does not."""
        if written in self.names:
            return 0
        if any(each.startswith(written) for each in self.names):
            return 1
        return 2 if _in_order(written.split(), self.words) else None


def _in_order(written: list[str], label: tuple[str, ...]) -> bool:
    """Whether the written words are beginnings of words of the label, in its order."""
    left = iter(label)
    return bool(written) and all(any(word.startswith(each) for word in left) for each in written)


@cache
def _entries(name: str) -> tuple[_Entry, ...]:
    """The members of the field's list; none of a field that has no list."""
    field = BY_NAME[name]
    if field.kind is FieldKind.COUNTRY:
        labels = {code: country_name(code) for code in country_codes()}
    elif field.kind is FieldKind.KEYS:
        labels = {key: _LABELS.get(key, key.replace("_", " ").capitalize()) for key in keys_of(name)}
    else:
        labels = {each.value: each.label for each in field.codes or ()} if field.kind is FieldKind.CODE else {}
    return tuple(_Entry(field, code, label, (fold(code), fold(label)), tuple(words(label))) for code, label in labels.items())


def codes_like(snapshot: Snapshot, field: Field, written: str) -> list[Found]:
    """The members that are meant, those that records have first."""
    asked = fold(written)
    fits = [(each, each.fit(asked)) for each in _entries(field.name)]
    meant = [(each, fit) for each, fit in fits if fit is not None]
    if not meant:
        return []
    counts = _counts(snapshot, field, [each.code for each, _ in meant])
    found = [Found(field, Code(each.code), each.label, counts.get(each.code, 0), fit) for each, fit in meant]
    return sorted(found, key=lambda each: each.order)


def _counts(snapshot: Snapshot, field: Field, codes: Iterable[str]) -> dict[str, int]:
    """How many have each code. Those of all values are counted together, and kept by the snapshot."""
    if field.name in COUNTED:
        return {each.value: each.n for each in snapshot.counts(All(), Unit.OCCURRENCES, field.name)}
    return {each: count(snapshot, field, Code(each)) for each in codes}


def codes_in_words(snapshot: Snapshot, written: str) -> Iterator[Found]:
    """The codes that words may mean; of the many countries those that records have."""
    for field in FIELDS:
        if field.facet and (field.kind is FieldKind.CODE or field.name == "country"):
            yield from (each for each in codes_like(snapshot, field, written)[:_OF_EACH] if each.n or field.codes)


# -- names: makers, types, operators


def names_like(session: Session, snapshot: Snapshot, field: Field, written: str) -> list[Found]:
    """The most frequent names with words that begin as was written; all names where nothing was."""
    query = Match(field.name, (Starts(written),)) if words(written) else All()
    # Aircraft by aircraft: an occurrence with two operators would give the other one as well.
    buckets = snapshot.counts(query, Unit.AIRCRAFT, field.name, 2 * _OF_EACH)
    values = [each.value for each in buckets if each.value]
    labels = dict(zip(values, values, strict=True))
    if field.kind is FieldKind.PARTY:
        names = party_names(session, [int(each) for each in values])
        labels = {each: names[int(each)] for each in values if int(each) in names}
    asked = fold(written)
    found = []
    for label in dict.fromkeys(labels.values()):
        fit = 0 if fold(label) == asked else 1 if fold(label).startswith(asked) else 2
        found.append(Found(field, Exactly(label), label, count(snapshot, field, Exactly(label)), fit))
    return sorted((each for each in found if each.n), key=lambda each: each.order)


def names_in_words(session: Session, snapshot: Snapshot, written: str) -> Iterator[Found]:
    for name in NAMED:
        yield from names_like(session, snapshot, BY_NAME[name], written)[:_OF_EACH]


# -- other fields, by the words and keys that the index holds


def words_like(snapshot: Snapshot, field: Field, written: str) -> Iterator[Found]:
    """The last word completed by words of the field, behind those that are written in full."""
    found = words(written)
    if not found or not is_enough(written):
        return
    *full, last = found
    for word, _ in snapshot.beginnings(f"w_{field.name}", last, 2 * _OF_EACH if not full else 50):
        value = Has(" ".join([*full, word]))
        if n := count(snapshot, field, value):  # none where the records that had the word are gone
            yield Found(field, value, value.text, n)


def _keys(snapshot: Snapshot, field: Field, written: str) -> Iterator[Found]:
    key = key_of(written)
    for each, _ in snapshot.beginnings(f"k_{field.name}", key, 2 * _OF_EACH) if len(key) > 1 else ():
        value = Exactly(each.upper())
        if n := count(snapshot, field, value):
            yield Found(field, value, value.text, n)


def _parties(session: Session, snapshot: Snapshot, field: Field, written: str) -> Iterator[Found]:
    for each in suggestions.find_parties(session, written, limit=3 * _OF_EACH) if is_enough(written) else ():
        if n := count(snapshot, field, Numbered(each.id)):
            yield Found(field, Exactly(each.name), each.name, n)


def _sources(session: Session, snapshot: Snapshot, field: Field, written: str) -> Iterator[Found]:
    for each in suggestions.find_sources(session, written) if is_enough(written) else ():
        if n := count(snapshot, field, Numbered(each.source.id)):
            yield Found(field, Numbered(each.source.id), each.source.title, n)


def _years(snapshot: Snapshot, field: Field, written: str) -> Iterator[Found]:
    """The years of the occurrences that begin so, the latest first."""
    years = snapshot.years(All(), Unit.OCCURRENCES) if field.name == "date" else {}
    for year, n in sorted(((year, n) for year, n in years.items() if year), reverse=True):
        if str(year).startswith(written):
            yield Found(field, Between(str(year), str(year)), str(year), n)


def _numbers(snapshot: Snapshot, field: Field, written: str) -> Iterator[Found]:
    """Where nothing is written, some ranges to start from."""
    for low, high in _RANGES if not written and field.name != "id" else ():
        value = Between(low, high)
        if n := count(snapshot, field, value):
            yield Found(field, value, low if high else f"{low} or more", n)
