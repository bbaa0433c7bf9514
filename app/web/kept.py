"""Pages of records, kept in memory for the next reader who is not signed in; each with the place of the log that it shows."""

import datetime as dt
import threading
import zlib
from collections import OrderedDict
from collections.abc import Callable
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


class Kept:
    """The pages that were asked for last. Safe to be used by several threads."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._pages: OrderedDict[int, _Page] = OrderedDict()
        self._most, self._size = most_bytes, 0
        self._lock = threading.Lock()

    def find(self, key: int) -> _Page | None:
        """The page, which counts as asked for now; None where it is not kept, or was made on another day."""
        with self._lock:
            found = self._pages.get(key)
            if found is None or found.day != dt.datetime.now(dt.UTC).date():
                return None
            self._pages.move_to_end(key)
            return found

    def keep(self, key: int, page: _Page) -> None:
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


def kept_page(occurrence_id: int, make: Callable[[], str]) -> str | Response:
    """The page of a record as it is now: made anew only where something that it shows has changed."""
    if not is_for_anybody():
        return make()
    kept: Kept = current_app.extensions["airdocket.kept"]
    end = pages.end_of_log(db.session)
    found = kept.find(occurrence_id)
    if found is None or not (found.sequence == end or pages.is_unchanged(db.session, occurrence_id, found.sequence)):
        text = make().encode()
        found = _Page(end, dt.datetime.now(dt.UTC).date(), zlib.compress(text, 3), f"{zlib.crc32(text):08x}-{len(text):x}")
        kept.keep(occurrence_id, found)
    elif found.sequence != end:
        found = _Page(end, found.day, found.body, found.etag)
        kept.keep(occurrence_id, found)
    answer = Response(zlib.decompress(found.body), mimetype="text/html")
    answer.set_etag(found.etag)
    answer.cache_control.no_cache = True  # may be stored, but is asked for again each time
    answer.vary.update(("Cookie", "Authorization"))
    answer.make_conditional(request)
    return answer


def register(app: Flask) -> None:
    """Give the application its memory."""
    app.extensions["airdocket.kept"] = Kept()
