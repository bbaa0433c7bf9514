"""The records that a new occurrence may already be."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.core.dates import PartialDate
from app.core.errors import BadValue
from app.core.positions import parse_position
from app.matching.duplicates import Reason, Sketch, is_likely, reasons, score
from app.models import Occurrence
from app.queries import duplicates as queries
from app.services.steps import ClaimStep
from app.vocab.claims import Stance
from app.vocab.properties import PROPERTIES

MAX_COMPARED = 500
MAX_SHOWN = 8
_REGISTRATION, _FLIGHT = "aircraft.registration", "aircraft.flight_number"
_SCHEMES = ("identifier.", "report.number", "aircraft.ntsb_number")


@dataclass(frozen=True, slots=True)
class Likely:
    """A record that may be the same occurrence, and why."""

    occurrence: Occurrence
    reasons: tuple[Reason, ...]


def likely_duplicates(session: Session, claims: Iterable[ClaimStep]) -> list[Likely]:
    """The public records that an account of a new occurrence may be about, the likeliest first."""
    new = sketch_of(claims)
    rows = _candidates(session, new)
    values = _values(session, list(rows))
    pairs = [(row, reasons(new, _sketch(row, values[row.id]))) for row in rows.values()]
    likely = [Likely(row, found) for row, found in pairs if found and is_likely(found)]
    return sorted(likely, key=lambda each: (-score(each.reasons), each.occurrence.id))[:MAX_SHOWN]


def sketch_of(claims: Iterable[ClaimStep]) -> Sketch:
    """What an account asserts, for the comparison; of several values of a property the first counts."""
    values: dict[str, list[str]] = defaultdict(list)
    for each in claims:
        if each.stance == Stance.ASSERTS:
            values[each.property].append(str(each.value))
    first = {key: found[0] for key, found in values.items()}
    return Sketch(
        date=_date(first.get("date")),
        country=first.get("country"),
        place=first.get("place"),
        position=parse_position(first["coordinates"]) if "coordinates" in first else None,
        n_fatal=int(first["injuries.fatal"]) if "injuries.fatal" in first else None,
        registrations=frozenset(values[_REGISTRATION]),
        flight_numbers=frozenset(values[_FLIGHT]),
        identifiers=frozenset((key, value) for key in values if key.startswith(_SCHEMES) for value in values[key]),
    )


def _date(text: str | None) -> PartialDate | None:
    try:
        return PartialDate.parse(text) if text else None
    except BadValue:
        return None


def _candidates(session: Session, new: Sketch) -> dict[int, Occurrence]:
    found: dict[int, Occurrence] = {}
    statements = []
    if new.date is not None and new.date.precision != "year":
        days = dt.timedelta(days=1 if new.date.precision == "day" else 0)
        statements.append(queries.occurred_between(_shifted(new.date.first, -days), _shifted(new.date.last, days)))
        statements += [
            queries.occurred_between(day, day)
            for day in (new.date.first.replace(day=1), new.date.first.replace(month=1, day=1))
        ]
    if new.identifiers:
        statements.append(queries.with_identifiers({value for _, value in new.identifiers}))
    if new.registrations:
        statements.append(queries.with_registrations({form for each in new.registrations for form in (each, each.upper())}))
    for statement in statements:
        found |= {row.id: row for row in session.scalars(statement.limit(MAX_COMPARED))}
    return found


def _shifted(day: dt.date, by: dt.timedelta) -> dt.date:
    try:
        return day + by
    except OverflowError:
        return day


def _values(session: Session, ids: list[int]) -> Mapping[int, Mapping[str, set[str]]]:
    keys = [each.key for each in PROPERTIES if each.key in (_REGISTRATION, _FLIGHT) or each.key.startswith(_SCHEMES)]
    values: dict[int, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    if ids:
        for occurrence_id, key, value in session.execute(queries.values_of(ids, keys)):
            values[occurrence_id][key].add(value)
    return values


def _sketch(row: Occurrence, values: Mapping[str, set[str]]) -> Sketch:
    on, precision = row.occurred_on, row.occurred_precision or "day"
    parts = () if on is None else (on.year, on.month, on.day)[: {"year": 1, "month": 2}.get(precision, 3)]
    has_position = row.latitude is not None and row.longitude is not None
    return Sketch(
        date=PartialDate(*parts) if parts else None,
        country=row.country,
        place=row.place,
        position=(row.latitude, row.longitude) if has_position else None,  # type: ignore[arg-type]
        n_fatal=row.n_fatal,
        registrations=frozenset(values.get(_REGISTRATION, ())),
        flight_numbers=frozenset(values.get(_FLIGHT, ())),
        identifiers=frozenset((key, value) for key in values if key.startswith(_SCHEMES) for value in values[key]),
    )
