"""A second release of some of the events, with narratives: rows in the shape of the CAROL export."""

from collections.abc import Mapping

from app.importers.ntsb.shapes import CAROL
from bench.growing import Row

COLUMNS = CAROL.required
_CASE = {
    "Country": "Country",
    "Latitude": "Latitude",
    "Longitude": "Longitude",
    "AirportID": "Airport.Code",
    "AirportName": "Airport.Name",
    "WeatherCondition": "Weather.Condition",
}
_AIRCRAFT = {
    "N": "Registration.Number",
    "Make": "Make",
    "Model": "Model",
    "AirCraftCategory": "Aircraft.Category",
    "NumberOfEngines": "Number.of.Engines",
    "Scheduled": "Schedule",
    "PurposeOfFlight": "Purpose.of.Flight",
    "FAR": "FAR.Description",
    "AirCraftDamage": "Aircraft.Damage",
    "Operator": "Air.Carrier",
}
_COUNTS = {
    "FatalInjuryCount": "Total.Fatal.Injuries",
    "SeriousInjuryCount": "Total.Serious.Injuries",
    "MinorInjuryCount": "Total.Minor.Injuries",
}


def case_of(event: list[Row], at: Mapping[str, int], number: int, narrative: str) -> Row:
    """The case of an event, which repeats what the table says of it. at: position by the table's columns."""
    first = event[0]
    cells = {column: first[at[name]] for column, name in _CASE.items()}
    cells |= {column: first[at[name]] or "0" for column, name in _COUNTS.items()}
    for column, name in _AIRCRAFT.items():  # the cells of several aircraft are packed with commas
        own = [row[at[name]] for row in event]
        cells[column] = own[0] if len(own) == 1 else ",".join(cell.replace(",", "") for cell in own)
    cells["AmateurBuilt"] = ",".join({"Yes": "TRUE", "No": "FALSE"}.get(row[at["Amateur.Built"]], "") for row in event)
    city, _, state = first[at["Location"]].rpartition(", ")
    case = first[at["Accident.Number"]]
    cells |= {
        "NtsbNo": case[:-1] if case[-1].isalpha() else case,
        "EventType": first[at["Investigation.Type"]][:3].upper(),
        "Mkey": str(1_000_000 + number),
        "EventDate": f"{first[at['Event.Date']]} 12:00:00+00:00",
        "City": city or state,
        "State": state if city else "",
        "HasSafetyRec": "True" if number % 50 == 0 else "False",
        "HighestInjuryLevel": _highest(cells),
        "ProbableCause": narrative,
        "ReportStatus": "Completed" if first[at["Report.Status"]] == "Probable Cause" else "In work",
    }
    published = first[at["Publication.Date"]]
    cells["OriginalPublishDate"] = f"{published}T05:00:00Z" if published else ""
    return [cells.get(column, "") for column in COLUMNS]


def _highest(cells: Mapping[str, str]) -> str:
    levels = zip(_COUNTS, ("Fatal", "Serious", "Minor"), strict=True)
    return next((level for column, level in levels if cells[column] != "0"), "")


def opening_of(event: list[Row], at: Mapping[str, int]) -> str:
    """A narrative's first sentence, of the record's own words."""
    first = event[0]
    day, model, mark, place = (first[at[name]] for name in ("Event.Date", "Model", "Registration.Number", "Location"))
    damage, phase = (first[at[name]].lower() for name in ("Aircraft.Damage", "Broad.Phase.of.Flight"))
    during = f" during {phase}" if phase else ""
    return f"On {day}, a {model}, {mark}, sustained {damage or 'no'} damage{during} near {place}."
