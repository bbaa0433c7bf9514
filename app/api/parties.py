"""Parties: who speaks, publishes, investigates, builds and operates."""

from apiflask import APIBlueprint
from flask import Response, url_for
from pydantic import Field

from app.api.answers import made, of_the_log, reads
from app.api.inputs import Query
from app.api.paging import Parts, cut, list_of, read, written
from app.api.schemas.parties import FullPartyOut, PartyPageOut, full_party_of, party_page_of
from app.core.text import fold
from app.extensions import db
from app.indexed import the_snapshot
from app.kept import Made
from app.models import Party
from app.services import listing, pages
from app.services.party_pages import find_party, open_party
from app.vocab.claims import PartyKind

bp = APIBlueprint("parties", __name__, url_prefix="/parties", tag="Parties")
PartyList = list_of(FullPartyOut, total=(int, Field(description="how many there are in all")))


class PartiesIn(Parts):
    """Which parties."""

    kind: PartyKind | None = Field(None, description="Only those of a kind, by its code.")
    q: str = Field(
        "", max_length=200, description="Only those with all of these words in one of their names.", examples=["boeing"]
    )


@bp.get("")
@bp.input(PartiesIn, location="query", arg_name="asked")
@bp.output(PartyList)
@reads()
def index(asked: PartiesIn) -> Response:
    """Parties, by number"""
    (after,) = read(asked.cursor, int) if asked.cursor else (0,)
    return of_the_log(lambda: _index(asked, after))


def _index(asked: PartiesIn, after: int) -> Made:
    end, words = pages.end_of_log(db.session), fold(asked.q.replace("\x00", " "))
    total, rows = listing.parties_after(db.session, after, asked.limit + 1, kind=asked.kind, words=words)
    part, last = cut(rows, asked.limit)
    following = None if last is None else written(last.id)
    found = {"items": [full_party_of(each) for each in part], "total": total, "next": following}
    return made(PartyList.model_validate(found), end, following)


@bp.get("/<int(max=9223372036854775807):party_id>")
@bp.input(Query, location="query", arg_name="asked")
@bp.output(PartyPageOut)
@reads(301, 404, 503)
def show(party_id: int, asked: Query) -> Response:
    """One party, and what it does

    One that was merged leads on to the party that it is.
    """
    party = find_party(db.session, party_id)
    if party.merged_into is not None:
        address = url_for("api.parties.show", party_id=party.merged_into)
        return Response(status=301, headers={"Location": address, "Cache-Control": "no-cache"})
    return of_the_log(lambda: _show(party))


def _show(party: Party) -> Made:
    snapshot = the_snapshot()
    return made(party_page_of(open_party(db.session, snapshot, party, None, 1, 1)), snapshot.sequence)
