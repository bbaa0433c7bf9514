"""Keeping the search index as the log has it: the changed records after each commit, all of them where much changed."""

import datetime as dt
import os
import threading
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session
from tantivy import IndexWriter

from app.queries import indexing
from app.search.compiling import of_occurrences
from app.search.documents import Called, Names, Record, documents
from app.search.fields import told
from app.search.folder import Busy, Folder, Mark, Unwritable, create_index, open_index, writer_of
from app.search.healing import cannot_open
from app.services.reprojection import speaking_of

STEP, BUILD_STEP = 500, 2_000  # ids of records that are read together, while the index works on those before
TAIL = 16  # records of small edits that are kept in one segment, by being written again with the next
REBUILD_SHARE = 0.34  # of the records changed: from here on a new build is quicker
MANY = 20_000  # records of which the build is given both cores and much memory
WAIT = 10.0  # seconds for another process that is writing
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Behind:
    """How far an index is behind the log. `records` None: it has to be built anew, `why` says for what reason."""

    end: int
    digest: str
    records: Collection[int] | None
    why: str = ""

    @property
    def is_up_to_date(self) -> bool:
        """Whether nothing has to be done; a mark may still be older than the log, where parties or sources alone came."""
        return self.records is not None and not self.records


@dataclass(frozen=True, slots=True)
class Status:
    """What an operator asks of the index. Sizes in bytes; `indexed` counts records, `records` those of the database."""

    path: Path
    sequence: int | None
    end: int
    indexed: int | None
    records: int
    size: int
    why: str


def catch_up(session: Session, folder: Folder, *, wait: float = WAIT, progress: Progress | None = None) -> int:
    """Bring the index up to the log; how many records were written. Busy where another process writes for longer.

    A missing or damaged index, one of another database or another schema, and one that is far behind are built anew.
    What is committed counts, as it is once this process may write; what the session itself has begun does not. Unwritable
    where the folder cannot be written to.
    """
    with _writing(session, folder, wait) as (now, lock):
        generation = folder.current
        mark = folder.mark(generation) if generation else None
        behind = how_far(now, mark)
        if behind.records is not None and generation is not None and mark is not None:
            try:
                return _update(now, folder, generation, mark, behind, lock)
            except BaseException as error:
                if not cannot_open(error):
                    raise
        return _build(now, folder, behind, progress)


def rebuild(session: Session, folder: Folder, *, wait: float = WAIT, progress: Progress | None = None) -> int:
    """Build the index anew beside the old one, which is read until the new one is whole. Raises as `catch_up` does."""
    with _writing(session, folder, wait) as (now, _):
        return _build(now, folder, how_far(now, None), progress)


@contextmanager
def _writing(session: Session, folder: Folder, wait: float) -> Iterator[tuple[Session, int]]:
    """A session that sees one moment of the record, the one at which the writer's lock was had; and that lock.

    The session given may have begun to read long ago: to it an index that is newer would look like another database's.
    """
    try:
        with folder.lock(wait) as lock, Session(session.get_bind()) as now:
            if now.get_bind().dialect.name == "postgresql":
                now.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            yield now, lock
    except (OSError, ValueError) as error:
        raise Unwritable(f"the search index in {folder.path} cannot be written: {error}") from error


def how_far(session: Session, mark: Mark | None) -> Behind:
    """What has to be done for an index with that mark; None: there is none that can be used."""
    row = session.execute(indexing.end_of_log()).one_or_none()
    end, digest = (row[0], row[1]) if row else (0, "")
    if mark is None:
        return Behind(end, digest, None, "there is none that can be read")
    if mark.sequence > end or (mark.sequence and session.scalar(indexing.digest_at(mark.sequence)) != mark.digest):
        return Behind(end, digest, None, "it is of another database")
    if mark.sequence == end:
        return Behind(end, digest, ())
    changed = set(session.scalars(indexing.touched_since(mark.sequence)))
    parties = set(session.scalars(indexing.parties_changed_since(mark.sequence)))
    if parties and mark.sequence:
        parties = set(session.scalars(indexing.merged_with(parties)))
        changed.update(session.scalars(speaking_of(parties)), session.scalars(indexing.investigated_by(parties)))
    if len(changed) > BUILD_STEP and len(changed) > REBUILD_SHARE * (session.scalar(indexing.n_records()) or 0):
        return Behind(end, digest, None, "much of it changed")
    return Behind(end, digest, changed)


def _update(session: Session, folder: Folder, generation: Path, mark: Mark, behind: Behind, lock: int) -> int:
    """Write the changed records, which are found from the mark on; how many they are.

    Each commit adds a segment, and every few segments are merged, which takes a good part of a second. So the records of
    the edits before are written once more together with these: their segments are empty then, and go.
    """
    changed = set(behind.records or ())
    if not changed:
        if behind.end != mark.sequence:
            folder.set_mark(generation, behind.end, behind.digest, mark.tail)
        return 0
    small = changed.union(mark.tail)
    ids = sorted(small if len(small) <= TAIL else changed)
    writer = writer_of(open_index(generation), building=False)

    def replace(some: Sequence[int], made: Sequence[str]) -> None:
        writer.delete_documents_by_query(of_occurrences(some))
        for document in made:
            writer.add_json(document)

    with _beside(replace) as replace_beside:
        for first in range(0, len(ids), STEP):
            some = ids[first : first + STEP]
            found = list(records(session, some))
            names = _names_in(session, found)
            replace_beside(some, [document for record in found for document in documents(record, names)])
    writer.commit()
    folder.set_mark(generation, behind.end, behind.digest, ids if len(ids) <= TAIL else ())
    _merge(writer, lock)
    return len(changed)


@contextmanager
def _beside(call: Callable[..., None]) -> Iterator[Callable[..., None]]:
    """What has `call` called in a thread beside this one, one call after the other, and waits for the one before.

    The index takes documents without holding the interpreter, so that the next ones are read and made meanwhile. What a call
    raises is raised by the next, or at the end of the block.
    """
    with ThreadPoolExecutor(1, "search index") as thread:
        waiting: list[Future[None]] = []

        def finish() -> None:
            while waiting:
                waiting.pop().result()

        def submit(*given: Any) -> None:
            finish()
            waiting.append(thread.submit(call, *given))

        yield submit
        finish()


def _merge(writer: IndexWriter, lock: int) -> None:
    """Have segments merged while nobody waits but who writes next: a thread keeps the lock until it is done.

    A writer that goes before its merges end leaves them to run on, and their files to lie about for ever.
    """
    kept = os.dup(lock)

    def merge() -> None:
        try:
            writer.wait_merging_threads()
        except BaseException as error:  # what it could not merge is read as it is; damage is found by who reads
            if not cannot_open(error):
                raise
        finally:
            os.close(kept)

    threading.Thread(target=merge, name="merging of the search index").start()


def _build(session: Session, folder: Folder, behind: Behind, progress: Progress | None) -> int:
    generation = folder.new_generation()
    last = session.scalar(indexing.last_id()) or 0
    writer = writer_of(create_index(generation), building=last > MANY)
    names, done = _names(session), 0
    for first in range(1, last + 1, BUILD_STEP):
        done += _add(writer, records(session, (first, first + BUILD_STEP)), names)
        if progress:
            progress(done)
    writer.commit()
    writer.wait_merging_threads()
    folder.set_mark(generation, behind.end, behind.digest)
    folder.use(generation)
    return done


def _add(writer: IndexWriter, found: Iterable[Record], names: Names) -> int:
    n = 0
    for record in found:
        n += 1
        for document in documents(record, names):
            writer.add_json(document)
    return n


def _names_in(session: Session, found: Sequence[Record]) -> Names:
    """The names of the parties and sources of some records: there are many others."""
    ids = {each for record in found for each in (*record.speakers, *record.authorities)}
    ids.update(row[name] for record in found for row in record.aircraft for name in ("operator_id", "manufacturer_id"))
    ids.discard(None)
    parties = set(session.scalars(indexing.roots(), {"ids": list(ids)}))
    parties.update(session.scalars(indexing.merged_into(), {"ids": list(parties)}), ids)
    return _names(session, parties, {each for record in found for each in record.sources})


def _names(session: Session, only: Collection[int] | None = None, sources: Collection[int] | None = None) -> Names:
    """The names of these parties and sources; None: of all."""
    names: dict[int, list[str]] = defaultdict(list)
    root: dict[int, int] = {}
    for party_id, into, name in session.execute(indexing.party_names(only is None), _ids(only)):
        if into is not None:
            root[party_id] = into
        names[party_id].append(name)
    for party_id, into in root.items():
        names[into].extend(names[party_id])
    parties = {key: Called.of(key, found) for key, found in names.items() if key not in root}
    parties.update({key: parties[into] for key, into in root.items()})
    asked = session.execute(indexing.source_titles(sources is None), _ids(sources))
    titles = {source_id: Called.of(source_id, (title,)) for source_id, title in asked}
    return Names(parties, titles)


def _ids(only: Collection[int] | None) -> dict[str, list[int]]:
    return {} if only is None else {"ids": list(only)}


def records(session: Session, asked: indexing.Range) -> Iterator[Record]:
    """The public records among some ids, or between two of them, with all that the index holds of them."""
    by, values = indexing.By.of(asked)
    connection = session.connection()

    def rows(statement: indexing.Rows) -> Sequence[Any]:
        return connection.execute(statement, values).all()  # at once: one by one takes a fifth longer

    crafts: dict[int, list[Any]] = defaultdict(list)
    for row in _dicts(indexing.aircraft(by), rows):
        crafts[row["occurrence_id"]].append(row)
    spoken = _spoken(rows(indexing.accounts(by)))
    investigated: dict[int, list[int]] = defaultdict(list)
    holds = _sets(rows(indexing.held(by, tuple(each.key for each in told()))))
    for occurrence_id, authority, is_final in rows(indexing.investigations(by)):
        investigated[occurrence_id].append(authority)
        holds[occurrence_id].update(("investigation", "final_report") if is_final else ("investigation",))
    for (occurrence_id,) in rows(indexing.recommended(by)):
        holds[occurrence_id].add("recommendation")
    changed: dict[int, int] = {row[0]: row[1] for row in rows(indexing.last_changes(by))}
    for row in _dicts(indexing.records(by), rows):
        key = row["id"]
        speakers, sources, said = spoken.get(key, (set(), set(), set()))
        yield Record(
            row, crafts.get(key, ()), row["words"] or "", changed.get(key, 0), sorted(speakers), sorted(sources),
            investigated.get(key, ()), sorted(said), sorted(holds.get(key, ())),
        )  # fmt: skip


def _dicts(statement: indexing.Rows, rows: Callable[[indexing.Rows], Sequence[Any]]) -> Iterator[dict[str, Any]]:
    """The rows by column, as plain dictionaries: looked into many times each."""
    columns = tuple(statement.selected_columns.keys())
    for row in rows(statement):
        yield dict(zip(columns, row, strict=True))


def _sets(rows: Iterable[Any]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for key, value in rows:
        found[key].add(value)
    return found


def _spoken(rows: Iterable[Any]) -> dict[int, tuple[set[int], set[int], set[int]]]:
    """Speakers, sources and the days said, by occurrence."""
    found: dict[int, tuple[set[int], set[int], set[int]]] = {}
    day: dt.date
    for key, speaker, source, day in rows:
        speakers, sources, said = found.setdefault(key, (set(), set(), set()))
        speakers.add(speaker)
        sources.add(source)
        said.add(day.toordinal())
    return found


def status(session: Session, folder: Folder) -> Status:
    """How the index stands to the database; `why` says what has to be done, empty where nothing."""
    generation = folder.current
    mark = folder.mark(generation) if generation else None
    behind = how_far(session, mark)
    indexed, size = None, 0
    if generation is not None:
        size = sum(each.stat().st_size for each in generation.iterdir())
        indexed = _n_indexed(generation)
    records_ = session.scalar(indexing.n_records()) or 0
    why = behind.why
    if not why and behind.records:
        why = f"{len(behind.records):,} records changed since"
    if not why and indexed != records_:
        why = "it does not hold as many records as the database"
    return Status(folder.path, mark.sequence if mark else None, behind.end, indexed, records_, size, why)


def _n_indexed(generation: Path) -> int | None:
    """How many records the index holds; None where it cannot be read."""
    from app.search.asking import Unit
    from app.search.nodes import All
    from app.search.snapshot import Snapshot

    try:
        return Snapshot(open_index(generation).searcher(), 0).total(All(), Unit.OCCURRENCES)
    except BaseException as error:
        if not cannot_open(error):
            raise
    return None


__all__ = ["Behind", "Busy", "Status", "Unwritable", "catch_up", "how_far", "rebuild", "records", "status"]
