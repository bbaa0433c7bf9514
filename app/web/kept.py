"""Pages kept in memory for the next reader who is not signed in, each with the place of the log that it shows.

Pages of records hold until the record or a party's name changes, pages of results until the log moves.
"""

import datetime as dt
import threading
import zlib
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from flask import Flask, Response, current_app, request

from app.extensions import db
from app.services import pages

MOST_BYTES = 16 * 1024 * 1024  # in each server process; a page takes about 6 kB


@dataclass(frozen=True, slots=True)
class _Page:
    """A page as it was made on a day; the log was in it up to `sequence`."""

    sequence: int
    day: dt.date
    body: bytes
    etag: str

    @classmethod
    def of(cls, text: bytes, sequence: int) -> "_Page":
        """The page that was just made."""
        return cls(sequence, _today(), zlib.compress(text, 3), f"{zlib.crc32(text):08x}-{len(text):x}")


class Kept:
    """The pages that were asked for last. Safe to be used by several threads."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._pages: OrderedDict[Hashable, _Page] = OrderedDict()
        self._most, self._size = most_bytes, 0
        self._lock = threading.Lock()

    def find(self, key: Hashable) -> _Page | None:
        """The page, which counts as asked for now; None where it is not kept, or was made on another day."""
        with self._lock:
            found = self._pages.get(key)
            if found is None or found.day != _today():
                return None
            self._pages.move_to_end(key)
            return found

    def keep(self, key: Hashable, page: _Page) -> None:
        """Keep a page instead of its former state; those not asked for longest go where there is no room."""
        with self._lock:
            if former := self._pages.pop(key, None):
                self._size -= len(former.body)
            self._pages[key] = page
            self._size += len(page.body)
            while self._size > self._most:
                self._size -= len(self._pages.popitem(last=False)[1].body)


def is_for_anybody() -> bool:
    """Whether the request comes without a session or a token, so that the page is the same for all who ask so."""
    return current_app.config["SESSION_COOKIE_NAME"] not in request.cookies and "Authorization" not in request.headers


def kept_page(occurrence_id: int, make: Callable[[], str], as_of: dt.date | None = None) -> str | Response:
    """The page of a record as it is now, or as known on a day: made anew only where something that it shows has changed."""
    if not is_for_anybody():
        return make()
    kept, end, key = _kept(), pages.end_of_log(db.session), (occurrence_id, as_of)
    found = kept.find(key)
    if found is None or not (found.sequence == end or pages.is_unchanged(db.session, occurrence_id, found.sequence)):
        found = _Page.of(make().encode(), end)
        kept.keep(key, found)
    elif found.sequence != end:
        found = _Page(end, found.day, found.body, found.etag)
        kept.keep(key, found)
    return _answer(found)


def kept_results(part: bool, make: Callable[[], tuple[str, int, int]]) -> tuple[str, int] | Response:
    """The page of results at the present address, made anew only where the log has moved since.

    part: only the part of it that changes is wanted. make: the page, its status, and the place of the log that it shows, which
    lies behind the log's end while the index is being brought up to it: such a page is not kept, nor is one of an error.
    """
    if not is_for_anybody():
        return make()[:2]
    kept, end, key = _kept(), pages.end_of_log(db.session), (request.full_path, part)
    found = kept.find(key)
    if found is None or found.sequence != end:
        text, status, sequence = make()
        if status != 200:
            return text, status
        found = _Page.of(text.encode(), sequence)
        if sequence == end:
            kept.keep(key, found)
    return _answer(found)


def _answer(page: _Page) -> Response:
    answer = Response(zlib.decompress(page.body), mimetype="text/html")
    answer.set_etag(page.etag)
    answer.cache_control.no_cache = True  # may be stored, but is asked for again each time
    answer.vary.update(("Cookie", "Authorization"))
    answer.make_conditional(request)
    return answer


def _today() -> dt.date:
    return dt.datetime.now(dt.UTC).date()


def _kept() -> Kept:
    kept: Kept = current_app.extensions["airdocket.kept"]
    return kept


def register(app: Flask) -> None:
    """Give the application its memory."""
    app.extensions["airdocket.kept"] = Kept()
