"""The log: accepted changesets in the order of their acceptance, for those who follow it, and each with what it did."""

from apiflask import APIBlueprint
from flask import Response
from pydantic import Field

from app.api.answers import answered_list, reads
from app.api.paging import Parts, cut, list_of, read, written
from app.api.schemas.changesets import ChangesetOut, ChangesetPageOut, changeset_of, changeset_page_of
from app.extensions import db
from app.services import changes, listing, pages
from app.services.permissions import ANYBODY

bp = APIBlueprint("changesets", __name__, url_prefix="/changesets", tag="Changes")
Log = list_of(ChangesetOut, last=(int, Field(description="the number of the last changeset of the log; 0: it is empty")))
_MOST = 2**63 - 1


class LogIn(Parts):
    """Which part of the log."""

    after: int = Field(0, ge=0, le=_MOST, description="Only what follows this number of the log: the last one that was seen.")


@bp.get("")
@bp.input(LogIn, location="query", arg_name="asked")
@bp.output(Log)
@reads()
def index(asked: LogIn) -> Response:
    """The log

    The accepted changesets after a place, the oldest first. To follow it, ask again and again with the last number seen.
    """
    (after,) = read(asked.cursor, int) if asked.cursor else (asked.after,)
    last = pages.end_of_log(db.session)
    part, final = cut(listing.log_after(db.session, min(after, _MOST), asked.limit + 1), asked.limit)
    following = None if final is None else written(final[0].changeset.sequence or 0)
    found = {"items": [changeset_of(*each) for each in part], "last": last, "next": following}
    return answered_list(Log.model_validate(found), following)


@bp.get("/<int(max=9223372036854775807):changeset_id>")
@bp.input(Parts, location="query", arg_name="asked")
@bp.output(ChangesetPageOut)
@reads(404)
def show(changeset_id: int, asked: Parts) -> Response:
    """One changeset, and what it did

    With the differences of each occurrence that it touched, up to 20; `items` are the occurrences.
    """
    number, size = read(asked.cursor, int, int) if asked.cursor else (1, asked.limit)
    page = changes.open_changeset(db.session, ANYBODY, changeset_id, max(1, min(number, 2**31)), max(1, min(size, 1_000)))
    following = written(number + 1, size) if page.listed.last < page.listed.total and page.listed.items else None
    return answered_list(changeset_page_of(page, following), following)
