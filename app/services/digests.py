"""The digest chain: what is hashed, in what form, so that anybody can compute it again.

Everything is written as JSON (UTF-8, no blanks) and hashed with SHA-256. An entry covers the rows that a changeset recorded
and closed under one occurrence; a changeset's digest covers the digest before it, its own fields, the parties and sources
it brought, and its entries in the order of their occurrences.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson

from app.models import Base

GENESIS = "0" * 64

# Tables under the occurrence whose rows a changeset records, in the order of the digest. Columns that change later (who
# closed a row) or are computed (projections) stand outside; closing has its own lines.
_PROJECTED_AFTER = {"aircraft": "recorded_in", "occurrence": "merged_into"}
_APART = ("recorded_in", "closed_in")


def _content(table: str) -> tuple[str, ...]:
    columns = [column.name for column in Base.metadata.tables[table].columns]
    if table in _PROJECTED_AFTER:
        columns = columns[: columns.index(_PROJECTED_AFTER[table]) + 1]
    return tuple(name for name in columns if name not in _APART)


CONTENT: dict[str, tuple[str, ...]] = {
    table: _content(table)
    for table in (
        "aircraft",
        "account",
        "claim",
        "attestation",
        "ranking",
        "investigation",
        "investigation_event",
        "investigation_document",
        "participation",
        "recommendation",
        "recommendation_response",
        "judgement",
        "release_record",
        "withdrawal",
        "standing",
    )
}
# Of these the changeset is found through the account in which they stand.
BY_ACCOUNT = ("claim", "investigation_event", "participation", "recommendation", "recommendation_response")
# Columns that came later, the last of their tables: a row without a word in them is digested as it was before they came.
LATER = {"recommendation": ("reference", "sent_on"), "recommendation_response": ("status",)}
# Rows that a changeset closes for good: to undo that, a new one is filed. The entries that can be withdrawn have a `closed_in`
# too, but there it only repeats their open withdrawal, which is what is digested.
CLOSABLE = ("ranking", "judgement", "withdrawal", "standing")
KEYS: dict[str, tuple[str, ...]] = {
    table: tuple(column.name for column in Base.metadata.tables[table].primary_key if column.name != "occurrence_id")
    for table in CONTENT
}
SHARED: dict[str, tuple[str, ...]] = {
    "party": ("id", "kind", "country"),
    "party_name": ("party_id", "number", "name", "key", "is_primary"),
    "party_merge": ("party_id", "number", "into_id", "reason"),
    "source": tuple(
        column.name for column in Base.metadata.tables["source"].columns if column.name not in ("recorded_in", "closed_in")
    ),
}

Rows = Sequence[Sequence[Any]]


def entry_digest(created: bool, recorded: Mapping[str, Rows], closed: Mapping[str, Rows]) -> str:
    """Digest of one entry.

    created: the changeset made the occurrence. recorded: rows by table in the columns of CONTENT, sorted by key.
    closed: keys (without the occurrence's id) by table of the rows it closed, sorted.
    """
    parts: list[Any] = [created]
    parts.extend([table, _rows(table, recorded[table])] for table in CONTENT if recorded.get(table))
    parts.extend(["closed", table, closed[table]] for table in CLOSABLE if closed.get(table))
    return _sha(parts)


def _rows(table: str, rows: Rows) -> Rows:
    later = len(LATER.get(table, ()))
    if not later:
        return rows
    return [row[:-later] if all(value is None for value in row[-later:]) else row for row in rows]


def shared_digest(rows: Mapping[str, Rows], closed: Mapping[str, Rows] | None = None) -> str:
    """Digest of the parties, names and sources of a changeset, rows by table in the columns of SHARED, sorted by key.

    closed: (party id, number) by table of the names and merges that it closed, sorted.
    """
    parts: list[Any] = [[table, rows[table]] for table in SHARED if rows.get(table)]
    parts.extend(["closed", table, closed[table]] for table in SHARED if closed and closed.get(table))
    return _sha(parts)


def changeset_digest(previous: str, fields: Sequence[Any], shared: str, entries: Iterable[tuple[int, str]]) -> str:
    """Digest of an accepted changeset.

    fields: sequence, id, kind, author id, comment, created, decided by, decided; instants as ISO text in UTC; then, only
    where there is one, the id of the changeset it undoes and of the one it was parted from.
    entries: (occurrence id, digest) in the order of the ids.
    """
    running = hashlib.sha256(orjson.dumps([previous, list(fields), shared]))
    for occurrence_id, digest in entries:
        running.update(f"{occurrence_id}:{digest}\n".encode())
    return running.hexdigest()


def plain(value: Any) -> Any:
    """A value as it stands in the JSON: dates and instants as ISO text, everything else as it is."""
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    return value.isoformat() if isinstance(value, dt.date) else value


def _sha(parts: Any) -> str:
    return hashlib.sha256(orjson.dumps(parts)).hexdigest()


def record_digest(parts: Any) -> str:
    """Digest of what a dataset's record states, to know an unchanged one in the next release."""
    return _sha(parts)[:32]
