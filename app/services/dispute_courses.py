"""Since when a fact of a dossier is disputed and between whom, or from when to when it was."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from app.models import Party
from app.resolution.history import History, disputants, history
from app.resolution.rule import Said
from app.services.dossier_views import Fact
from app.services.known_on import withdrawal_day
from app.vocab.claims import PropertyState


@dataclass(frozen=True, slots=True)
class Course:
    """The last dispute on a fact. settled_on: None while it goes on; opponents: in the order in which they spoke first."""

    since: dt.date
    settled_on: dt.date | None
    opponents: tuple[Party, ...]


def course_of(fact: Fact) -> Course | None:
    """The last dispute on the fact, as far as the dossier tells; None where it was never disputed."""
    if not (fact.state is PropertyState.DISPUTED or _may_have_been(_said(fact))):
        return None
    course = history_of(fact)
    stretch = course.dispute()
    if stretch is None:
        return None
    parties = disputants(fact.property, course.outcome_of(stretch))
    settled_on = None if stretch.settled_on is None else dt.date.fromisoformat(stretch.settled_on)
    return Course(dt.date.fromisoformat(stretch.since), settled_on, _in_order(fact, parties))


def history_of(fact: Fact) -> History:
    """How the speakers stood on it over the days; what its speaker withdrew counts until then."""
    reasons = {view.number: view.rank_reason for view in fact.claims if view.rank_reason}
    days = {number: day.isoformat() for number, reason in reasons.items() if (day := withdrawal_day(reason)) is not None}
    return history(fact.property, _said(fact), days)


def _said(fact: Fact) -> list[Said]:
    return [*fact.outcome.current, *fact.outcome.earlier, *fact.outcome.deprecated]


def _may_have_been(said: Sequence[Said]) -> bool:
    """Whether several speakers said several things on several days, or one took its word back, so that the rule has to tell."""
    return (
        len({each.speaker for each in said}) > 1
        and (len({each.public for each in said}) > 1 or any(each.rank for each in said))
        and len({(each.value, each.stance) for each in said}) > 1
    )


def _in_order(fact: Fact, parties: set[int]) -> tuple[Party, ...]:
    views = sorted(fact.claims, key=lambda view: (view.public_on, view.account.number))
    return tuple({view.speaker.id: view.speaker for view in views if view.speaker.id in parties}.values())
