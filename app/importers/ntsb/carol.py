"""Reader of the CAROL export: one row per case, the cells of several aircraft packed into one with commas."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from functools import partial

from app.importers.ntsb import cells
from app.importers.ntsb.cells import Memo, Source, Statements, Trouble, note
from app.importers.ntsb.files import Row
from app.importers.ntsb.table import number_of_case
from app.importers.records import Notes, Record, Statement
from app.vocab.aircraft import AIRCRAFT_CATEGORY_OF_NTSB, DAMAGE_OF_NTSB, YesNo
from app.vocab.claims import ReportStatus
from app.vocab.countries import country_of_name, state_code
from app.vocab.injuries import InjuryLevel
from app.vocab.occurrences import CLASS_OF_NTSB, WEATHER_OF_NTSB
from app.vocab.operations import PURPOSE_OF_NTSB, RULE_PART_OF_NTSB, SCHEDULE_OF_NTSB

REPORT_STATUS = {"COMPLETED": ReportStatus.FINAL, "IN WORK": ReportStatus.PRELIMINARY}
HIGHEST_INJURY = {"FATAL": InjuryLevel.FATAL, "SERIOUS": InjuryLevel.SERIOUS, "MINOR": InjuryLevel.MINOR}
TRUE_FALSE = {"TRUE": YesNo.YES, "FALSE": YesNo.NO}
_FOREIGN_CASES = frozenset(("WA", "RA"))  # foreign investigations in which the NTSB takes part

_INSTANT = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d):(\d\d)(?::\d\d(?:\.\d+)?)?(?:Z|[+-]00:?00)?")
_EASTERN = dt.timedelta(hours=5)  # midnight in New York is 05:00 or, in summer, 04:00 UTC


def date_of_event(cell: str) -> list[str] | Trouble:
    """The date alone: the time is marked UTC but is sometimes local."""
    match = _INSTANT.fullmatch(cell)
    return cells.day(match[1] if match else cell)


def date_of_publication(cell: str) -> dt.date | None:
    """The day in New York at an instant in UTC; None when it is not one."""
    match = _INSTANT.fullmatch(cell)
    if match is None:
        return cells.day_of(cell)
    day = cells.day_of(match[1])
    if day is None or match[2] == "04":
        return day
    hours, minutes = int(match[2]), int(match[3])
    if hours > 23 or minutes > 59:
        return None
    return (dt.datetime.combine(day, dt.time(hours, minutes)) - _EASTERN).date()


# Column, property, conversion: of the case, then of each aircraft.
_CASE: tuple[tuple[str, str, cells.Convert], ...] = (
    ("EventType", "class", cells.code(CLASS_OF_NTSB)),
    ("EventDate", "date", date_of_event),
    ("Country", "country", cells.country),
    ("AirportID", "aerodrome.code", cells.aerodrome_code),
    ("AirportName", "aerodrome.name", cells.aerodrome_name),
    ("WeatherCondition", "weather.conditions", cells.code(WEATHER_OF_NTSB)),
    ("HighestInjuryLevel", "injuries.highest", cells.code(HIGHEST_INJURY)),
    ("HasSafetyRec", "report.safety_recommendations", cells.code(TRUE_FALSE)),
)
_UNIQUE: tuple[tuple[str, str, cells.Convert], ...] = (
    ("Mkey", "identifier.ntsb_mkey", cells.text),
    ("ReportNo", "report.number", cells.text),
    ("ProbableCause", "probable_cause", cells.long_text),
)
_COUNTS: tuple[tuple[str, str, InjuryLevel], ...] = (
    ("FatalInjuryCount", "injuries.fatal", InjuryLevel.FATAL),
    ("SeriousInjuryCount", "injuries.serious", InjuryLevel.SERIOUS),
    ("MinorInjuryCount", "injuries.minor", InjuryLevel.MINOR),
)
_AIRCRAFT: tuple[tuple[str, str, cells.Convert], ...] = (
    ("N", "aircraft.registration", cells.registration),
    ("AirCraftCategory", "aircraft.category", cells.code(AIRCRAFT_CATEGORY_OF_NTSB)),
    ("AmateurBuilt", "aircraft.amateur_built", cells.code(TRUE_FALSE)),
    ("NumberOfEngines", "aircraft.engines.number", cells.count),
    ("FAR", "aircraft.rule_part", cells.code(RULE_PART_OF_NTSB)),
    ("Scheduled", "aircraft.schedule", cells.code(SCHEDULE_OF_NTSB)),
    ("PurposeOfFlight", "aircraft.purpose", cells.code(PURPOSE_OF_NTSB)),
    ("AirCraftDamage", "aircraft.damage", cells.code(DAMAGE_OF_NTSB)),
)

# Where the United States lie east of Greenwich: Guam and the Northern Marianas, Wake, the western Aleutians.
# South, west, north, east in degrees.
_EASTERN_US = ((12.0, 144.0, 21.0, 147.0), (19.0, 166.0, 20.0, 167.0), (50.0, 170.0, 55.0, 180.0))
_WEST_OF_PACIFIC = 130.0
_SIGN_LOST = Trouble("longitude sign lost?", dropped=True)
_ZERO_LOCATOR = "{} (CAROL never leaves a count blank)"


def read(rows: Iterator[Row], at: Mapping[str, int], scattered: frozenset[str], notes: Notes) -> Iterator[Record]:
    """One record per row. at: position by column."""
    reader = _Reader(at, notes)
    for row, case in rows:
        yield reader.record(row, case)


def n_parts(cell: str) -> int:
    """How many aircraft a packed cell is of."""
    return cell.count(",") + 1


class _OfAircraft:
    """The columns of the n-th aircraft of a case."""

    def __init__(self, n: int) -> None:
        self.columns = [(column, Source(n, prop, column).memo(convert)) for column, prop, convert in _AIRCRAFT]
        self.maker = Source(n, "aircraft.manufacturer", "Make")
        self.model = Source(n, "aircraft.model", "Model")
        self.operator = Source(n, "aircraft.operator", "Operator")


class _Reader:
    """Turns a row into the record of a case."""

    def __init__(self, at: Mapping[str, int], notes: Notes) -> None:
        self.at, self.notes = at, notes
        self.columns = [(at[column], column, Source(None, prop, column).memo(convert)) for column, prop, convert in _CASE]
        self.unique = [(at[column], column, Source(None, prop, column), convert) for column, prop, convert in _UNIQUE]
        self.counts = [(at[column], column, Memo(partial(_count, column, prop)), level) for column, prop, level in _COUNTS]
        self.aircraft: list[_OfAircraft] = []

    def record(self, row: int, case: list[str]) -> Record:
        """The record of one row."""
        key = self._cell(case, "NtsbNo")
        number = number_of_case(key)
        mkey = self._cell(case, "Mkey")
        identifiers = [("identifier.ntsb_number", number)]
        if mkey:
            identifiers.append(("identifier.ntsb_mkey", mkey))
        statements = [Source(None, "identifier.ntsb_number", "NtsbNo").state(number, key)]
        for i, column, memo in self.columns:
            self._add(statements, row, column, case[i], memo[case[i]])
        for i, column, source, convert in self.unique:
            if case[i]:
                self._add(statements, row, column, case[i], source.read(case[i], convert))
        status = self._status(row, case, number, statements)
        self._place(row, case, statements)
        self._position(row, case, statements)
        self._injuries(row, case, statements)
        parts = self._parts(row, case)
        for n, own in enumerate(parts):
            if n == len(self.aircraft):
                self.aircraft.append(_OfAircraft(n + 1))
            self._aircraft(self.aircraft[n], row, own, statements)
        return Record(
            key,
            row,
            identifiers,
            len(parts),
            self._published(row, case),
            status,
            status is ReportStatus.FOREIGN,
            statements,
            under_way=status is ReportStatus.PRELIMINARY,
        )

    def _cell(self, case: list[str], column: str) -> str:
        return case[self.at[column]].strip()

    def _add(self, statements: list[Statement], row: int, column: str, cell: str, found: Statements) -> None:
        statements += found.given
        if found.trouble:
            note(self.notes, row, column, cell, found.trouble)

    # -- the case

    def _status(self, row: int, case: list[str], number: str, statements: list[Statement]) -> ReportStatus | None:
        """How far the report is. Where the NTSB says nothing and another State investigates, it is foreign."""
        cell = self._cell(case, "ReportStatus")
        status = REPORT_STATUS.get(cell.upper())
        if cell and status is None:
            self.notes.refuse(row, "ReportStatus", cell, "not a known code")
            return None
        if status is None:
            in_us = country_of_name(self._cell(case, "Country")) == "US"
            if in_us and number[5:7] not in _FOREIGN_CASES:
                return None
            status = ReportStatus.FOREIGN
        raw = cell or None
        statements.append(Statement(None, "report.status", "", status.value, raw, "ReportStatus"))
        return status

    def _place(self, row: int, case: list[str], statements: list[Statement]) -> None:
        """`Benson, AZ` in the United States, `Champoton, Mexico` elsewhere, as the aviation table writes it."""
        city, state, country = (self._cell(case, column) for column in ("City", "State", "Country"))
        if not city:
            return
        in_us = country_of_name(country) == "US"
        region = state if in_us or state else country
        short = state_code(region) if in_us and region else region
        parts = (city, short or region)
        value = ", ".join(dict.fromkeys(part for part in parts if part))  # "Gulf of Mexico" is city and state
        cell = ", ".join(part for part in (city, region) if part)
        locator = "City, State" if in_us or state else "City, Country"
        source = Source(None, "place", locator)
        found = cells.place(city)
        if isinstance(found, Trouble):
            note(self.notes, row, "City", city, found)
            return
        found = cells.text(cells.in_small_letters(value))
        if isinstance(found, Trouble):
            note(self.notes, row, "City", value, found)
            return
        statements.append(source.state(found[0], cell))

    def _position(self, row: int, case: list[str], statements: list[Statement]) -> None:
        latitude, longitude = self._cell(case, "Latitude"), self._cell(case, "Longitude")
        if not latitude and not longitude:
            return
        cell = f"{latitude},{longitude}"
        found = cells.coordinates(latitude, longitude)
        if not isinstance(found, Trouble) and self._sign_lost(case, float(latitude), float(longitude)):
            found = _SIGN_LOST
        if isinstance(found, Trouble):
            note(self.notes, row, "Latitude", cell, found)
            return
        raw = None if found == cell else cell
        statements.append(Statement(None, "coordinates", "", found, raw, "Latitude, Longitude"))

    def _sign_lost(self, case: list[str], latitude: float, longitude: float) -> bool:
        if longitude <= 0 or country_of_name(self._cell(case, "Country")) != "US":
            return False
        at_sea = "pacific ocean" in (self._cell(case, "State").casefold(), self._cell(case, "City").casefold())
        if at_sea and longitude > _WEST_OF_PACIFIC:
            return False
        return not any(south <= latitude <= north and west <= longitude <= east for south, west, north, east in _EASTERN_US)

    def _injuries(self, row: int, case: list[str], statements: list[Statement]) -> None:
        """The counts; a 0 that contradicts the highest injury is a conflict and is not filed."""
        highest = HIGHEST_INJURY.get(self._cell(case, "HighestInjuryLevel").upper())
        for i, column, memo, level in self.counts:
            found = memo[case[i]]
            if found.given and level is highest and found.given[0].value == "0":
                self.notes.refuse(row, column, case[i].strip(), f"conflict: the highest injury is {highest.label.lower()}")
            else:
                self._add(statements, row, column, case[i], found)

    def _published(self, row: int, case: list[str]) -> dt.date | None:
        cell = self._cell(case, "OriginalPublishDate")
        if not cell:
            return None
        found = date_of_publication(cell)
        if found is None:
            self.notes.refuse(row, "OriginalPublishDate", cell, "not a date")
            return None
        happened = date_of_event(self._cell(case, "EventDate"))
        if not isinstance(happened, Trouble) and found.isoformat() < happened[0]:
            self.notes.refuse(row, "OriginalPublishDate", cell, "before the day of the event")
            return None
        return found

    # -- the aircraft

    def _parts(self, row: int, case: list[str]) -> list[dict[str, str]]:
        """The cells of each aircraft by column; one that does not come apart evenly is refused, never shifted."""
        n = max(n_parts(self._cell(case, "AirCraftCategory")), n_parts(self._cell(case, "N")))
        columns = [*(column for column, *_ in _AIRCRAFT), "Make", "Model", "Operator"]
        if n == 1:
            return [{column: self._cell(case, column) for column in columns}]
        parts: list[dict[str, str]] = [{} for _ in range(n)]
        for column in columns:
            cell = self._cell(case, column)
            if not cell.strip(", "):
                continue
            split = cell.split(",")
            if len(split) != n:
                shown = "" if column in ("Make", "Operator") else cell  # may name a person
                plural = "" if len(split) == 1 else "s"
                self.notes.refuse(row, column, shown, f"{len(split)} part{plural} for {n} aircraft")
                continue
            for own, part in zip(parts, split, strict=True):
                own[column] = part.strip()
        return parts

    def _aircraft(self, of: _OfAircraft, row: int, own: Mapping[str, str], statements: list[Statement]) -> None:
        for column, memo in of.columns:
            cell = own.get(column, "")
            self._add(statements, row, column, cell, memo[cell])
        amateur = TRUE_FALSE.get(own.get("AmateurBuilt", "").upper())
        maker, model = own.get("Make", ""), own.get("Model", "")
        found = cells.maker_statements(of.maker, maker, None if amateur is None else amateur is YesNo.YES)
        self._add(statements, row, "Make", maker, found)
        withheld = found.trouble is not None and found.trouble.reason == cells.BUILDER_KIND
        if withheld and cells.names_builder(model, maker):
            note(self.notes, row, "Model", model, Trouble(cells.BUILDER_KIND, dropped=True, shown=False))
        else:
            self._add(statements, row, "Model", model, of.model.read(model, cells.model))
        operator = own.get("Operator", "")
        self._add(statements, row, "Operator", operator, cells.operator_statements(of.operator, operator))


def _count(column: str, prop: str, cell: str) -> Statements:
    """A count; CAROL writes 0 also where nothing is known, and the locator says so."""
    found = Source(None, prop, column, "all").read(cell, cells.count)
    if found.given and found.given[0].value == "0":
        return Statements((found.given[0]._replace(locator=_ZERO_LOCATOR.format(column)),), None)
    return found
