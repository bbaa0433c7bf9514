"""What a dossier is made of: claims, facts, statements and investigations in words, ready to be shown."""

import builtins
import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple

from app.core.text import slug
from app.models import (
    Account,
    Aircraft,
    Attestation,
    Investigation,
    InvestigationDocument,
    InvestigationEvent,
    Occurrence,
    Participation,
    Party,
    Recommendation,
    RecommendationResponse,
    Source,
)
from app.resolution.rule import RULE, Resolution
from app.vocab.claims import PropertyState, Rank, Stance
from app.vocab.properties import Group, Property


@dataclass(frozen=True, slots=True)
class SourceView:
    """A source of the dossier. `mark` is its number in the list of sources, from 1.

    is_later: it came out after the day that is asked for, and reports what was public by then.
    """

    mark: int
    source: Source
    publisher: Party
    n_claims: int
    records: tuple[str, ...]  # keys of a dataset's records of this occurrence
    is_later: bool = False


@dataclass(frozen=True, slots=True)
class AttestationView:
    """A further source in which a claim can be read."""

    attestation: Attestation
    source: SourceView


@dataclass(frozen=True, slots=True)
class ClaimView:
    """One claim in words. `standing` is shown, current, earlier or deprecated; `why_not` says why it is not shown."""

    occurrence_id: int
    number: int
    property: Property
    aircraft: int | None
    qualifier: str
    value: str
    raw: str | None
    stance: Stance
    speaker: Party
    source: SourceView
    also_in: tuple[AttestationView, ...]
    account: Account
    quote: str | None
    locator: str | None
    rank: Rank | None
    rank_reason: str | None
    standing: str
    why_not: str

    @builtins.property
    def key(self) -> str:
        """The claim's permanent name, as in its address: `17-4`."""
        return f"{self.occurrence_id}-{self.number}"

    @builtins.property
    def public_on(self) -> dt.date:
        """The day from which the world could know."""
        return self.account.published_on or self.account.said_on


class Voice(NamedTuple):
    """Who stands by what, in words."""

    speaker: str
    stance: Stance
    value: str


@dataclass(frozen=True, slots=True)
class FactChange:
    """That what a fact shows became another on a day.

    before, after: the values that are shown, in words; of a judgement that is disputed, nothing. voices: who came to stand by
    what, where there are no values.
    """

    property: Property
    aircraft: int | None
    qualifier: str
    qualifier_label: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    state_before: PropertyState
    state: PropertyState
    voices: tuple[Voice, ...] = ()

    @builtins.property
    def added(self) -> list[str]:
        """The values that were not shown before."""
        return [each for each in self.after if each not in self.before]

    @builtins.property
    def gone(self) -> list[str]:
        """The values that are shown no more."""
        return [each for each in self.before if each not in self.after]

    @builtins.property
    def is_new(self) -> bool:
        """Whether nobody had said anything on it before."""
        return self.state_before is PropertyState.UNSAID

    @builtins.property
    def anchor(self) -> str:
        """The fact's name within the page."""
        return anchor_of(self.aircraft, self.property, self.qualifier)


def anchor_of(aircraft: int | None, prop: Property, qualifier: str) -> str:
    """A fact's name within the page."""
    return slug(f"fact {aircraft or ''} {prop.key} {qualifier}")


@dataclass(frozen=True, slots=True)
class Fact:
    """One property (and qualifier) of the occurrence or of one aircraft, resolved.

    values: the best value in words; several where values hold together, none where nobody asserts one or the accounts
    contradict one another on a judgement. claims: all of them, the shown ones first. change: what became of it on the last day
    on which anything was said before the end of the day asked for.
    """

    property: Property
    aircraft: int | None
    qualifier: str
    qualifier_label: str
    outcome: Resolution
    values: tuple[str, ...]
    why: str
    claims: tuple[ClaimView, ...]
    change: FactChange | None = None

    @builtins.property
    def state(self) -> PropertyState:
        """How the speakers stand to one another."""
        return self.outcome.state

    @builtins.property
    def anchor(self) -> str:
        """The fact's name within the page."""
        return anchor_of(self.aircraft, self.property, self.qualifier)

    @builtins.property
    def marks(self) -> tuple[int, ...]:
        """The numbers of the sources of the claims that stand, in order."""
        return tuple(sorted({view.source.mark for view in self.claims if view.standing in ("shown", "current")}))


@dataclass(frozen=True, slots=True)
class AircraftView:
    """One aircraft with its facts by group."""

    row: Aircraft
    heading: str
    groups: tuple[tuple[Group, tuple[Fact, ...]], ...]


@dataclass(frozen=True, slots=True)
class StatementView:
    """One account: what a speaker said on a day in a source, with its claims in the order of the record."""

    account: Account
    speaker: Party
    source: SourceView
    claims: tuple[ClaimView, ...]

    @property
    def anchor(self) -> str:
        """The statement's name within the page."""
        return f"statement-{self.account.number}"


@dataclass(frozen=True, slots=True)
class EventView:
    """A step of an investigation, with who said it and where."""

    event: InvestigationEvent
    account: Account
    speaker: Party
    source: SourceView

    @property
    def anchor(self) -> str:
        """The step's name within the page."""
        return f"step-{self.event.investigation_number}-{self.event.number}"


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A report or another document of an investigation."""

    document: InvestigationDocument
    source: SourceView

    @property
    def anchor(self) -> str:
        """The document's name within the page."""
        return f"document-{self.document.investigation_number}-{self.document.number}"


@dataclass(frozen=True, slots=True)
class ParticipationView:
    """How a State takes part in an investigation, with who said it and where; `body` None: none is named."""

    participation: Participation
    body: Party | None
    account: Account
    speaker: Party
    source: SourceView

    @property
    def anchor(self) -> str:
        """The entry's name within the page."""
        return f"state-{self.participation.investigation_number}-{self.participation.number}"

    @property
    def key(self) -> tuple[str, str, int | None]:
        """Whose part it is: what is said of the same later stands in its place."""
        row = self.participation
        return row.country, row.role.value, None if self.body is None else self.body.id


@dataclass(frozen=True, slots=True)
class InvestigationView:
    """An investigation; its status is its latest event. `states`: by role, each in order of time."""

    investigation: Investigation
    authority: Party
    events: tuple[EventView, ...]
    documents: tuple[DocumentView, ...] = ()
    states: tuple[ParticipationView, ...] = ()

    @property
    def anchor(self) -> str:
        """The investigation's name within the page."""
        return f"investigation-{self.investigation.number}"

    def is_replaced(self, state: ParticipationView) -> bool:
        """Whether something else was said later of the same State, role and body."""
        return state is not [each for each in self.states if each.key == state.key][-1]

    @property
    def status(self) -> str:
        """The latest status-changing event in words; empty where none is recorded."""
        steps = [each.event.kind for each in self.events if each.event.kind.value != "briefing"]
        return steps[-1].label if steps else ""


@dataclass(frozen=True, slots=True)
class ResponseView:
    """An answer to a safety recommendation, with who said it and where."""

    response: RecommendationResponse
    account: Account
    speaker: Party
    source: SourceView

    @property
    def anchor(self) -> str:
        """The answer's name within the page."""
        return f"response-{self.response.recommendation_number}-{self.response.number}"


@dataclass(frozen=True, slots=True)
class RecommendationView:
    """A safety recommendation with the answers to it."""

    recommendation: Recommendation
    addressee: Party
    account: Account
    speaker: Party
    source: SourceView
    responses: tuple[ResponseView, ...]

    @property
    def anchor(self) -> str:
        """The recommendation's name within the page."""
        return f"recommendation-{self.recommendation.number}"


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything about one occurrence.

    as_recorded: the sequence of the log at which it stood like this; None: now. `occurrence` and each aircraft's `row` then
    hold what was projected at that time, and are no rows of the database; so they do with as_of.
    as_of: the day by whose end all of it was public; None: everything, whenever it became public.
    """

    occurrence: Occurrence
    groups: tuple[tuple[Group, tuple[Fact, ...]], ...]
    narratives: tuple[Fact, ...]
    aircraft: tuple[AircraftView, ...]
    investigations: tuple[InvestigationView, ...]
    statements: tuple[StatementView, ...]
    sources: tuple[SourceView, ...]
    recommendations: tuple[RecommendationView, ...] = ()
    as_recorded: int | None = None
    as_of: dt.date | None = None
    rule: str = RULE

    @property
    def facts(self) -> list[Fact]:
        """All facts: the occurrence's, then each aircraft's."""
        own = [fact for _, facts in self.groups for fact in facts]
        craft = [fact for each in self.aircraft for _, facts in each.groups for fact in facts]
        return own + list(self.narratives) + craft

    def fact(self, key: str, *, aircraft: int | None = None, qualifier: str = "") -> Fact | None:
        """One fact by property, aircraft and qualifier; None where nobody said anything."""
        for each in self.facts:
            if (each.property.key, each.aircraft, each.qualifier) == (key, aircraft, qualifier):
                return each
        return None

    @property
    def n_claims(self) -> int:
        """How many claims it holds."""
        return sum(len(fact.claims) for fact in self.facts)
