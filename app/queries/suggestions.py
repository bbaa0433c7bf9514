"""Statements that find a source or a party while somebody writes its name."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from app.models import Party, PartyName, Source
from app.queries.changesets import accepted
from app.queries.lists import pattern

Rows = sa.Select[*tuple[Any, ...]]


def sources_with_words(words: Sequence[str]) -> Rows:
    """(source, publisher) whose title, publisher, authors or address hold every word; the latest published first."""
    texts = (Source.title, Party.name, Source.authors, Source.url)
    found = [sa.or_(*(sa.func.lower(text).like(pattern(word), escape="!") for text in texts)) for word in words]
    return (
        sa.select(Source, Party)
        .join(Party, Party.id == Source.publisher_id)
        .where(accepted(Source.recorded_in), *found)
        .order_by(Source.published_on.desc().nulls_last(), Source.id.desc())
    )


def sources_at(part: str) -> Rows:
    """(source, publisher) whose address holds that part, in any case; whether it is the same one is for the caller to see."""
    addresses = (Source.url, Source.archived_url)
    return (
        sa.select(Source, Party)
        .join(Party, Party.id == Source.publisher_id)
        .where(accepted(Source.recorded_in))
        .where(sa.or_(*(sa.func.lower(each).like(pattern(part.lower()), escape="!") for each in addresses)))
        .order_by(Source.id)
    )


def parties_with_names_like(key: str) -> Rows:
    """(party, its best rank) by names: 0 the name itself, 1 its beginning, 2 a part of it.

    Merged parties are left out: their names lead to what they were merged into.
    """
    begins = PartyName.key.like(pattern(key).removeprefix("%"), escape="!")
    rank = sa.case((PartyName.key == key, 0), (begins, 1), else_=2)
    like = PartyName.key.like(pattern(key), escape="!")
    best = (
        sa.select(PartyName.party_id, sa.func.min(rank).label("rank"))
        .where(PartyName.closed_in.is_(None), like)
        .group_by(PartyName.party_id)
        .subquery()
    )
    return (
        sa.select(Party, best.c.rank)
        .join(best, best.c.party_id == Party.id)
        .where(accepted(Party.recorded_in), Party.merged_into.is_(None))
        .order_by(best.c.rank, sa.func.length(Party.name), Party.id)
    )


def parties_with_key(key: str) -> Rows:
    """The parties with an open name of that key; one that was merged stands for itself here."""
    named = sa.select(PartyName.party_id).where(PartyName.key == key, PartyName.closed_in.is_(None))
    return sa.select(Party).where(Party.id.in_(named), accepted(Party.recorded_in)).order_by(Party.id)
