"""The days on which something became public."""

import datetime as dt
from typing import Any

from pydantic import Field

from app.api.schemas.occurrences import Head, head_of
from app.api.schemas.shape import Shape
from app.services.dossier_views import FactChange
from app.services.dossiers import Seen
from app.services.time_lines import Kind, News, Stop
from app.vocab.claims import Precision, PropertyState, Stance


class NewsOut(Shape):
    """One thing that became public."""

    kind: Kind
    text: str
    precision: Precision | None = Field(description="how exactly its day is known; null: to the day")
    url: str = Field(description="where it stands on the page")


class VoiceOut(Shape):
    """Who came to stand by what."""

    speaker: str
    stance: Stance
    text: str


class ChangeOut(Shape):
    """That what a fact shows became another. Values are in words; voices are given where no value is shown."""

    property: str
    aircraft: int | None
    qualifier: str | None
    state_before: PropertyState
    state: PropertyState
    before: list[str]
    after: list[str]
    voices: list[VoiceOut]


class DayOut(Shape):
    """A day on which something became public, and what changed by it."""

    day: dt.date
    news: list[NewsOut]
    changes: list[ChangeOut]


class TimeLineOut(Head):
    """The days in order."""

    occurred_on: dt.date | None
    items: list[DayOut]


def time_line_of(seen: Seen, head: Any, day: dt.date) -> TimeLineOut:
    """The time line up to the day that was asked for; up to its last day where none was."""
    fields = head_of(seen.dossier, head)
    stops = [each for each in seen.line.stops if seen.dossier.as_of is None or each.day <= day]
    return TimeLineOut(
        **fields,
        occurred_on=seen.dossier.occurrence.occurred_on,
        items=[_day(each, fields["url"]) for each in stops],
    )


def _day(stop: Stop, page: str) -> DayOut:
    return DayOut(
        day=stop.day, news=[_news(each, page) for each in stop.news], changes=[_change(each) for each in stop.changes]
    )


def _news(news: News, page: str) -> NewsOut:
    return NewsOut(kind=news.kind, text=news.words, precision=news.precision, url=f"{page}#{news.anchor}")


def _change(change: FactChange) -> ChangeOut:
    return ChangeOut(
        property=change.property.key,
        aircraft=change.aircraft,
        qualifier=change.qualifier or None,
        state_before=change.state_before,
        state=change.state,
        before=list(change.before),
        after=list(change.after),
        voices=[VoiceOut(speaker=each.speaker, stance=each.stance, text=each.value) for each in change.voices],
    )
