"""Answers that take long to work out, kept in memory until the log moves."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from sqlalchemy.orm import Session

from app.services.pages import end_of_log

T = TypeVar("T")


class Answers(Generic[T]):
    """The last answers, by what was asked. Safe to be used by several threads."""

    def __init__(self, most: int) -> None:
        self._known: OrderedDict[tuple[int, Hashable], T] = OrderedDict()
        self._most = most
        self._lock = threading.Lock()

    def of(self, session: Session, asked: Hashable, make: Callable[[], T]) -> T:
        """The answer, made where it is not known."""
        key = (end_of_log(session), asked)
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
                return self._known[key]
        found = make()
        with self._lock:
            self._known[key] = found
            for old in [each for each in self._known if each[0] != key[0]]:
                del self._known[old]
            while len(self._known) > self._most:
                self._known.popitem(last=False)
        return found
