"""A feed and its entries, as both of its formats take them: plain text, whatever it was made of."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

# What XML 1.0 cannot hold, not even escaped; other formats only lose control characters by it.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\x7f-\x84\x86-\x9f]")
# Signs that turn the direction of what follows them, also of what stands beside a title in a reader's list.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that happened. `id` is an address that no other entry has, and this one keeps.

    lines: a paragraph each. published: None where it is the moment of `updated`. author: who brought it.
    """

    id: str
    title: str
    url: str
    updated: dt.datetime
    lines: Sequence[str]
    author: str
    published: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """Entries, the newest first. url: its page; own_url: the feed's own address; next_url: of what is older, if any."""

    id: str
    title: str
    about: str
    url: str
    own_url: str
    updated: dt.datetime
    entries: Sequence[Entry]
    next_url: str = ""


def plain(text: str) -> str:
    """The text in one line, with a sign in the place of each that a feed cannot hold, and none that turns its direction."""
    return _TURNING.sub("", _FORBIDDEN.sub("\ufffd", " ".join(text.split())))


def instant(moment: dt.datetime) -> str:
    """A moment as RFC 3339 has it, in UTC."""
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0")
