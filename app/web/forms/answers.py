"""What was written into a form, and what is wrong with it, by field."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from app.core.errors import BadValue
from app.core.text import squeeze
from app.vocab.coded import Coded

MAX_LINE = 2_000
MAX_TEXT = 100_000
MAX_NAME = 300
T = TypeVar("T")
C = TypeVar("C", bound=Coded)


class Answers:
    """The fields as they were written. The readers note a problem under the field's name and give an empty value."""

    def __init__(self, given: Mapping[str, str] | None = None) -> None:
        self.given = {name: value.replace("\r\n", "\n") for name, value in (given or {}).items()}
        self.errors: dict[str, str] = {}

    def __getitem__(self, name: str) -> str:
        return self.given.get(name, "")

    def __setitem__(self, name: str, value: str) -> None:
        self.given[name] = value

    def ticked(self, name: str) -> bool:
        """Whether a box is ticked."""
        return self[name] == "1"

    def fault(self, name: str, message: str) -> None:
        """Note what is wrong with a field; the first message stays."""
        self.errors.setdefault(name, f"{message[:1].upper()}{message[1:]}{'' if message.endswith(('.', '?')) else '.'}")

    def text(self, name: str, *, required: str = "", most: int = MAX_TEXT) -> str:
        """A text, trimmed; `required` says what must stand there."""
        text = self[name].strip()
        if "\x00" in text:
            self.fault(name, "the text holds a null character")
        elif len(text) > most:
            self.fault(name, f"the text has {len(text):,} characters; at most {most:,} can be kept")
        elif required and not text:
            self.fault(name, required)
        else:
            return text
        return ""

    def line(self, name: str, *, required: str = "", most: int = MAX_LINE) -> str:
        """A text on one line."""
        return squeeze(self.text(name, required=required, most=most))

    def code(self, name: str, codes: type[C], *, required: str = "") -> C | None:
        """A code of a closed list, or None."""
        text = self.line(name, required=required)
        found = codes.find(text) if text else None
        if text and found is None:
            self.fault(name, f"{text[:40]!r} is not one of {', '.join(codes)}")
        return found

    def number(self, name: str, least: int, most: int, default: int) -> int:
        """A whole number within bounds; the default where the field is empty or wrong."""
        text = self.line(name)
        if not text:
            return default
        if not (text.isascii() and text.isdigit()) or len(text) > 6 or not least <= int(text) <= most:
            self.fault(name, f"{text[:20]!r} is not a whole number from {least} to {most}")
            return default
        return int(text)

    def read(self, name: str, reader: Callable[[str], T], *, required: str = "", most: int = MAX_LINE) -> T | None:
        """What a reader makes of a line; None where the line is empty or the reader refuses it."""
        text = self.line(name, required=required, most=most)
        if not text:
            return None
        try:
            return reader(text)
        except BadValue as error:
            self.fault(name, str(error))
            return None
