"""What is sent of investigations and safety recommendations."""

from pydantic import Field

from app.api.schemas.accounts_in import PartyIn, SaidIn, Sent, SourceIn
from app.api.schemas.body import Country, Day, Id, Line, PartDay, Words
from app.vocab.claims import Precision
from app.vocab.investigations import Capacity, EventKind, InvestigationKind, RecommendationStatus, StateRole

_EXACTLY = "`not_later_than` where it had happened by that day; else the day itself tells how exactly it is known"


class InvestigationIn(Sent):
    """One authority's inquiry. Its steps, States and documents are sent after it."""

    authority: PartyIn | None = None
    authority_id: Id | None = None
    kind: InvestigationKind
    role: StateRole | None = Field(None, description="why the authority's State takes part")
    note: Words | None = None


class EventIn(SaidIn):
    """A step of an investigation, as somebody states it."""

    kind: EventKind
    on: PartDay | None = Field(None, description="`2015-12-13`, `2015-12` or `2015`; null: not dated")
    precision: Precision | None = Field(None, description=_EXACTLY)
    note: Words | None = None


class StateIn(SaidIn):
    """How a State takes part in an investigation, as somebody states it."""

    country: Country
    role: StateRole = Field(description="why it takes part")
    capacity: Capacity = Field(description="how it takes part")
    body: PartyIn | None = Field(None, description="its authority or adviser, where one is named")
    body_id: Id | None = None
    since: PartDay | None = None
    precision: Precision | None = Field(None, description=_EXACTLY)
    note: Words | None = None


class DocumentIn(Sent):
    """A document of an investigation, which is a source."""

    source: SourceIn | None = None
    source_id: Id | None = None
    note: Words | None = None


class RecommendationIn(SaidIn):
    """A safety recommendation, as the account makes or reports it."""

    text: Words
    addressee: PartyIn | None = None
    addressee_id: Id | None = None
    reference: Line | None = Field(None, max_length=100, description="its number with the authority")
    made_on: Day | None = None
    sent_on: Day | None = None


class ResponseIn(SaidIn):
    """An answer to a safety recommendation, or the authority's word on one."""

    text: Words
    answered_on: Day | None = None
    status: RecommendationStatus | None = None
