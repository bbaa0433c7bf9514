"""What every reader yields: records of statements, and notes on what could not be read."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from app.vocab.claims import ReportStatus


class Statement(NamedTuple):
    """One value of one property as a record states it.

    aircraft: number within the record from 1, None for the occurrence. value: canonical, except that a PARTY's is its name.
    raw: the source's own writing where it differs from value, else None. locator: the column or place in the source.
    """

    aircraft: int | None
    property: str
    qualifier: str
    value: str
    raw: str | None
    locator: str


@dataclass(slots=True)
class Record:
    """All that a dataset says of one occurrence in one release.

    key: the dataset's own key. row: number of the first data row in the file, the header being row 1.
    identifiers: (scheme, value) pairs by which the occurrence is found again, best first; the scheme is the property's key.
    published_on: the day the record says its report was published, None when it does not say.
    relayed: the record relays another authority's word. under_way: by the authority's word its work is not finished, and the
    record does not say that any report is out.
    """

    key: str
    row: int
    identifiers: list[tuple[str, str]]
    n_aircraft: int
    published_on: dt.date | None
    report_status: ReportStatus | None
    relayed: bool
    statements: list[Statement]
    under_way: bool = False


class Refusal(NamedTuple):
    """Something in the file that was not taken over, and why. `lost`: the whole row, not just the value, is left out."""

    row: int
    column: str
    value: str
    reason: str
    lost: bool = False


@dataclass(slots=True)
class Notes:
    """What a reader met on its way: rows read, refusals, and junk by kind."""

    rows: int = 0
    refusals: list[Refusal] = field(default_factory=list)
    dropped: Counter[str] = field(default_factory=Counter)

    def refuse(self, row: int, column: str, value: str, reason: str, *, lost: bool = False) -> None:
        """Note a value, or with `lost` a whole row, that was left out."""
        self.refusals.append(Refusal(row, column, value[:200], reason, lost))

    def drop(self, row: int, column: str, value: str, kind: str) -> None:
        """Count a value that means "not stated" (`junk coordinates`, `junk registration`) and list it."""
        self.dropped[kind] += 1
        self.refusals.append(Refusal(row, column, value[:200], kind))
