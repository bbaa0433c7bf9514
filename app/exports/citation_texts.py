"""Works as text for a list of references: APA (7th edition), and Chicago author-date (17th edition). Italics are left out."""

import datetime as dt
from collections.abc import Sequence

from app.exports.works import MONTHS, Work, WorkKind, capitalized, ended

_LABELS = {
    WorkKind.DATASET: "[Data set]",
    WorkKind.RECORD: "[Data set]",
    WorkKind.CLAIM: "[Data set]",
    WorkKind.QUERY: "[Data set]",
}


_INNER = str.maketrans("“”", "‘’")  # quotation marks within a title that stands between some


def apa(work: Work) -> str:
    """`airdocket. (2026, November 24). Title (Version ...) [Data set]. Retrieved November 24, 2026, from https://...`."""
    date = f"({work.issued.year}, {_month_day(work.issued)})" if work.issued else "(n.d.)"
    title = " ".join(
        filter(None, (work.title, f"({capitalized(work.version)})" if work.version else "", _LABELS.get(work.kind)))
    )
    credited = _joined(work.credited, ", ", " & " if len(work.credited) == 2 else ", & ")
    begin = (ended(credited), f"{date}.", ended(title)) if credited else (ended(title), f"{date}.")
    return " ".join(filter(None, (*begin, ended(work.other_publisher), _retrieved(work))))


def _retrieved(work: Work) -> str:
    """The address. The day is told of what changes: a report stays as it is."""
    if work.url and work.accessed and work.kind is not WorkKind.REPORT:
        return f"Retrieved {_american(work.accessed)}, from {work.url}"
    return work.url


def chicago(work: Work) -> str:
    """`airdocket. 2026. “Title.” Version .... Accessed November 24, 2026. https://....`."""
    year = f"{work.issued.year}." if work.issued else "n.d."
    credited = _joined(work.credited, ", ", " and " if len(work.credited) == 2 else ", and ")
    parts = [
        ended(credited),
        year,
        f"“{ended(work.title.translate(_INNER))}”",
        ended(work.other_publisher),
        ended(capitalized(work.version)),
        f"{_american(work.issued)}." if work.issued and not work.version else "",
        f"Accessed {_american(work.accessed)}." if work.accessed else "",
        f"{work.url}." if work.url else "",
    ]
    return " ".join(filter(None, parts))


def _joined(names: Sequence[str], between: str, last: str) -> str:
    return last.join(filter(None, (between.join(names[:-1]), *names[-1:])))


def _month_day(date: dt.date) -> str:
    return f"{MONTHS[date.month - 1]} {date.day}"


def _american(date: dt.date) -> str:
    return f"{_month_day(date)}, {date.year}"
