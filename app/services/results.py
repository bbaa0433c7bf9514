"""A page of search results: rows in the order of the hits, the words found in them, and the facets in words."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.queries import results
from app.search.asking import Answer, Bucket, Question, Unit, has_words
from app.search.edits import selected, without_field
from app.search.fields import BY_NAME, Field, FieldKind
from app.search.nodes import Code, Exactly, Match, Missing, Node, Numbered, Value, both
from app.search.phrases import Names, value_words
from app.search.snapshot import Snapshot
from app.services.party_names import party_names
from app.vocab.countries import country_name
from app.vocab.properties import ORDER, property_of

Pieces = Sequence[tuple[str, bool]]

# The facets beside the results, in the order of the page; the others are shown when they are asked for.
MAIN = ("class", "injury", "phase", "damage", "make", "type", "operator", "country", "category")
FACETS = (*MAIN, "purpose", "kind", "weather", "report", "interference", "disputed")


@dataclass(frozen=True, slots=True)
class Passage:
    """Where words of the query stand: the label of the property, and its text in pieces, the found ones True."""

    label: str
    pieces: Pieces


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One hit. `aircraft` is None in the unit occurrences; `passage` None where the title shows the words, or none is asked."""

    occurrence: Any
    aircraft: Any | None
    title: Pieces
    passage: Passage | None


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value that can be chosen, with how many hits it has beside the other conditions."""

    label: str
    n: int
    value: Value
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """One field with its values. `is_whole`: no further values were left out."""

    field: Field
    values: Sequence[FacetValue]
    is_whole: bool

    @property
    def n_chosen(self) -> int:
        """How many of its values are chosen."""
        return sum(each.is_chosen for each in self.values)


def rows_of(session: Session, snapshot: Snapshot, question: Question, answer: Answer) -> list[ResultRow]:
    """The rows of the hits, in their order; a hit whose record went meanwhile is left out."""
    ids = [each.occurrence_id for each in answer.hits]
    if not ids:
        return []
    occurrences = {row.id: row for row in session.execute(results.occurrences(ids))}
    crafts = _crafts(session, answer) if question.unit is Unit.AIRCRAFT else {}
    show = _shower(session, snapshot, question.query, occurrences)
    return [
        ResultRow(occurrences[hit.occurrence_id], crafts.get((hit.occurrence_id, hit.aircraft)), *show(hit.occurrence_id))
        for hit in answer.hits
        if hit.occurrence_id in occurrences
    ]


def _crafts(session: Session, answer: Answer) -> dict[tuple[int, int | None], Any]:
    keys = [(each.occurrence_id, each.aircraft or 0) for each in answer.hits]
    return {(row.occurrence_id, row.number): row for row in session.execute(results.aircraft(keys))}


Shower = Callable[[int], tuple[Pieces, Passage | None]]


def _shower(session: Session, snapshot: Snapshot, query: Node, occurrences: Mapping[int, Any]) -> Shower:
    """What shows the words of the query in a record: in its title, else in the first of its texts that has them."""
    if not has_words(query):
        return lambda key: (((occurrences[key].title, False),), None)
    mark = snapshot.highlighter(query)
    titles = {key: mark(row.title) for key, row in occurrences.items()}
    unseen = [key for key, pieces in titles.items() if pieces is None]
    texts: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for key, prop, value in session.execute(results.texts(unseen)) if unseen else ():
        texts[key].append((prop, value))

    def show(key: int) -> tuple[Pieces, Passage | None]:
        pieces = titles[key]
        if pieces is not None:
            return pieces, None
        return ((occurrences[key].title, False),), _passage(mark, texts[key])

    return show


def _passage(mark: Callable[[str], Pieces | None], texts: Iterable[tuple[str, str]]) -> Passage | None:
    for prop, value in sorted(texts, key=lambda each: ORDER[each[0]]):
        pieces = mark(value)
        if pieces is not None:
            return Passage(property_of(prop).label, pieces)
    return None


def facets_of(session: Session, snapshot: Snapshot, question: Question, answer: Answer, names: Names) -> list[Facet]:
    """The facets in words, the chosen values first; those without a value that could be chosen are left out."""
    found = every_facet_of(session, snapshot, question, answer, names)
    return [each for each in found if each.n_chosen or any(not isinstance(value.value, Missing) for value in each.values)]


def every_facet_of(session: Session, snapshot: Snapshot, question: Question, answer: Answer, names: Names) -> list[Facet]:
    """The same with all that the question asks for."""
    parties = _party_names(session, answer)
    return [_facet(snapshot, question, name, answer.facets[name], parties, names) for name in question.facets]


def _party_names(session: Session, answer: Answer) -> dict[int, str]:
    ids = {
        int(bucket.value)
        for name, buckets in answer.facets.items()
        if BY_NAME[name].kind is FieldKind.PARTY
        for bucket in buckets
        if bucket.value
    }
    return party_names(session, ids)


def _facet(
    snapshot: Snapshot, question: Question, name: str, buckets: Sequence[Bucket], parties: Mapping[int, str], names: Names
) -> Facet:
    field = BY_NAME[name]
    chosen = selected(question.query, name)
    values = [
        FacetValue(_label(field, bucket.value, parties), bucket.n, value, value in chosen)
        for bucket in buckets
        for value in (value_of(field, bucket.value),)
    ]
    shown = {each.value for each in values}
    beside = without_field(question.query, name)
    for value in chosen:
        if value not in shown:
            n = snapshot.total(both((beside, Match(name, (value,)))), question.unit)
            values.append(FacetValue(value_words(field, value, names), n, value, True))
    values.sort(key=lambda each: not each.is_chosen)
    return Facet(field, values, sum(bool(each.value) for each in buckets) < question.top)


def value_of(field: Field, counted: str) -> Value:
    """What a query asks for a counted value."""
    if not counted:
        return Missing()
    if field.kind is FieldKind.PARTY:
        return Numbered(int(counted))
    return Exactly(counted) if field.kind is FieldKind.TEXT else Code(counted)


def _label(field: Field, counted: str, parties: Mapping[int, str]) -> str:
    if not counted:
        return "not stated"
    if field.kind is FieldKind.PARTY:
        return parties.get(int(counted), f"party {counted}")
    if field.kind is FieldKind.COUNTRY:
        return country_name(counted)
    if field.kind is FieldKind.KEYS:
        return property_of(counted).label
    found = field.codes.find(counted) if field.codes else None
    if found is None:
        return counted
    return f"{counted}: {found.label}" if field.name == "category" else found.label
