"""The steps of a contribution, for several things in one changeset.

A reference is a number, or the `ref` of an earlier step of the same contribution that makes it.
"""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from app.api.schemas.accounts_in import ClaimIn
from app.api.schemas.body import (
    MAX_CLAIMS,
    Address,
    Body,
    Country,
    Day,
    Flag,
    Id,
    Label,
    Language,
    Line,
    Number,
    PartDay,
    Words,
)
from app.services.contributions import MAX_STEPS
from app.vocab.claims import Entry, PartyKind, Precision, Rank, SourceKind, Verdict
from app.vocab.investigations import Capacity, EventKind, InvestigationKind, RecommendationStatus, StateRole


def _ref(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise ValueError("write a number, or the ref of an earlier step")
    if isinstance(value, int) and not 0 < value < 2**63:
        raise ValueError("a number is 1 or more")
    if isinstance(value, str) and not (0 < len(value) <= 60 and value.isprintable()):
        raise ValueError("a ref has 1 to 60 printable characters")
    if isinstance(value, str) and value.isdecimal():
        raise ValueError("a ref is no number; write numbers without quotation marks")
    return value


_NUMBER = {"type": "integer", "minimum": 1, "maximum": 2**63 - 1}
_NAME = {"type": "string", "minLength": 1, "maxLength": 60}
Ref = Annotated[int | str, BeforeValidator(_ref), WithJsonSchema({"anyOf": [_NUMBER, _NAME]})]
RefName = Annotated[str, BeforeValidator(_ref), WithJsonSchema(_NAME)]


class NewPartyStep(Body):
    """A party that is not known yet; of one that is, the number is taken."""

    op: Literal["new_party"]
    ref: RefName
    name: Line
    kind: PartyKind
    country: Country | None = None
    aliases: list[Line] = Field([], max_length=20)


class NewSourceStep(Body):
    """A source that is not known yet."""

    op: Literal["new_source"]
    ref: RefName
    kind: SourceKind
    title: Line
    publisher: Ref
    authors: Line | None = None
    url: Address | None = None
    archived_url: Address | None = None
    published_on: Day | None = None
    retrieved_on: Day | None = None
    language: Language | None = None
    licence: Line = "not stated"
    redistributable: Flag = False


class NewOccurrenceStep(Body):
    """A record of an occurrence that has none."""

    op: Literal["new_occurrence"]
    ref: RefName
    n_aircraft: Number = Field(1, le=20)


class StepClaim(ClaimIn):
    """One claim of an account. A value that is a party is its number or the ref of a step."""

    also_in: list[Ref] = Field([], max_length=50)  # type: ignore[assignment]


class Inquiry(Body):
    """Which investigation: an authority has one of each kind."""

    authority: Ref
    investigation_kind: InvestigationKind
    state_role: StateRole | None = None


class StepEvent(Inquiry):
    """A step of an investigation, which begins with it where it is the first that is said of it."""

    kind: EventKind
    on: PartDay | None = None
    precision: Precision | None = None
    note: Words | None = None


class StepParticipation(Inquiry):
    """How a State takes part in an investigation."""

    country: Country
    role: StateRole
    capacity: Capacity
    body: Ref | None = None
    since: PartDay | None = None
    precision: Precision | None = None
    note: Words | None = None


class StepRecommendation(Body):
    """A safety recommendation."""

    text: Words
    addressee: Ref
    made_on: Day | None = None
    reference: Line | None = Field(None, max_length=100)
    sent_on: Day | None = None


class StepResponse(Body):
    """An answer to a safety recommendation of the record, by its number."""

    recommendation: Number
    text: Words
    answered_on: Day | None = None
    status: RecommendationStatus | None = None


class AccountStep(Body):
    """What one speaker says about one occurrence in one source on one day."""

    op: Literal["file_account"]
    occurrence: Ref
    speaker: Ref
    source: Ref
    said_on: PartDay
    said_precision: Precision | None = None
    published_on: Day | None = None
    note: Words | None = None
    label: Label | None = None
    n_aircraft: int = Field(0, strict=True, ge=0, le=20)
    claims: list[StepClaim] = Field([], max_length=MAX_CLAIMS)
    events: list[StepEvent] = Field([], max_length=100)
    participations: list[StepParticipation] = Field([], max_length=100)
    recommendations: list[StepRecommendation] = Field([], max_length=100)
    responses: list[StepResponse] = Field([], max_length=100)


class OpenInvestigationStep(Inquiry):
    """An investigation of which nothing is said yet."""

    op: Literal["open_investigation"]
    occurrence: Ref
    note: Words | None = None


class DocumentStep(Inquiry):
    """A document of an investigation, which is a source."""

    op: Literal["add_document"]
    occurrence: Ref
    source: Ref
    note: Words | None = None


class WithdrawStep(Body):
    """Take an entry back; `part` is the number within it."""

    op: Literal["withdraw"]
    occurrence: Id
    entry: Entry
    number: Number
    part: Number | None = None
    reason: Words


class RankStep(Body):
    """Prefer or deprecate a claim by its number in the record; null takes the mark away."""

    op: Literal["set_rank"]
    occurrence: Id
    claim: Number
    rank: Rank | None
    reason: Words


class RecordStep(Body):
    """Withdraw a whole record, restore it, or part it from the one it was merged into."""

    op: Literal["withdraw_occurrence", "restore_occurrence", "split"]
    occurrence: Id
    reason: Words


class MergeStep(Body):
    """Two records are of one occurrence."""

    op: Literal["merge"]
    occurrence: Id
    into: Id
    reason: Words
    aircraft: dict[str, Number] = Field({}, max_length=20)


class JudgeStep(Body):
    """Whether two records are of one occurrence."""

    op: Literal["judge"]
    occurrence: Id
    other: Id
    verdict: Verdict
    why: Words


class RenamePartyStep(Body):
    """Another first name; the old one stays as a further one unless `drop`."""

    op: Literal["rename_party"]
    party: Id
    name: Line
    drop: Flag = False


class PartyNameStep(Body):
    """A further name of a party."""

    op: Literal["add_party_name"]
    party: Id
    name: Line


class ClosePartyNameStep(Body):
    """A further name, by its number, that is not the party's."""

    op: Literal["close_party_name"]
    party: Id
    number: Number


class MergePartyStep(Body):
    """Two parties are one."""

    op: Literal["merge_party"]
    party: Id
    into: Id
    reason: Words


class SplitPartyStep(Body):
    """Two parties were not one after all."""

    op: Literal["split_party"]
    party: Id
    reason: Words


class RevertStep(Body):
    """Undo an accepted changeset."""

    op: Literal["revert"]
    changeset: Id


StepIn = Annotated[
    NewPartyStep | NewSourceStep | NewOccurrenceStep | AccountStep | OpenInvestigationStep | DocumentStep | WithdrawStep
    | RankStep | RecordStep | MergeStep | JudgeStep | RenamePartyStep | PartyNameStep | ClosePartyNameStep | MergePartyStep
    | SplitPartyStep | RevertStep,
    Field(discriminator="op"),
]  # fmt: skip


class ChangesetIn(Body):
    """Several steps that are done together or not at all."""

    comment: Words
    base: dict[str, Number] = Field(
        {}, max_length=100, description="the `version` of each known record that it was made from, by its number"
    )
    steps: list[StepIn] = Field(min_length=1, max_length=MAX_STEPS)
