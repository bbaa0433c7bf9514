"""Exporting whole records as `airdocket-jsonl/1`: what stands, some hundred records at a time."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import BinaryIO

from sqlalchemy.orm import Session

from app.exports.docket import Batch, end_line, head_line, party_line, source_line
from app.queries import changesets
from app.queries import docket as queries
from app.resolution.rule import RULE

STEP = 500  # occurrences read together

Progress = Callable[[int], None]


def write_docket(
    session: Session,
    query_ids: Collection[int] | None,
    out: BinaryIO,
    *,
    query: str | None = None,
    progress: Progress | None = None,
) -> Counter[str]:
    """Write the records of these occurrences, or of all; counts of what was written, `withheld_quotes` among them.

    query: the search whose hits they are, to be told in the file. progress: is told how many occurrences are done.
    """
    whole = Docket(session, query_ids, query)
    for chunk in whole.chunks():
        out.write(chunk)
        if progress is not None:
            progress(whole.counts["occurrences"])
    return whole.counts


class Docket:
    """One export on its way out; all of it as the database is when the first chunk is asked for."""

    def __init__(self, session: Session, query_ids: Collection[int] | None = None, query: str | None = None) -> None:
        self.session = session
        self.ids = None if query_ids is None else sorted(set(query_ids))
        self.query = query
        self.counts: Counter[str] = Counter()
        self._parties: set[int] = set()
        self._sources: set[int] = set()

    def chunks(self) -> Iterator[bytes]:
        """The file's bytes, a few hundred records at a time."""
        if not self.session.in_transaction() and self.session.get_bind().dialect.name == "postgresql":
            self.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        yield self._head()
        for ids in self._batches():
            yield b"".join(self._lines(ids))
        kinds = ("parties", "sources", "occurrences", "gone", "accounts", "claims")
        yield end_line({each: self.counts[each] for each in kinds})

    def _head(self) -> bytes:
        execute = self.session.execute
        occurrence, party, source = execute(queries.last_ids()).one()
        moment = execute(changesets.end_of_log()).one_or_none()
        live, withheld = self._counted()
        self.counts["withheld_quotes"] = withheld
        return head_line(
            RULE,
            (self.session.scalar(queries.first_digest()) or "")[:16],
            None if moment is None else (moment[0], moment[1]),
            {"occurrence": occurrence or 0, "party": party or 0, "source": source or 0},
            occurrences=live,
            withheld_quotes=withheld,
            query=self.query,
        )

    def _counted(self) -> tuple[int, int]:
        """(occurrences, quotes that may not be given on)."""
        count = self.session.scalar
        if self.ids is None:
            return count(queries.n_live()) or 0, count(queries.n_withheld(None)) or 0
        live = withheld = 0
        for some in self._steps(self.ids):
            live += len(self.session.execute(queries.live_among(some)).all())
            withheld += count(queries.n_withheld(some)) or 0
        return live, withheld

    @staticmethod
    def _steps(ids: Sequence[int]) -> Iterator[Sequence[int]]:
        return (ids[first : first + STEP] for first in range(0, len(ids), STEP))

    def _batches(self) -> Iterator[Sequence[int]]:
        """Ids of what is to be written; of a search only those that stand."""
        if self.ids is None:
            rows = self.session.execute(queries.all_ids().execution_options(yield_per=STEP))
            for part in rows.partitions():
                yield [row[0] for row in part]
            return
        for some in self._steps(self.ids):
            yield sorted(self.session.scalars(queries.live_among(some)))

    def _lines(self, ids: Sequence[int]) -> Iterator[bytes]:
        """The occurrences, after the parties and sources that are named here for the first time."""
        batch = self._read(ids)
        sources = self.session.execute(queries.sources(batch.sources - self._sources)).all()
        self._sources |= {row[0] for row in sources}
        self.counts["sources"] += len(sources)
        yield from self._party_lines(batch.parties | {row[3] for row in sources})
        yield from map(source_line, sources)
        yield from batch.lines()
        self.counts += batch.counts

    def _party_lines(self, named: set[int]) -> Iterator[bytes]:
        rows = self.session.execute(queries.parties(named - self._parties)).all()
        fresh = [row for row in rows if row[0] not in self._parties]
        self._parties |= {row[0] for row in fresh}
        self.counts["parties"] += len(fresh)
        names: dict[int, list[str]] = {row[0]: [] for row in fresh}
        for party_id, name in self.session.execute(queries.party_names(list(names))):
            names[party_id].append(name)
        for row in fresh:
            yield party_line(row, names[row[0]])

    def _read(self, ids: Sequence[int]) -> Batch:
        batch = Batch(ids, self.session.execute(queries.gone(ids)))
        standing = [each for each in ids if each not in batch.gone]
        for gather, statement in (
            (batch.aircraft, queries.aircraft),
            (batch.accounts, queries.accounts),
            (batch.claims, queries.claims),
            (batch.rankings, queries.rankings),
            (batch.attestations, queries.attestations),
            (batch.investigations, queries.investigations),
            (batch.events, queries.events),
            (batch.participations, queries.participations),
            (batch.documents, queries.documents),
            (batch.recommendations, queries.recommendations),
            (batch.responses, queries.responses),
            (batch.releases, queries.releases),
            (batch.judgements, queries.judgements),
        ):
            gather(self.session.execute(statement(standing)))
        return batch
