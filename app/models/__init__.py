"""The tables. Importing this package registers all of them on `Base.metadata`."""

from app.models.account import Account, Attestation
from app.models.aircraft import Aircraft
from app.models.base import Base
from app.models.changeset import Changeset, ChangesetEntry
from app.models.claim import Claim, Ranking
from app.models.idempotency import GivenAnswer
from app.models.identifier import Identifier
from app.models.investigation import Investigation, InvestigationDocument, InvestigationEvent, Participation
from app.models.judgement import Judgement
from app.models.occurrence import Occurrence, OccurrenceText
from app.models.party import Party, PartyMerge, PartyName
from app.models.recommendation import Recommendation, RecommendationResponse
from app.models.release import ReleaseRecord
from app.models.review import Proposal, ReviewNote, SavedDraft, Watch, WatchedQuery
from app.models.source import Source
from app.models.user import User
from app.models.withdrawal import Standing, Withdrawal

__all__ = [
    "Account",
    "Aircraft",
    "Attestation",
    "Base",
    "Changeset",
    "ChangesetEntry",
    "Claim",
    "GivenAnswer",
    "Identifier",
    "Investigation",
    "InvestigationDocument",
    "InvestigationEvent",
    "Judgement",
    "Occurrence",
    "OccurrenceText",
    "Participation",
    "Party",
    "PartyMerge",
    "PartyName",
    "Proposal",
    "Ranking",
    "Recommendation",
    "RecommendationResponse",
    "ReleaseRecord",
    "ReviewNote",
    "SavedDraft",
    "Source",
    "Standing",
    "User",
    "Watch",
    "WatchedQuery",
    "Withdrawal",
]
