"""The registry: what can be said, in which type and unit, and the codes of every closed list."""

from collections.abc import Iterable

from pydantic import Field

from app.api.schemas.shape import Shape
from app.search.fields import FIELDS
from app.vocab import claims, investigations
from app.vocab.coded import Coded, edition_of, source_of
from app.vocab.properties import PROPERTIES, Cardinality, Property, Subject, ValueType

# Closed lists of what is no property: of claims, sources, parties, investigations, the log.
_OTHERS: tuple[type[Coded], ...] = (
    claims.Stance, claims.Rank, claims.Precision, claims.SourceKind, claims.PartyKind, claims.PropertyState,
    claims.ChangesetKind, claims.ChangesetState, investigations.InvestigationKind, investigations.EventKind,
    investigations.StateRole, investigations.Capacity, investigations.RecommendationStatus,
)  # fmt: skip
_FIELDS = {each.key: each.name for each in FIELDS if each.key}


class CodeOut(Shape):
    """A member of a closed list."""

    code: str
    label: str
    definition: str


class CodesOut(Shape):
    """A closed list."""

    name: str
    definition: str
    edition: str | None = Field(description="of the published list that it holds")
    source: str | None = Field(description="where that is published")
    codes: list[CodeOut]


class PropertyOut(Shape):
    """One thing that can be said about an occurrence or one of its aircraft."""

    key: str
    label: str
    group: str
    subject: Subject
    type: ValueType
    unit: str | None
    codes: str | None = Field(description="the closed list of its values")
    qualifier: str | None = Field(description="what must be equal before two claims are compared")
    qualifiers: str | None = Field(description="the closed list of the qualifiers; null: free words")
    cardinality: Cardinality = Field(description="what several values of one speaker mean")
    tolerance: float = Field(description="the largest difference that is still agreement, in the unit; of positions in km")
    judgement: bool = Field(description="a conclusion, which has no value while it is disputed")
    definition: str
    reference: str | None
    field: str | None = Field(description="what the search calls it")
    column: str | None = Field(description="the column of tables that has its best value")


class DictionaryOut(Shape):
    """The registry."""

    properties: list[PropertyOut]
    lists: list[CodesOut]


def dictionary() -> DictionaryOut:
    """All of it."""
    used = {each for prop in PROPERTIES for each in (prop.codes, prop.qualifiers) if each is not None}
    lists = sorted(used, key=lambda each: each.__name__)
    return DictionaryOut(
        properties=[_property(each) for each in PROPERTIES], lists=[_list(each) for each in dict.fromkeys((*lists, *_OTHERS))]
    )


def _property(prop: Property) -> PropertyOut:
    return PropertyOut(
        key=prop.key,
        label=prop.label,
        group=prop.group.value,
        subject=prop.subject,
        type=prop.type,
        unit=prop.unit or None,
        codes=prop.codes.__name__ if prop.codes else None,
        qualifier=prop.qualifier,
        qualifiers=prop.qualifiers.__name__ if prop.qualifiers else None,
        cardinality=prop.cardinality,
        tolerance=prop.tolerance,
        judgement=prop.judgement,
        definition=prop.definition,
        reference=prop.reference or None,
        field=_FIELDS.get(prop.key),
        column=prop.column,
    )


def _list(codes: type[Coded]) -> CodesOut:
    members: Iterable[Coded] = codes
    return CodesOut(
        name=codes.__name__,
        definition=(codes.__doc__ or "").partition("\n")[0],
        edition=edition_of(codes) or None,
        source=source_of(codes) or None,
        codes=[CodeOut(code=each.value, label=each.label, definition=each.definition) for each in members],
    )
