"""What there is of a kind, the most frequent first: countries, types, operators, makers, authorities."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.core.text import fold
from app.queries import browsing
from app.search.asking import Unit
from app.search.fields import BY_NAME, FieldKind
from app.search.nodes import All, Match, Node
from app.search.schema import COUNTED
from app.search.snapshot import Snapshot
from app.services.pages import Page
from app.services.party_names import party_names
from app.services.results import value_of
from app.vocab.countries import country_name

EVERY = 60_000  # values of a field


@dataclass(frozen=True, slots=True)
class Entry:
    """A value of the field: a country's code, a type, a party's id. Counts of occurrences, of aircraft, of people."""

    value: str
    label: str
    n_occurrences: int
    n_aircraft: int
    n_killed: int


Counts = Mapping[str, int]


def having(field: str, value: str) -> Node:
    """What a query asks that wants the records with a counted value of the field."""
    return Match(field, (value_of(BY_NAME[field], value),))


def browse(session: Session, snapshot: Snapshot, field: str, beginning: str, number: int, size: int) -> Page[Entry]:
    """A page of the values with occurrences; `beginning`: of those with a word that begins so, empty for all."""
    counts = _counts(session, snapshot, field, Unit.OCCURRENCES)
    kept = _kept(session, field, beginning)
    values = [each for each in counts if kept(each)]
    shown = values[(number - 1) * size : number * size]
    entries = list(_entries(snapshot, field, shown, counts, labels_of(session, field, shown)))
    return Page(entries, number, size, len(values))


def _entries(snapshot: Snapshot, field: str, values: list[str], counts: Counts, labels: Mapping[str, str]) -> Iterator[Entry]:
    for value in values:
        query = having(field, value)
        n_aircraft, n_killed = snapshot.total(query, Unit.AIRCRAFT), snapshot.killed(query)
        yield Entry(value, labels.get(value, value), counts[value], n_aircraft, n_killed)


def _counts(session: Session, snapshot: Snapshot, field: str, unit: Unit) -> Counts:
    """How many have each value, the most frequent first."""
    if field in COUNTED:
        return {each.value: each.n for each in snapshot.counts(All(), unit, field, EVERY) if each.value}
    ids = sorted(set(session.scalars(browsing.authorities())))
    counts = {str(each): snapshot.total(having(field, str(each)), unit) for each in ids}
    return {value: counts[value] for value in sorted(counts, key=lambda each: (-counts[each], int(each))) if counts[value]}


def _kept(session: Session, field: str, beginning: str) -> Callable[[str], bool]:
    """Whether a value has a word that begins so."""
    wanted = fold(beginning)
    if not wanted:
        return lambda value: True
    kind = BY_NAME[field].kind
    if kind is FieldKind.PARTY:
        found = {str(each) for each in session.scalars(browsing.parties_with_word(beginning))}
        return lambda value: value in found
    name = country_name if kind is FieldKind.COUNTRY else str
    return lambda value: f" {wanted}" in f" {fold(name(value))}" or fold(value) == wanted


def labels_of(session: Session, field: str, values: list[str]) -> dict[str, str]:
    """What stands on the page for each value."""
    kind = BY_NAME[field].kind
    if kind is FieldKind.PARTY:
        names = party_names(session, [int(each) for each in values])
        return {each: names.get(int(each), f"party {each}") for each in values}
    return {each: country_name(each) if kind is FieldKind.COUNTRY else each for each in values}
