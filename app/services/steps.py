"""Steps: the single things that a contribution does, as plain values; they wait for review as JSON.

A contribution is a list of steps. Nothing of it stands in the tables of the record until it is accepted, so nobody can see
it by mistake. A `Ref` names what a step speaks of: an id, or the `ref` of an earlier step of the same contribution that makes
it (`new:1`).
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any, ClassVar, TypeAlias

import orjson

from app.core.errors import BadValue

Ref: TypeAlias = int | str


@dataclass(frozen=True, slots=True)
class NewParty:
    """A party that is not known yet. `kind` is a code of PartyKind, `country` ISO 3166-1 alpha-2 or None."""

    op: ClassVar[str] = "new_party"
    ref: str
    name: str
    kind: str
    country: str | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NewSource:
    """A source that is not known yet; `kind` is a code of SourceKind, days are ISO."""

    op: ClassVar[str] = "new_source"
    ref: str
    kind: str
    title: str
    publisher: Ref
    authors: str | None = None
    url: str | None = None
    archived_url: str | None = None
    published_on: str | None = None
    retrieved_on: str | None = None
    language: str | None = None
    licence: str = "not stated"
    redistributable: bool = False


@dataclass(frozen=True, slots=True)
class NewOccurrence:
    """A record of an occurrence that has none."""

    op: ClassVar[str] = "new_occurrence"
    ref: str
    n_aircraft: int = 1


@dataclass(frozen=True, slots=True)
class ClaimStep:
    """One claim of an account; `value` canonical by the registry, for a PARTY a Ref. `replaces`: the claim it corrects.

    The corrected claim is withdrawn in the same changeset. `also_in`: further sources in which it can be read. `label`: its
    number in a dossier.
    """

    property: str
    value: Ref
    aircraft: int | None = None
    qualifier: str = ""
    raw: str | None = None
    stance: str = "asserts"
    locator: str | None = None
    quote: str | None = None
    replaces: int | None = None
    also_in: tuple[Ref, ...] = ()
    label: str | None = None


@dataclass(frozen=True, slots=True)
class EventStep:
    """A step of an investigation as the account says; `on` is ISO (day, with `precision`), None: not dated."""

    authority: Ref
    investigation_kind: str
    kind: str
    on: str | None = None
    precision: str = "day"
    state_role: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class ParticipationStep:
    """How a State takes part in an investigation as the account says.

    `country` is ISO 3166-1 alpha-2; `body` its authority or adviser, None where none is named; `since` as an event's `on`.
    """

    authority: Ref
    investigation_kind: str
    country: str
    role: str
    capacity: str
    body: Ref | None = None
    since: str | None = None
    precision: str = "day"
    state_role: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class RecommendationStep:
    """A safety recommendation that the account makes or reports; `reference` is its number with the authority."""

    text: str
    addressee: Ref
    made_on: str | None = None
    reference: str | None = None
    sent_on: str | None = None


@dataclass(frozen=True, slots=True)
class ResponseStep:
    """An answer to a safety recommendation of the record, by its number. `status` is a code of RecommendationStatus."""

    recommendation: int
    text: str
    answered_on: str | None = None
    status: str | None = None


@dataclass(frozen=True, slots=True)
class FileAccount:
    """What one speaker says about one occurrence in one source on one day.

    `n_aircraft`: how many the record has at least. `label`: the number of the statement in a dossier.
    """

    op: ClassVar[str] = "file_account"
    occurrence: Ref
    speaker: Ref
    source: Ref
    said_on: str
    published_on: str | None = None
    precision: str = "day"
    report_status: str | None = None
    note: str | None = None
    n_aircraft: int = 0
    claims: tuple[ClaimStep, ...] = ()
    events: tuple[EventStep, ...] = ()
    participations: tuple[ParticipationStep, ...] = ()
    recommendations: tuple[RecommendationStep, ...] = ()
    responses: tuple[ResponseStep, ...] = ()
    label: str | None = None


@dataclass(frozen=True, slots=True)
class OpenInvestigation:
    """An authority's inquiry of a kind, of which nothing is said yet; `state_role` is why its State takes part."""

    op: ClassVar[str] = "open_investigation"
    occurrence: Ref
    authority: Ref
    investigation_kind: str
    state_role: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class AddDocument:
    """A document of an investigation: a source of the database."""

    op: ClassVar[str] = "add_document"
    occurrence: Ref
    authority: Ref
    investigation_kind: str
    source: Ref
    state_role: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Take an entry back that never should have stood. `entry` is a code of Entry; `part` is the number within it."""

    op: ClassVar[str] = "withdraw"
    occurrence: int
    entry: str
    number: int
    reason: str
    part: int | None = None


@dataclass(frozen=True, slots=True)
class SetRank:
    """Prefer or deprecate a claim; `rank` None takes the mark away."""

    op: ClassVar[str] = "set_rank"
    occurrence: int
    claim: int
    rank: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class WithdrawOccurrence:
    """Take a whole record back: its page answers that it is gone, and why."""

    op: ClassVar[str] = "withdraw_occurrence"
    occurrence: int
    reason: str


@dataclass(frozen=True, slots=True)
class RestoreOccurrence:
    """Let a withdrawn record stand again."""

    op: ClassVar[str] = "restore_occurrence"
    occurrence: int
    reason: str


@dataclass(frozen=True, slots=True)
class Merge:
    """Two records are of one occurrence: `occurrence` goes into `into`.

    aircraft: the number there of each of its own aircraft, by its number as text; one that is left out is another aircraft.
    """

    op: ClassVar[str] = "merge"
    occurrence: int
    into: int
    reason: str
    aircraft: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Split:
    """A merge was wrong: `occurrence` stands on its own again."""

    op: ClassVar[str] = "split"
    occurrence: int
    reason: str


@dataclass(frozen=True, slots=True)
class Judge:
    """A verdict on whether two records are of one occurrence: a code of Verdict."""

    op: ClassVar[str] = "judge"
    occurrence: int
    other: int
    verdict: str
    why: str


@dataclass(frozen=True, slots=True)
class RenameParty:
    """Give a party another primary name; the old one stays as another name unless `drop`."""

    op: ClassVar[str] = "rename_party"
    party: int
    name: str
    drop: bool = False


@dataclass(frozen=True, slots=True)
class AddPartyName:
    """A further name under which a party is known."""

    op: ClassVar[str] = "add_party_name"
    party: int
    name: str


@dataclass(frozen=True, slots=True)
class ClosePartyName:
    """A further name that is not the party's."""

    op: ClassVar[str] = "close_party_name"
    party: int
    number: int


@dataclass(frozen=True, slots=True)
class MergeParty:
    """Two parties are one: `party` is `into` from now on, with its names as further names."""

    op: ClassVar[str] = "merge_party"
    party: int
    into: int
    reason: str


@dataclass(frozen=True, slots=True)
class SplitParty:
    """Two parties were not one after all."""

    op: ClassVar[str] = "split_party"
    party: int
    reason: str


@dataclass(frozen=True, slots=True)
class Revert:
    """Undo an accepted changeset, as far as it can be undone when this is accepted."""

    op: ClassVar[str] = "revert"
    changeset: int


Step: TypeAlias = (
    NewParty
    | NewSource
    | NewOccurrence
    | FileAccount
    | OpenInvestigation
    | AddDocument
    | Withdraw
    | SetRank
    | WithdrawOccurrence
    | RestoreOccurrence
    | Merge
    | Split
    | Judge
    | RenameParty
    | AddPartyName
    | ClosePartyName
    | MergeParty
    | SplitParty
    | Revert
)
_STEPS: dict[str, type[Any]] = {each.op: each for each in Step.__args__}
_NESTED: dict[str, type[Any]] = {
    "claims": ClaimStep,
    "events": EventStep,
    "participations": ParticipationStep,
    "recommendations": RecommendationStep,
    "responses": ResponseStep,
}


def dump(steps: Iterable[Step]) -> str:
    """The steps as JSON."""
    return orjson.dumps([{"op": each.op, **_plain(each)} for each in steps]).decode()


def load(text: str) -> tuple[Step, ...]:
    """The steps of `dump`; BadValue for anything else."""
    try:
        return tuple(_step(each) for each in orjson.loads(text))
    except (TypeError, KeyError, AttributeError, orjson.JSONDecodeError) as error:
        raise BadValue(f"the steps of a contribution cannot be read: {error}") from None


def _plain(step: Any) -> dict[str, Any]:
    return {each.name: _value(getattr(step, each.name)) for each in fields(step)}


def _value(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(each) if is_dataclass(each) else each for each in value]
    return value


def _step(given: dict[str, Any]) -> Step:
    kind = _STEPS[given.pop("op")]
    for name, nested in _NESTED.items():
        if name in given:
            given[name] = tuple(nested(**_with_tuples(each)) for each in given[name])
    made: Step = kind(**_with_tuples(given))
    return made


def _with_tuples(given: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if name in ("aliases", "also_in") else value for name, value in given.items()}


def touched(steps: Sequence[Step]) -> list[int]:
    """The ids of the known occurrences that the steps change, sorted; what a revert touches is not among them."""
    found: set[int] = set()
    for step in steps:
        for name in ("occurrence", "into", "other"):
            value = getattr(step, name, None)
            if isinstance(value, int) and not isinstance(step, MergeParty):
                found.add(value)
    return sorted(found)


def iso_day(text: str, what: str) -> dt.date:
    """A full day in ISO; BadValue names what it should have been."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise BadValue(f"{what}: {text!r} is not a day; write 2015-10-31") from None
