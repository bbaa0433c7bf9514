"""The columns of exported tables: what each is called, holds and means, made from the registry.

A column is named by its property's key (`injuries.fatal`). Any key may be followed by a qualifier (`injuries.fatal[ground]`)
and by a part (`cause.statement.state`). What hangs on no property has a name of its own.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from functools import cache

from app.core.errors import BadValue
from app.vocab.claims import Precision, PropertyState, Rank, ReportStatus, Stance
from app.vocab.coded import Coded, edition_of
from app.vocab.properties import BY_KEY, PROPERTIES, Cardinality, Property, Subject, ValueType, projected

Codes = type[Coded]


class What(StrEnum):
    """What the rows of a table are."""

    OCCURRENCES = "occurrences"
    AIRCRAFT = "aircraft"
    CLAIMS = "claims"


class ColumnType(StrEnum):
    """What the cells of a column hold; each may be empty, which means that nothing is stated."""

    INTEGER = "integer"
    NUMBER = "number"
    TEXT = "text"
    DATE = "date"
    LIST = "list"


class Part(StrEnum):
    """What is told of a property: its best value, how the speakers stand to one another, or which qualifier the value has."""

    VALUE = ""
    STATE = "state"
    QUALIFIER = "qualifier"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `field` is the table and its column that hold the cells, as `occurrence.n_fatal`; empty: the rule is applied.

    separator: what stands between the values of a LIST where a cell can only be a text. of, part, qualifier: what is told of
    which property; qualifier None takes the first that has a value.
    """

    name: str
    type: ColumnType
    label: str
    definition: str
    field: str = ""
    unit: str = ""
    codes: Codes | None = None
    reference: str = ""
    of: Property | None = None
    part: Part = Part.VALUE
    qualifier: str | None = None
    separator: str = "\n"

    @property
    def code_list(self) -> str:
        """The closed list in words, `code: label` of each, behind the edition where it is published elsewhere."""
        if self.codes is None:
            return ""
        listed = "; ".join(f"{each.value}: {each.label}" for each in self.codes)
        return f"{edition_of(self.codes)}; {listed}" if edition_of(self.codes) else listed


_T = ColumnType
_HEAD = (
    Column(
        "id", _T.INTEGER, "Occurrence", "The occurrence's permanent number; its page is /occurrences/<id>.", "occurrence.id"
    ),
    Column("title", _T.TEXT, "Title", "Flight, aircraft and place by the best values.", "occurrence.title"),
)
_TAIL = (
    Column("n_aircraft", _T.INTEGER, "Aircraft involved", "How many aircraft the occurrence has.", "occurrence.n_aircraft"),
    Column("n_claims", _T.INTEGER, "Claims", "How many claims are on record about it.", "occurrence.n_claims"),
    Column("n_disputed", _T.INTEGER, "Disputed facts", "How many of its facts are disputed.", "occurrence.n_disputed"),
    Column("disputed", _T.LIST, "Disputed properties", "The properties of these facts.", "occurrence.disputed", separator=" "),
)
_NUMBER = Column("aircraft", _T.INTEGER, "Aircraft", "The aircraft's number within its occurrence, from 1.", "aircraft.number")
_PARTIES = {"manufacturer_id": "manufacturer", "operator_id": "operator"}  # projected by number, exported by name


def _in_degrees(name: str, towards: str) -> Column:
    of = BY_KEY["coordinates"]
    definition = f"{of.definition} {towards} is positive; with the decimals that the source gives."
    return Column(name, _T.NUMBER, f"{of.label}, {name}", definition, f"occurrence.{name}", "degrees", of=of)


POSITION = (_in_degrees("latitude", "North"), _in_degrees("longitude", "East"))
_DAY = "How exactly the date is known: day, month or year. Of a month or a year the first day stands in `date`."
_PRECISION = Column("date.precision", _T.TEXT, "Precision of the date", _DAY, "occurrence.occurred_precision")


def _claims() -> tuple[Column, ...]:
    def of(name: str, label: str, definition: str, type_: ColumnType = _T.TEXT, codes: Codes | None = None) -> Column:
        return Column(name, type_, label, definition, f"claim.{name}", codes=codes)

    return (
        of("id", "Claim", "The claim's permanent number; its page is /claims/<id>."),
        of("occurrence", "Occurrence", "The number of the occurrence that it is about.", _T.INTEGER),
        of("aircraft", "Aircraft", "The number of the aircraft that it is about; empty: the occurrence itself.", _T.INTEGER),
        of("property", "Property", "What is stated: a key of the data dictionary."),
        of(
            "qualifier", "Qualifier", "Of what it is stated, where the property needs that: the people counted, the part found."
        ),
        of("value", "Value", "As the database holds it: numbers, ISO dates, codes; of a party its number."),
        of("value_name", "Name of the value", "The party's name where the value is a party."),
        of("raw", "As written", "What the source wrote, where the value is another."),
        of("unit", "Unit", "The unit of a quantity."),
        of("stance", "Stance", "How the speaker stands to the value.", codes=Stance),
        of("speaker_id", "Speaker's number", "The party that says it; its page is /parties/<id>.", _T.INTEGER),
        of("speaker", "Speaker", "The name of the party that says it."),
        of("source_id", "Source's number", "Where it can be read; its page is /sources/<id>.", _T.INTEGER),
        of("source", "Source", "The title of the source."),
        of("url", "Address of the source", "Where the source is on the net."),
        of("said_on", "Said on", "The day on which it was said.", _T.DATE),
        of("said_precision", "Precision of that day", "How exactly that day is known.", codes=Precision),
        of("published_on", "Published on", "The day on which it became public, where that is another.", _T.DATE),
        of("public_on", "Public on", "The day from which it counts: published_on, else said_on.", _T.DATE),
        of("quote", "Quote", "The source's own words; left out where the source may not be given on."),
        of("locator", "Locator", "Where in the source it stands."),
        of("rank", "Rank", "An editor's mark; empty: none.", codes=Rank),
        of("report_status", "Report status", "How far the authority's report had come.", codes=ReportStatus),
        of("changeset", "Changeset", "The contribution that brought it; its page is /changes/<id>.", _T.INTEGER),
    )


@cache
def default_columns(what: What) -> tuple[Column, ...]:
    """The columns of a table where none are chosen: the best values that are kept ready, or all that is told of a claim."""
    if what is What.CLAIMS:
        return _claims()
    event = (*_HEAD, *_kept(Subject.OCCURRENCE), *_TAIL)
    return event if what is What.OCCURRENCES else (event[0], _NUMBER, *_kept(Subject.AIRCRAFT), *event[1:])


def _kept(subject: Subject) -> Iterable[Column]:
    for each in projected(subject):
        if each.column == "position":
            yield from POSITION
            continue
        yield _of_property(each, f"{subject}.{_PARTIES.get(each.column or '', each.column or '')}")
        if each.key == "date":
            yield _PRECISION


def _of_property(prop: Property, field: str = "") -> Column:
    type_, separator = _type_of(prop, is_kept=bool(field)), " " if prop.codes else "\n"
    return Column(
        prop.key, type_, prop.label, prop.definition, field, prop.unit, prop.codes, prop.reference, prop, separator=separator
    )


def _type_of(prop: Property, *, is_kept: bool) -> ColumnType:
    """A date that is not kept ready is a text, as exact as it is known; of several flight numbers the first is kept."""
    if prop.cardinality is Cardinality.SET or (prop.cardinality is Cardinality.LIST and not is_kept):
        return _T.LIST
    if prop.type is ValueType.DATE and is_kept:
        return _T.DATE
    return {ValueType.INTEGER: _T.INTEGER, ValueType.QUANTITY: _T.NUMBER}.get(prop.type, _T.TEXT)


# -- choosing

_NAME = re.compile(r"(?P<key>[a-z0-9_.]+?)(?:\[(?P<qualifier>[^\]\n]{0,60})\])?(?:\.(?P<part>state|qualifier))?")


def choose(what: What, names: Sequence[str]) -> tuple[Column, ...]:
    """The columns with those names, in that order; the default ones where none are named.

    BadValue where a name is unknown, names the nearest; where one is given twice; where a table cannot have it.
    """
    wanted = [each.strip() for each in names if each.strip()]
    if not wanted:
        return default_columns(what)
    twice = next((each for i, each in enumerate(wanted) if each in wanted[:i]), None)
    if twice is not None:
        raise BadValue(f"columns: {twice[:60]!r} is named twice")
    return tuple(_column(what, each) for each in wanted)


def _column(what: What, name: str) -> Column:
    known = _by_name(what)
    if name in known:
        return known[name]
    match = _NAME.fullmatch(name)
    prop = BY_KEY.get(match["key"]) if match and what is not What.CLAIMS else None
    if match is None or prop is None:
        raise BadValue(_unknown(what, name))
    if prop.subject is Subject.AIRCRAFT and what is What.OCCURRENCES:
        raise BadValue(f"columns: {name!r} is told of each aircraft; ask for the unit aircraft")
    part, qualifier = Part(match["part"] or ""), match["qualifier"]
    if prop.qualifier is None and (qualifier is not None or part is Part.QUALIFIER):
        raise BadValue(f"columns: {prop.key!r} has no qualifier, so there is no {name[:60]!r}")
    if qualifier and prop.qualifiers and prop.qualifiers.find(qualifier) is None:
        raise BadValue(f"columns: the qualifier of {name[:60]!r} can only be one of {', '.join(prop.qualifiers)}")
    return _resolved(prop, name, part, qualifier)


def _resolved(prop: Property, name: str, part: Part, qualifier: str | None) -> Column:
    of = f" Of {prop.qualifier} {qualifier!r}." if qualifier else ""
    label = f"{prop.label} ({qualifier})" if qualifier else prop.label
    if part is Part.STATE:
        definition = f"How the speakers on {prop.label!r} stand to one another.{of}"
        return Column(name, _T.TEXT, f"{label}: state", definition, "", "", PropertyState, "", prop, part, qualifier)
    if part is Part.QUALIFIER:
        definition = f"The {prop.qualifier} of which `{prop.key}` tells."
        return Column(name, _T.TEXT, f"{label}: {prop.qualifier}", definition, "", "", prop.qualifiers, "", prop, part)
    plain = _of_property(prop)
    return Column(
        name, plain.type, label, plain.definition + of, "", plain.unit, plain.codes, plain.reference, prop, part, qualifier,
        plain.separator,
    )  # fmt: skip


@cache
def _by_name(what: What) -> Mapping[str, Column]:
    """The columns that need no working out of their names."""
    known = {each.name: each for each in default_columns(what)}
    if what is not What.CLAIMS:
        known |= {each.key: _of_property(each) for each in PROPERTIES if each.key not in known and _fits(each, what)}
    return known


def _fits(prop: Property, what: What) -> bool:
    return what is What.AIRCRAFT or prop.subject is Subject.OCCURRENCE


def all_columns(what: What) -> tuple[Column, ...]:
    """Every column that can be named, without states and qualifiers: the default ones, then the rest of the registry."""
    return tuple(_by_name(what).values())


def _unknown(what: What, name: str) -> str:
    near = get_close_matches(name, _by_name(what), n=1, cutoff=0.5)
    hint = f"; the nearest is {near[0]!r}" if near else ""
    return f"columns: there is no column {name[:60]!r} of {what.value}{hint}; the codebook lists them all"
