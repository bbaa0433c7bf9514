"""Where something can be read."""

import datetime as dt

from flask import url_for
from pydantic import Field

from app.api.schemas.parties import PartyOut, party_of
from app.api.schemas.shape import Shape
from app.models import Source
from app.services.dossiers import SourceView
from app.vocab.claims import SourceKind


class SourceRef(Shape):
    """A source as a claim names it."""

    id: int
    title: str
    url: str = Field(description="its page")


class SourceOut(SourceRef):
    """A source of a dossier."""

    kind: SourceKind
    publisher: PartyOut
    authors: str | None
    published_on: dt.date | None
    retrieved_on: dt.date | None
    language: str | None
    licence: str
    link: str | None = Field(description="where it was published")
    archived_link: str | None
    is_later: bool = Field(description="it came out after as_of, and reports what was public by then")
    n_claims: int
    records: list[str] = Field(description="keys of a dataset's records of this occurrence")


def source_ref(row: Source) -> SourceRef:
    """The source as a claim names it."""
    return SourceRef(id=row.id, title=row.title, url=_url(row))


def source_of(view: SourceView) -> SourceOut:
    """The source with all that is known of it."""
    row = view.source
    return SourceOut(
        id=row.id,
        title=row.title,
        url=_url(row),
        kind=row.kind,
        publisher=party_of(view.publisher),
        authors=row.authors,
        published_on=row.published_on,
        retrieved_on=row.retrieved_on,
        language=row.language,
        licence=row.licence,
        link=row.url,
        archived_link=row.archived_url,
        is_later=view.is_later,
        n_claims=view.n_claims,
        records=list(view.records),
    )


def _url(row: Source) -> str:
    return url_for("sources.show", source_id=row.id, _external=True)
