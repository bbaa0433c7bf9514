"""The dossier of an occurrence, and one of its claims in full."""

import datetime as dt
from typing import Any

from flask import url_for
from pydantic import Field

from app.api.schemas.facts import ClaimOut, FactOut, Facts, claim_of, fact_of, facts_of, stored_value
from app.api.schemas.investigations import InvestigationOut, RecommendationOut, investigation_of, recommendation_of
from app.api.schemas.shape import Shape
from app.api.schemas.sources import SourceOut, source_of
from app.core.text import slug
from app.services.dossiers import AircraftView, Dossier
from app.services.pages import ClaimPage


class Head(Shape):
    """An occurrence, and the clocks of the answer."""

    id: int
    url: str = Field(description="its page")
    title: str
    as_of: dt.date | None = Field(description="only what was public by the end of this day counts; null: everything does")
    as_recorded: int | None = Field(description="the place of the log; null: as it stands")


class AircraftOut(Shape):
    """One aircraft of the occurrence."""

    number: int
    facts: Facts


class OccurrenceOut(Head):
    """Everything about one occurrence."""

    version: int = Field(description="how often the record was changed; a correction is sent with it, as `base_version`")

    facts: Facts
    aircraft: list[AircraftOut]
    investigations: list[InvestigationOut]
    recommendations: list[RecommendationOut]
    sources: list[SourceOut]
    rule: str = Field(description="the rule by which the values are chosen", examples=["best-value/1"])


class FullClaimOut(ClaimOut):
    """A claim with the fact that it is part of, and since when it is on record."""

    occurrence: Head
    fact: FactOut
    recorded_in: int = Field(description="the changeset")
    recorded_at: dt.datetime | None
    as_of: dt.date | None
    as_recorded: int | None
    rule: str


def head_of(dossier: Dossier, head: Any) -> dict[str, Any]:
    """The fields of Head; `head` has the id and the present title, which is part of the address."""
    return {
        "id": head.id,
        "url": url_for("occurrences.show", occurrence_id=head.id, slug=slug(head.title), _external=True),
        "title": dossier.occurrence.title,
        "as_of": dossier.as_of,
        "as_recorded": dossier.as_recorded,
    }


def occurrence_of(dossier: Dossier, head: Any, day: dt.date) -> OccurrenceOut:
    """The dossier; `day` is the one on which what is due is told."""
    own = [fact for _, facts in dossier.groups for fact in facts]
    return OccurrenceOut(
        **head_of(dossier, head),
        version=dossier.occurrence.version,
        facts=facts_of([*own, *dossier.narratives]),
        aircraft=[_aircraft(each) for each in dossier.aircraft],
        investigations=[investigation_of(dossier, each, day) for each in dossier.investigations],
        recommendations=[recommendation_of(each, day) for each in dossier.recommendations],
        sources=[source_of(each) for each in dossier.sources],
        rule=dossier.rule,
    )


def _aircraft(view: AircraftView) -> AircraftOut:
    return AircraftOut(number=view.row.number, facts=facts_of(fact for _, facts in view.groups for fact in facts))


def full_claim_of(page: ClaimPage) -> FullClaimOut:
    """A claim that stands at the clocks of its page."""
    fact, view = page.fact, page.view
    assert fact is not None and view is not None  # noqa: S101, PT018 - the door has asked
    return FullClaimOut(
        **dict(claim_of(view, stored_value(fact, view.number))),
        occurrence=Head(**head_of(page.dossier, page.head)),
        fact=fact_of(fact),
        recorded_in=page.recorded.id,
        recorded_at=page.recorded.decided_at,
        as_of=page.dossier.as_of,
        as_recorded=page.dossier.as_recorded,
        rule=page.dossier.rule,
    )
