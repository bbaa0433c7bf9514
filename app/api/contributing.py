"""Sending in what sources say: occurrences, accounts, investigations, recommendations, sources, parties."""

from collections.abc import Sequence

from apiflask import APIBlueprint

from app.api import reading
from app.api.naming import Names
from app.api.schemas.accounts_in import AccountIn, OccurrenceIn
from app.api.schemas.corrections_in import PartyNewIn, SourceNewIn
from app.api.sending import Reply, known_already, post, send
from app.core.errors import Conflict
from app.extensions import db
from app.services import contributed, corrections, duplicates, suggestions
from app.services.permissions import Permission
from app.services.steps import ClaimStep, NewOccurrence

bp = APIBlueprint("contributing", __name__, tag="Contributing")
ID = "int(max=9223372036854775807):occurrence_id"
NEW = "new:occurrence"


@post(bp, "/occurrences", OccurrenceIn, Permission.CONTRIBUTE, 409)
def occurrence(body: OccurrenceIn) -> Reply:
    """A new occurrence, with its first account

    409 names records that look alike; `different` says that it is another occurrence.
    """
    names = Names(db.session)
    n_aircraft = max(1, body.n_aircraft or 1, *(min(each.aircraft or 1, 20) for each in body.claims))
    claims = reading.claims(names, body, range(1, n_aircraft + 1), ())
    account = reading.account(
        names, body, NEW, n_aircraft=n_aircraft, claims=claims, note=body.note, label=body.statement
    )  # fmt: skip
    if body.base_version is not None:
        names.fault("/base_version", "a new record has none yet")
    names.settle()
    assert account is not None  # noqa: S101 - else a fault was noted
    if not body.different:
        _refuse_doubles(claims)
    return send([*names.steps, NewOccurrence(NEW, n_aircraft), account], body.comment, names=names)


def _refuse_doubles(claims: Sequence[ClaimStep]) -> None:
    likely = duplicates.likely_duplicates(db.session, claims)
    if likely:
        known = "; ".join(f"{each.occurrence.id}, {each.occurrence.title}" for each in likely[:5])
        raise Conflict(f"it may be on record already: {known}. Send an account of that one, or send this with different: true")


@post(bp, f"/occurrences/<{ID}>/accounts", AccountIn, Permission.CONTRIBUTE, 404, 409, 412)
def account(occurrence_id: int, body: AccountIn) -> Reply:
    """One more account of an occurrence

    What one speaker says in one source on one day. A claim that `replaces` another corrects a slip of ours: what the speaker
    said later is a claim of its own.
    """
    corrections.live(db.session, occurrence_id)
    names = Names(db.session)
    known = contributed.aircraft_of(db.session, occurrence_id)
    last = max(known, default=0)
    known |= set(range(last + 1, last + 1 + max(0, (body.n_aircraft or 0) - len(known))))
    replaced = [each.replaces for each in body.claims if each.replaces is not None]
    standing = contributed.standing_claims(db.session, occurrence_id, replaced)
    claims = reading.claims(names, body, known, standing)
    made = reading.account(
        names, body, occurrence_id, n_aircraft=body.n_aircraft or 0, claims=claims, note=body.note, label=body.statement
    )  # fmt: skip
    names.settle()
    assert made is not None  # noqa: S101 - else a fault was noted
    return send([*names.steps, made], body.comment, about=[occurrence_id], version=body.base_version, names=names)


@post(bp, "/sources", SourceNewIn, Permission.CONTRIBUTE, 200)
def source(body: SourceNewIn) -> Reply:
    """A source on its own

    200, with its number, where one at this address is on record. While one waits for review it has no number: describe it in
    the account that is read in it instead.
    """
    names = Names(db.session)
    named = names.source("", body, None)
    names.settle()
    assert named is not None  # noqa: S101 - else a fault was noted
    if isinstance(named.ref, int):
        return known_already(names.found, source=named.ref)
    return send(names.steps, body.comment, names=names)


@post(bp, "/parties", PartyNewIn, Permission.CONTRIBUTE, 200)
def party(body: PartyNewIn) -> Reply:
    """A party on its own

    200, with its number, where one of this kind has the name already.
    """
    names = Names(db.session)
    if body.kind is None:
        names.fault("/kind", "say what it is")
    same = [each for each in suggestions.parties_named(db.session, body.name) if each.kind is body.kind]
    if len(same) == 1:
        names.settle()
        return known_already(names.found, party=same[0].id)
    names.new_party("", body)
    names.settle()
    return send(names.steps, body.comment, names=names)
