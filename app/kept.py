"""Answers kept in memory for the next reader who is not signed in, each with the place of the log that it shows."""

import datetime as dt
import threading
import zlib
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from flask import Flask, current_app, request

from app.extensions import db
from app.services import pages

MOST_BYTES = 16 * 1024 * 1024  # in each server process; a page takes about 6 kB
_GZIP = 31  # what zlib calls the format of gzip


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """An answer as it was made on a day; the log was in it up to `sequence`. body: as gzip has it. link: its header, if any."""

    sequence: int
    day: dt.date
    body: bytes
    etag: str
    link: str = ""

    @classmethod
    def of(cls, text: bytes, sequence: int, link: str = "", etag: str = "") -> "KeptAnswer":
        """The answer that was just made. etag: told by the text where none is given."""
        body = zlib.compress(text, 3, wbits=_GZIP)
        return cls(sequence, _today(), body, etag or f"{zlib.crc32(text):08x}-{len(text):x}", link)

    @property
    def text(self) -> bytes:
        """The body as it was before it was packed."""
        return zlib.decompress(self.body, wbits=_GZIP)


class Kept:
    """The answers that were asked for last. Safe to be used by several threads."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._pages: OrderedDict[Hashable, KeptAnswer] = OrderedDict()
        self._most, self._size = most_bytes, 0
        self._lock = threading.Lock()

    def find(self, key: Hashable) -> KeptAnswer | None:
        """The answer, which counts as asked for now; None where it is not kept, or was made on another day."""
        with self._lock:
            found = self._pages.get(key)
            if found is None or found.day != _today():
                return None
            self._pages.move_to_end(key)
            return found

    def keep(self, key: Hashable, answer: KeptAnswer) -> None:
        """Keep an answer instead of its former state; those not asked for longest go where there is no room."""
        with self._lock:
            if former := self._pages.pop(key, None):
                self._size -= len(former.body)
            self._pages[key] = answer
            self._size += len(answer.body)
            while self._size > self._most:
                self._size -= len(self._pages.popitem(last=False)[1].body)


def is_for_anybody() -> bool:
    """Whether the request comes without a session or a token, so that the page is the same for all who ask so."""
    return current_app.config["SESSION_COOKIE_NAME"] not in request.cookies and "Authorization" not in request.headers


@dataclass(frozen=True, slots=True)
class Made:
    """An answer that is to be kept. sequence: the place of the log that it shows. etag: empty where its text tells it."""

    text: bytes
    status: int
    sequence: int
    link: str = ""
    etag: str = ""


def kept_until_the_log_moves(key: Hashable, make: Callable[[], Made]) -> KeptAnswer | Made:
    """The answer of an address, made anew only where the log has moved since.

    One that lies behind the log's end, because the index is being brought up to it, is not kept. One of an error is given as it
    was made, and to whoever is signed in every answer is.
    """
    if not is_for_anybody():
        return make()
    kept, end = kept_answers(), pages.end_of_log(db.session)
    found = kept.find(key)
    if found is None or found.sequence != end:
        made = make()
        if made.status != 200:
            return made
        found = KeptAnswer.of(made.text, made.sequence, made.link, made.etag)
        if made.sequence == end:
            kept.keep(key, found)
    return found


def _today() -> dt.date:
    return dt.datetime.now(dt.UTC).date()


def kept_answers() -> Kept:
    """The memory of the application."""
    kept: Kept = current_app.extensions["airdocket.kept"]
    return kept


def register(app: Flask) -> None:
    """Give the application its memory."""
    app.extensions["airdocket.kept"] = Kept()
