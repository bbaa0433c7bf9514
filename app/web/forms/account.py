"""The head of an account in a form: the source, who spoke, and when."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from app.core.addresses import read_address
from app.core.dates import PartialDate, read_date
from app.core.errors import BadValue
from app.models import Party, Source
from app.services.steps import FileAccount, NewSource, Ref
from app.services.suggestions import FoundSource
from app.vocab.claims import Precision, SourceKind
from app.web.forms.answers import MAX_NAME, Answers
from app.web.forms.parties import Parties

MAX_TITLE = 500
NEW = "new"


@dataclass(frozen=True, slots=True)
class ReadSource:
    """A source as it was chosen or described. `new` is None for a known one."""

    ref: Ref
    publisher: Ref
    published_on: dt.date | None
    new: NewSource | None


@dataclass(frozen=True, slots=True)
class Head:
    """Who said it, where, and when."""

    source: ReadSource
    speaker: Ref
    said_on: dt.date
    published_on: dt.date | None
    precision: Precision
    note: str | None

    def account(self, about: Ref) -> FileAccount:
        """An account of an occurrence with this head, in which nothing is said yet."""
        published = self.published_on.isoformat() if self.published_on else None
        return FileAccount(
            about, self.speaker, self.source.ref, self.said_on.isoformat(), published, self.precision.value, note=self.note
        )


def read_day(text: str) -> dt.date:
    """A full day as people write it; BadValue where it is less."""
    date = read_date(text)
    if date.day is None:
        raise BadValue(f"{text!r} is not a full day; write 2015-10-31 or 31 October 2015")
    return date.first


def known_source(source: Source, publisher: Party) -> ReadSource:
    """A source of the database."""
    return ReadSource(source.id, publisher.id, source.published_on, None)


def read_new_source(answers: Answers, parties: Parties, found: Sequence[FoundSource]) -> ReadSource | None:
    """The source that the form describes; None where something is wrong. `found`: the known ones at its address."""
    before = len(answers.errors)
    kind = answers.code("source.kind", SourceKind, required="choose what kind of source it is")
    title = answers.line("source.title", required="write the source's title", most=MAX_TITLE)
    publisher = parties.read(answers, "source.publisher", required="write who published the source")
    url = answers.read("source.url", read_address)
    archived = answers.read("source.archived_url", read_address)
    published = answers.read("source.published_on", read_day)
    language = answers.read("source.language", _language)
    authors = answers.line("source.authors") or None
    licence = answers.line("source.licence", most=MAX_NAME) or "not stated"
    if found:
        answers.fault("source.url", f"this address is known: it is “{found[0].source.title}”, offered above; take that one")
    if len(answers.errors) > before or kind is None or publisher is None:
        return None
    new = NewSource(
        "new:source", kind.value, title, publisher, authors, url, archived,
        None if published is None else published.isoformat(), None, language, licence,
    )  # fmt: skip
    return ReadSource(new.ref, publisher, published, new)


def _language(text: str) -> str:
    """A language tag such as `en` or `pt-BR`."""
    parts = text.replace("_", "-").split("-")
    good = text.isascii() and 2 <= len(parts[0]) <= 3 and parts[0].isalpha() and all(part.isalnum() for part in parts)
    if not good or len(text) > 12:
        raise BadValue(f"{text[:40]!r} is not a language; write its code, such as en, fr or ru")
    return "-".join([parts[0].lower(), *parts[1:]])


def read_head(answers: Answers, parties: Parties, source: ReadSource | None) -> Head | None:
    """Who spoke and when; None where something is wrong or the source is. The publisher speaks where nobody is named."""
    before = len(answers.errors)
    speaker = parties.read(answers, "speaker")
    said = answers.read("said_on", read_date)
    published = answers.read("published_on", read_day)
    note = answers.text("note", most=MAX_TITLE * 4) or None
    if len(answers.errors) > before or source is None:
        return None
    if published is None and (said is None or (source.published_on is not None and source.published_on >= said.first)):
        published = source.published_on
    first = said.first if said is not None else published
    if first is None:
        answers.fault("said_on", "write when it was said, or when it was published; the year alone will do")
    elif published is not None and published < first:
        answers.fault("published_on", f"it was published on {published}, before it was said on {first}")
    elif max(first, published or first) > dt.datetime.now(dt.UTC).date() + dt.timedelta(days=1):
        answers.fault("said_on" if said is not None else "published_on", "the day lies in the future")
    else:
        ref = source.publisher if speaker is None else speaker
        return Head(source, ref, first, published, _precision(answers, said), note)
    return None


def _precision(answers: Answers, said: PartialDate | None) -> Precision:
    if answers.ticked("not_later"):
        return Precision.NOT_LATER_THAN
    return Precision.DAY if said is None else Precision(said.precision)
