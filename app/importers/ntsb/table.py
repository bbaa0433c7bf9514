"""Reader of the aviation table of 31 columns: one row per aircraft, the event's own columns repeated in each."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from functools import partial

from app.importers.ntsb import cells
from app.importers.ntsb.cells import Memo, Source, Statements, Trouble, note
from app.importers.ntsb.files import Row
from app.importers.records import Notes, Record, Statement
from app.vocab.aircraft import AIRCRAFT_CATEGORY_OF_NTSB, DAMAGE_OF_NTSB, ENGINE_TYPE_OF_NTSB, YesNo
from app.vocab.claims import ReportStatus
from app.vocab.injuries import InjuryLevel
from app.vocab.occurrences import CLASS_OF_NTSB, WEATHER_OF_NTSB
from app.vocab.operations import PURPOSE_OF_NTSB, RULE_PART_OF_NTSB, SCHEDULE_OF_NTSB
from app.vocab.phases import PHASE_OF_NTSB_BROAD

REPORT_STATUS = {
    "PROBABLE CAUSE": ReportStatus.FINAL,
    "FACTUAL": ReportStatus.FACTUAL,
    "PRELIMINARY": ReportStatus.PRELIMINARY,
    "FOREIGN": ReportStatus.FOREIGN,
}
YES_NO = {"YES": YesNo.YES, "NO": YesNo.NO}

# Column, property, qualifier, conversion: of the event, then of the aircraft.
_EVENT: tuple[tuple[str, str, cells.Convert], ...] = (
    ("Investigation.Type", "class", cells.code(CLASS_OF_NTSB)),
    ("Event.Date", "date", cells.day),
    ("Location", "place", cells.place),
    ("Country", "country", cells.country),
    ("Airport.Code", "aerodrome.code", cells.aerodrome_code),
    ("Airport.Name", "aerodrome.name", cells.aerodrome_name),
    ("Weather.Condition", "weather.conditions", cells.code(WEATHER_OF_NTSB)),
    ("Report.Status", "report.status", cells.code(REPORT_STATUS)),
)
_COUNTS: tuple[tuple[str, str], ...] = (
    ("Total.Fatal.Injuries", "injuries.fatal"),
    ("Total.Serious.Injuries", "injuries.serious"),
    ("Total.Minor.Injuries", "injuries.minor"),
    ("Total.Uninjured", "injuries.none"),
)
_AIRCRAFT: tuple[tuple[str, str, cells.Convert], ...] = (
    ("Aircraft.Damage", "aircraft.damage", cells.code(DAMAGE_OF_NTSB)),
    ("Aircraft.Category", "aircraft.category", cells.code(AIRCRAFT_CATEGORY_OF_NTSB)),
    ("Amateur.Built", "aircraft.amateur_built", cells.code(YES_NO)),
    ("Number.of.Engines", "aircraft.engines.number", cells.count),
    ("Engine.Type", "aircraft.engines.type", cells.codes_of(ENGINE_TYPE_OF_NTSB)),
    ("FAR.Description", "aircraft.rule_part", cells.code(RULE_PART_OF_NTSB)),
    ("Schedule", "aircraft.schedule", cells.code(SCHEDULE_OF_NTSB)),
    ("Purpose.of.Flight", "aircraft.purpose", cells.code(PURPOSE_OF_NTSB)),
    ("Broad.Phase.of.Flight", "aircraft.phase", cells.code(PHASE_OF_NTSB_BROAD)),
)
_ONCE = (*(column for column, *_ in _EVENT), *(column for column, _ in _COUNTS), "Injury.Severity", "Publication.Date")

_SEVERITY = re.compile(r"fatal(?:\s*\((\d+)\))?", re.IGNORECASE)
_NO_LEVEL = frozenset(("NON-FATAL", "INCIDENT"))  # say only what it was not
_LETTER = re.compile(r"(.*\d)[A-Z]")


def number_of_case(number: str) -> str:
    """The case's number: an aircraft's number without its letter, `CEN15LA402A` as `CEN15LA402`."""
    match = _LETTER.fullmatch(number)
    return match[1] if match else number


def read(rows: Iterator[Row], at: Mapping[str, int], scattered: frozenset[str], notes: Notes) -> Iterator[Record]:
    """One record per event, its aircraft in the order of their numbers.

    at: position by column. scattered: events whose rows are apart; they are held and come last.
    """
    reader = _Reader(at, notes)
    event = at["Event.Id"]
    held: dict[str, list[Row]] = {}
    group: list[Row] = []
    current = ""
    for row in rows:
        key = row[1][event].strip()
        if key != current:
            if group:
                yield reader.record(group)
            group = []
            current = key
        if key in scattered:
            held.setdefault(key, []).append(row)
            current = ""
        else:
            group.append(row)
    if group:
        yield reader.record(group)
    for group in held.values():
        yield reader.record(group)


class _OfAircraft:
    """The columns of the n-th aircraft of an event."""

    def __init__(self, at: Mapping[str, int], n: int) -> None:
        self.n = n
        self.columns = [(at[column], column, Source(n, prop, column).memo(convert)) for column, prop, convert in _AIRCRAFT]
        self.number = Source(n, "aircraft.ntsb_number", "Accident.Number")
        self.registration = Source(n, "aircraft.registration", "Registration.Number")
        self.maker = Source(n, "aircraft.manufacturer", "Make")
        self.makers: dict[bool | None, Memo[Statements]] = {
            amateur: Memo(partial(cells.maker_statements, self.maker, amateur=amateur)) for amateur in (True, False, None)
        }
        self.model = Source(n, "aircraft.model", "Model").memo(cells.model)
        self.operator = Memo(lambda cell: cells.operator_statements(Source(n, "aircraft.operator", "Air.Carrier"), cell))


class _Reader:
    """Turns the rows of an event into its record."""

    def __init__(self, at: Mapping[str, int], notes: Notes) -> None:
        self.at, self.notes = at, notes
        self.columns = [(at[column], column, Source(None, prop, column).memo(convert)) for column, prop, convert in _EVENT]
        self.counts = [(at[column], column, Source(None, prop, column, "all").memo(cells.count)) for column, prop in _COUNTS]
        self.aircraft: list[_OfAircraft] = []
        self.positions = (at["Latitude"], at["Longitude"])
        self.severity = Memo(self._severity)
        self.days = Memo(lambda cell: cells.day_of(cell.strip()))
        self.statuses = Memo(lambda cell: REPORT_STATUS.get(cell.strip().upper()))

    def record(self, group: list[Row]) -> Record:
        """The record of the rows of one event."""
        at = self.at
        number = at["Accident.Number"]
        first = min(row for row, _ in group)
        if len(group) > 1:
            group.sort(key=lambda each: each[1][number].strip())
            event = self._merged(group)
        else:
            event = group[0][1]
        row = group[0][0]
        key = event[at["Event.Id"]].strip()
        case = number_of_case(event[number].strip())
        statements = [
            Statement(None, "identifier.ntsb_event", "", key, None, "Event.Id"),
            Source(None, "identifier.ntsb_number", "Accident.Number").state(case, event[number].strip()),
        ]
        status = self.statuses[event[at["Report.Status"]]]
        self._event(row, event, statements)
        self._injuries(row, event, statements)
        for n, (own_row, own) in enumerate(group):
            if n == len(self.aircraft):
                self.aircraft.append(_OfAircraft(at, n + 1))
            self._aircraft(self.aircraft[n], own_row, own, statements)
            if n and number_of_case(own[number].strip()) != case:
                self.notes.refuse(own_row, "Accident.Number", own[number].strip(), f"not of the event's case {case}")
        return Record(
            key,
            first,
            [("identifier.ntsb_event", key), ("identifier.ntsb_number", case)],
            len(group),
            self._published(row, event),
            status,
            status is ReportStatus.FOREIGN,
            statements,
        )

    def _merged(self, group: list[Row]) -> list[str]:
        """The event's columns: of each the first row that states it; what another row says differently is refused."""
        event = list(group[0][1])
        latitude, longitude = self.positions
        for column in _ONCE:
            i = self.at[column]
            for row, own in group[1:]:
                cell = own[i].strip()
                if not event[i].strip():
                    event[i] = own[i]
                elif cell and cell != event[i].strip():
                    self.notes.refuse(row, column, cell, "differs from the event's first row")
        for row, own in group[1:]:
            stated = (own[latitude].strip(), own[longitude].strip())
            standing = (event[latitude].strip(), event[longitude].strip())
            if not any(standing):
                event[latitude], event[longitude] = stated
            elif any(stated) and stated != standing:
                self.notes.refuse(row, "Latitude", ",".join(stated), "differs from the event's first row")
        return event

    def _event(self, row: int, event: list[str], statements: list[Statement]) -> None:
        for i, column, memo in self.columns:
            given, trouble = memo[event[i]]
            statements += given
            if trouble:
                note(self.notes, row, column, event[i], trouble)
        latitude, longitude = (event[i] for i in self.positions)
        if latitude or longitude:
            self._position(row, latitude.strip(), longitude.strip(), statements)

    def _position(self, row: int, latitude: str, longitude: str, statements: list[Statement]) -> None:
        if not latitude and not longitude:
            return
        cell = f"{latitude},{longitude}"
        found = cells.coordinates(latitude, longitude)
        if isinstance(found, Trouble):
            note(self.notes, row, "Latitude", cell, found)
        else:
            raw = None if found == cell else cell
            statements.append(Statement(None, "coordinates", "", found, raw, "Latitude, Longitude"))

    def _severity(self, cell: str) -> tuple[Statements, str | None]:
        """What a severity states, and the number of dead in `Fatal(2)`."""
        source = Source(None, "injuries.highest", "Injury.Severity")
        cell = cell.strip()
        match = _SEVERITY.fullmatch(cell)
        if match:
            dead = str(int(match[1])) if match[1] else None
            return Statements((source.state(InjuryLevel.FATAL.value, cell),), None), dead
        if cell.upper() == "UNAVAILABLE":
            return Statements((source.state(InjuryLevel.UNKNOWN.value, cell),), None), None
        if not cell or cell.upper() in _NO_LEVEL:
            return cells.SILENT, None
        return Statements((), Trouble("not a known code")), None

    def _injuries(self, row: int, event: list[str], statements: list[Statement]) -> None:
        severity = event[self.at["Injury.Severity"]]
        (given, trouble), dead = self.severity[severity]
        statements += given
        if trouble:
            note(self.notes, row, "Injury.Severity", severity, trouble)
        # "Unavailable" beside counts, all of them 0, states nothing of the injured.
        unavailable = bool(given) and given[0].value == InjuryLevel.UNKNOWN.value
        for i, column, memo in self.counts:
            given, trouble = memo[event[i]]
            if trouble:
                note(self.notes, row, column, event[i], trouble)
            elif unavailable and given:
                self.notes.refuse(row, column, event[i].strip(), "a count although the severity is Unavailable")
            else:
                statements += given
        if dead is not None:
            i, _, memo = self.counts[0]
            total = memo[event[i]].given
            if not total or total[0].value != dead:
                reason = f"the fatal total is {total[0].value if total else 'not stated'}"
                self.notes.refuse(row, "Injury.Severity", severity.strip(), reason)

    def _aircraft(self, own: _OfAircraft, row: int, row_cells: list[str], statements: list[Statement]) -> None:
        at, notes = self.at, self.notes
        number = row_cells[at["Accident.Number"]].strip()
        if number[-1:].isalpha():  # the letter of the aircraft; without one it is the case's number, stated already
            statements.append(Statement(own.n, "aircraft.ntsb_number", "", number, None, "Accident.Number"))
        cell = row_cells[at["Registration.Number"]]
        given, trouble = own.registration.read(cell, cells.registration)
        statements += given
        if trouble:
            note(notes, row, "Registration.Number", cell, trouble)
        amateur = row_cells[at["Amateur.Built"]].strip().upper()
        maker = row_cells[at["Make"]]
        given, trouble = own.makers[True if amateur == "YES" else False if amateur == "NO" else None][maker]
        statements += given
        withheld = False
        if trouble:
            note(notes, row, "Make", maker, trouble)
            withheld = trouble.reason == cells.BUILDER_KIND
        cell = row_cells[at["Model"]]
        if withheld and cells.names_builder(cell, maker):
            note(notes, row, "Model", cell, Trouble(cells.BUILDER_KIND, dropped=True, shown=False))
        else:
            given, trouble = own.model[cell]
            statements += given
            if trouble:
                note(notes, row, "Model", cell, trouble)
        for i, column, memo in own.columns:
            given, trouble = memo[row_cells[i]]
            statements += given
            if trouble:
                note(notes, row, column, row_cells[i], trouble)
        cell = row_cells[at["Air.Carrier"]]
        if cell:
            given, trouble = own.operator[cell]
            statements += given
            if trouble:
                note(notes, row, "Air.Carrier", cell, trouble)

    def _published(self, row: int, event: list[str]) -> dt.date | None:
        cell = event[self.at["Publication.Date"]]
        if not cell.strip():
            return None
        found = self.days[cell]
        if found is None:
            self.notes.refuse(row, "Publication.Date", cell.strip(), "not a date")
            return None
        happened = self.days[event[self.at["Event.Date"]]]
        if happened is not None and found < happened:
            self.notes.refuse(row, "Publication.Date", cell.strip(), "before the day of the event")
            return None
        return found
