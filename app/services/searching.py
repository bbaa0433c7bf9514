"""Asking the index from a process that serves: opened once, and brought up to the log before each question."""

import threading
import time
from functools import partial
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from tantivy import Index

from app.queries import indexing as statements
from app.search.folder import Busy, Folder, Mark, open_index
from app.search.healing import cannot_open
from app.search.snapshot import Snapshot
from app.services import indexing

WAIT = 5.0  # seconds for another process that brings the index up to the log
HEAL_EVERY = 600.0  # seconds between two builds because an index failed while it was asked
AT_ONCE = 5_000  # records that are indexed while somebody waits; more than these are left to a thread of its own


class Building(Exception):  # an answer of its own at the doors, not an error
    """There is no index yet: it is being built in the background."""


class Searching:
    """One process's view of the index in a folder. Safe to be used by several threads."""

    def __init__(self, path: Path) -> None:
        self.folder = Folder(path)
        self._lock = threading.Lock()
        self._opened: tuple[Path, Index] | None = None
        self._snapshot: Snapshot | None = None
        self._builder: threading.Thread | None = None
        self._failed: Exception | None = None
        self._engine: sa.Engine | None = None
        self._not_tried_before = self._not_healed_before = 0.0  # by the monotonic clock

    def snapshot(self, session: Session) -> Snapshot:
        """The index with all in it that is on record now. Building where there is none and it takes long to make one.

        While a long catch-up is under way the last state is answered from; it says itself up to where it has the log.
        Unwritable where the folder cannot be written to.
        """
        end = session.execute(statements.end_of_log()).one_or_none()
        with self._lock:
            self._engine = _engine_of(session)
            found = self._open(end[0] if end else 0, end[1] if end else "")
            if found is not None:
                return found
            return self._caught_up(session)

    def _caught_up(self, session: Session) -> Snapshot:
        if self._is_long(session):
            self._build_apart()
        else:
            self._catch_up(session)
        again = self._open(None, "")
        if again is None:
            raise Building
        return again

    def _open(self, sequence: int | None, digest: str) -> Snapshot | None:
        """The snapshot at that place of the log, or at any where it is None; None where the index is not there yet."""
        for _ in range(2):  # another process may put a new generation in the place of this one meanwhile
            generation = self.folder.current
            mark = self.folder.mark(generation) if generation else None
            if generation is None or mark is None:
                return None
            if sequence is not None and (mark.sequence, mark.digest) != (sequence, digest):
                return None
            try:
                return self._read(generation, mark)
            except BaseException as error:
                if not cannot_open(error):
                    raise
                self._forget(generation)
        return None

    def _read(self, generation: Path, mark: Mark) -> Snapshot:
        known = self._snapshot
        if known is not None and known.sequence == mark.sequence and self._opened and self._opened[0] == generation:
            return known
        if self._opened is None or self._opened[0] != generation:
            self._opened = generation, open_index(generation)
        index = self._opened[1]
        index.reload()
        self._snapshot = Snapshot(index.searcher(), mark.sequence, heal=partial(self._healed, generation))
        return self._snapshot

    def _forget(self, generation: Path) -> None:
        """Have a damaged generation built anew, unless another one is there already."""
        self._opened = self._snapshot = None
        if self.folder.current == generation:
            self.folder.spoil(generation)

    def _healed(self, generation: Path) -> Snapshot | None:
        """What answers in the place of a generation that failed while it was asked; None where it is not to be built anew.

        Not again within a while: then it is the question that fails, not the files, and each would cost a build.
        """
        with self._lock:
            if self.folder.current == generation:
                now = time.monotonic()
                if self._engine is None or now < self._not_healed_before:
                    return None
                self._not_healed_before = now + HEAL_EVERY
            self._forget(generation)
            if self._engine is None:
                return None
            with Session(self._engine) as session:
                return self._caught_up(session)

    def _catch_up(self, session: Session) -> None:
        """Bring the index up to the log; where another process is at it for long, what is there has to do for a while."""
        if time.monotonic() < self._not_tried_before and self.folder.current is not None:
            return
        try:
            indexing.catch_up(session, self.folder, wait=WAIT)
        except Busy:
            self._not_tried_before = time.monotonic() + WAIT

    def _is_long(self, session: Session) -> bool:
        generation = self.folder.current
        behind = indexing.how_far(session, self.folder.mark(generation) if generation else None)
        n = len(behind.records) if behind.records is not None else session.scalar(statements.n_records()) or 0
        return n > AT_ONCE

    def _build_apart(self) -> None:
        """Have a thread bring the index up to the log, on a connection of its own. Raises what the last one failed with."""
        if self._builder is not None and self._builder.is_alive():
            return
        failed, self._failed = self._failed, None
        if failed is not None:
            raise failed
        engine = self._engine

        def build() -> None:
            try:
                with Session(engine) as apart:
                    self._catch_up(apart)
            except (OSError, SQLAlchemyError) as error:  # whoever asks next is told
                self._failed = error

        self._builder = threading.Thread(target=build, name="search index", daemon=True)
        self._builder.start()


def _engine_of(session: Session) -> sa.Engine:
    bind = session.get_bind()
    return bind if isinstance(bind, sa.Engine) else bind.engine
