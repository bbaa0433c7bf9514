"""The disputed facts of all occurrences."""

from dataclasses import replace
from hashlib import sha256

from apiflask import APIBlueprint
from flask import Response, current_app
from pydantic import Field

from app.api.answers import made, of_the_log, reads
from app.api.asking import Searched, read_q
from app.api.clocks import clocks_of
from app.api.inputs import ClocksIn
from app.api.paging import Parts, cut, list_of, read, written
from app.api.problems import BadParameter
from app.api.schemas.disputes import DisputeOut, dispute_of
from app.core.errors import Conflict
from app.extensions import db
from app.indexed import the_snapshot
from app.kept import Made
from app.search.nodes import All, Node
from app.services import disputes, pages
from app.services.disputes import Asked, Contested, Known, Which
from app.vocab.properties import BY_KEY

bp = APIBlueprint("disputes", __name__, tag="Disputes")
DisputeList = list_of(
    DisputeOut,
    total=(int, Field(description="how many disputed facts there are in all")),
    n_occurrences=(int, Field(description="in how many occurrences")),
)


class DisputesIn(Parts, ClocksIn, Searched):
    """Which disputes, as of when."""

    property: str | None = Field(None, description="Only on one property, by its key.", examples=["aircraft.last_altitude"])
    speakers: str | None = Field(
        None,
        description="Only those in which one party, or two against one another, speak: `17` or `17,23`.",
        examples=["17,23"],
    )
    which: Which = Field(Which.OPEN, description="Those that are not settled (`open`), `settled`, or `all`.")


@bp.get("/disputes")
@bp.input(DisputesIn, location="query", arg_name="asked")
@bp.output(DisputeList)
@reads(409, 503)
def index(asked: DisputesIn) -> Response:
    """Disputed facts

    By the number of the occurrence, as of now or of a day. The parts of one list are all as at the log's end of its first part.
    """
    query, clocks = read_q(asked.q), clocks_of(asked)
    if asked.property is not None and asked.property not in BY_KEY:
        raise BadParameter("property", f"there is no property {asked.property[:40]!r}; /api/v1/dictionary lists them all")
    wanted = Asked(asked.which, clocks.as_of, asked.property, _speakers(asked.speakers), at=clocks.as_recorded)
    began, last = read(asked.cursor, int, int) if asked.cursor else (None, 0)
    return of_the_log(lambda: _list(query, wanted, asked.limit, began, last))


def _speakers(text: str | None) -> tuple[int, ...]:
    parts = text.split(",") if text is not None else []
    if len(parts) > 2 or not all(each.isascii() and each.isdigit() and len(each) < 19 for each in parts):
        raise BadParameter("speakers", f"speakers is {(text or '')[:40]!r}; write the number of one party or of two: 17,23")
    return tuple(sorted(set(map(int, parts))))


def _list(query: Node, wanted: Asked, limit: int, began: int | None, last: int) -> Made:
    end = pages.end_of_log(db.session)
    if began is not None and began != end and wanted.at is None:
        wanted = replace(wanted, at=began)
    known: Known = current_app.extensions["airdocket.disputes"]
    facts = known.of(db.session, wanted.day, wanted.which, wanted.at)
    are_now = wanted.which is Which.OPEN and wanted.day is None and wanted.at is None
    ids = disputes.ids_among(facts, query, the_snapshot, are_open=are_now)
    found = disputes.narrow(facts, replace(wanted, ids=ids))
    rest = sorted(found.facts, key=disputes.by_number)
    if began is not None:
        rest = _after(facts, rest, last)
    part, final = cut(rest[: limit + 1], limit)
    following = None if final is None else written(end if began is None else began, _name(final))
    rows = disputes.rows_of(db.session, part, wanted.day, wanted.at)
    answer = {
        "items": [dispute_of(each) for each in rows], "total": len(found.facts), "n_occurrences": found.n_occurrences,
        "next": following,
    }  # fmt: skip
    shown = end if isinstance(query, All) else min(end, the_snapshot().sequence)
    return made(DisputeList.model_validate(answer), shown, following)


def _after(facts: list[Contested], rest: list[Contested], last: int) -> list[Contested]:
    place = next((disputes.by_number(each) for each in facts if _name(each) == last), None)
    if place is None:
        raise Conflict("what this walk had come to is not on record any more; begin it again")
    return [each for each in rest if disputes.by_number(each) > place]


def _name(each: Contested) -> int:
    """What tells the fact from all others."""
    return int.from_bytes(sha256(repr((each.occurrence_id, *each.subject)).encode()).digest()[:7])
