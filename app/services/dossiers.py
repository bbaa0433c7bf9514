"""The dossier: everything about one occurrence, resolved by the rule and ready to be shown, now or as it was on record."""

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
    "SourceView",
    "StatementView",
    "open_dossier",
]


def open_dossier(session: Session, occurrence_id: int, *, as_recorded: int | None = None) -> Dossier:
    """Read and resolve one occurrence in at most twelve statements, whatever its size.

    as_recorded: as the database held it at that sequence of the log; None: as it holds it now.
    NotFound when there is none, or was none yet.
    """
    return build(read_material(session, occurrence_id, as_recorded))
