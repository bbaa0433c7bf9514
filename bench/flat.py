"""The occurrences of a database one by one, each flat: what a plain index or a plain table of them would hold."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from app.models import Aircraft, Claim, Occurrence, Party
from app.models.database import make_engine

FACETS = ("year", "country", "injury", "weather", "damage", "phase", "purpose", "make")
# With these, all that the product's page counts.
MORE = ("class", "category", "type", "operator", "kind", "report", "interference", "disputed")
NOTHING = "(none)"  # a column with holes is counted four to six times slower
_TEXTS = ("probable_cause", "narrative.factual", "narrative.analysis", "cause.statement")
_BATCH = 5_000


@dataclass(frozen=True, slots=True)
class Flat:
    """One occurrence. day: as an ordinal, 0 where unknown. values: of each of FACETS and MORE, those of all its aircraft."""

    id: int
    title: str
    place: str | None
    day: int
    fatal: int
    position: tuple[float, float] | None
    values: Mapping[str, tuple[str, ...]]
    text: str


def n_occurrences(url: str) -> int:
    """How many occurrences a database holds."""
    engine = make_engine(url)
    with engine.connect() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(Occurrence)) or 0


def flat_rows(connection: sa.Connection) -> Iterator[Flat]:
    """All occurrences by id."""
    parties = {row.id: row.name for row in connection.execute(sa.select(Party.id, Party.name))}
    occurrence = Occurrence.__table__
    rows = connection.execute(sa.select(occurrence).order_by(occurrence.c.id), execution_options={"yield_per": _BATCH})
    for batch in rows.partitions():
        between = (batch[0].id, batch[-1].id)
        aircraft = _by_occurrence(connection, sa.select(Aircraft.__table__), Aircraft.occurrence_id, between)
        texts = sa.select(Claim.occurrence_id, Claim.value).where(Claim.property.in_(_TEXTS), Claim.closed_in.is_(None))
        claims = _by_occurrence(connection, texts, Claim.occurrence_id, between)
        for row in batch:
            yield _flat(row, aircraft[row.id], [claim.value for claim in claims[row.id]], parties)


def _by_occurrence(connection: sa.Connection, statement: Any, key: Any, between: tuple[int, int]) -> dict[int, list[Any]]:
    found = connection.execute(statement.where(key.between(*between)).order_by(key))
    return defaultdict(list, {each: list(rows) for each, rows in groupby(found, key=lambda row: int(row.occurrence_id))})


def _flat(row: Any, aircraft: list[Any], texts: Iterable[str], parties: Mapping[int, str]) -> Flat:
    values = {
        "year": _stated([row.year]),
        "country": _stated([row.country]),
        "injury": _stated([row.highest_injury]),
        "weather": _stated([row.weather]),
        "class": _stated([row.occurrence_class]),
        "category": _stated((row.categories or "").split()),
        "report": _stated([row.report_status]),
        "interference": _stated([row.unlawful_interference]),
        "disputed": _stated(row.disputed.split()),
        "make": _stated(parties.get(each.manufacturer_id) for each in aircraft),
        "operator": _stated(parties.get(each.operator_id) for each in aircraft),
        "type": _stated(each.model and f"{parties.get(each.manufacturer_id, '')} {each.model}" for each in aircraft),
        "kind": _stated(each.category for each in aircraft),
        **{name: _stated(getattr(each, name) for each in aircraft) for name in ("damage", "phase", "purpose")},
    }
    names = [row.title, row.place, row.aerodrome_name, row.ntsb_number]
    names += [word for each in aircraft for word in (each.registration, each.model)]
    return Flat(
        row.id,
        row.title,
        row.place,
        row.occurred_on.toordinal() if row.occurred_on else 0,
        row.n_fatal or 0,
        None if row.latitude is None else (row.latitude, row.longitude),
        values,
        " ".join([*filter(None, names), *texts]),
    )


def _stated(values: Iterable[Any]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(NOTHING if each is None else str(each) for each in values)) or (NOTHING,)
