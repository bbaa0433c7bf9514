"""The dossier: everything about one occurrence, resolved by the rule and ready to be shown.

It has two clocks, which do not depend on each other: record time, as the database held it at a place of the log, and public
time, as it was known on a day.
"""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.services.dossier_building import build
from app.services.dossier_material import read_material
from app.services.dossier_views import (
    AircraftView,
    ClaimView,
    DocumentView,
    Dossier,
    EventView,
    Fact,
    InvestigationView,
    ParticipationView,
    RecommendationView,
    ResponseView,
    SourceView,
    StatementView,
)
from app.services.known_on import known_on
from app.services.time_lines import TimeLine, time_line

__all__ = [
    "AircraftView",
    "ClaimView",
    "DocumentView",
    "Dossier",
    "EventView",
    "Fact",
    "InvestigationView",
    "ParticipationView",
    "RecommendationView",
    "ResponseView",
    "Seen",
    "SourceView",
    "StatementView",
    "open_dossier",
    "see_days",
    "see_dossier",
]


@dataclass(frozen=True, slots=True)
class Seen:
    """A dossier with the time line on which it stands."""

    dossier: Dossier
    line: TimeLine


def open_dossier(
    session: Session, occurrence_id: int, *, as_of: dt.date | None = None, as_recorded: int | None = None
) -> Dossier:
    """Read and resolve one occurrence in at most twelve statements, whatever its size.

    as_of: what was publicly known by the end of that day; None: all that is on record, whenever it became public.
    as_recorded: as the database held it at that sequence of the log; None: as it holds it now.
    NotFound when there is none, or was none yet.
    """
    material = read_material(session, occurrence_id, as_recorded)
    return build(material if as_of is None else known_on(material, as_of))


def see_dossier(
    session: Session, occurrence_id: int, today: dt.date, *, as_of: dt.date | None = None, as_recorded: int | None = None
) -> Seen:
    """The dossier with its time line, read once; with `as_of` what changed on the day's last news is noted at the facts."""
    material = read_material(session, occurrence_id, as_recorded)
    whole = build(material)
    line = time_line(material, whole, as_of or today)
    return Seen(whole if as_of is None else build(known_on(material, as_of), line.changes), line)


def see_days(
    session: Session, occurrence_id: int, days: tuple[dt.date, dt.date], *, as_recorded: int | None = None
) -> tuple[Seen, Seen]:
    """The dossier as known on two days, each on the same time line, read once."""
    material = read_material(session, occurrence_id, as_recorded)
    whole = build(material)
    first, second = (Seen(build(known_on(material, day)), time_line(material, whole, day)) for day in days)
    return first, second
