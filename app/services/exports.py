"""Exports: all that a query finds, as a file that is read from the database while it is sent, at one moment of the record."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.errors import BadValue
from app.exports.columns import POSITION, Column, What, choose
from app.exports.forms import WRITINGS, Form, forms_of
from app.exports.parquet import require_parquet
from app.exports.table import About, Row, Table
from app.exports.xlsx import MOST_ROWS
from app.queries import changesets, indexing
from app.queries import exports as statements
from app.resolution.rule import RULE
from app.search.asking import Hit, Unit
from app.search.nodes import All, Node
from app.search.snapshot import Snapshot
from app.search.wording import describe
from app.search.writing import write_query
from app.services.export_rows import Among, Reader, rows_reader
from app.services.party_names import names_of
from app.services.searching import Searching

STEP = 1_000  # occurrences of which the rows are read together
STEP_OF_CLAIMS = 100  # each has some dozens, with long texts
TOGETHER = 20_000  # hits that are asked of the index together
_TRIES = 3

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be exported. `choose_export` makes it from what a caller wrote."""

    query: Node
    what: What = What.OCCURRENCES
    form: Form = Form.CSV
    columns: Sequence[Column] = field(default=())

    @property
    def unit(self) -> Unit:
        """What the query counts."""
        return Unit.AIRCRAFT if self.what is What.AIRCRAFT else Unit.OCCURRENCES


def choose_export(query: Node, what: str = "", form: str = "", columns: Sequence[str] = ()) -> Wanted:
    """What is meant by the words; empty ones mean what is usual. BadValue names what cannot be had, and what can."""
    if what and what not in list(What):
        raise BadValue(f"what is {what[:40]!r}, but can only be one of {', '.join(What)}")
    if form and form not in list(Form):
        raise BadValue(f"format is {form[:40]!r}, but can only be one of {', '.join(Form)}")
    rows, written = What(what or What.OCCURRENCES), Form(form or Form.CSV)
    if written not in forms_of(rows):
        raise BadValue(f"format: {rows.value} cannot be had as {written.label}; claims have no place of their own")
    if written is Form.PARQUET:
        require_parquet()
    return Wanted(query, rows, written, choose(rows, columns))


@dataclass(slots=True)
class Export:
    """One export on its way out. Read `chunks` once, to the end or not; then `close`, which may be called again.

    about.total counts the hits (of claims, the occurrences that they are about), about.left_out the quotes that are left out.
    """

    wanted: Wanted
    about: About
    session: Session
    snapshot: Snapshot
    n_read: int = 0  # hits of which the rows are read

    @property
    def media_type(self) -> str:
        """As HTTP names it."""
        return WRITINGS[self.wanted.form].media_type

    @property
    def file_name(self) -> str:
        """`airdocket-claims-changeset-12.csv`: what it holds, and at which place of the log."""
        return f"airdocket-{self.wanted.what.value}-changeset-{self.about.sequence}.{self.wanted.form.value}"

    def chunks(self, progress: Progress | None = None) -> Iterator[bytes]:
        """The file's bytes; nothing is read before it is asked for. progress: is told how many hits have been read."""
        try:
            yield from WRITINGS[self.wanted.form].write(self._table(progress or (lambda _: None)))
        finally:
            self.close()

    def close(self) -> None:
        """Give the connection back."""
        self.session.close()

    def _table(self, progress: Progress) -> Table:
        columns = self.wanted.columns or choose(self.wanted.what, ())
        hidden = POSITION if self.wanted.form is Form.GEOJSON else ()
        read = rows_reader(self.session, self.wanted.what, (*columns, *hidden))
        return Table(columns, self._batches(read, progress), self.about)

    def _batches(self, read: Reader, progress: Progress) -> Iterator[Sequence[Row]]:
        for among, n in self._ranges():
            yield read(among)
            self.n_read += n
            progress(self.n_read)

    @property
    def _step(self) -> int:
        return STEP_OF_CLAIMS if self.wanted.what is What.CLAIMS else STEP

    def _ranges(self) -> Iterator[tuple[Among, int]]:
        """The occurrences step by step, with the number of hits among them."""
        last = self.session.scalar(indexing.last_id()) or 0
        if isinstance(self.wanted.query, All):
            yield from self._everything(last)
            return
        for hits in self._hits(last):
            for first in range(0, len(hits), self._step):
                some = hits[first : first + self._step]
                yield Among(some), len(some)

    def _everything(self, last: int) -> Iterator[tuple[Among, int]]:
        for first in range(1, last + 1, self._step):
            end = min(last, first + self._step - 1)
            yield Among((), (first, end)), self.about.total * end // last - self.n_read

    def _hits(self, last: int) -> Iterator[Sequence[Hit]]:
        """The hits by number, so many at a time that they take little memory."""
        n_asks = -(-self.about.total // TOGETHER)
        width = -(-last // n_asks) if n_asks else last + 1
        for first in range(1, last + 1, max(width, 1)):
            yield self.snapshot.hits_between(self.wanted.query, self.wanted.unit, first, first + width - 1)


def open_export(engine: sa.Engine, searching: Searching, wanted: Wanted) -> Export:
    """Open an export on a connection of its own, at one moment of the record. The caller reads its `chunks` and closes it.

    Building, where there is no search index yet; BadValue, where a sheet cannot hold so many rows.
    """
    session = Session(engine)
    try:
        snapshot, sequence, at = _one_moment(session, searching)
        export = Export(wanted, _about(session, snapshot, wanted, sequence, at), session, snapshot)
        _check_size(export)
    except BaseException:
        session.close()
        raise
    return export


def _one_moment(session: Session, searching: Searching) -> tuple[Snapshot, int, Any]:
    """The index and the database as they are at one place of the log, unless others write all the time."""
    for _ in range(_TRIES):
        session.rollback()
        if session.get_bind().dialect.name == "postgresql":
            session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        end = session.execute(changesets.end_of_log()).one_or_none()
        snapshot = searching.snapshot(session)
        sequence, at = end or (0, None)
        if snapshot.sequence == sequence:
            break
    return snapshot, sequence, at


def _about(session: Session, snapshot: Snapshot, wanted: Wanted, sequence: int, at: Any) -> About:
    words = describe(wanted.query, names_of(session), unit=wanted.unit.value)
    total = snapshot.total(wanted.query, wanted.unit)
    left_out = _left_out(session, snapshot, wanted)
    return About(wanted.what, write_query(wanted.query), words, sequence, at, RULE, total, left_out)


def _left_out(session: Session, snapshot: Snapshot, wanted: Wanted) -> int:
    """How many quotes of the claims of the hits may not be given on."""
    if wanted.what is not What.CLAIMS or not any(each.field == "claim.quote" for each in wanted.columns):
        return 0
    counts = {row[0]: row[1] for row in session.execute(statements.withheld())}
    if isinstance(wanted.query, All) or not counts:
        return sum(counts.values())
    return sum(counts[each.occurrence_id] for each in snapshot.hits_among(wanted.query, wanted.unit, list(counts)))


def _check_size(export: Export) -> None:
    if export.wanted.form is Form.XLSX and export.about.total > MOST_ROWS:
        raise BadValue(f"a sheet holds {MOST_ROWS:,} rows, and there are {export.about.total:,}; ask for less, or for CSV")
