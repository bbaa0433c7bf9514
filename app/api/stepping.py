"""Several steps in one changeset, as programs send them: read into the steps that the services apply."""

import datetime as dt
from typing import Any

from apiflask import APIBlueprint

from app.api import reading
from app.api.naming import Names
from app.api.schemas.body import Body
from app.api.schemas.steps import AccountStep, ChangesetIn, StepClaim, StepEvent, StepParticipation
from app.api.sending import Reply, post, send_steps
from app.extensions import db
from app.services import steps
from app.services.permissions import Permission
from app.services.steps import ClaimStep, Step

bp = APIBlueprint("stepping", __name__, tag="Contributing")
_KINDS: dict[str, Any] = {each.op: each for each in Step.__args__}
_NESTED: dict[str, Any] = {"recommendations": steps.RecommendationStep, "responses": steps.ResponseStep}


@post(bp, "/changesets", ChangesetIn, Permission.CONTRIBUTE, 409)
def changeset(body: ChangesetIn) -> Reply:
    """Several steps in one changeset

    All are done or none. What one makes, later ones name by its `ref`; `made` has the numbers. A step that cannot be applied is
    named by its pointer.
    """
    names = Names(db.session)
    made = [_step(names, f"/steps/{place}", each) for place, each in enumerate(body.steps)]
    base = _base(names, body.base)
    names.settle()
    return send_steps([each for each in made if each is not None], body.comment, base)


def _base(names: Names, given: dict[str, int]) -> dict[int, int]:
    for each in given:
        if not (each.isascii() and each.isdecimal() and len(each) < 19):
            names.fault(f"/base/{each[:40]}", f"{each[:40]!r} is no number of a record")
    return {int(key): value for key, value in given.items() if key.isdecimal() and len(key) < 19}


def _step(names: Names, at: str, given: Any) -> Step | None:
    if isinstance(given, AccountStep):
        return _account(names, at, given)
    made: Step = _KINDS[given.op](**_plain(given, "op"))
    return made


def _plain(given: Body, *but: str) -> dict[str, Any]:
    """The fields as the services' steps have them."""
    return {name: _value(getattr(given, name)) for name in type(given).model_fields if name not in but}


def _value(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    return tuple(value) if isinstance(value, list) else value


def _account(names: Names, at: str, given: AccountStep) -> Step | None:
    on, precision = reading.dated(given.said_on, given.said_precision)
    reading.check_precision(names, f"{at}/said_precision", given.said_on, given.said_precision)
    published = given.published_on.isoformat() if given.published_on else None
    if on and published and published < on:
        names.fault(f"{at}/published_on", f"it was published on {published}, before it was said on {on}")
    claims = [_claim(names, f"{at}/claims/{place}", each) for place, each in enumerate(given.claims)]
    nested: dict[str, Any] = {
        name: tuple(kind(**_plain(each)) for each in getattr(given, name)) for name, kind in _NESTED.items()
    }  # fmt: skip
    return steps.FileAccount(
        **_plain(given, "op", "said_on", "said_precision", "claims", "events", "participations", *_NESTED),
        **nested,
        said_on=on or "",
        precision=precision,
        claims=tuple(each for each in claims if each is not None),
        events=tuple(_event(names, f"{at}/events/{place}", each) for place, each in enumerate(given.events)),
        participations=tuple(
            _state(names, f"{at}/participations/{place}", each) for place, each in enumerate(given.participations)
        ),
    )


def _claim(names: Names, at: str, given: StepClaim) -> ClaimStep | None:
    return reading.claim_of(names, at, given, None, refs=True)


def _event(names: Names, at: str, given: StepEvent) -> steps.EventStep:
    reading.check_precision(names, f"{at}/precision", given.on, given.precision)
    on, precision = reading.dated(given.on, given.precision)
    return steps.EventStep(**{**_plain(given), "on": on, "precision": precision})


def _state(names: Names, at: str, given: StepParticipation) -> steps.ParticipationStep:
    reading.check_precision(names, f"{at}/precision", given.since, given.precision)
    since, precision = reading.dated(given.since, given.precision)
    return steps.ParticipationStep(**{**_plain(given), "since": since, "precision": precision})
