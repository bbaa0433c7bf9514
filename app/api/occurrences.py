"""Occurrences: the dossier of one, its time line, its claims and its history."""

from typing import Any

from apiflask import APIBlueprint
from flask import Response, url_for
from pydantic import Field

from app.api.answers import answered, answered_list, reads
from app.api.clocks import Clocks, clocks_of
from app.api.inputs import ClocksIn
from app.api.paging import Parts, cut, list_of, read, written
from app.api.problems import Gone
from app.api.schemas.changesets import ChangesetRef, ref_of
from app.api.schemas.facts import ClaimOut, claim_of, stored_value
from app.api.schemas.occurrences import Head, OccurrenceOut, head_of, occurrence_of
from app.api.schemas.time_lines import TimeLineOut, time_line_of
from app.extensions import db
from app.services import changes, listing, pages
from app.services.dossiers import open_dossier, see_dossier
from app.vocab.claims import OccurrenceState

bp = APIBlueprint("occurrences", __name__, url_prefix="/occurrences", tag="Occurrences")
ClaimList = list_of(ClaimOut, base=Head, total=(int, Field(description="how many there are in all")))
History = list_of(ChangesetRef)
_ID = "int(max=9223372036854775807):occurrence_id"


@bp.get(f"/<{_ID}>")
@bp.input(ClocksIn, location="query", arg_name="asked")
@bp.output(OccurrenceOut)
@reads(301, 404, 410)
def show(occurrence_id: int, asked: ClocksIn) -> Response:
    """One occurrence, with every claim

    All that is on record about it, or was known on a day: its facts with every claim, who said it and where.
    """
    clocks = clocks_of(asked)
    head = pages.find_occurrence(db.session, occurrence_id)
    if moved := moved_to(head, clocks):
        return _redirected("api.occurrences.show", moved, clocks)
    dossier = open_dossier(db.session, occurrence_id, as_of=clocks.as_of, as_recorded=clocks.as_recorded)
    return answered(occurrence_of(dossier, head, clocks.day))


@bp.get(f"/<{_ID}>/timeline")
@bp.input(ClocksIn, location="query", arg_name="asked")
@bp.output(TimeLineOut)
@reads(301, 404, 410)
def timeline(occurrence_id: int, asked: ClocksIn) -> Response:
    """The time line of one occurrence

    The days on which something became public, and what changed on each; with `as_of` those up to that day.
    """
    clocks = clocks_of(asked)
    head = pages.find_occurrence(db.session, occurrence_id)
    if moved := moved_to(head, clocks):
        return _redirected("api.occurrences.timeline", moved, clocks)
    seen = see_dossier(db.session, occurrence_id, clocks.today, as_of=clocks.as_of, as_recorded=clocks.as_recorded)
    return answered(time_line_of(seen, head, clocks.day))


class ClaimsIn(Parts, ClocksIn):
    """Which claims."""


@bp.get(f"/<{_ID}>/claims")
@bp.input(ClaimsIn, location="query", arg_name="asked")
@bp.output(ClaimList)
@reads(301, 404, 410)
def claims(occurrence_id: int, asked: ClaimsIn) -> Response:
    """All claims of one occurrence, by number

    Those that stand, or stood at the clocks, whatever became of them by the rule.
    """
    (after,) = read(asked.cursor, int) if asked.cursor else (0,)
    clocks = clocks_of(asked)
    head = pages.find_occurrence(db.session, occurrence_id)
    if moved := moved_to(head, clocks):
        return _redirected("api.occurrences.claims", moved, clocks)
    dossier = open_dossier(db.session, occurrence_id, as_of=clocks.as_of, as_recorded=clocks.as_recorded)
    views = sorted(((each, fact) for fact in dossier.facts for each in fact.claims), key=lambda pair: pair[0].number)
    part, last = cut([each for each in views if each[0].number > after], asked.limit)
    following = None if last is None else written(last[0].number)
    items = [claim_of(view, stored_value(fact, view.number)) for view, fact in part]
    found = ClaimList.model_validate({**head_of(dossier, head), "items": items, "total": len(views), "next": following})
    return answered_list(found, following)


@bp.get(f"/<{_ID}>/history")
@bp.input(Parts, location="query", arg_name="asked")
@bp.output(History)
@reads(404)
def history(occurrence_id: int, asked: Parts) -> Response:
    """The changesets that touched one occurrence, the oldest first

    Of a record that was merged or withdrawn too.
    """
    (after,) = read(asked.cursor, int) if asked.cursor else (0,)
    pages.find_occurrence(db.session, occurrence_id)
    part, last = cut(listing.log_after(db.session, min(after, 2**62), asked.limit + 1, occurrence_id), asked.limit)
    following = None if last is None else written(last[0].changeset.sequence or 0)
    items = [ref_of(each.changeset, each.author, each.n_occurrences) for each, _ in part]
    return answered_list(History.model_validate({"items": items, "next": following}), following)


def moved_to(head: Any, clocks: Clocks) -> int | None:
    """The record that this one was merged into; None for one that stands. Gone for a withdrawn one.

    At a place of the log a record is given as it was held there, whatever became of it.
    """
    if clocks.as_recorded is not None:
        return None
    if head.state is OccurrenceState.WITHDRAWN:
        standing = changes.standing_of(db.session, head.id)
        reason, changeset = (standing[0].reason, standing[1].id) if standing else ("", None)
        raise Gone(f"occurrence {head.id}", reason, changeset)
    merged_into: int | None = head.merged_into
    return merged_into


def _redirected(endpoint: str, occurrence_id: int, clocks: Clocks) -> Response:
    address = url_for(endpoint, occurrence_id=occurrence_id, **clocks.given)
    return Response(status=301, headers={"Location": address, "Cache-Control": "no-cache"})
