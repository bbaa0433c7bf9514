"""Where the index lies: one folder for each generation, the name of the one in use, and who may write.

index/current        the name of the generation in use
index/<name>/        Tantivy's files and `log.json`: up to where the log is in them
index/lock           held by the one process that writes
"""

import fcntl
import os
import re
import shutil
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

import orjson
from tantivy import Index, IndexWriter

from app.search.schema import fingerprint, prepare, schema

EDIT_HEAP, BUILD_HEAP = 30_000_000, 150_000_000  # bytes that a writer fills before it writes a segment
_PAUSE = 0.02  # seconds between two tries for the lock
_NAME = re.compile(rb"[0-9a-f]{1,32}\s*")  # of a generation


class Busy(Exception):  # a plain fact between processes, which nobody at a door sees
    """Another process is writing."""


class Unwritable(OSError):
    """The index cannot be written; the message says where and why."""


class Mark(NamedTuple):
    """Up to where the log is in the index, and the digest of that changeset, which tells one database from another.

    tail: ids of the records that the last small edits wrote, all of them in one segment.
    """

    sequence: int
    digest: str
    fingerprint: str
    tail: Collection[int] = ()


class Folder:
    """The index's place on disk. Makes itself where it is missing."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def current(self) -> Path | None:
        """The generation in use, or None where there is none that can be read."""
        try:
            name = (self.path / "current").read_bytes()
        except OSError:
            return None
        found = self.path / name.decode().strip() if _NAME.fullmatch(name) else None
        return found if found is not None and found.is_dir() else None

    def mark(self, generation: Path) -> Mark | None:
        """The mark of a generation; None where it is missing, cannot be read, or is of another schema."""
        try:
            found = Mark(**orjson.loads((generation / "log.json").read_bytes()))
        except (OSError, ValueError, TypeError):
            return None
        is_whole = isinstance(found.sequence, int) and isinstance(found.digest, str) and isinstance(found.tail, list | tuple)
        return found if is_whole and found.fingerprint == fingerprint() else None

    def set_mark(self, generation: Path, sequence: int, digest: str, tail: Collection[int] = ()) -> None:
        """Write the mark, after the commit that it speaks of: killed between, the same is done once more."""
        _write(generation / "log.json", orjson.dumps(Mark(sequence, digest, fingerprint(), tail)._asdict()))

    def spoil(self, generation: Path) -> None:
        """Have the generation built anew at the next catch-up, because it cannot be read."""
        with suppress(OSError):  # it may be gone already
            (generation / "log.json").unlink()

    @contextmanager
    def lock(self, wait: float) -> Iterator[int]:
        """Be the one who writes; Busy where somebody else still is after `wait` seconds. It ends with the process.

        Gives the descriptor of the lock: as long as a copy of it is open, the lock stays.
        """
        self.path.mkdir(parents=True, exist_ok=True)
        with (self.path / "lock").open("a") as file:
            until = time.monotonic() + wait
            while True:
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() >= until:
                        raise Busy from None
                    time.sleep(_PAUSE)
            yield file.fileno()

    def new_generation(self) -> Path:
        """An empty folder for an index that nobody reads yet; what an interrupted build left behind goes."""
        self.path.mkdir(parents=True, exist_ok=True)
        used = self.current
        for each in self.path.iterdir():
            if each.is_dir() and each != used:
                shutil.rmtree(each, ignore_errors=True)
        made = self.path / f"{time.time_ns():x}"
        made.mkdir()
        return made

    def use(self, generation: Path) -> None:
        """Have all processes read this generation from now on. The former one goes; who reads it holds its files open."""
        former = self.current
        _write(self.path / "current", generation.name.encode())
        if former is not None and former != generation:
            shutil.rmtree(former, ignore_errors=True)


def _write(path: Path, content: bytes) -> None:
    beside = path.with_name(f"{path.name}.{os.getpid()}.new")
    beside.write_bytes(content)
    os.replace(beside, path)


def open_index(generation: Path) -> Index:
    """The index of a generation; ValueError where it is damaged or none."""
    index = prepare(Index.open(str(generation)))
    index.config_reader("manual", 0)
    return index


def create_index(generation: Path) -> Index:
    """A new, empty index."""
    return prepare(Index(schema(), str(generation)))


def writer_of(index: Index, *, building: bool) -> IndexWriter:
    """A writer: a light one for edits, one that fills both cores for a build."""
    return index.writer(BUILD_HEAP, 2) if building else index.writer(EDIT_HEAP, 1)
