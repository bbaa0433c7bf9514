"""The rows of an export: cells that are kept ready, and those that the rule has to find."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.exports.columns import Column, What
from app.exports.table import Row
from app.queries import exports as statements
from app.search.asking import Hit
from app.services.export_values import Resolving

_KEY = {What.OCCURRENCES: ("occurrence.id",), What.AIRCRAFT: ("occurrence.id", "aircraft.number")}


@dataclass(frozen=True, slots=True)
class Among:
    """Some occurrences: hits by number, or all from one number to another, that one included."""

    hits: Sequence[Hit]
    between: tuple[int, int] | None = None

    @property
    def parameters(self) -> Mapping[str, Any]:
        """As the statements of `queries.exports` take them."""
        if self.between is not None:
            return {"first": self.between[0], "last": self.between[1]}
        return {"numbers": list(dict.fromkeys(each.occurrence_id for each in self.hits))}


Reader = Callable[[Among], Sequence[Row]]


def rows_reader(session: Session, what: What, columns: Sequence[Column]) -> Reader:
    """What reads the rows of some occurrences, with a cell for each column."""
    if what is What.CLAIMS:
        return _stored(session, what, [each.field for each in columns])
    resolved = [each for each in columns if not each.field]
    if resolved:
        return _Mixed(session, what, columns, resolved)
    if what is What.AIRCRAFT:
        return _of_hits(session, columns)
    return _stored(session, what, [each.field for each in columns])


_STATEMENTS = {
    What.OCCURRENCES: statements.occurrences, What.AIRCRAFT: statements.aircraft, What.CLAIMS: statements.claims,
}  # fmt: skip


def _stored(session: Session, what: What, fields: Sequence[str]) -> Reader:
    """The rows as the driver gives them."""
    by_number, by_range = (_STATEMENTS[what](fields, by_number=each) for each in (True, False))

    def read(among: Among) -> Sequence[Row]:
        statement = by_range if among.between is not None else by_number
        return session.connection().execute(statement, among.parameters).all()

    return read


def _of_hits(session: Session, columns: Sequence[Column]) -> Reader:
    """Of the aircraft of an occurrence only those that were found."""
    read = _stored(session, What.AIRCRAFT, [*(each.field for each in columns), *_KEY[What.AIRCRAFT]])

    def rows(among: Among) -> Sequence[Row]:
        return [row[:-2] for row in filter(_is_hit(among), read(among))]

    return rows


def _is_hit(among: Among) -> Callable[[Row], bool]:
    """Whether a row whose last cells are the numbers of occurrence and aircraft is among the hits."""
    if among.between is not None:
        return lambda row: True
    wanted = {(each.occurrence_id, each.aircraft) for each in among.hits}
    return lambda row: tuple(row[-2:]) in wanted


class _Mixed:
    """Reads rows of which some cells are stored and others resolved."""

    def __init__(self, session: Session, what: What, columns: Sequence[Column], resolved: Sequence[Column]) -> None:
        self.what, self.columns = what, columns
        self.key = _KEY[what]
        self.read = _stored(session, what, [*(each.field for each in columns if each.field), *self.key])
        self.resolving = Resolving(session, resolved)

    def __call__(self, among: Among) -> Sequence[Row]:
        rows = self.read(among)
        if self.what is What.AIRCRAFT:
            rows = list(filter(_is_hit(among), rows))
        found = self.resolving.cells(among.parameters)
        return [self._row(row, found(*row[-len(self.key) :])) for row in rows]

    def _row(self, row: Row, resolved: Sequence[Any]) -> Row:
        stored, told = iter(row), iter(resolved)
        return [next(stored if each.field else told) for each in self.columns]
