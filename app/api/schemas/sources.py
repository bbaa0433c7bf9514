"""Where something can be read."""

import datetime as dt

from flask import url_for
from pydantic import Field

from app.api.schemas.parties import PartyOut, party_of
from app.api.schemas.shape import Shape
from app.models import Party, Source
from app.services.dossiers import SourceView
from app.services.pages import SourcePage
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


class ListedSourceOut(SourceRef):
    """A source in a list."""

    kind: SourceKind
    publisher: PartyOut
    authors: str | None
    published_on: dt.date | None
    retrieved_on: dt.date | None
    language: str | None
    licence: str
    redistributable: bool = Field(description="its texts may be given on")
    link: str | None = Field(description="where it was published")
    archived_link: str | None
    key: str | None = Field(description="its permanent name, where one is known")
    series: str | None = Field(description="the dataset of which it is a release")
    n_accounts: int


class SourcePageOut(ListedSourceOut):
    """A source with how much it speaks of."""

    n_occurrences: int = Field(description="that it speaks of")
    n_attested: int = Field(description="of which it repeats what was read elsewhere first")
    query: str = Field(description="what finds the occurrences", examples=["source:1"])


def listed_source_of(row: Source, publisher: Party, n_accounts: int) -> dict[str, object]:
    """The fields of ListedSourceOut."""
    return {
        **dict(source_ref(row)), "kind": row.kind, "publisher": party_of(publisher), "authors": row.authors,
        "published_on": row.published_on, "retrieved_on": row.retrieved_on, "language": row.language, "licence": row.licence,
        "redistributable": row.redistributable, "link": row.url, "archived_link": row.archived_url, "key": row.key,
        "series": row.series, "n_accounts": n_accounts,
    }  # fmt: skip


def source_page_of(page: SourcePage) -> SourcePageOut:
    """The source with how much it speaks of."""
    return SourcePageOut.model_validate({
        **listed_source_of(page.source, page.publisher, page.n_accounts), "n_occurrences": page.spoken.total,
        "n_attested": page.attested.total, "query": f"source:{page.source.id}",
    })  # fmt: skip


def _url(row: Source) -> str:
    return url_for("sources.show", source_id=row.id, _external=True)
