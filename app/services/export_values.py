"""Cells of exported tables that are kept nowhere: what the rule finds among the claims of some occurrences."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from app.exports.columns import Column, ColumnType, Part
from app.queries import exports as statements
from app.queries.claims import alike, to_said
from app.resolution.rule import Resolution, Said, Subject, by_subject, resolve
from app.services.disputes import merged_parties
from app.services.party_names import party_names
from app.vocab.claims import PropertyState
from app.vocab.properties import BY_KEY, Property, ValueType
from app.vocab.properties import Subject as About

Outcomes = Mapping[Subject, Resolution]
Cells = Callable[..., Sequence[Any]]


class Resolving:
    """Finds the cells of some columns by the rule."""

    def __init__(self, session: Session, columns: Sequence[Column]) -> None:
        self.session, self.columns = session, columns
        self.merged = merged_parties(session)
        keys = {each.of.key for each in columns if each.of}
        self.statements = {each: statements.said_of(keys, by_number=each) for each in (True, False)}

    def cells(self, parameters: Mapping[str, Any]) -> Cells:
        """What tells the cells of one of these occurrences, or of one of its aircraft, by its numbers."""
        outcomes = self._outcomes(parameters)
        names = self._names(outcomes.values())

        def of(occurrence_id: int, aircraft: int | None = None) -> Sequence[Any]:
            found = outcomes.get(occurrence_id, {})
            return [_cell(each, found, aircraft, names) for each in self.columns]

        return of

    def _outcomes(self, parameters: Mapping[str, Any]) -> dict[int, Outcomes]:
        claims: dict[int, list[Said]] = defaultdict(list)
        for row in self.session.execute(self.statements["numbers" in parameters], parameters):
            claims[row[0]].append(to_said(row))
        return {
            id_: {subject: resolve(BY_KEY[subject.property], group) for subject, group in by_subject(found).items()}
            for id_, each in claims.items()
            for found in (alike(each, self.merged),)
        }

    def _names(self, outcomes: Iterable[Outcomes]) -> Mapping[int, str]:
        parties = {
            int(claim.value)
            for found in outcomes
            for subject, outcome in found.items()
            if BY_KEY[subject.property].type is ValueType.PARTY
            for claim in outcome.chosen
        }
        return party_names(self.session, parties)


def _cell(column: Column, outcomes: Outcomes, aircraft: int | None, names: Mapping[int, str]) -> Any:
    prop = column.of
    if prop is None:
        return None
    about = None if prop.subject is About.OCCURRENCE else aircraft
    qualifier = _qualifier(prop, column.qualifier, outcomes, about)
    outcome = outcomes.get(Subject(about, prop.key, qualifier)) if qualifier is not None else None
    if column.part is Part.STATE:
        return (outcome.state if outcome else PropertyState.UNSAID).value
    if outcome is None:
        return None
    if column.part is Part.QUALIFIER:
        return qualifier or None
    return _value(column, [each.value for each in outcome.chosen], names)


def _qualifier(prop: Property, asked: str | None, outcomes: Outcomes, about: int | None) -> str | None:
    """The one asked for; else the first that has a best value, or else of which anything is said."""
    if asked is not None:
        return asked
    if prop.qualifier is None:
        return ""
    said = [each for each in outcomes if each.property == prop.key and each.aircraft == about]
    said.sort(key=lambda each: (not outcomes[each].chosen, *_rank(prop, each.qualifier)))
    return said[0].qualifier if said else None


def _rank(prop: Property, qualifier: str) -> tuple[int, int, str]:
    """As for the values that are kept ready, then in the order of the closed list, then by name."""
    first = prop.projected_qualifiers.index(qualifier) if qualifier in prop.projected_qualifiers else 99
    listed = [each.value for each in prop.qualifiers or ()]
    return first, listed.index(qualifier) if qualifier in listed else 99, qualifier


def _value(column: Column, values: Sequence[str], names: Mapping[int, str]) -> Any:
    if column.of is not None and column.of.type is ValueType.PARTY:
        values = [names.get(int(each), each) for each in values]
    if column.type is ColumnType.LIST:
        return list(values)
    if not values:
        return None
    if column.type is ColumnType.INTEGER:
        return int(values[0])
    return float(values[0]) if column.type is ColumnType.NUMBER else values[0]
