"""The log: what was contributed, and what each changeset did."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from flask import url_for
from pydantic import Field

from app.api.schemas.shape import Shape
from app.core.text import slug
from app.models import Changeset, Occurrence
from app.services.changes import ChangesetPage, LogRow, Touched
from app.services.differences import Change, Line, Side, Sign
from app.services.permissions import PROGRAM
from app.vocab.claims import ChangesetKind, ChangesetState, PropertyState, Stance


class ChangesetRef(Shape):
    """A changeset of the log."""

    id: int
    url: str = Field(description="its page")
    number: int = Field(description="its place in the log, gap-free from 1: the record time, which as_recorded takes")
    kind: ChangesetKind
    state: ChangesetState
    author: str = Field(description="who contributed it; `airdocket` is the program itself")
    comment: str
    created_at: dt.datetime
    accepted_at: dt.datetime
    undoes: int | None = Field(description="the changeset that it undid")
    split_from: int | None = Field(description="the changeset from which it was parted in review")
    digest: str = Field(description="of all that it brought, with the digest before it")
    n_occurrences: int


class ChangesetOut(ChangesetRef):
    """A changeset in the log."""

    occurrences: list[int] | None = Field(description="those that it touched; null: more than 1,000")


class OccurrenceRef(Shape):
    """An occurrence that is named."""

    id: int
    url: str = Field(description="its page")
    title: str


class SideOut(Shape):
    """How a thing stood on one side."""

    values: list[str]
    state: PropertyState | None
    note: str | None = Field(description="what is said where there are no values")


class LineOut(Shape):
    """An entry that was added, withdrawn or changed."""

    sign: Sign
    words: str
    speaker: str | None
    stance: Stance | None
    claim: str | None = Field(description="its permanent name, where it is a claim")
    source: str | None
    locator: str | None
    quote: str | None
    note: str | None


class DifferenceOut(Shape):
    """One thing that differs, in words."""

    place: str = Field(description="the part of the dossier")
    label: str
    property: str | None
    qualifier: str | None
    before: SideOut
    after: SideOut
    lines: list[LineOut]


class TouchedOut(Shape):
    """What a changeset did to an occurrence."""

    occurrence: OccurrenceRef
    made: bool = Field(description="there was none before")
    differences: list[DifferenceOut]


class ChangesetPageOut(ChangesetRef):
    """A changeset with what it did."""

    decided_by: str | None
    n_made: int = Field(description="occurrences that it made")
    n_accounts: int | None = Field(description="null: it touched too many occurrences to count them")
    n_claims: int | None
    undone_by: list[int]
    parts: list[int] = Field(description="the changesets that were parted from it")
    touched: list[TouchedOut] = Field(description="what it did to each occurrence; empty where it touched more than 20")
    items: list[OccurrenceRef] = Field(description="the occurrences that it touched")
    next: str | None = Field(description="the cursor of the next part of these")


def ref_of(row: Changeset, author: str, n: int) -> dict[str, Any]:
    """The fields of ChangesetRef."""
    return {
        "id": row.id, "url": url_for("changes.show", changeset_id=row.id, _external=True), "number": row.sequence,
        "kind": row.kind, "state": row.state, "author": author or PROGRAM.name, "comment": row.comment,
        "created_at": row.created_at, "accepted_at": row.decided_at, "undoes": row.undoes, "split_from": row.split_from,
        "digest": row.digest, "n_occurrences": n,
    }  # fmt: skip


def changeset_of(row: LogRow, touched: Sequence[int] | None) -> dict[str, Any]:
    """The fields of ChangesetOut."""
    return {**ref_of(row.changeset, row.author, row.n_occurrences), "occurrences": touched}


def changeset_page_of(page: ChangesetPage, following: str | None) -> ChangesetPageOut:
    """A changeset with what it did. following: the cursor of the next part of its occurrences."""
    return ChangesetPageOut.model_validate({
        **ref_of(page.changeset, page.author, page.n_occurrences), "decided_by": page.decider or None, "n_made": page.n_made,
        "n_accounts": page.n_accounts, "n_claims": page.n_claims, "undone_by": [each.id for each in page.undone_by],
        "parts": [each.id for each in page.parts], "touched": [_touched(each) for each in page.touched],
        "items": [occurrence_ref(each) for each in page.listed.items], "next": following,
    })  # fmt: skip


def occurrence_ref(row: Occurrence) -> OccurrenceRef:
    """An occurrence by its name."""
    page = url_for("occurrences.show", occurrence_id=row.id, slug=slug(row.title), _external=True)
    return OccurrenceRef(id=row.id, url=page, title=row.title)


def _touched(touched: Touched) -> TouchedOut:
    return TouchedOut(
        occurrence=occurrence_ref(touched.row), made=touched.is_new, differences=[_difference(each) for each in touched.changes]
    )


def _difference(change: Change) -> DifferenceOut:
    return DifferenceOut(
        place=change.place,
        label=change.label,
        property=change.property.key if change.property else None,
        qualifier=change.qualifier or None,
        before=_side(change.before),
        after=_side(change.after),
        lines=[_line(each) for each in change.lines],
    )


def _side(side: Side) -> SideOut:
    return SideOut(values=list(side.values), state=side.state, note=side.note or None)


def _line(line: Line) -> LineOut:
    return LineOut(
        sign=line.sign,
        words=line.words,
        speaker=line.speaker or None,
        stance=line.stance,
        claim=f"{line.claim[0]}-{line.claim[1]}" if line.claim else None,
        source=line.source.source.title if line.source else None,
        locator=line.locator,
        quote=line.quote,
        note=line.note or None,
    )
