"""Statements behind the lists of operators, makers and authorities."""

from typing import Any

import sqlalchemy as sa

from app.core.text import fold, key_of
from app.models import Investigation, Party, PartyName
from app.queries.changesets import accepted
from app.queries.lists import pattern

Rows = sa.Select[*tuple[Any, ...]]
_ITSELF = sa.func.coalesce(Party.merged_into, Party.id)  # what a merged party was merged into


def parties_with_word(beginning: str) -> Rows:
    """Ids of the parties with a name, or a word of a name, that begins so; a merged one is what it was merged into."""
    inside = pattern(f" {fold(beginning)}")
    begins = PartyName.key.like(pattern(key_of(beginning)).removeprefix("%"), escape="!")
    return (
        sa.select(_ITSELF)
        .join(PartyName, PartyName.party_id == Party.id)
        .where(accepted(Party.recorded_in), PartyName.closed_in.is_(None), accepted(PartyName.recorded_in))
        .where(sa.or_(begins, sa.func.lower(PartyName.name).like(inside, escape="!")))
    )


def authorities() -> Rows:
    """Ids of the parties that hold an investigation; a merged one is what it was merged into."""
    holds = sa.select(1).where(
        Investigation.authority_id == Party.id, Investigation.closed_in.is_(None), accepted(Investigation.recorded_in)
    )
    return sa.select(_ITSELF).where(accepted(Party.recorded_in), holds.exists())
