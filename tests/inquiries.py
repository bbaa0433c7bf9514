"""Short ways to file investigations with their steps."""

import datetime as dt
import random
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy.orm import Session

from app.services.filing import Filing
from app.vocab.claims import ChangesetKind, PartyKind, Precision, SourceKind
from app.vocab.investigations import EventKind, InvestigationKind, StateRole

FIRST, LAST = dt.date(2010, 1, 1), dt.date(2024, 2, 29)
SAID = (0, 29, 30, 31, 365, 366, 367, 730, 731, 1_500)  # days after the occurrence, around those on which something falls due

HOME = {"BEA": "FR", "AAIB": "GB"}  # of other bodies nobody knows the State


class S(NamedTuple):
    """One step, said and public on a day as ISO text unless more is given."""

    kind: str
    said: str
    on: str | None = None
    published: str | None = None
    precision: Precision = Precision.DAY
    exact: Precision = Precision.DAY


class Inquiry(NamedTuple):
    """An occurrence on a day (or month, or year; "" none) in a country, with the investigation of a body."""

    date: str
    steps: Sequence[S]
    by: str = "BEA"
    country: str | None = "FR"
    kind: InvestigationKind = InvestigationKind.SAFETY
    role: StateRole | None = StateRole.OCCURRENCE


def file_inquiries(session: Session, inquiries: Sequence[Inquiry]) -> list[int]:
    """File an occurrence for each in one accepted changeset, and commit; their ids."""
    session.commit()
    filing = Filing(session, ChangesetKind.EDIT, "made by a test")
    bodies = {
        each.by: filing.parties.get(each.by, PartyKind.AUTHORITY, country=HOME.get(each.by), exact=True) for each in inquiries
    }
    filing.write_parties()
    source = filing.add_source(
        kind=SourceKind.PRESS, title="A list", publisher_id=next(iter(bodies.values())), authors=None, url=None,
        archived_url=None, published_on=FIRST, retrieved_on=None, language="en", licence="public domain",
        redistributable=True, key=None, series=None, file_sha256=None,
    )  # fmt: skip
    drafts = []
    for each in inquiries:
        draft = filing.new()
        draft.add_aircraft()
        by = bodies[each.by]
        facts = draft.add_account(
            filing,
            speaker_id=by,
            source_id=source,
            said_on=FIRST,
            published_on=None,
            precision=Precision.DAY,
            report_status=None,
        )
        for prop, value in (("date", each.date), ("country", each.country), ("place", f"Town {len(drafts) + 1}")):
            if value:
                draft.add_claim(facts, prop, value)
        number = draft.investigation(by, each.kind, each.role)
        for step in each.steps:
            account = draft.add_account(
                filing, speaker_id=by, source_id=source, said_on=_day(step.said),
                published_on=_day(step.published) if step.published else None, precision=step.precision, report_status=None,
            )  # fmt: skip
            draft.add_event(number, EventKind(step.kind), account, _day(step.on) if step.on else None, step.exact)
        drafts.append(draft)
    filing.flush(drafts)
    filing.accept()
    session.commit()
    return [each.id for each in drafts]


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def at_random(seed: int, n: int = 120) -> list[Inquiry]:
    """Investigations at random, many with steps on days around those on which something falls due."""
    chance = random.Random(seed)
    return [_at_random(chance) for _ in range(n)]


def _at_random(chance: random.Random) -> Inquiry:
    d0 = chance.choice((FIRST + dt.timedelta(days=chance.randrange(5_000)), dt.date(2012, 2, 29), dt.date(2016, 12, 1)))
    steps = []
    for _ in range(chance.choice((0, 1, 1, 2, 3, 5))):
        said = min(d0 + dt.timedelta(days=chance.choice(SAID)), LAST)
        on = chance.choice((None, said, said - dt.timedelta(days=chance.choice((0, 1, 40)))))
        published = chance.choice((None, said + dt.timedelta(days=1)))
        steps.append(S(
            chance.choice(list(EventKind)).value, said.isoformat(), on and on.isoformat(), published and published.isoformat(),
            chance.choice((Precision.DAY, Precision.DAY, Precision.NOT_LATER_THAN)),
            chance.choice((Precision.DAY, Precision.DAY, Precision.MONTH)),
        ))  # fmt: skip
    return Inquiry(
        chance.choice((d0.isoformat(),) * 5 + (d0.isoformat()[:7], "")), steps, chance.choice(("BEA", "AAIB", "BFU")),
        chance.choice(("EG", "FR", None)), chance.choice((InvestigationKind.SAFETY,) * 4 + (InvestigationKind.JUDICIAL,)),
        chance.choice((StateRole.OCCURRENCE, StateRole.OCCURRENCE, None)),
    )  # fmt: skip
