"""The fields that a query can name: every projected property of the registry, and what is known of a record as a whole."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from app.vocab.coded import Coded
from app.vocab.properties import PROPERTIES, Codes, Group, Property, Subject, ValueType


class FieldKind(StrEnum):
    """How the values of a field are written and compared."""

    CODE = "code"  # of a closed list
    COUNTRY = "country"  # an ISO 3166-1 code, or the country's name
    NUMBER = "number"  # whole numbers and ranges of them
    DATE = "date"  # years, months, days and ranges of them
    TIME = "time"  # times of day and ranges of them
    TEXT = "text"  # words of a name
    PARTY = "party"  # words of any of a party's names, or its number
    SOURCE = "source"  # words of a source's title, or its number
    IDENTIFIER = "identifier"  # compared without blanks and hyphens
    KEYS = "keys"  # keys of properties, or the first part of some: `injuries`


class Dispute(Coded):
    """Whether anything about a record is disputed."""

    DISPUTED = "disputed", "Disputed", "Speakers contradict one another on at least one fact."
    UNDISPUTED = "undisputed", "Undisputed", "No speaker contradicts another."


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `name` is the canonical one; `aliases` are read too.

    subject: whose value it is; an occurrence matches when one of its aircraft does. key: the property, None for a field of
    the record as a whole. column: the projected column. facet: worth counting by. unit: what a number counts.
    """

    name: str
    label: str
    kind: FieldKind
    definition: str
    aliases: tuple[str, ...] = ()
    subject: Subject = Subject.OCCURRENCE
    codes: Codes | None = None
    key: str | None = None
    column: str | None = None
    facet: bool = False
    unit: str = ""


# Short names of properties, the first of them canonical; others take the last part of their key.
_NAMES: dict[str, tuple[str, ...]] = {
    "date": ("date", "year"),
    "time.local": ("time",),
    "aerodrome.code": ("airport",),
    "aerodrome.name": ("aerodrome",),
    "weather.conditions": ("weather",),
    "people.aboard": ("aboard",),
    "injuries.fatal": ("fatal", "killed", "fatalities"),
    "injuries.none": ("unhurt",),
    "injuries.highest": ("injury", "highest"),
    "unlawful_interference": ("interference",),
    "category": ("category", "cat"),
    "aircraft.flight_number": ("flight",),
    "aircraft.operator": ("operator", "airline"),
    "aircraft.rule_part": ("part",),
    "aircraft.registration": ("registration", "reg"),
    "aircraft.manufacturer": ("make", "manufacturer"),
    "aircraft.model": ("type", "model"),
    "aircraft.category": ("kind",),
    "aircraft.engines.number": ("engines",),
    "identifier.ntsb_number": ("ntsb",),
    "report.status": ("report",),
}
_KINDS: dict[ValueType, FieldKind] = {
    ValueType.INTEGER: FieldKind.NUMBER,
    ValueType.TEXT: FieldKind.TEXT,
    ValueType.DATE: FieldKind.DATE,
    ValueType.TIME: FieldKind.TIME,
    ValueType.CODE: FieldKind.CODE,
    ValueType.COUNTRY: FieldKind.COUNTRY,
    ValueType.PARTY: FieldKind.PARTY,
    ValueType.IDENTIFIER: FieldKind.IDENTIFIER,
}
_PEOPLE = ("people.", "injuries.")


def _of_property(each: Property) -> Field:
    names = _NAMES.get(each.key, (each.key.rpartition(".")[2],))
    unit = "people" if each.key.startswith(_PEOPLE) and each.type is ValueType.INTEGER else ""
    return Field(
        names[0], each.label, _KINDS[each.type], each.definition, (*names[1:], each.key), each.subject, each.codes, each.key,
        each.column, each.facet or each.key == "aircraft.model", unit,
    )  # fmt: skip


# A position is asked for by `near` and `in`, which are no fields but conditions of their own.
_OF_PROPERTIES = tuple(
    _of_property(each) for each in PROPERTIES if each.column and each.type is not ValueType.COORDINATES
)  # fmt: skip
_K = FieldKind
FIELDS: tuple[Field, ...] = (
    *_OF_PROPERTIES,
    Field("state", "State", _K.CODE, "Whether anything about the record is disputed.", codes=Dispute, facet=True),
    Field("disputed", "Disputed property", _K.KEYS, "A property on which speakers contradict one another.", facet=True),
    Field(
        "has", "Has", _K.KEYS,
        "Something is said of the property, whoever says it; or one of: investigation, final_report, recommendation.",
    ),
    Field("speaker", "Speaker", _K.PARTY, "Somebody who speaks about the occurrence.", ("says",)),
    Field("source", "Source", _K.SOURCE, "Where something about the occurrence can be read."),
    Field("said", "Said on", _K.DATE, "A day on which something was said about the occurrence."),
    Field("authority", "Investigating authority", _K.PARTY, "Who investigates the occurrence.", ("investigator",)),
    Field("aircraft", "Aircraft involved", _K.NUMBER, "How many aircraft were involved.", column="n_aircraft", unit="aircraft"),
    Field("disputes", "Disputed facts", _K.NUMBER, "How many facts about it are disputed.", column="n_disputed", unit="facts"),
    Field("claims", "Claims", _K.NUMBER, "How many claims there are about it.", column="n_claims", unit="claims"),
    Field("id", "Number of the record", _K.NUMBER, "The record's number in this database.", column="id"),
)  # fmt: skip

BY_NAME: dict[str, Field] = {each.name: each for each in FIELDS}
_BY_ALIAS: dict[str, Field] = {
    **{alias: each for each in FIELDS for alias in each.aliases},
    **BY_NAME,
}

_TOLD = (Group.CAUSE, Group.WRECKAGE, Group.RESPONSE, Group.NARRATIVE)

# Besides the keys of properties, `has:` knows what hangs under a record.
HANGING = ("investigation", "final_report", "recommendation")


def find_field(name: str) -> Field | None:
    """The field of that name or alias, whatever its case; None where there is none."""
    return _BY_ALIAS.get(name.casefold())


def names_of_fields() -> Iterator[str]:
    """All names and aliases that a query may use."""
    return iter(_BY_ALIAS)


@cache
def facets() -> tuple[Field, ...]:
    """The fields worth counting by, in the registry's order."""
    return tuple(each for each in FIELDS if each.facet)


@cache
def keys_of(name: str) -> tuple[str, ...]:
    """What a KEYS field can be asked for: keys of properties, and for `has` what hangs under a record.

    `has` knows the properties with a best value of their own column, and of those that are told in sentences whether
    anything is said.
    """
    if name != "has":
        return tuple(each.key for each in PROPERTIES)
    return (*(each.key for each in PROPERTIES if each.column or each in told()), *HANGING)


@cache
def told() -> tuple[Property, ...]:
    """The properties without a column of which a record knows whether anything is said: causes, wreckage, texts."""
    return tuple(each for each in PROPERTIES if not each.column and each.group in _TOLD)
