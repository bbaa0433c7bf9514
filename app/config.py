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
    address: str = _setting(  # type: ignore[assignment]
        "", "Public address of the site, as https://name; then requests for other names are refused. Empty: any name."
    )
    proxies: int = _setting(  # type: ignore[assignment]
        0, "Reverse proxies in front of the server, whose X-Forwarded headers are believed."
    )
    secure_cookies: bool = _setting(False, "Send cookies over HTTPS only: 1 for a public site.")  # type: ignore[assignment]
    sign_up: str = _setting(  # type: ignore[assignment]
        "open", "Who may make an account, as a contributor: open (anybody), invited, or closed (nobody)."
    )
    mail_server: str = _setting(  # type: ignore[assignment]
        "", "SMTP server, as smtp://user:password@host:port (smtps:// for TLS from the start). Empty: mails become files."
    )
    mail_from: str = _setting("airdocket@localhost", "Sender of mails.")  # type: ignore[assignment]
    limit_sign_in: str = _setting(  # type: ignore[assignment]
        "20/minute;200/day", "How often one address on the net may try to sign in, sign up or recover."
    )
    limit_account: str = _setting(  # type: ignore[assignment]
        "30/hour;100/day", "How often the password or code of one account may be tried, from wherever."
    )
    limit_write: str = _setting("60/minute;2000/day", "How often one address may send a form.")  # type: ignore[assignment]
    limit_search: str = _setting("120/minute", "How often one address may search.")  # type: ignore[assignment]
    limit_parts: str = _setting(  # type: ignore[assignment]
        "600/minute", "How often one address may fetch what changes in a page: suggestions, and the cells of a map."
    )
    limit_export: str = _setting(  # type: ignore[assignment]
        "20/minute", "How often one address may have all that a query finds as a file."
    )
    limit_storage: str = _setting(  # type: ignore[assignment]
        "memory://", "Where the limits are counted; memory:// counts in each server process, redis://host:port in one place."
    )

    @property
    def url(self) -> str:
        """The database's address, with the default filled in."""
        return self.database_url or f"sqlite:///{self.home.absolute() / 'airdocket.sqlite3'}"

    @property
    def index(self) -> Path:
        """Where the search index lies; it can be deleted at any time, and is built anew."""
        return self.home / "index"

    @property
    def mails(self) -> Path:
        """Where mails are written when no server sends them."""
        return self.home / "mail"

    @property
    def reports(self) -> Path:
        """Where import reports are written."""
        return self.home / "reports"


def _switch(text: str) -> bool:
    return {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False, "": False}[text.strip().lower()]


def _number(text: str) -> int:
    number = int(text)
    if number < 0:
        raise ValueError
    return number


_READ: dict[object, Callable[[str], object]] = {Path: Path, str: str, int: _number, bool: _switch}
_EXPECTED: dict[object, str] = {int: "a whole number", bool: "1 or 0"}
CHOICES = {"sign_up": ("open", "invited", "closed")}


def load(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings from the environment; ValueError names a variable that cannot be read."""
    given: dict[str, object] = {}
    for each in fields(Settings):
        text = environment.get(PREFIX + each.name.upper())
        if text is None:
            continue
        try:
            given[each.name] = _READ[each.type](text)
        except (ValueError, KeyError):
            raise ValueError(f"{PREFIX}{each.name.upper()} is {text!r}, expected {_EXPECTED[each.type]}") from None
        if given[each.name] not in CHOICES.get(each.name, (given[each.name],)):
            raise ValueError(f"{PREFIX}{each.name.upper()} is {text!r}, expected one of {', '.join(CHOICES[each.name])}")
    return Settings(**given)  # type: ignore[arg-type]
