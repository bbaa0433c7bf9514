"""Asking the index from a process that serves: opened once, and brought up to the log before each question."""

import threading
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session
from tantivy import Index

from app.queries import indexing as statements
from app.search.folder import Busy, Folder, open_index
from app.search.snapshot import Snapshot
from app.services import indexing

WAIT = 5.0  # seconds for another process that brings the index up to the log
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

    def snapshot(self, session: Session) -> Snapshot:
        """The index with all in it that is on record now. Building where there is none and it takes long to make one.

        While a long catch-up is under way the last state is answered from; it says itself up to where it has the log.
        """
        end = session.execute(statements.end_of_log()).one_or_none()
        with self._lock:
            found = self._open(end[0] if end else 0, end[1] if end else "")
            if found is not None:
                return found
            if self._is_long(session):
                self._build_apart(session)
            else:
                self._catch_up(session)
            again = self._open(None, "")
        if again is None:
            raise Building
        return again

    def _open(self, sequence: int | None, digest: str) -> Snapshot | None:
        """The snapshot at that place of the log, or at any where it is None; None where the index is not there yet."""
        generation = self.folder.current
        mark = self.folder.mark(generation) if generation else None
        if generation is None or mark is None:
            return None
        if sequence is not None and (mark.sequence, mark.digest) != (sequence, digest):
            return None
        known = self._snapshot
        if known is not None and known.sequence == mark.sequence and self._opened and self._opened[0] == generation:
            return known
        try:
            if self._opened is None or self._opened[0] != generation:
                self._opened = generation, open_index(generation)
            index = self._opened[1]
            index.reload()
            self._snapshot = Snapshot(index.searcher(), mark.sequence)
        except (ValueError, OSError):  # damaged: it is built anew
            self._opened = self._snapshot = None
            self.folder.set_mark(generation, -1, "damaged")
        return self._snapshot

    def _catch_up(self, session: Session) -> None:
        try:
            indexing.catch_up(session, self.folder, wait=WAIT)
        except Busy:
            return

    def _is_long(self, session: Session) -> bool:
        generation = self.folder.current
        behind = indexing.how_far(session, self.folder.mark(generation) if generation else None)
        n = len(behind.records) if behind.records is not None else session.scalar(statements.n_records()) or 0
        return n > AT_ONCE

    def _build_apart(self, session: Session) -> None:
        """Have a thread bring the index up to the log, on a connection of its own."""
        if self._builder is not None and self._builder.is_alive():
            return
        bind = session.get_bind()
        engine = bind if isinstance(bind, sa.Engine) else bind.engine

        def build() -> None:
            with Session(engine) as apart:
                self._catch_up(apart)

        self._builder = threading.Thread(target=build, name="search index", daemon=True)
        self._builder.start()
