"""The property registry: each thing that can be said about an occurrence or one of its aircraft, once.

Forms, validation, importers, pages, the data dictionary and the projection are made from this list. To add a
property is one entry here, and one migration if it is projected.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from app.core.errors import NotFound
from app.vocab.aircraft import AircraftCategory, Damage, EngineType, Fire, OwnerRole, YesNo
from app.vocab.categories import OccurrenceCategory
from app.vocab.claims import ReportStatus
from app.vocab.coded import Coded
from app.vocab.injuries import InjuryLevel, Population
from app.vocab.occurrences import OccurrenceClass, UnlawfulInterference, Weather, WreckagePart
from app.vocab.operations import OperationType, Purpose, RulePart, Schedule
from app.vocab.phases import Phase

Codes = type[Coded]


class ValueType(StrEnum):
    """How a value is written and compared; `app.vocab.values` holds the rules."""

    INTEGER = "integer"
    TEXT = "text"
    LONG_TEXT = "long text"
    DATE = "date"
    TIME = "time"
    COORDINATES = "coordinates"
    QUANTITY = "quantity"
    CODE = "code"
    COUNTRY = "country"
    PARTY = "party"
    IDENTIFIER = "identifier"


class Subject(StrEnum):
    """What a property is about."""

    OCCURRENCE = "occurrence"
    AIRCRAFT = "aircraft"


class Cardinality(StrEnum):
    """What it means when one speaker states several values of a property."""

    ONE = "one"  # they exclude one another: the latest stands
    SET = "set"  # they hold together: one speaker's set is compared with another's as a whole
    LIST = "list"  # they add up over time, and different values never contradict


class Group(StrEnum):
    """The parts of the dossier, in the order of the page."""

    EVENT = "Event"
    PEOPLE = "People"
    CAUSE = "Cause and classification"
    FLIGHT = "Flight"
    AIRCRAFT = "Aircraft"
    WRECKAGE = "Recorders and wreckage"
    RESPONSE = "Statements and measures"
    NARRATIVE = "Narratives"
    RECORD = "Identifiers and reports"


@dataclass(frozen=True, slots=True)
class Property:
    """One property. `key` is its permanent name.

    codes: the closed list of a CODE property. unit: of a QUANTITY. qualifier: the word for what must be equal
    before two claims are compared (None: nothing), qualifiers: its closed list (None: free words).
    tolerance: the largest difference that is still agreement, in the unit (km for coordinates).
    cardinality: what several values of one speaker mean. judgement: a conclusion, which has no headline value while it is
    disputed. facet: worth counting by. column: the projected column of the subject's table; of several qualifiers the
    first of `projected_qualifiers` that has a best value is projected.
    """

    key: str
    label: str
    group: Group
    type: ValueType
    definition: str
    reference: str = ""
    subject: Subject = Subject.OCCURRENCE
    codes: Codes | None = None
    unit: str = ""
    qualifier: str | None = None
    qualifiers: Codes | None = None
    tolerance: float = 0.0
    cardinality: Cardinality = Cardinality.ONE
    judgement: bool = False
    facet: bool = False
    column: str | None = None
    projected_qualifiers: tuple[str, ...] = ("",)


ANNEX_13 = "ICAO Annex 13, chapter 1"
_COUNTED = ("all", "aboard")


def _people(level: str, label: str, definition: str, column: str | None, reference: str = ANNEX_13) -> Property:
    return Property(
        f"injuries.{level}",
        label,
        Group.PEOPLE,
        ValueType.INTEGER,
        definition,
        reference,
        qualifier="population",
        qualifiers=Population,
        column=column,
        projected_qualifiers=_COUNTED,
    )


def _aircraft(
    key: str,
    label: str,
    type_: ValueType,
    definition: str,
    reference: str = "",
    *,
    group: Group = Group.AIRCRAFT,
    **more: Any,
) -> Property:
    return Property(f"aircraft.{key}", label, group, type_, definition, reference, subject=Subject.AIRCRAFT, **more)


_T = ValueType
_C = Cardinality
PROPERTIES: tuple[Property, ...] = (
    # -- the event
    Property(
        "class", "Class", Group.EVENT, _T.CODE,
        "Whether it was an accident, a serious incident, an incident or less.", ANNEX_13,
        codes=OccurrenceClass, facet=True, column="occurrence_class",
    ),
    Property("date", "Date", Group.EVENT, _T.DATE, "The local calendar date on which it happened.", ANNEX_13, facet=True, column="occurred_on"),
    Property("time.local", "Local time", Group.EVENT, _T.TIME, "The local time of day at which it happened.", column="time_local"),
    Property("time.utc", "Time (UTC)", Group.EVENT, _T.TIME, "The time of day at which it happened, in UTC."),
    Property("place", "Place", Group.EVENT, _T.TEXT, "The town, region or sea where it happened, as the source words it.", column="place"),
    Property(
        "country", "State of occurrence", Group.EVENT, _T.COUNTRY,
        "The State in whose territory it happened; unsaid over the high seas.", f"{ANNEX_13}; ISO 3166-1",
        facet=True, column="country",
    ),
    Property(
        "coordinates", "Position", Group.EVENT, _T.COORDINATES,
        "Where it happened or where a part came to lie, in decimal degrees, WGS 84 unless the claim says otherwise.",
        qualifier="part", qualifiers=WreckagePart, tolerance=1.0, column="position",
        projected_qualifiers=("", "site", "main_wreckage", "last_radar", "tail"),
    ),
    Property("aerodrome.code", "Aerodrome code", Group.EVENT, _T.IDENTIFIER, "The code of the aerodrome at or near which it happened.", column="aerodrome_code"),
    Property("aerodrome.name", "Aerodrome", Group.EVENT, _T.TEXT, "The name of the aerodrome at or near which it happened.", column="aerodrome_name"),
    Property(
        "weather.conditions", "Weather conditions", Group.EVENT, _T.CODE,
        "Whether the weather allowed visual flight or required instruments.", "ICAO Annex 2",
        codes=Weather, facet=True, column="weather",
    ),
    # -- people
    Property(
        "people.aboard", "People aboard", Group.PEOPLE, _T.INTEGER, "How many people were on board.",
        qualifier="population", qualifiers=Population, column="n_aboard", projected_qualifiers=("aboard", "all"),
    ),
    _people("fatal", "Fatal injuries", "People who died of their injuries within 30 days.", "n_fatal"),
    _people("serious", "Serious injuries", "People with serious injuries by the definition of Annex 13.", "n_serious"),
    _people("minor", "Minor injuries", "People with injuries that are neither fatal nor serious.", "n_minor", "NTSB; not defined by ICAO"),
    _people("none", "Unhurt", "People examined or known to be unhurt.", "n_unhurt", "NTSB"),
    _people("missing", "Missing", "People not found when the search ended.", None),
    Property(
        "injuries.highest", "Highest injury", Group.PEOPLE, _T.CODE, "The gravest injury that anybody suffered.", "NTSB",
        codes=InjuryLevel, facet=True, column="highest_injury",
    ),
    Property("people.survivors", "Survivors", Group.PEOPLE, _T.INTEGER, "How many of the people aboard survived.", qualifier="population", qualifiers=Population),
    Property(
        "people.nationality", "People by nationality", Group.PEOPLE, _T.INTEGER,
        "How many people of one nationality were in the population named.", qualifier="population and nationality",
    ),
    # -- cause
    Property(
        "cause.statement", "Cause of the loss", Group.CAUSE, _T.LONG_TEXT,
        "What caused it, in the speaker's account. One claim is one account; accounts are compared whole.",
        "ICAO Annex 13, chapter 1: causes", judgement=True,
    ),
    Property(
        "unlawful_interference", "Unlawful interference", Group.CAUSE, _T.CODE,
        "Whether an act against the safety of civil aviation brought it about.", "ICAO Annex 17; CICTT SEC",
        codes=UnlawfulInterference, judgement=True, facet=True, column="unlawful_interference",
    ),
    Property(
        "probable_cause", "Probable cause", Group.CAUSE, _T.LONG_TEXT,
        "The investigating authority's finding of the probable cause.", "NTSB, 49 U.S.C. 1131",
        judgement=True,
    ),
    Property(
        "category", "Occurrence category", Group.CAUSE, _T.CODE, "What kind of occurrence it was; several may hold at once.",
        "CICTT Aviation Occurrence Categories", codes=OccurrenceCategory, cardinality=_C.SET, judgement=True, facet=True, column="categories",
    ),
    Property("cause.evidence", "Evidence", Group.CAUSE, _T.LONG_TEXT, "What was found that bears on the cause.", cardinality=_C.LIST),
    Property("breakup", "Break-up", Group.CAUSE, _T.LONG_TEXT, "Whether, where and how the aircraft broke up.", cardinality=_C.LIST),
    # -- flight
    _aircraft("flight_number", "Flight number", _T.IDENTIFIER, "The flight's designator as published.", "IATA or ICAO designator", group=Group.FLIGHT, cardinality=_C.LIST, column="flight_number"),
    _aircraft("call_sign", "Call sign", _T.IDENTIFIER, "The radio call sign.", group=Group.FLIGHT),
    _aircraft("operator", "Operator", _T.PARTY, "Who operated the flight.", ANNEX_13, group=Group.FLIGHT, facet=True, column="operator_id"),
    _aircraft("operation", "Operation", _T.CODE, "What kind of operation the flight was.", "ADREP/ECCAIRS operation type", group=Group.FLIGHT, codes=OperationType, facet=True),
    _aircraft("rule_part", "Rule part", _T.CODE, "The part of the regulations under which the flight was conducted.", "US 14 CFR; NTSB far_part", group=Group.FLIGHT, codes=RulePart, facet=True, column="rule_part"),
    _aircraft("schedule", "Schedule", _T.CODE, "Whether the flight was scheduled.", "NTSB", group=Group.FLIGHT, codes=Schedule),
    _aircraft("purpose", "Purpose of flight", _T.CODE, "What the flight was for.", "NTSB type_fly", group=Group.FLIGHT, codes=Purpose, facet=True, column="purpose"),
    _aircraft("departure", "Departure", _T.TEXT, "Where the flight departed.", group=Group.FLIGHT),
    _aircraft("destination", "Destination", _T.TEXT, "Where the flight was bound.", group=Group.FLIGHT),
    _aircraft("takeoff_time_utc", "Take-off (UTC)", _T.TIME, "When the flight took off, in UTC.", group=Group.FLIGHT),
    _aircraft("phase", "Phase of flight", _T.CODE, "The phase of flight in which it happened.", "CICTT Phase of Flight", group=Group.FLIGHT, codes=Phase, facet=True, column="phase"),
    _aircraft("last_altitude", "Last altitude", _T.QUANTITY, "The last altitude known before the loss.", group=Group.FLIGHT, unit="ft", tolerance=100),
    _aircraft("crew_report", "Reports from the crew", _T.LONG_TEXT, "What the crew reported, or did not report, by radio.", group=Group.FLIGHT),
    # -- aircraft
    _aircraft("registration", "Registration", _T.IDENTIFIER, "The registration marks.", "ICAO Annex 7", column="registration"),
    _aircraft("state_of_registry", "State of registry", _T.COUNTRY, "The State on whose register the aircraft was entered.", ANNEX_13),
    _aircraft("manufacturer", "Manufacturer", _T.PARTY, "Who built the aircraft or its kit.", facet=True, column="manufacturer_id"),
    _aircraft("model", "Model", _T.TEXT, "The manufacturer's model designation.", column="model"),
    _aircraft("series", "Series", _T.TEXT, "The series within the model."),
    _aircraft("serial_number", "Serial number", _T.IDENTIFIER, "The manufacturer's serial number."),
    _aircraft("category", "Aircraft category", _T.CODE, "What kind of aircraft it is.", "ICAO Annex 7; NTSB", codes=AircraftCategory, facet=True, column="category"),
    _aircraft("amateur_built", "Amateur-built", _T.CODE, "Whether an amateur built it.", "NTSB", codes=YesNo),
    _aircraft("engines.number", "Engines", _T.INTEGER, "How many engines it has.", column="n_engines"),
    _aircraft("engines.type", "Engine type", _T.CODE, "What kind of engine; an aircraft may have several kinds.", "NTSB", codes=EngineType, cardinality=_C.SET),
    _aircraft("engines.model", "Engine model", _T.TEXT, "The maker's name and model of the engines."),
    _aircraft("seats", "Seats", _T.INTEGER, "How many passenger seats it had."),
    _aircraft("first_flight", "First flight", _T.DATE, "When the aircraft first flew."),
    _aircraft("state_of_manufacture", "State of manufacture", _T.COUNTRY, "The State responsible for the final assembly.", ANNEX_13),
    _aircraft("owner", "Owner", _T.PARTY, "Who owned the aircraft, in the role named.", qualifier="role", qualifiers=OwnerRole),
    _aircraft("history", "History", _T.LONG_TEXT, "Earlier operators and events in the aircraft's life.", cardinality=_C.LIST),
    _aircraft("tail_strike_year", "Year of the earlier tail strike", _T.DATE, "When the aircraft had suffered a tail strike before."),
    _aircraft("damage", "Damage", _T.CODE, "How badly the aircraft was damaged.", "ADREP; NTSB", codes=Damage, facet=True, column="damage"),
    _aircraft("hull_loss", "Hull loss", _T.CODE, "Whether the aircraft was written off, missing and unreachable ones included.", codes=YesNo),
    _aircraft("fire", "Fire", _T.CODE, "Whether and where the aircraft burnt.", "NTSB acft_fire", codes=Fire),
    # -- recorders and wreckage
    Property("recorder.flight_data", "Flight data recorder", Group.WRECKAGE, _T.LONG_TEXT, "What the flight data recorder shows.", cardinality=_C.LIST),
    Property("recorder.cockpit_voice", "Cockpit voice recorder", Group.WRECKAGE, _T.LONG_TEXT, "What the cockpit voice recorder holds.", cardinality=_C.LIST),
    Property("wreckage.length", "Length of the wreckage field", Group.WRECKAGE, _T.QUANTITY, "How far the wreckage lay spread.", unit="km", tolerance=0.5),
    Property("wreckage.area", "Area of the wreckage field", Group.WRECKAGE, _T.QUANTITY, "How large an area the wreckage covered.", unit="km²", tolerance=5),
    Property("wreckage.extent", "Shape of the wreckage field", Group.WRECKAGE, _T.TEXT, "The shape and measures of the wreckage field.", cardinality=_C.LIST),
    Property("device.type", "Device", Group.WRECKAGE, _T.LONG_TEXT, "The kind of device that the speaker holds for the cause."),
    Property("device.place", "Place of the device", Group.WRECKAGE, _T.LONG_TEXT, "Where on board the device was, in the speaker's account."),
    # -- statements
    Property("statement.credibility", "Credibility of an account", Group.RESPONSE, _T.LONG_TEXT, "What a speaker holds of another speaker's account."),
    Property("statement.status", "State of the investigation, in words", Group.RESPONSE, _T.LONG_TEXT, "How far the speaker says that the inquiry is.", cardinality=_C.LIST),
    Property("statement.measure", "Measures taken", Group.RESPONSE, _T.LONG_TEXT, "What was done in answer to the occurrence.", cardinality=_C.LIST),
    Property("statement.suspects", "Suspects", Group.RESPONSE, _T.LONG_TEXT, "Whether anybody is suspected or held; nobody is named.", judgement=True),
    Property("statement.victims", "Victims", Group.RESPONSE, _T.LONG_TEXT, "What was ruled or said about the victims as a group; nobody is named.", cardinality=_C.LIST),
    # -- narratives
    Property("narrative.factual", "Factual narrative", Group.NARRATIVE, _T.LONG_TEXT, "What happened, in the authority's words.", "NTSB narr_accf"),
    Property("narrative.analysis", "Analysis", Group.NARRATIVE, _T.LONG_TEXT, "The authority's analysis; while a case is open, its preliminary account.", "NTSB narr_accp", judgement=True),
    # -- record
    Property("identifier.ntsb_number", "NTSB number", Group.RECORD, _T.IDENTIFIER, "The NTSB's case number, without the letter of the aircraft.", "NTSB", column="ntsb_number"),
    Property("identifier.ntsb_event", "NTSB event id", Group.RECORD, _T.IDENTIFIER, "The NTSB's event key, ev_id.", "NTSB"),
    Property("identifier.ntsb_mkey", "NTSB CAROL key", Group.RECORD, _T.IDENTIFIER, "The key of the case in CAROL and of its docket, Mkey.", "NTSB"),
    Property("identifier.dossier", "Dossier", Group.RECORD, _T.IDENTIFIER, "The permanent key of the dossier file that gathers the accounts.", "airdocket-dossier/1"),
    Property("identifier.airdocket", "Record in another airdocket", Group.RECORD, _T.IDENTIFIER, "Which database a record was imported from, and the id it had there.", "airdocket-jsonl/1", cardinality=_C.LIST),
    _aircraft("ntsb_number", "NTSB number of the aircraft", _T.IDENTIFIER, "The case number with the letter of the aircraft.", "NTSB", group=Group.RECORD),
    Property(
        "report.status", "Report status", Group.RECORD, _T.CODE, "How far the investigating authority's report has come.", "NTSB",
        codes=ReportStatus, facet=True, column="report_status",
    ),
    Property("report.number", "Report number", Group.RECORD, _T.IDENTIFIER, "The number of the published report.", "NTSB"),
    Property("report.safety_recommendations", "Safety recommendations", Group.RECORD, _T.CODE, "Whether the authority made safety recommendations.", "ICAO Annex 13, chapter 6", codes=YesNo),
)  # fmt: skip

BY_KEY: dict[str, Property] = {each.key: each for each in PROPERTIES}
ORDER: dict[str, int] = {each.key: i for i, each in enumerate(PROPERTIES)}


def property_of(key: str) -> Property:
    """The property with that key; NotFound names the key."""
    try:
        return BY_KEY[key]
    except KeyError:
        raise NotFound(f"there is no property {key!r}; the data dictionary lists them all") from None


@cache
def projected(subject: Subject) -> tuple[Property, ...]:
    """The properties of the subject that have a projected column, in the registry's order."""
    return tuple(each for each in PROPERTIES if each.subject is subject and each.column)


def in_groups(properties: Iterable[Property] = PROPERTIES) -> list[tuple[Group, list[Property]]]:
    """The properties by their group, both in page order; groups with none are left out."""
    known = list(properties)
    pairs = [(group, [each for each in known if each.group is group]) for group in Group]
    return [pair for pair in pairs if pair[1]]
