"""The steps of a contribution in words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.core.errors import BadValue, NotFound
from app.queries import occurrences as queries
from app.services.contributions import NESTED, parts_of
from app.services.steps import (
    AddDocument,
    AddPartyName,
    ClaimStep,
    ClosePartyName,
    EventStep,
    FileAccount,
    Judge,
    Merge,
    MergeParty,
    NewOccurrence,
    NewParty,
    NewSource,
    OpenInvestigation,
    ParticipationStep,
    RecommendationStep,
    RenameParty,
    ResponseStep,
    RestoreOccurrence,
    Revert,
    SetRank,
    Split,
    SplitParty,
    Step,
    Withdraw,
    WithdrawOccurrence,
)
from app.vocab.claims import Entry, PartyKind, Rank, SourceKind, Stance, Verdict
from app.vocab.coded import Coded
from app.vocab.countries import country_name
from app.vocab.investigations import Capacity, EventKind, RecommendationStatus, StateRole
from app.vocab.properties import ValueType, property_of
from app.vocab.values import shown

_PARTIES = ("speaker", "publisher", "authority", "addressee", "body", "party", "into")


@dataclass(frozen=True, slots=True)
class PartView:
    """A part of a step in words. `key` is the name by which it can be accepted on its own."""

    key: str
    words: str


@dataclass(frozen=True, slots=True)
class StepView:
    """A step in words. `key` is None where its parts are accepted one by one, or where it goes with what needs it."""

    title: str
    key: str | None
    parts: tuple[PartView, ...]


def described(session: Session, steps: Sequence[Step]) -> tuple[StepView, ...]:
    """The steps in words, in two statements."""
    names = _Names(session, steps)
    known = {key: part for key, _, part in parts_of(steps)}
    return tuple(
        StepView(
            _title(step, names),
            str(index) if str(index) in known else None,
            tuple(PartView(key, _words(part, names)) for key, part in known.items() if key.startswith(f"{index}.")),
        )
        for index, step in enumerate(steps)
    )


def _parts(step: Any) -> Iterator[Any]:
    """The step, and what it is made of."""
    yield step
    for name in NESTED:
        yield from getattr(step, name, ())


class _Names:
    """The names of the parties and the titles of the sources that the steps speak of, by Ref."""

    def __init__(self, session: Session, steps: Sequence[Step]) -> None:
        parties, sources = set(), set()
        self.parties: dict[Any, str] = {}
        self.sources: dict[Any, str] = {}
        for step in steps:
            if isinstance(step, NewParty):
                self.parties[step.ref] = step.name
            if isinstance(step, NewSource):
                self.sources[step.ref] = step.title
            for part in _parts(step):
                if not isinstance(part, Merge):  # goes into an occurrence
                    parties |= {getattr(part, name, None) for name in _PARTIES}
                sources.add(getattr(part, "source", None))
                if isinstance(part, ClaimStep) and _is_party(part.property):
                    parties.add(part.value)
        known = {each for each in parties if isinstance(each, int)}
        self.parties |= {each.id: each.name for each in session.scalars(queries.parties(), {"ids": known})}
        known = {each for each in sources if isinstance(each, int)}
        self.sources |= {
            source.id: source.title for source, _ in session.execute(queries.sources_with_publishers(), {"ids": known})
        }

    def party(self, ref: Any) -> str:
        return self.parties.get(ref, f"party {ref}")

    def source(self, ref: Any) -> str:
        return f"“{self.sources.get(ref, f'source {ref}')}”"


def _is_party(key: str) -> bool:
    try:
        return property_of(key).type is ValueType.PARTY
    except NotFound:
        return False


def _record(ref: Any) -> str:
    return f"occurrence {ref}" if isinstance(ref, int) else "the new occurrence"


def _label(code: str | None, codes: type[Coded]) -> str:
    found = codes.find(code) if code else None
    return found.label if found else code or ""


def _title(step: Step, names: _Names) -> str:
    match step:
        case NewParty():
            return f"New party: {step.name}, {_label(step.kind, PartyKind).lower()}"
        case NewSource():
            return f"New source: “{step.title}”, {_label(step.kind, SourceKind).lower()} of {names.party(step.publisher)}"
        case NewOccurrence():
            return f"New occurrence with {step.n_aircraft} aircraft"
        case FileAccount():
            where = f"in {names.source(step.source)}, said on {step.said_on}"
            return f"Account of {names.party(step.speaker)} on {_record(step.occurrence)}, {where}"
        case OpenInvestigation():
            return f"Investigation of {names.party(step.authority)} into {_record(step.occurrence)}"
        case AddDocument():
            return f"Document {names.source(step.source)} of the investigation of {names.party(step.authority)}"
        case Withdraw():
            part = f"-{step.part}" if step.part is not None else ""
            return f"Withdraw {_label(step.entry, Entry).lower()} {step.occurrence}-{step.number}{part}: {step.reason}"
        case SetRank(rank=None):
            return f"Take the rank from claim {step.occurrence}-{step.claim}: {step.reason}"
        case SetRank():
            return f"Rank claim {step.occurrence}-{step.claim} {_label(step.rank, Rank)}: {step.reason}"
        case _:
            return _title_of_rare(step, names)


def _title_of_rare(step: Step, names: _Names) -> str:
    match step:
        case WithdrawOccurrence():
            return f"Withdraw occurrence {step.occurrence}: {step.reason}"
        case RestoreOccurrence():
            return f"Restore occurrence {step.occurrence}: {step.reason}"
        case Merge():
            return f"Merge occurrence {step.occurrence} into {step.into}: {step.reason}"
        case Split():
            return f"Split occurrence {step.occurrence} off again: {step.reason}"
        case Judge():
            verdict = _label(step.verdict, Verdict)
            return f"Judge occurrences {step.occurrence} and {step.other}: {verdict}; {step.why}"
        case RenameParty():
            return f"Rename {names.party(step.party)}: {step.name}"
        case AddPartyName():
            return f"{names.party(step.party)} is also known as {step.name}"
        case ClosePartyName():
            return f"Take name {step.number} from {names.party(step.party)}"
        case MergeParty():
            return f"{names.party(step.party)} is {names.party(step.into)}: {step.reason}"
        case SplitParty():
            return f"{names.party(step.party)} is a party of its own again: {step.reason}"
        case Revert():
            return f"Undo changeset {step.changeset}"
        case _:
            return step.op


def _words(part: Any, names: _Names) -> str:
    match part:
        case ClaimStep():
            return _claim(part, names)
        case EventStep():
            on = f" on {part.on}" if part.on else ""
            return f"{names.party(part.authority)}: {_label(part.kind, EventKind)}{on}"
        case ParticipationStep():
            return _participation(part, names)
        case RecommendationStep():
            reference = f" {part.reference}" if part.reference else ""
            sent = f", sent on {part.sent_on}" if part.sent_on else ""
            return f"Safety recommendation{reference} to {names.party(part.addressee)}{sent}: {part.text}"
        case ResponseStep():
            status = f" [{_label(part.status, RecommendationStatus)}]" if part.status else ""
            return f"Response to recommendation {part.recommendation}{status}: {part.text}"
        case _:
            return ""


def _participation(part: ParticipationStep, names: _Names) -> str:
    body = f", {names.party(part.body)}" if part.body is not None else ""
    since = f" from {part.since}" if part.since else ""
    what = f"{_label(part.role, StateRole)}, {_label(part.capacity, Capacity)}{since}"
    return f"In the investigation of {names.party(part.authority)}: {country_name(part.country)}{body} as {what}"


def _claim(claim: ClaimStep, names: _Names) -> str:
    try:
        prop = property_of(claim.property)
        words = shown(prop, str(claim.value), {str(ref): name for ref, name in names.parties.items()})
    except (NotFound, BadValue, ValueError, KeyError):
        return f"{claim.property}: {claim.value}"
    about = f"aircraft {claim.aircraft}, " if claim.aircraft is not None else ""
    code = prop.qualifiers.find(claim.qualifier) if prop.qualifiers else None
    qualifier = f" ({code.label if code else claim.qualifier})" if claim.qualifier else ""
    stance = "" if claim.stance == Stance.ASSERTS else f" [{_label(claim.stance, Stance)}]"
    instead = f", instead of claim number {claim.replaces}" if claim.replaces is not None else ""
    text = f"{about}{prop.label}{qualifier}: {words}{stance}{instead}"
    return text[:1].upper() + text[1:]
