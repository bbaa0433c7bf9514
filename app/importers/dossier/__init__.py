"""A dossier: one occurrence with its parties, sources, accounts and investigations, written in TOML by hand."""

from app.importers.dossier.entries import (
    AccountEntry,
    ClaimEntry,
    DocumentEntry,
    Dossier,
    EventEntry,
    InvestigationEntry,
    PartyEntry,
    RecommendationEntry,
    ResponseEntry,
    SourceEntry,
    StateEntry,
    Word,
)  # fmt: skip
from app.importers.dossier.reading import FORMAT, read_dossier

__all__ = [
    "FORMAT", "AccountEntry", "ClaimEntry", "DocumentEntry", "Dossier", "EventEntry", "InvestigationEntry", "PartyEntry",
    "RecommendationEntry", "ResponseEntry", "SourceEntry", "StateEntry", "Word", "read_dossier",
]  # fmt: skip
