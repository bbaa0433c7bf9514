"""What a dossier file says, with canonical values: its parties, sources, accounts, investigations and recommendations."""

import datetime as dt
from dataclasses import dataclass

from app.vocab.claims import PartyKind, Precision, Rank, SourceKind, Stance
from app.vocab.investigations import Capacity, EventKind, InvestigationKind, RecommendationStatus, StateRole


@dataclass(frozen=True, slots=True)
class PartyEntry:
    """Somebody who speaks, publishes, operates, builds, owns or investigates. country: ISO 3166-1 alpha-2, or None."""

    key: str
    name: str
    kind: PartyKind
    country: str | None
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """Where something can be read. publisher: a party's key, or None. language: BCP 47."""

    key: str
    kind: SourceKind
    title: str
    publisher: str | None
    authors: str | None
    url: str | None
    archived_url: str | None
    published_on: dt.date | None
    retrieved_on: dt.date | None
    language: str | None
    licence: str | None
    redistributable: bool


@dataclass(frozen=True, slots=True)
class ClaimEntry:
    """One value of one property. value: canonical; a PARTY's is the party's key.

    aircraft: number from 1, None for the occurrence. also_in: keys of the further sources that attest it, the account's
    first, then its own. raw: the source's own writing where it differs from value. reason: why it has its rank.
    """

    label: str | None
    property: str
    aircraft: int | None
    qualifier: str
    value: str
    raw: str | None
    stance: Stance
    quote: str | None
    locator: str | None
    also_in: tuple[str, ...]
    rank: Rank | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class AccountEntry:
    """What one speaker said in one source on one day.

    published_on: None when it was public on the day it was said. precision tells how exactly said_on is known.
    also_in: further sources of all its claims; each claim's own list holds them already.
    """

    statement: str | None
    speaker: str
    source: str
    also_in: tuple[str, ...]
    said_on: dt.date
    published_on: dt.date | None
    precision: Precision
    note: str | None
    claims: tuple[ClaimEntry, ...]


@dataclass(frozen=True, slots=True)
class Word:
    """Who states something of an investigation, where and when; said_precision tells how exactly said_on is known."""

    speaker: str
    source: str
    said_on: dt.date
    published_on: dt.date | None
    said_precision: Precision


@dataclass(frozen=True, slots=True)
class EventEntry:
    """One event in the life of an investigation.

    on: the day of the act; the first of the month or year where precision says that only that is known.
    """

    kind: EventKind
    on: dt.date
    precision: Precision
    word: Word
    note: str | None


@dataclass(frozen=True, slots=True)
class StateEntry:
    """How a State takes part in an investigation. party: its body's key, or None; since: as an event's `on`, or None."""

    country: str
    role: StateRole
    capacity: Capacity
    party: str | None
    since: dt.date | None
    precision: Precision
    word: Word
    note: str | None


@dataclass(frozen=True, slots=True)
class DocumentEntry:
    """A document of an investigation: a source of the file."""

    source: str
    note: str | None


@dataclass(frozen=True, slots=True)
class InvestigationEntry:
    """One authority's investigation. role: why the authority's State takes part, None where that is not asked."""

    authority: str
    kind: InvestigationKind
    role: StateRole | None
    note: str | None
    events: tuple[EventEntry, ...]
    states: tuple[StateEntry, ...] = ()
    documents: tuple[DocumentEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class ResponseEntry:
    """An answer to a safety recommendation, or the authority's word on it."""

    text: str
    answered_on: dt.date | None
    status: RecommendationStatus | None
    word: Word


@dataclass(frozen=True, slots=True)
class RecommendationEntry:
    """A safety recommendation with the answers to it. reference: its number with the authority."""

    text: str
    addressee: str
    reference: str | None
    made_on: dt.date | None
    sent_on: dt.date | None
    word: Word
    responses: tuple[ResponseEntry, ...]


@dataclass(frozen=True, slots=True)
class Dossier:
    """One occurrence as a file tells it. key: permanent; importing the file again finds the same occurrence by it."""

    key: str
    comment: str
    n_aircraft: int
    parties: tuple[PartyEntry, ...]
    sources: tuple[SourceEntry, ...]
    accounts: tuple[AccountEntry, ...]
    investigations: tuple[InvestigationEntry, ...]
    recommendations: tuple[RecommendationEntry, ...] = ()
