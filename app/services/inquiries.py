"""Investigations and safety recommendations of a dossier on the Annex 13 clock, on a day."""

import datetime as dt
from dataclasses import dataclass

from app.models import Account, Source
from app.resolution.clock import Clock, Due, Step, investigation_clock, response_clock, step_of
from app.services.dossiers import Dossier, EventView, InvestigationView, RecommendationView, ResponseView
from app.vocab.claims import Precision
from app.vocab.investigations import Capacity, EventKind, RecommendationStatus


@dataclass(frozen=True, slots=True)
class OnTheClock:
    """An investigation on a day. `stated`: who gave its status, where and when; None: nobody has.

    looked_on: the day of the newest source on record, where that is before the day: what came out since is not known here.
    """

    clock: Clock
    stated: EventView | None
    looked_on: dt.date | None

    @property
    def is_over(self) -> bool:
        """Whether by the authority's word nothing more is to come, so that one line tells all."""
        return self.clock.is_ended and not self.clock.past


def on_the_clock(dossier: Dossier, view: InvestigationView, day: dt.date) -> OnTheClock:
    """One of the dossier's investigations on a day; what was not public by its end does not count."""
    row = dossier.occurrence
    steps = {each.event.number: _step(each) for each in view.events}
    clock = investigation_clock(
        steps.values(),
        row.occurred_on,
        day,
        d0_precision=row.occurred_precision or "",
        kind=view.investigation.kind,
        state_known=_is_state_known(view),
    )
    stated = next((each for each in view.events if steps[each.event.number] is clock.status), None)
    looked_on = max((each for source in dossier.sources for each in _days(source.source)), default=day)
    return OnTheClock(clock, stated, looked_on if looked_on < day else None)


def _days(source: Source) -> list[dt.date]:
    return [each for each in (source.published_on, source.retrieved_on) if each is not None]


def answer_due(view: RecommendationView, day: dt.date) -> Due:
    """The answer to a safety recommendation on a day. That the authority still waits for one is no answer."""
    sent = view.recommendation.sent_on or view.recommendation.made_on
    return response_clock(sent, [_answer(each) for each in view.responses if _is_answer(each)], day)


def _step(view: EventView) -> Step:
    event, account = view.event, view.account
    return step_of(event.kind, event.happened_on, event.precision, _public(account), said=account.precision)


def _answer(view: ResponseView) -> Step:
    said = view.account.precision
    return step_of(EventKind.BRIEFING, view.response.answered_on, Precision.DAY, _public(view.account), said=said)


def _is_answer(view: ResponseView) -> bool:
    return view.response.status is not RecommendationStatus.OPEN_AWAIT_RESPONSE


def _public(account: Account) -> dt.date:
    return account.published_on or account.said_on


def _is_state_known(view: InvestigationView) -> bool:
    """Whether it is known which State investigates: the authority's own, or one that is said to be in charge."""
    in_charge = any(each.participation.capacity is Capacity.IN_CHARGE for each in view.states)
    return in_charge or view.authority.country is not None
