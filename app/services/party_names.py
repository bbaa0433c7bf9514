"""The names of parties by their ids."""

from collections.abc import Callable, Collection
from functools import cache

from sqlalchemy.orm import Session

from app.queries import occurrences


def party_names(session: Session, ids: Collection[int]) -> dict[int, str]:
    """The name of each that exists, in one statement; of a merged one the name of the party that it was merged into."""
    if not ids:
        return {}
    found = {each.id: each for each in session.scalars(occurrences.parties(), {"ids": list(ids)})}
    return {id_: found.get(found[id_].merged_into or id_, found[id_]).name for id_ in ids if id_ in found}


def names_of(session: Session) -> Callable[[str, int], str | None]:
    """What tells the name of a party or the title of a source by its number, each looked up once; None where there is none."""

    @cache
    def name(kind: str, number: int) -> str | None:
        if kind == "source":
            found: str | None = session.scalar(occurrences.source_title(number))
            return found
        return party_names(session, [number]).get(number)

    return name
