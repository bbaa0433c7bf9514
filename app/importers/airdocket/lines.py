"""The lines of an `airdocket-jsonl/1` file as objects. Names and meanings of the fields: docs/airdocket-jsonl.md."""

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import BeforeValidator, ConfigDict, Field, StringConstraints

from app.vocab.claims import OccurrenceState, PartyKind, Precision, Rank, ReportStatus, SourceKind, Stance, Verdict
from app.vocab.investigations import Capacity, EventKind, InvestigationKind, RecommendationStatus, StateRole

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
MAX_ID, MAX_NUMBER = 2**63 - 1, 2**31 - 1


def _day(value: Any) -> Any:
    if value is None or isinstance(value, dt.date):
        return value
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise ValueError("a day is written 2015-10-31")
    return dt.date.fromisoformat(value)


Id = Annotated[int, Field(strict=True, ge=1, le=MAX_ID)]
Count = Annotated[int, Field(strict=True, ge=0, le=MAX_ID)]
Number = Annotated[int, Field(strict=True, ge=1, le=MAX_NUMBER)]
Text = Annotated[str, StringConstraints(strict=True, min_length=1, max_length=10_000_000, pattern=r"^[^\x00]*$")]
Loose = Annotated[str, StringConstraints(strict=True, max_length=10_000_000, pattern=r"^[^\x00]*$")]
Address = Annotated[str, StringConstraints(strict=True, max_length=4_000, pattern=r"^https?://[^\x00]+$")]
Day = Annotated[dt.date, BeforeValidator(_day)]
Flag = Annotated[bool, Field(strict=True)]
_ONLY = ConfigDict(extra="forbid")


@dataclass(slots=True)
class Moment:
    """The end of the log that the file was made from."""

    sequence: Count
    at: dt.datetime | None
    __pydantic_config__ = _ONLY


@dataclass(slots=True)
class Last:
    """The highest ids there, whether in the file or not: no new one may be lower."""

    occurrence: Count
    party: Count
    source: Count
    __pydantic_config__ = _ONLY


@dataclass(slots=True)
class Head:
    """The first line."""

    format: Text
    rule: Text
    origin: Annotated[str, StringConstraints(strict=True, pattern=r"^[0-9a-f]{0,64}$")]
    moment: Moment
    last: Last
    occurrences: Count
    withheld_quotes: Count = 0
    query: Loose | None = None
    __pydantic_config__ = _ONLY


@dataclass(slots=True)
class PartyLine:
    """A body or a person. names: empty where it has but one."""

    party: Id
    kind: PartyKind
    name: Text
    country: Text | None = None
    names: list[Text] = field(default_factory=list)
    merged_into: Id | None = None
    reason: Text | None = None
    __pydantic_config__ = _ONLY


@dataclass(slots=True)
class SourceLine:
    """Where something can be read."""

    source: Id
    kind: SourceKind
    title: Loose
    publisher: Id
    licence: Loose
    redistributable: Flag
    authors: Loose | None = None
    url: Address | None = None
    archived_url: Address | None = None
    published_on: Day | None = None
    retrieved_on: Day | None = None
    language: Loose | None = None
    key: Text | None = None
    series: Text | None = None
    file_sha256: Text | None = None
    __pydantic_config__ = _ONLY


@dataclass(slots=True)
class AlsoIn:
    """A further source of a claim."""

    source: Id
    locator: Loose | None = None
    __pydantic_config__ = _ONLY


@dataclass(slots=True)
class ClaimEntry:
    """One value of one property, in canonical form; of a party its id in the file."""

    number: Number
    property: Text
    value: Text
    aircraft: Number | None = None
    qualifier: Loose = ""
    raw: Loose | None = None
    stance: Stance = Stance.ASSERTS
    locator: Loose | None = None
    quote: Loose | None = None
    label: Loose | None = None
    rank: Rank | None = None
    rank_reason: Text | None = None
    also_in: list[AlsoIn] = field(default_factory=list)
    __pydantic_config__ = _ONLY


@dataclass(slots=True)
class AccountEntry:
    """What one speaker says in one source on one day. order: its place in the order in which they were recorded."""

    number: Number
    speaker: Id
    source: Id
    said_on: Day
    published_on: Day | None = None
    precision: Precision = Precision.DAY
    report_status: ReportStatus | None = None
    label: Loose | None = None
    record: Loose | None = None
    note: Loose | None = None
    order: Number = 1
    claims: list[ClaimEntry] = field(default_factory=list)
    __pydantic_config__ = _ONLY


@dataclass(slots=True)
class EventEntry:
    """A step of an investigation, said in the account with that number."""

    account: Number
    kind: EventKind
    happened_on: Day | None = None
    precision: Precision = Precision.DAY
    note: Loose | None = None
    __pydantic_config__ = _ONLY


@dataclass(slots=True)
class ParticipationEntry:
    """How a State takes part in an investigation."""

    account: Number
    country: Text
    role: StateRole
    capacity: Capacity
    party: Id | None = None
    since: Day | None = None
    precision: Precision = Precision.DAY
    note: Loose | None = None
    __pydantic_config__ = _ONLY


@dataclass(slots=True)
class DocumentEntry:
    """A document of an investigation."""

    source: Id
    note: Loose | None = None
    __pydantic_config__ = _ONLY


@dataclass(slots=True)
class InvestigationEntry:
    """One authority's inquiry."""

    number: Number
    authority: Id
    kind: InvestigationKind
    state_role: StateRole | None = None
    note: Loose | None = None
    events: list[EventEntry] = field(default_factory=list)
    participations: list[ParticipationEntry] = field(default_factory=list)
    documents: list[DocumentEntry] = field(default_factory=list)
    __pydantic_config__ = _ONLY


@dataclass(slots=True)
class ResponseEntry:
    """An answer to a recommendation."""

    account: Number
    text: Loose
    answered_on: Day | None = None
    status: RecommendationStatus | None = None
    __pydantic_config__ = _ONLY


@dataclass(slots=True)
class RecommendationEntry:
    """A safety recommendation."""

    number: Number
    account: Number
    text: Loose
    addressee: Id
    made_on: Day | None = None
    reference: Loose | None = None
    sent_on: Day | None = None
    responses: list[ResponseEntry] = field(default_factory=list)
    __pydantic_config__ = _ONLY


@dataclass(slots=True)
class ReleaseEntry:
    """That a release of a dataset held the occurrence."""

    source: Id
    record: Text
    digest: Text
    __pydantic_config__ = _ONLY


@dataclass(slots=True)
class JudgementEntry:
    """A verdict on this occurrence and another one."""

    other: Id
    verdict: Verdict
    why: Loose
    __pydantic_config__ = _ONLY


@dataclass(slots=True)
class WithdrawnAircraft:
    """An aircraft that does not stand; its number is not given again."""

    number: Number
    reason: Text
    __pydantic_config__ = _ONLY


@dataclass(slots=True)
class OccurrenceLine:
    """All that stands about one occurrence. aircraft: the highest number of one."""

    occurrence: Id
    aircraft: Annotated[int, Field(strict=True, ge=0, le=10_000)] = 0
    withdrawn_aircraft: list[WithdrawnAircraft] = field(default_factory=list)
    accounts: list[AccountEntry] = field(default_factory=list)
    investigations: list[InvestigationEntry] = field(default_factory=list)
    recommendations: list[RecommendationEntry] = field(default_factory=list)
    releases: list[ReleaseEntry] = field(default_factory=list)
    judgements: list[JudgementEntry] = field(default_factory=list)
    __pydantic_config__ = _ONLY

    def orders(self) -> list[int]:
        """The places in the order of recording that its accounts have, the first first."""
        return sorted({each.order for each in self.accounts})


@dataclass(slots=True)
class GoneLine:
    """A record that does not stand: only what became of it."""

    occurrence: Id
    state: OccurrenceState
    reason: Text
    merged_into: Id | None = None
    __pydantic_config__ = _ONLY


@dataclass(slots=True)
class Counts:
    """How many of each the file holds."""

    parties: Count
    sources: Count
    occurrences: Count
    gone: Count
    accounts: Count
    claims: Count
    __pydantic_config__ = _ONLY


@dataclass(slots=True)
class EndLine:
    """The last line."""

    end: Counts
    __pydantic_config__ = _ONLY


Line = PartyLine | SourceLine | OccurrenceLine | GoneLine
