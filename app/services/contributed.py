"""What a changeset recorded, for whoever sent it in."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.core.errors import NotFound
from app.models import Investigation
from app.queries import contributed as queries


@dataclass(frozen=True, slots=True)
class Recorded:
    """Ids of occurrences, sources and parties; (occurrence, number) of claims; numbers of what is under the occurrence."""

    occurrences: tuple[int, ...] = ()
    claims: tuple[tuple[int, int], ...] = ()
    sources: tuple[int, ...] = ()
    parties: tuple[int, ...] = ()
    investigations: tuple[int, ...] = ()
    recommendations: tuple[int, ...] = ()


def recorded(session: Session, changeset_id: int) -> Recorded:
    """What an accepted changeset recorded, in nine statements; nothing for one that is not accepted."""
    inquiries: set[int] = {row[1] for each in queries.investigations(changeset_id) for row in session.execute(each)}
    return Recorded(
        tuple(session.scalars(queries.occurrences(changeset_id))),
        tuple((row[0], row[1]) for row in session.execute(queries.claims(changeset_id))),
        tuple(session.scalars(queries.sources(changeset_id))),
        tuple(session.scalars(queries.parties(changeset_id))),
        tuple(sorted(inquiries)),
        tuple(row[1] for row in session.execute(queries.recommendations(changeset_id))),
    )


# -- what a contribution goes on from


def aircraft_of(session: Session, occurrence_id: int) -> set[int]:
    """The numbers of its aircraft."""
    return set(session.scalars(queries.aircraft_numbers(occurrence_id)))


def standing_claims(session: Session, occurrence_id: int, numbers: Collection[int]) -> set[int]:
    """Those of the numbers that are open claims of the occurrence."""
    return set(session.scalars(queries.open_claims(occurrence_id, list(numbers))))


def find_investigation(session: Session, occurrence_id: int, number: int) -> Investigation:
    """An investigation by its number; NotFound."""
    found: Investigation | None = session.scalar(queries.investigation(occurrence_id, number))
    if found is None:
        raise NotFound(f"there is no investigation {number} of occurrence {occurrence_id}")
    return found


def check_recommendation(session: Session, occurrence_id: int, number: int) -> None:
    """NotFound where the occurrence has no safety recommendation of that number."""
    if session.scalar(queries.recommendation(occurrence_id, number)) is None:
        raise NotFound(f"there is no recommendation {number} of occurrence {occurrence_id}")
