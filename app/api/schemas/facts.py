"""Facts with their claims."""

from collections import defaultdict
from collections.abc import Iterable

from flask import url_for
from pydantic import Field

from app.api.schemas.accounts import SaidOut, said_of
from app.api.schemas.shape import Shape
from app.api.schemas.sources import SourceRef, source_ref
from app.api.schemas.values import Value, canonical_beside, typed
from app.resolution.rule import Resolution
from app.services.dossiers import ClaimView, Fact
from app.vocab.claims import PropertyState, Rank, ReportStatus, Stance
from app.vocab.properties import Cardinality


class AlsoIn(Shape):
    """A further source in which a claim can be read."""

    source: SourceRef
    locator: str | None


class StatedOut(Shape):
    """A value of a property, and how its speaker stands to it."""

    id: str = Field(description="the claim's permanent name", examples=["1-23"])
    property: str
    aircraft: int | None = Field(description="the aircraft's number, where it is about one")
    qualifier: str | None
    value: Value
    canonical: str | None = Field(description="the value as stored, where it is another text", examples=["30.1506,34.178"])
    text: str = Field(description="the value in words", examples=["30,888 ft"])
    raw: str | None = Field(description="what the source wrote, where that differs")
    stance: Stance


class ClaimOut(SaidOut, StatedOut):
    """One value of one property, as one speaker stated it."""

    standing: str = Field(description="shown, current, earlier (replaced by the speaker's later word) or deprecated")
    why_not: str | None = Field(description="why it is not shown")
    also_in: list[AlsoIn]
    quote: str | None
    locator: str | None
    rank: Rank | None = Field(description="an editor's mark")
    rank_reason: str | None
    record: str | None = Field(description="the key of the dataset's record that says it")
    report_status: ReportStatus | None
    url: str = Field(description="its page")


class FactOut(Shape):
    """One property (and qualifier) by the rule. Lists of values where the property's values hold together or add up."""

    qualifier: str | None
    value: Value | list[Value] | None = Field(description="null: nobody asserts one, or the accounts of a judgement differ")
    text: str | list[str] | None
    raw: str | list[str | None] | None
    state: PropertyState
    withheld: bool = Field(description="it is a judgement and disputed, so that no value stands over the others")
    why: str
    chosen: list[str] = Field(description="the claims whose values are shown")
    claims: list[ClaimOut] = Field(description="all of them, the shown ones first")


Facts = dict[str, FactOut | list[FactOut]]


def facts_of(facts: Iterable[Fact]) -> Facts:
    """The facts by property. A property that takes a qualifier always has a list, another one never: see the registry."""
    found: dict[str, list[Fact]] = defaultdict(list)
    for each in facts:
        found[each.property.key].append(each)
    return {
        key: fact_of(several[0]) if several[0].property.qualifier is None else [fact_of(each) for each in several]
        for key, several in found.items()
    }


def fact_of(fact: Fact) -> FactOut:
    """A fact as an answer gives it."""
    stored = _stored(fact.outcome)
    claims = [claim_of(view, stored[view.number]) for view in fact.claims]
    chosen = [each for each in claims if each.standing == "shown"]
    values, texts, raws = ([getattr(each, name) for each in chosen] for name in ("value", "text", "raw"))
    if fact.property.cardinality is Cardinality.ONE:
        values, texts, raws = (each[0] if each else None for each in (values, texts, raws))  # type: ignore[assignment]
    return FactOut(
        qualifier=fact.qualifier or None,
        value=values,
        text=texts,
        raw=raws,
        state=fact.state,
        withheld=fact.outcome.withheld,
        why=fact.why,
        chosen=[each.id for each in chosen],
        claims=claims,
    )


def stored_value(fact: Fact, number: int) -> str:
    """A claim's value as it is stored."""
    return _stored(fact.outcome)[number]


def _stored(outcome: Resolution) -> dict[int, str]:
    return {each.number: each.value for each in (*outcome.current, *outcome.earlier, *outcome.deprecated)}


def claim_of(view: ClaimView, stored: str) -> ClaimOut:
    """A claim as an answer gives it."""
    value = typed(view.property, stored)
    return ClaimOut(
        **said_of(view.account, view.speaker, view.source),
        id=view.key,
        property=view.property.key,
        aircraft=view.aircraft,
        qualifier=view.qualifier or None,
        value=value,
        canonical=canonical_beside(value, stored),
        text=view.value,
        raw=view.raw,
        stance=view.stance,
        standing=view.standing,
        why_not=view.why_not or None,
        also_in=[AlsoIn(source=source_ref(each.source.source), locator=each.attestation.locator) for each in view.also_in],
        quote=view.quote,
        locator=view.locator,
        rank=view.rank,
        rank_reason=view.rank_reason,
        record=view.account.record,
        report_status=view.account.report_status,
        url=url_for("claims.show", occurrence_id=view.occurrence_id, number=view.number, _external=True),
    )
