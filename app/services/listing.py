"""Lists by number for programs that walk through them: numbers never change, so that nothing comes twice or is missed."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy.orm import Session

from app.models import Party
from app.queries import changesets, listed, pages
from app.services.changes import LogRow
from app.services.pages import SourceRow
from app.vocab.claims import PartyKind

MOST_NAMED = 1_000  # occurrences of a changeset that are named in a list; of more only the number is told


def sources_after(session: Session, number: int, limit: int) -> tuple[int, list[SourceRow]]:
    """How many sources there are, and those after a number."""
    rows = session.execute(listed.sources(number, limit)).all()
    counts = {row[0]: row[1] for row in session.execute(pages.accounts_by_source([each.id for each, _ in rows]))}
    items = [SourceRow(source, publisher, counts.get(source.id, 0)) for source, publisher in rows]
    return session.scalar(pages.n_sources()) or 0, items


def parties_after(
    session: Session, number: int, limit: int, *, kind: PartyKind | None, words: str
) -> tuple[int, Sequence[Party]]:
    """How many parties of a kind have all of the words in one of their names, and those of them after a number."""
    total = session.scalar(pages.counted(listed.some_parties(kind, words).with_only_columns(Party.id))) or 0
    return total, session.scalars(listed.parties(number, limit, kind, words)).all()


def log_after(
    session: Session, sequence: int, limit: int, occurrence_id: int | None = None
) -> list[tuple[LogRow, Sequence[int] | None]]:
    """The log after a place, the oldest first, each with the occurrences that it touched; None where they are too many."""
    rows = session.execute(listed.log_after(sequence, limit, occurrence_id=occurrence_id)).all()
    ids = [each.id for each, _ in rows]
    counts = {row[0]: row[1] for row in session.execute(changesets.entries_counted(ids))} if ids else {}
    touched: dict[int, list[int]] = defaultdict(list)
    for changeset, occurrence in session.execute(listed.touched_by([each for each, n in counts.items() if n <= MOST_NAMED])):
        touched[changeset].append(occurrence)
    return [
        (LogRow(each, name or "", counts.get(each.id, 0)), touched[each.id] if counts.get(each.id, 0) <= MOST_NAMED else None)
        for each, name in rows
    ]


def occurrences_in_short(session: Session, ids: Collection[int]) -> tuple[dict[int, Any], dict[int, list[Any]]]:
    """The rows of occurrences by id, and the rows of their aircraft by the same; one that is not of the record has none."""
    if not ids:
        return {}, {}
    crafts: dict[int, list[Any]] = defaultdict(list)
    for row in session.execute(listed.aircraft(list(ids))):
        crafts[row.occurrence_id].append(row)
    return {row.id: row for row in session.execute(listed.occurrences(list(ids)))}, crafts
