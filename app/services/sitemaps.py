"""The site's addresses for search engines, in parts of at most 50,000, which are read while they are sent."""

import datetime as dt
from collections.abc import Iterator
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.text import slug
from app.queries import sitemaps

MOST = 50_000  # addresses in a part, as https://www.sitemaps.org/protocol.html allows
AT_ONCE = 1_000


class Kind(StrEnum):
    """Of what a part tells."""

    OCCURRENCES = "occurrences"
    SOURCES = "sources"


def parts(session: Session) -> list[tuple[Kind, int]]:
    """The parts by kind and number from 1: each is of 50,000 ids, of which those that are not public are left out."""
    occurrences, sources = session.execute(sitemaps.last_ids()).one()
    return [
        (kind, i + 1) for kind, last in zip(Kind, (occurrences, sources), strict=True) for i in range(-(-(last or 0) // MOST))
    ]


def addresses(engine: sa.Engine, kind: Kind, part: int) -> Iterator[tuple[str, dt.datetime | None]]:
    """(address within the site, when it last changed) of a part, in constant memory, by a connection of its own."""
    first, last = (part - 1) * MOST + 1, part * MOST
    statement = sitemaps.occurrences(first, last) if kind is Kind.OCCURRENCES else sitemaps.sources(first, last)
    with engine.connect() as connection:
        for row in connection.execution_options(yield_per=AT_ONCE).execute(statement):
            name = f"{row[0]}-{slug(row.title)}" if kind is Kind.OCCURRENCES else str(row[0])
            yield f"/{kind.value}/{name}", row[-1]
