"""Two occurrences that every page has something to show of."""

import datetime as dt

from sqlalchemy.orm import Session

from app.vocab.claims import SourceKind
from tests.factories import A, an_occurrence

DISPUTED = [
    A("date", "2015-10-31", by="Wikipedia editors"),
    A("class", "accident", by="Wikipedia editors"),
    A("place", "near Hasna, North Sinai", by="Wikipedia editors"),
    A("country", "EG", by="Wikipedia editors"),
    A("injuries.fatal", "224", by="Wikipedia editors", qualifier="aboard"),
    A("aircraft.registration", "EI-ETJ", by="Wikipedia editors", aircraft=1),
    A("aircraft.operator", "Kogalymavia", by="Wikipedia editors", aircraft=1),
    A("time.utc", "04:13", by="Wikipedia editors", kind=SourceKind.REFERENCE),
    A("time.utc", "04:12", by="The Aviation Herald", raw="04:12Z"),
    A(
        "cause.statement", "A bomb.", by="Head of the FSB", said=dt.date(2015, 11, 16), published=dt.date(2015, 11, 17),
        quote="unambiguously a terrorist act", url="https://example.org/fsb",
    ),
    A("cause.statement", "A criminal act.", by="Egypt's aviation minister", stance="no_evidence", said=dt.date(2015, 11, 17)),
    A("narrative.factual", "The aircraft left at dawn.\n\nIt did not arrive.", by="NTSB"),
]  # fmt: skip
COLLISION = [
    A("date", "1996-11-12"),
    A("class", "accident"),
    A("place", "Charkhi Dadri"),
    A("country", "IN"),
    A("injuries.fatal", "349", qualifier="all"),
    A("identifier.ntsb_number", "DCA97WA007"),
    A("aircraft.registration", "HZ-AIH", aircraft=1),
    A("aircraft.registration", "UN-76435", aircraft=2),
]
# An account as its form takes it: where it can be read, and what it says.
SOURCE = {
    "source": "new", "source.title": "Interim report on the accident to Airbus A321", "source.kind": "interim_report",
    "source.publisher": "Egyptian Civil Aviation Authority", "source.publisher.kind": "authority",
    "source.publisher.country": "EG", "source.published_on": "14 December 2015", "source.url": "https://example.org/report?id=7",
}  # fmt: skip
FACTS = {"0.date.1": "31 October 2015", "0.place.1": "near Hasna", "0.injuries.fatal.aboard": "224"}


def two_occurrences(session: Session) -> tuple[int, int]:
    """The ids of a disputed occurrence of one aircraft and a plain one of two."""
    return an_occurrence(session, DISPUTED), an_occurrence(session, COLLISION, n_aircraft=2)
