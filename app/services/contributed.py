"""What a changeset recorded, for whoever sent it in."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

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
