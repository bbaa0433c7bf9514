"""The settings, each read once from the environment: one table of name, type, default and help."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

PREFIX = "AIRDOCKET_"


def _setting(default: object, help_text: str) -> object:
    return field(default=default, metadata={"help": help_text})


@dataclass(frozen=True)
class Settings:
    """What can be set. A field `database_url` is the environment variable `AIRDOCKET_DATABASE_URL`."""

    home: Path = _setting(Path(".airdocket"), "Folder for the SQLite database, import reports and other state.")  # type: ignore[assignment]
    database_url: str = _setting(  # type: ignore[assignment]
        "", "SQLAlchemy address of the database; empty: SQLite in the home folder. PostgreSQL: postgresql+psycopg://..."
    )
    host: str = _setting("127.0.0.1", "Address on which `serve` listens.")  # type: ignore[assignment]
    port: int = _setting(8000, "Port on which `serve` listens.")  # type: ignore[assignment]
    workers: int = _setting(2, "Server processes.")  # type: ignore[assignment]
    page_size: int = _setting(25, "Rows on a page of a list.")  # type: ignore[assignment]

    @property
    def url(self) -> str:
        """The database's address, with the default filled in."""
        return self.database_url or f"sqlite:///{self.home.absolute() / 'airdocket.sqlite3'}"

    @property
    def reports(self) -> Path:
        """Where import reports are written."""
        return self.home / "reports"


_READ: dict[object, Callable[[str], object]] = {Path: Path, str: str, int: int}


def load(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings from the environment; ValueError names a variable that cannot be read."""
    given: dict[str, object] = {}
    for each in fields(Settings):
        text = environment.get(PREFIX + each.name.upper())
        if text is None:
            continue
        try:
            given[each.name] = _READ[each.type](text)
        except ValueError:
            raise ValueError(f"{PREFIX}{each.name.upper()} is {text!r}, expected a whole number") from None
    return Settings(**given)  # type: ignore[arg-type]
