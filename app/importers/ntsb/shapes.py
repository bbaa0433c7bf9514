"""The shapes in which the NTSB publishes its accident records, with the facts about each."""

from dataclasses import dataclass
from functools import cached_property


def header_key(name: str) -> str:
    """A column's name as it is compared: letters and digits in lower case. `Aircraft.Damage` is `Aircraft damage`."""
    return "".join(char for char in name.casefold() if char.isalnum())


@dataclass(frozen=True)
class Shape:
    """One shape.

    unit: what a row is. key: the column that no two rows share. event: the column that groups the rows, or None.
    required, ignored: the columns as the NTSB names them, those that are read and those that may be there unread.
    """

    key: str
    title: str
    publisher: str
    licence: str
    unit: str
    key_column: str
    event_column: str | None
    dates: tuple[str, ...]
    required: tuple[str, ...]
    ignored: tuple[str, ...] = ()

    @cached_property
    def by_key(self) -> dict[str, str]:
        """Each known column by its compared name."""
        return {header_key(name): name for name in (*self.required, *self.ignored)}


_PUBLISHER = "National Transportation Safety Board"
_LICENCE = "US federal government work, public domain"

TABLE = Shape(
    key="ntsb-aviation-table",
    title="NTSB aviation accident table",
    publisher=_PUBLISHER,
    licence=_LICENCE,
    unit="aircraft",
    key_column="Accident.Number",
    event_column="Event.Id",
    dates=("YYYY-MM-DD", "MM/DD/YYYY", "M/D/YY (62 and later: 19yy)"),
    required=(
        "Event.Id",
        "Investigation.Type",
        "Accident.Number",
        "Event.Date",
        "Location",
        "Country",
        "Latitude",
        "Longitude",
        "Airport.Code",
        "Airport.Name",
        "Injury.Severity",
        "Aircraft.Damage",
        "Aircraft.Category",
        "Registration.Number",
        "Make",
        "Model",
        "Amateur.Built",
        "Number.of.Engines",
        "Engine.Type",
        "FAR.Description",
        "Schedule",
        "Purpose.of.Flight",
        "Air.Carrier",
        "Total.Fatal.Injuries",
        "Total.Serious.Injuries",
        "Total.Minor.Injuries",
        "Total.Uninjured",
        "Weather.Condition",
        "Broad.Phase.of.Flight",
        "Report.Status",
        "Publication.Date",
    ),
)

CAROL = Shape(
    key="ntsb-carol",
    title="NTSB CAROL export",
    publisher=_PUBLISHER,
    licence=_LICENCE,
    unit="case",
    key_column="NtsbNo",
    event_column=None,
    dates=("YYYY-MM-DD hh:mm:ss+00:00", "YYYY-MM-DDThh:mm:ssZ"),
    required=(
        "NtsbNo",
        "EventType",
        "Mkey",
        "EventDate",
        "City",
        "State",
        "Country",
        "ReportNo",
        "N",
        "HasSafetyRec",
        "OriginalPublishDate",
        "HighestInjuryLevel",
        "FatalInjuryCount",
        "SeriousInjuryCount",
        "MinorInjuryCount",
        "ProbableCause",
        "Latitude",
        "Longitude",
        "Make",
        "Model",
        "AirCraftCategory",
        "AirportID",
        "AirportName",
        "AmateurBuilt",
        "NumberOfEngines",
        "Scheduled",
        "PurposeOfFlight",
        "FAR",
        "AirCraftDamage",
        "WeatherCondition",
        "Operator",
        "ReportStatus",
    ),
    ignored=("ReportType", "EventID", "RepGenFlag", "DocketUrl", "DocketPublishDate"),
)

SHAPES: dict[str, Shape] = {each.key: each for each in (TABLE, CAROL)}
