"""Lists in parts: how many items, and the cursor that says where the next ones begin.

A cursor holds where the last part ended and what was asked: with another question, or written by hand, it is an error.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any, TypeVar
from zlib import crc32

from flask import request
from pydantic import Field
from pydantic import create_model as made

from app.api.inputs import Query
from app.api.problems import BadParameter
from app.api.schemas.shape import Shape

T = TypeVar("T")
MOST = 1_000
_LONGEST = 6_000  # characters of a cursor
_LARGEST = 2**64


class Parts(Query):
    """Which part of a list."""

    limit: int = Field(50, ge=1, le=MOST, description="How many items at most.")
    cursor: str | None = Field(None, description="Where to go on: the `next` of the part before.", min_length=1)


def list_of(shape: type[Shape], *, base: type[Shape] = Shape, **more: Any) -> type[Shape]:
    """The shape of a list of these."""
    following = Field(description="the cursor of the next part; null: this is the last one. Also in the header `Link`")
    fields = {"items": (list[shape], ...), "next": (str | None, following), **more}  # type: ignore[valid-type]
    name = shape.__name__.removesuffix("Out")
    return made(f"{name}List", __base__=base, __doc__=f"Some of a list, and where the others are: {name}.", **fields)


def cut(rows: Sequence[T], limit: int) -> tuple[Sequence[T], T | None]:
    """The rows of a part, of one more that was read; and the last of them, where others follow."""
    part = rows[:limit]
    return part, part[-1] if len(rows) > limit else None


# -- cursors


def written(*numbers: int | Iterable[int]) -> str:
    """The cursor that goes on from these numbers in what is asked now; runs of numbers are ascending."""
    parts: list[int] = [_asked()]
    for each in numbers:
        parts += [each] if isinstance(each, int) else _run(list(each))
    return urlsafe_b64encode(b"".join(map(_bytes, parts))).rstrip(b"=").decode()


def read(text: str, *kinds: type) -> list[Any]:
    """The numbers of a cursor, `kinds` of which says int or list of each. BadParameter where it is none of what is asked."""
    try:
        numbers = _numbers(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        if len(text) > _LONGEST or next(numbers) != _asked():
            raise ValueError
        found = [_number(next(numbers)) if kind is int else _read_run(numbers) for kind in kinds]
        if next(numbers, None) is not None:
            raise ValueError
    except (ValueError, Error, StopIteration):
        words = "this is no cursor of what is asked here; leave it out to begin, and change nothing else while you go on"
        raise BadParameter("cursor", words) from None
    return found


def _asked() -> int:
    """What is asked apart from the part: every parameter but the two of a part."""
    given = sorted((name, text.strip()) for name, text in request.args.items() if name not in ("cursor", "limit"))
    return crc32(repr((request.path, given)).encode())


def _run(numbers: list[int]) -> list[int]:
    """Their number, the first and the differences: short, as those of records are many and close."""
    return [len(numbers), *numbers[:1], *(later - one for one, later in pairwise(numbers))]


def _number(number: int) -> int:
    """One that a database can hold."""
    if number >= _LARGEST // 2:
        raise ValueError
    return number


def _read_run(numbers: Iterator[int]) -> list[int]:
    found: list[int] = []
    for _ in range(min(next(numbers), _LONGEST)):
        found.append(next(numbers) + (found[-1] if found else 0))
    return found


def _bytes(number: int) -> bytes:
    """Seven bits to a byte, the lowest first; the eighth says that more follow."""
    found = bytearray()
    while number > 127:
        found.append(number & 127 | 128)
        number >>= 7
    return bytes([*found, number])


def _numbers(data: bytes) -> Iterator[int]:
    number, shift = 0, 0
    for each in data:
        number |= (each & 127) << shift
        shift += 7
        if not each & 128:
            if number >= _LARGEST:
                raise ValueError
            yield number
            number, shift = 0, 0
    if shift:
        raise ValueError
