"""A work as a bibliography names it: what every format of citation is made from."""

import datetime as dt
import re
from dataclasses import dataclass
from enum import Enum

from app.core.dates import PartialDate
from app.core.text import squeeze

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


class WorkKind(Enum):
    """What a work is to a bibliography. RECORD, CLAIM and QUERY are of this database; the others are its sources."""

    RECORD = "record"
    CLAIM = "claim"
    QUERY = "query"
    REPORT = "report"
    DATASET = "dataset"
    ENTRY = "entry"
    NEWS = "news"
    PAGE = "page"

    @property
    def is_ours(self) -> bool:
        """Whether it is a part of this database, which changes, so that the moment counts."""
        return self in (WorkKind.RECORD, WorkKind.CLAIM, WorkKind.QUERY)

    @property
    def is_data(self) -> bool:
        """Whether it is cited as a data set."""
        return self.is_ours or self is WorkKind.DATASET


@dataclass(frozen=True, slots=True)
class Work:
    """One work. All texts are single lines without control characters.

    key: its name among others, of letters, digits and hyphens. authors: names as they are written, of persons and bodies
    alike. issued: None where it is not known. accessed: the day on which it was read. version: the state of the data that is
    cited. url: leads to that very state. archived: where a copy is kept. note: what else tells what it is.
    """

    key: str
    kind: WorkKind
    title: str
    authors: tuple[str, ...]
    publisher: str
    issued: dt.date | None
    accessed: dt.date | None
    url: str
    version: str = ""
    archived: str = ""
    language: str = ""
    note: str = ""

    @property
    def credited(self) -> tuple[str, ...]:
        """Who stands in the place of the author: the authors, else the publisher."""
        return self.authors or ((self.publisher,) if self.publisher else ())

    @property
    def other_publisher(self) -> str:
        """The publisher, where it is not the author too."""
        return "" if self.credited == (self.publisher,) else self.publisher

    @property
    def notes(self) -> tuple[str, ...]:
        """What has no field of its own: the version, the archived copy, the note."""
        copy = f"Archived copy: {self.archived}" if self.archived else ""
        return tuple(filter(None, (capitalized(self.version), copy, self.note)))


def one_line(text: str | None) -> str:
    """A text as a single line without control characters and halves of characters."""
    return squeeze(_CONTROL.sub(" ", text or ""))


def capitalized(text: str) -> str:
    """The text with its first letter as a capital."""
    return text[:1].upper() + text[1:]


def ended(text: str) -> str:
    """The text with a full stop, where it does not end as a sentence."""
    return text if not text or text.endswith((".", "?", "!", ".”", "?”", "!”", ".’", "?’", "!’")) else f"{text}."


def date_words(date: PartialDate) -> str:
    """A date as far as it is known: `31 October 2015`, `October 2015`, `2015`."""
    month = MONTHS[date.month - 1] if date.month else None
    return " ".join(str(part) for part in (date.day, month, date.year) if part)


def instant_words(moment: dt.datetime) -> str:
    """`24 November 2026, 15:39 UTC`."""
    utc = moment.astimezone(dt.UTC)
    return f"{date_words(PartialDate(utc.year, utc.month, utc.day))}, {utc:%H:%M} UTC"
