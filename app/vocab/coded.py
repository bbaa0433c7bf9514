"""The base of every closed list: a string enum whose members carry a label and a definition in our own words."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, Self, TypeVar


class Coded(StrEnum):
    """One closed list. A member is written `NAME = "code", "Label", "definition"`; its value is the code alone."""

    label: str
    definition: str

    def __new__(cls, value: str, label: str = "", definition: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        member.definition = definition
        return member

    @classmethod
    def find(cls, value: str) -> Self | None:  # type: ignore[override]  # a code is looked up, not a substring
        """The member with that code, or None."""
        found: Any = cls._value2member_map_.get(value)
        return found if isinstance(found, cls) else None


C = TypeVar("C", bound=type[Coded])
_PUBLISHED: dict[type[Coded], tuple[str, str]] = {}


def published(edition: str, source: str) -> Callable[[C], C]:
    """Class decorator: notes which edition of which published list the enum holds."""

    def note(cls: C) -> C:
        _PUBLISHED[cls] = (edition, source)
        return cls

    return note


def edition_of(cls: type[Coded]) -> str:
    """The edition, such as `CICTT v4.7, December 2017`; empty for a list of our own."""
    return _PUBLISHED.get(cls, ("", ""))[0]


def source_of(cls: type[Coded]) -> str:
    """Where the list is published; empty for a list of our own."""
    return _PUBLISHED.get(cls, ("", ""))[1]
