"""Sources: where something can be read."""

from apiflask import APIBlueprint
from flask import Response
from pydantic import Field

from app.api.answers import made, of_the_log, reads
from app.api.inputs import Query
from app.api.paging import Parts, cut, list_of, read, written
from app.api.schemas.sources import ListedSourceOut, SourcePageOut, listed_source_of, source_page_of
from app.extensions import db
from app.kept import Made
from app.services import listing, pages

bp = APIBlueprint("sources", __name__, url_prefix="/sources", tag="Sources")
SourceList = list_of(ListedSourceOut, total=(int, Field(description="how many there are in all")))


@bp.get("")
@bp.input(Parts, location="query", arg_name="asked")
@bp.output(SourceList)
@reads()
def index(asked: Parts) -> Response:
    """All sources, by number"""
    (after,) = read(asked.cursor, int) if asked.cursor else (0,)
    return of_the_log(lambda: _index(after, asked.limit))


def _index(after: int, limit: int) -> Made:
    end = pages.end_of_log(db.session)
    total, rows = listing.sources_after(db.session, after, limit + 1)
    part, last = cut(rows, limit)
    items = [listed_source_of(each.source, each.publisher, each.n_accounts) for each in part]
    following = None if last is None else written(last.source.id)
    return made(SourceList.model_validate({"items": items, "total": total, "next": following}), end, following)


@bp.get("/<int(max=9223372036854775807):source_id>")
@bp.input(Query, location="query", arg_name="asked")
@bp.output(SourcePageOut)
@reads(404)
def show(source_id: int, asked: Query) -> Response:
    """One source"""

    def make() -> Made:
        end = pages.end_of_log(db.session)
        return made(source_page_of(pages.open_source(db.session, source_id, 1, 1)), end)

    return of_the_log(make)
