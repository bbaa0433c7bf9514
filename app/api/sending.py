"""How a writing view answers: what it did and its answer are committed together, once for each Idempotency-Key."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from hashlib import sha256

from apiflask import APIBlueprint
from flask import Response, request, url_for
from pydantic import BaseModel
from werkzeug.exceptions import UnprocessableEntity
from werkzeug.http import generate_etag

from app.api.answers import writes
from app.api.gate import asking
from app.api.naming import Names
from app.api.problems import BadFields, Moved
from app.api.schemas.contributions import ContributionOut, FoundOut
from app.api.schemas.occurrences import occurrence_of
from app.core.errors import BadValue, DomainError, NotFound
from app.extensions import db
from app.models import Changeset, GivenAnswer
from app.services import contributions, corrections, idempotency, pages
from app.services.contributed import Recorded, recorded
from app.services.dossiers import open_dossier
from app.services.permissions import Permission
from app.services.steps import Step, touched
from app.vocab.claims import ChangesetState


@dataclass(frozen=True, slots=True)
class Reply:
    """What a writing view answers, before it is committed."""

    shape: BaseModel
    status: int = 201
    location: str | None = None


def once(view: Callable[..., Reply]) -> Callable[..., Response]:
    """Decorator of a writing view, nearest to it: run and commit it, or give again what its key was answered before."""

    @wraps(view)
    def run(**given: object) -> Response:
        key = _key()
        earlier = _earlier(key)
        if earlier is not None:
            return earlier
        try:
            reply = view(**given)
        except DomainError:
            db.session.rollback()
            earlier = _earlier(key)  # a twin of this request may have done it meanwhile
            if earlier is not None:
                return earlier
            raise
        return _committed(key, reply)

    return run


def post(
    bp: APIBlueprint, rule: str, body: type[BaseModel], permission: Permission, *codes: int, status: int = 201
) -> Callable[[Callable[..., Reply]], Callable[..., Response]]:
    """Decorator of a writing view at an address: its body has that shape, and it tells what became of the contribution.

    codes: the other answers that it may give, as for `writes`; status: the usual one.
    """

    def mark(view: Callable[..., Reply]) -> Callable[..., Response]:
        made = writes(permission, *codes)(once(view))
        made = bp.output(ContributionOut, status_code=status)(made)
        found: Callable[..., Response] = bp.post(rule)(bp.input(body, arg_name="body")(made))
        return found

    return mark


def _committed(key: str | None, reply: Reply) -> Response:
    text = reply.shape.model_dump_json(by_alias=True)
    if key is not None:
        earlier = _earlier(key)  # whoever writes holds the turn now, so that a twin is done or has not begun
        if earlier is not None:
            db.session.rollback()
            return earlier
        idempotency.keep(
            db.session, asking().user_id or 0, key, digest=_digest(), status=reply.status, location=reply.location, answer=text
        )  # fmt: skip
    db.session.commit()
    return _response(text, reply.status, reply.location)


def _key() -> str | None:
    given = request.headers.get("Idempotency-Key")
    try:
        return None if given is None else idempotency.check_key(given)
    except BadValue as error:
        raise UnprocessableEntity(f"{error}.") from None


def _digest() -> str:
    """What tells requests of one key apart: the address and the body, not their headers."""
    return sha256(f"{request.method} {request.path}\n".encode() + request.get_data()).hexdigest()


def _earlier(key: str | None) -> Response | None:
    if key is None:
        return None
    found: GivenAnswer | None = idempotency.given_before(db.session, asking().user_id or 0, key)
    if found is None:
        return None
    if found.digest != _digest():
        raise UnprocessableEntity("This Idempotency-Key came with another request before. Take a new key for each request.")
    answer = _response(found.answer, found.status, found.location)
    answer.headers["Idempotent-Replayed"] = "true"
    return answer


def _response(text: str, status: int, location: str | None) -> Response:
    answer = Response(text, status, mimetype="application/json")
    answer.cache_control.no_store = True
    if location is not None:
        answer.headers["Location"] = location
    return answer


# -- contributions


def send(
    steps: Iterable[Step], comment: str, *, about: Sequence[int] = (), version: int | None = None, names: Names | None = None
) -> Reply:
    """Send a contribution in, and tell what became of it.

    about: the known records that it is about, the first the one of the address; version: the one that its author saw.
    """
    made = list(steps)
    base = _base(about, version)
    strict = version is not None or bool(request.if_match)
    db.session.expunge_all()
    try:
        done = contributions.contribute(db.session, asking(), made, comment, base=base, strict=strict)
    except BadValue as error:
        raise BadFields({"": str(error)}) from None
    found = names.found if names else []
    return told(done.changeset, found, dict(done.made), about[0] if about else None)


def send_steps(steps: Sequence[Step], comment: str, base: Mapping[int, int]) -> Reply:
    """Send the steps of a body in as they stand; BadFields points to the one that cannot be applied."""
    records = touched(steps)
    now = corrections.known_versions(db.session, records)
    try:
        done = contributions.contribute(
            db.session, asking(), steps, comment, base={**now, **base}, strict=bool(base)
        )  # fmt: skip
    except (BadValue, NotFound) as error:
        raise BadFields({"" if error.step is None else f"/steps/{error.step}": str(error)}) from None
    return told(done.changeset, (), dict(done.made), None)


def _base(about: Sequence[int], version: int | None) -> dict[int, int]:
    """The versions that the contribution is made from; Moved where the caller saw other ones."""
    now = corrections.versions(db.session, about)
    if about and version is not None and version != now[about[0]]:
        told = [
            f"Changeset {each.id}: {each.comment}"
            for moved in corrections.meanwhile(db.session, {about[0]: version}, {about[0]: now[about[0]]})
            for each in moved.changesets
        ]
        raise Moved(f"occurrence {about[0]} has version {now[about[0]]}, not {version}", told)
    if about and request.if_match and not request.if_match.contains_weak(_etag(about[0])):
        raise Moved(f"occurrence {about[0]} is not what If-Match names; its version is {now[about[0]]}", by_etag=True)
    return now


def _etag(occurrence_id: int) -> str:
    """The ETag of the record's present answer, without clocks."""
    today = dt.datetime.now(dt.UTC).date()
    shape = occurrence_of(open_dossier(db.session, occurrence_id), pages.find_occurrence(db.session, occurrence_id), today)
    return generate_etag(shape.model_dump_json(by_alias=True).encode())


def told(changeset: Changeset, found: Sequence[FoundOut], made: dict[str, int], about: int | None) -> Reply:
    """What became of a contribution; its address is the new record's, else the contribution's own."""
    is_accepted = changeset.state is ChangesetState.ACCEPTED
    did = recorded(db.session, changeset.id) if is_accepted else Recorded()
    address = url_for("api.reviewing.contribution", changeset_id=changeset.id, _external=True)
    occurrence = about or next(iter(did.occurrences), None)
    shape = ContributionOut(
        occurrence=occurrence,
        changeset=changeset.id,
        state=changeset.state,
        url=address,
        claims=[f"{each[0]}-{each[1]}" for each in did.claims],
        sources=list(did.sources),
        parties=list(did.parties),
        investigations=list(did.investigations),
        recommendations=list(did.recommendations),
        made=made,
        found=list(found),
    )
    is_new = about is None and is_accepted and occurrence is not None
    record = url_for("api.occurrences.show", occurrence_id=occurrence, _external=True) if is_new else address
    return Reply(shape, 201, record)


def known_already(found: Sequence[FoundOut], *, source: int | None = None, party: int | None = None) -> Reply:
    """What was sent is on record: nothing is written."""
    shape = ContributionOut(
        occurrence=None, changeset=None, state=None, url=None, claims=[], investigations=[], recommendations=[], made={},
        sources=[source] if source else [], parties=[party] if party else [], found=list(found),
    )  # fmt: skip
    return Reply(shape, 200)
