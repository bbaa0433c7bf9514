"""One table of a dossier file while it is read."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from app.vocab.coded import Coded
from app.vocab.values import MAX_TEXT

C = TypeVar("C", bound=Coded)


class Table:
    """One TOML table being read: takes keys out, notes what is wrong, and at the end names the keys nobody took."""

    def __init__(self, values: Mapping[str, Any], place: str, problems: list[str]) -> None:
        self.values, self.place, self.problems = values, place, problems
        self.taken: set[str] = set()

    def wrong(self, what: str) -> None:
        """Note something wrong in this table."""
        self.problems.append(f"{self.place}: {what}")

    def take(self, key: str, *, required: bool = False) -> Any:
        """The value of a key, which counts as read; None where it is absent."""
        self.taken.add(key)
        found = self.values.get(key)
        if found is None and required:
            self.wrong(f"{key!r} is missing")
        return found

    def text(self, key: str, *, required: bool = False, limit: int = MAX_TEXT) -> str | None:
        """A text that is not empty, without blanks around it; None where it is absent or wrong, which is noted."""
        found = self.take(key, required=required)
        if found is None:
            return None
        if not isinstance(found, str) or not found.strip():
            self.wrong(f"{key!r} must be text that is not empty, not {shown(found)}")
            return None
        if "\x00" in found or len(found) > limit:
            self.wrong(f"{key!r} must be at most {limit:,} characters without a null character")
            return None
        return found.strip()

    def matching(self, key: str, pattern: re.Pattern[str], example: str, *, required: bool = False) -> str | None:
        """A text of a form; `example` is shown where it has another."""
        found = self.text(key, required=required)
        if found is not None and not pattern.fullmatch(found):
            self.wrong(f"{key!r} is {found!r}; write it like {example}")
            return None
        return found

    def day(self, key: str, *, required: bool = False) -> dt.date | None:
        """A TOML date."""
        found = self.take(key, required=required)
        if found is None:
            return None
        if type(found) is not dt.date:
            self.wrong(f"{key!r} must be a date without quotation marks such as 2015-10-31, not {shown(found)}")
            return None
        return found

    def code(self, key: str, codes: type[C], *, required: bool = False) -> C | None:
        """A member of a closed list."""
        found = self.text(key, required=required)
        if found is None:
            return None
        code = codes.find(found)
        if code is None:
            self.wrong(f"{key!r} is {found!r}, which is not one of {', '.join(codes)}")
        return code

    def number(self, key: str, *, most: int, required: bool = False) -> int | None:
        """A whole number from 1 to `most`."""
        found = self.take(key, required=required)
        if found is None:
            return None
        if type(found) is not int or not 1 <= found <= most:
            self.wrong(f"{key!r} must be a whole number from 1 to {most}, not {shown(found)}")
            return None
        return found

    def flag(self, key: str) -> bool:
        """Whether it says true; absent is false."""
        found = self.take(key)
        if found is None or isinstance(found, bool):
            return bool(found)
        self.wrong(f"{key!r} must be true or false, not {shown(found)}")
        return False

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; empty where it is absent."""
        found = self.take(key)
        if found is None:
            return ()
        if not isinstance(found, list) or not all(isinstance(each, str) and each.strip() for each in found):
            self.wrong(f"{key!r} must be a list of texts that are not empty, not {shown(found)}")
            return ()
        return tuple(each.strip() for each in found)

    def known(self, key: str, keys: Iterable[str], noun: str, *, required: bool = False) -> str | None:
        """The key of a party or source that the file has."""
        found = self.text(key, required=required)
        if found is not None and found not in keys:
            self.wrong(f"{key!r} names the {noun} {found!r}, which the file does not have")
            return None
        return found

    def all_known(self, key: str, keys: Iterable[str], noun: str) -> tuple[str, ...]:
        """Keys of parties or sources, those named that the file does not have noted."""
        found = self.texts(key)
        for each in found:
            if each not in keys:
                self.wrong(f"{key!r} names the {noun} {each!r}, which the file does not have")
        return found

    def tables(self, key: str, noun: str, named_by: str | None = None) -> list["Table"]:
        """The array of tables; `named_by` is the key that is shown beside a table's number in messages."""
        found = self.take(key)
        if found is None:
            return []
        if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
            self.wrong(f"{key!r} must be tables; begin each with [[...{key}]]")
            return []
        inside = "" if self.place == "the file" else f"{self.place}, "
        return [
            Table(each, f"{inside}{noun} {number}{_name_of(each, named_by)}", self.problems)
            for number, each in enumerate(found, 1)
        ]

    def done(self) -> None:
        """Note the keys that nobody took."""
        for key in self.values:
            if key not in self.taken:
                self.wrong(f"there is no key {key!r} here; the keys are {', '.join(sorted(self.taken))}")


def shown(value: object) -> str:
    """A value for a message, short."""
    text = value.isoformat() if isinstance(value, dt.date | dt.time) else repr(value)
    return text if len(text) <= 80 else text[:77] + "..."


def _name_of(table: Mapping[str, Any], key: str | None) -> str:
    name = table.get(key) if key else None
    return f' ({key} "{name[:40]}")' if isinstance(name, str) and name else ""
