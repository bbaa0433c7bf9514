"""What is cited: a record, a claim, a source, the answer to a query, each as a work with the moment of its data.

The doors say at which address the site stands, and write the works in the formats of `app.exports.citing`.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode
from zlib import crc32

from sqlalchemy.orm import Session

from app.core.dates import PartialDate
from app.core.errors import NotFound
from app.exports.works import Work, WorkKind, date_words, instant_words, one_line
from app.models import Account, Occurrence, Party, Source
from app.queries import pages as queries
from app.services import changes, pages
from app.services.dossiers import open_dossier
from app.services.pages import ClaimPage
from app.vocab.claims import Precision, SourceKind
from app.vocab.properties import ValueType

DATABASE = "airdocket"
MAX_VALUE = 120  # characters of a claim's value in the title of its citation
MAX_TITLE = 400

_KINDS = {
    SourceKind.OTHER_AUTHORITY: WorkKind.REPORT,
    SourceKind.OFFICIAL_STATEMENT: WorkKind.PAGE,
    SourceKind.DATASET: WorkKind.DATASET,
    SourceKind.OPERATOR: WorkKind.PAGE,
    SourceKind.REFERENCE: WorkKind.ENTRY,
    SourceKind.PRESS: WorkKind.NEWS,
    SourceKind.UNNAMED: WorkKind.PAGE,
}


@dataclass(frozen=True, slots=True)
class Cited:
    """Where and when it is cited. site: the address of the first page, without the stroke at its end.

    sequence, at: the place of the log that the data show, 0 and None before its first. as_of: the day of public time.
    """

    site: str
    today: dt.date
    sequence: int
    at: dt.datetime | None
    as_of: dt.date | None = None

    @property
    def version(self) -> str:
        """The state of the data: `log number 1204, 24 November 2026, 15:39 UTC; as known on 17 November 2015`."""
        log = f"log number {self.sequence}" + (f", {instant_words(self.at)}" if self.at else "")
        return f"{log}; as known on {date_words(_whole(self.as_of))}" if self.as_of else log

    @property
    def key(self) -> str:
        """The end of a work's name."""
        return f"log-{self.sequence}" + (f"-as-of-{self.as_of.isoformat()}" if self.as_of else "")

    @property
    def issued(self) -> dt.date:
        """The day of the state of the data."""
        return self.at.astimezone(dt.UTC).date() if self.at else self.today

    def permanent(self, path: str) -> str:
        """The address of something in this very state."""
        clocks = ({"as_of": self.as_of.isoformat()} if self.as_of else {}) | {"as_recorded": str(self.sequence)}
        return f"{self.site}{path}?{urlencode(clocks)}"


def cited_at(
    session: Session, site: str, today: dt.date, *, as_of: dt.date | None = None, as_recorded: int | None = None
) -> Cited:
    """The moment of the data, in one statement. as_recorded: a place of the log; None: its end."""
    moment = changes.newest_moment(session) if as_recorded is None else changes.moment_at(session, as_recorded)
    found = moment.changeset
    return Cited(site, today, moment.sequence, found.decided_at if found else None, as_of)


# -- of this database


def cite_occurrence(session: Session, occurrence_id: int, cited: Cited) -> Work:
    """A record as it was then. NotFound where there is, or was, none; whether it still stands is asked before."""
    head = pages.find_occurrence(session, occurrence_id)
    dossier = open_dossier(session, head.id, as_of=cited.as_of, as_recorded=cited.sequence)
    return work_of_record(dossier.occurrence, cited)


def work_of_record(row: Occurrence | Any, cited: Cited) -> Work:
    """The record of an occurrence that was read already."""
    key, path = f"{DATABASE}-occurrence-{row.id}-{cited.key}", f"/occurrences/{row.id}"
    return _ours(key, WorkKind.RECORD, heading(row), cited, cited.permanent(path), f"Occurrence {row.id}")


def heading(row: Occurrence | Any) -> str:
    """The title of a record with its date: `Metrojet flight 9268, Airbus A321-231 EI-ETJ, Hasna, Egypt, 31 October 2015`."""
    return ", ".join(filter(None, (_short(row.title), _occurred(row))))


def _occurred(row: Any) -> str:
    if row.occurred_on is None:
        return ""
    length = {"month": 7, "year": 4}.get(row.occurred_precision or "day", 10)
    return date_words(PartialDate.parse(row.occurred_on.isoformat()[:length]))


def work_of_claim(page: ClaimPage, cited: Cited) -> Work:
    """A claim as the entry of this database that it is; what it was read in is a work of its own."""
    claim, key = page.claim, f"{page.claim.occurrence_id}-{page.claim.number}"
    value = "" if page.property.type is ValueType.LONG_TEXT and not page.source.redistributable else _cut(page.value)
    said = f"{page.speaker.name} {claim.stance.label}" + (f" “{value}”" if value else "")
    title = f"Claim {key}: {said} ({page.property.label}), said {_said(page.account)}, on {heading(page.dossier.occurrence)}"
    note = f"Read in: {_short(page.source.title)}" + (f", {page.source.url}" if page.source.url else "")
    url = cited.permanent(f"/claims/{key}")
    return _ours(f"{DATABASE}-claim-{key}-{cited.key}", WorkKind.CLAIM, title, cited, url, note)


def work_of_query(text: str, unit: str, total: int, cited: Cited) -> Work:
    """The answer to a query. text: its canonical text; its address gives what is on record now, so the version counts."""
    plain = one_line(text)
    name = f"Query “{plain}”" if plain else "All records"
    asked = {"q": text} | ({} if unit == "occurrences" else {"unit": unit})
    words = f"{total:,} {unit.removesuffix('s') if total == 1 and unit != 'aircraft' else unit}"
    url = f"{cited.site}/occurrences" + (f"?{urlencode(asked, quote_via=quote)}" if text or len(asked) > 1 else "")
    key = f"{DATABASE}-query-{crc32(f'{unit} {text}'.encode()):08x}-{cited.key}"
    return _ours(key, WorkKind.QUERY, f"{name}: {words}", cited, url, "")


def _ours(key: str, kind: WorkKind, title: str, cited: Cited, url: str, note: str) -> Work:
    return Work(
        key=key,
        kind=kind,
        title=one_line(title),
        authors=(DATABASE,),
        publisher=DATABASE,
        issued=cited.issued,
        accessed=cited.today,
        url=url,
        version=cited.version,
        language="en",
        note=one_line(note),
    )


def _cut(text: str) -> str:
    plain = one_line(text)
    return plain if len(plain) <= MAX_VALUE else f"{plain[:MAX_VALUE].rsplit(' ', 1)[0]} …"


def _short(text: str) -> str:
    plain = one_line(text)
    return plain if len(plain) <= MAX_TITLE else f"{plain[:MAX_TITLE]} …"


def _said(account: Account) -> str:
    year, month, day = _whole(account.said_on)
    if account.precision is Precision.YEAR:
        return f"in {year}"
    if account.precision is Precision.MONTH:
        return f"in {date_words(PartialDate(year, month))}"
    before = "not later than" if account.precision is Precision.NOT_LATER_THAN else "on"
    return f"{before} {date_words(PartialDate(year, month, day))}"


def _whole(day: dt.date) -> PartialDate:
    return PartialDate(day.year, day.month, day.day)


# -- the sources


def cite_source(session: Session, source_id: int) -> Work:
    """A source as the work that it is, whoever recorded it here. NotFound."""
    row = session.execute(queries.source(source_id)).one_or_none()
    if row is None:
        raise NotFound(f"there is no source {source_id}")
    return work_of_source(*row)


def work_of_source(source: Source, publisher: Party | None) -> Work:
    """By its authors, else its publisher; read on the day that is recorded, where one is."""
    kind = _KINDS.get(source.kind, WorkKind.REPORT)
    label = "" if kind is WorkKind.NEWS else source.kind.label
    authors = (one_line(each) for each in (source.authors or "").split(";"))
    return Work(
        key=f"{DATABASE}-source-{source.id}",
        kind=kind,
        title=one_line(source.title),
        authors=tuple(filter(None, authors)),
        publisher=one_line(publisher.name if publisher else ""),
        issued=source.published_on,
        accessed=source.retrieved_on,
        url=source.url or source.archived_url or "",
        archived=(source.archived_url or "") if source.url else "",
        language=one_line(source.language),
        note=one_line(label),
    )
