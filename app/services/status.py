"""How the database stands: imports with their reports, the last verification, figures. Nothing here computes for long."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.errors import NotFound
from app.models import Changeset
from app.queries import pages as page_queries
from app.queries import status as queries
from app.services.pages import Page

VERIFIED = "verify.json"
MAX_LISTED = 20  # differences that a stored result names


@dataclass(frozen=True, slots=True)
class Verified:
    """The result of a verification: when it ended (ISO, UTC), up to which sequence, and what was found."""

    finished_at: str
    sequence: int
    occurrences: int
    differences: int
    first: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """A file of the reports folder."""

    name: str
    size: int
    written_at: dt.datetime


@dataclass(frozen=True, slots=True)
class ImportRow:
    """An import with the number of occurrences that it touched."""

    changeset: Changeset
    n_occurrences: int


@dataclass(frozen=True, slots=True)
class Figures:
    """What the database holds."""

    n_occurrences: int
    n_aircraft: int
    n_claims: int
    n_sources: int
    n_users: int
    n_pending: int
    last: Changeset | None


def write_verified(home: Path, session: Session, *, occurrences: int, differences: int, first: Sequence[str]) -> None:
    """Keep the result of a verification in the home folder, in one step, so that nobody reads half of it."""
    last = session.scalar(queries.last_accepted())
    now = dt.datetime.now(dt.UTC).replace(microsecond=0).isoformat()
    result = Verified(now, (last.sequence or 0) if last else 0, occurrences, differences, tuple(first[:MAX_LISTED]))
    home.mkdir(parents=True, exist_ok=True)
    draft = home / f".{VERIFIED}.{dt.datetime.now(dt.UTC).timestamp()}"
    draft.write_bytes(orjson.dumps(asdict(result), option=orjson.OPT_INDENT_2))
    draft.replace(home / VERIFIED)


def last_verified(home: Path) -> Verified | None:
    """The last result; None where there is none that can be read."""
    try:
        given = orjson.loads((home / VERIFIED).read_bytes())
        return Verified(**{**given, "first": tuple(given["first"])})
    except (FileNotFoundError, orjson.JSONDecodeError, TypeError, KeyError):
        return None


def reports(folder: Path) -> list[Report]:
    """The import reports, the latest first."""
    if not folder.is_dir():
        return []
    files = [each for each in folder.iterdir() if each.suffix == ".csv" and each.is_file() and not each.is_symlink()]
    found = [
        Report(each.name, stat.st_size, dt.datetime.fromtimestamp(stat.st_mtime, dt.UTC))
        for each in files
        for stat in (each.stat(),)
    ]
    return sorted(found, key=lambda each: (each.written_at, each.name), reverse=True)


def report_path(folder: Path, name: str) -> Path:
    """The file of a report in the list; NotFound for every other name."""
    if name not in {each.name for each in reports(folder)}:
        raise NotFound(f"there is no report {name[:80]!r}")
    return folder.absolute() / name


def list_imports(session: Session, number: int, size: int) -> Page[ImportRow]:
    """A page of the imports."""
    statement = queries.imports()
    total = session.scalar(page_queries.counted(statement)) or 0
    rows = session.scalars(statement.limit(size).offset((number - 1) * size)).all()
    counts = (
        {row[0]: row[1] for row in session.execute(queries.occurrences_touched([each.id for each in rows]))} if rows else {}
    )
    return Page([ImportRow(each, counts.get(each.id, 0)) for each in rows], number, size, total)


def figures(session: Session) -> Figures:
    """What the database holds, from its projected columns."""
    totals = session.execute(page_queries.totals()).one()
    return Figures(
        totals.n_occurrences, totals.n_aircraft, totals.n_claims, session.scalar(page_queries.n_sources()) or 0,
        session.scalar(queries.n_users()) or 0, session.scalar(queries.n_pending()) or 0,
        session.scalar(queries.last_accepted()),
    )  # fmt: skip


def server_version(session: Session) -> str:
    """The kind and version of the database: `SQLite 3.46.1`."""
    connection = session.connection()
    name = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}.get(connection.dialect.name, connection.dialect.name)
    version = "select sqlite_version()" if connection.dialect.name == "sqlite" else "show server_version"
    return f"{name} {session.scalar(sa.text(version))}"
