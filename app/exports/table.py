"""What every format writes: a table whose rows come in batches, and what is told about it."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.exports.columns import Column, ColumnType, What

Row = Sequence[Any]
Batches = Iterable[Sequence[Row]]
LICENCE = (
    "What somebody said on a day is a fact. Each source keeps its own licence, which its page states; words of sources that "
    "may not be given on are left out."
)


@dataclass(frozen=True, slots=True)
class About:
    """What is told beside the rows. words: the query in words. sequence, at: the place of the log that they show, and its time.

    total: how many hits there are, in occurrences or, of aircraft, in aircraft. left_out: quotes of sources that may not be
    given on.
    """

    what: What
    query: str
    words: str
    sequence: int
    at: dt.datetime | None
    rule: str
    total: int
    left_out: int
    licence: str = LICENCE

    def facts(self) -> Mapping[str, str | int]:
        """All of it as pairs, in the order in which it is read."""
        unit = "occurrences" if self.what is What.CLAIMS else self.what.value
        moment = "" if self.at is None else f", {self.at:%Y-%m-%dT%H:%M:%SZ}"
        return {
            "rows": self.what.value, "query": self.query, "query in words": self.words, f"hits ({unit})": self.total,
            "moment": f"changeset {self.sequence} of the log{moment}", "best values by": self.rule,
            "quotes left out": self.left_out, "licence": self.licence,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Table:
    """A table on its way out. The rows have a cell for each column, for GeoJSON the position behind them; they are read
    once, while the file is written.

    Dates are days or ISO texts, as the driver gives them; a LIST is a list, or a text with blanks between.
    """

    columns: Sequence[Column]
    batches: Batches
    about: About

    def of_type(self, *types: ColumnType) -> list[int]:
        """The places of the columns of those types."""
        return [i for i, each in enumerate(self.columns) if each.type in types]


def listed(value: Any) -> list[Any]:
    """The values of a cell of a LIST."""
    if value is None:
        return []
    return value.split() if isinstance(value, str) else list(value)


def joined(value: Any, separator: str) -> str | None:
    """The values of a cell of a LIST as one text; None where there are none."""
    return value or None if value is None or isinstance(value, str) else separator.join(map(str, value)) or None
