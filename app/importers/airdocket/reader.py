"""The file, line by line: its frame, the kinds of lines, and the words for what is wrong with one."""

import gzip
import hashlib
import zlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import IO, Any, NamedTuple

import orjson
from pydantic import TypeAdapter, ValidationError

from app.core.errors import BadFile
from app.importers.airdocket.checks import Checks, Fault
from app.importers.airdocket.lines import Counts, EndLine, GoneLine, Head, Line, OccurrenceLine, PartyLine, SourceLine
from app.vocab.docket import FORMAT

MAX_LINE = 64 * 1024**2
_MOST = 5  # faults named of one line
_KINDS: dict[str, Any] = {"party": PartyLine, "source": SourceLine, "end": EndLine, "occurrence": OccurrenceLine}


class Read(NamedTuple):
    """A line, with its bytes where it is an occurrence that stands, to be known again."""

    line: Line
    raw: bytes

    @property
    def digest(self) -> str:
        """What an unchanged record is known by."""
        return hashlib.sha256(self.raw).hexdigest()[:32]


class Docket:
    """A file whose first line was read. `lines` reads the rest, once at a time, and is told in `counts`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = path.name
        self.counts: Counts | None = None
        with self._open() as file:
            self.head = self._head(_next(file, self._place(1)))

    def _place(self, number: int) -> str:
        return f"{self.name}, line {number}"

    def _open(self) -> IO[bytes]:
        opened: Any = gzip.open if self.path.suffix == ".gz" else open
        file: IO[bytes] = opened(self.path, "rb")
        return file

    def _head(self, raw: bytes) -> Head:
        entry = _object(raw, self._place(1))
        if entry.get("format") != FORMAT:
            raise BadFile(f"begins with no format {FORMAT!r} but {entry.get('format')!r}", file=self._place(1))
        head: Head = _shaped(Head, entry, self._place(1))
        return head

    def lines(self) -> Iterator[Read]:
        """All lines between the first and the last. BadFile names the first one that is wrong, and its fields."""
        checks = Checks(self.head.last)
        with self._open() as file:
            number = 1
            _next(file, self._place(1))
            while raw := _next(file, self._place(number + 1)):
                number += 1
                place = self._place(number)
                if self.counts is not None:
                    raise BadFile("comes after the last line, the one with `end`", file=place)
                line = parse(raw, place)
                if isinstance(line, EndLine):
                    self._close(line.end, checks, place)
                    continue
                _raise(list(checks.faults(line)), place)
                yield Read(line, raw if isinstance(line, OccurrenceLine) else b"")
        if self.counts is None:
            raise BadFile(f"ends after line {number} without the line `end`: it is cut short", file=self.name)
        self.counts = None

    def _close(self, told: Counts, checks: Checks, place: str) -> None:
        for name in Counts.__dataclass_fields__:
            if getattr(told, name) != checks.counts[name]:
                raise BadFile(f"end.{name}: tells of {getattr(told, name)}, but {checks.counts[name]} came", file=place)
        self.counts = told


def read_docket(path: Path) -> Docket:
    """Open a file, gzipped where its name ends in `.gz`. BadFile where its first line is not one of the format."""
    return Docket(path)


def parse(raw: bytes, place: str) -> Line | EndLine:
    """One line. BadFile with the place and the field where it is not one of the format."""
    entry = _object(raw, place)
    kind = next((_KINDS[name] for name in _KINDS if name in entry), None)
    if kind is None:
        raise BadFile(f"is none of {', '.join(_KINDS)}", file=place)
    if kind is OccurrenceLine and "state" in entry:
        kind = GoneLine
    line: Line | EndLine = _shaped(kind, entry, place)
    return line


def parse_occurrence(raw: bytes) -> OccurrenceLine:
    """A line that was read and checked before."""
    line: OccurrenceLine = _adapter(OccurrenceLine).validate_python(orjson.loads(raw))
    return line


def _next(file: IO[bytes], place: str) -> bytes:
    try:
        raw = file.readline(MAX_LINE + 1)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise BadFile(f"cannot be unpacked: {error}", file=place) from None
    if len(raw) > MAX_LINE:
        raise BadFile(f"is longer than {MAX_LINE // 1024**2} MiB", file=place)
    return raw


def _object(raw: bytes, place: str) -> dict[str, Any]:
    try:
        entry = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise BadFile(f"is not JSON: {error}", file=place) from None
    if not isinstance(entry, dict):
        raise BadFile("is not an object", file=place)
    return entry


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def _shaped(kind: Any, entry: dict[str, Any], place: str) -> Any:
    try:
        return _adapter(kind).validate_python(entry)
    except ValidationError as error:
        _raise([(_field(each["loc"]), _words(each)) for each in error.errors(include_url=False)], place)
        raise


def _field(loc: tuple[int | str, ...]) -> str:
    text = ""
    for each in loc:
        text += f"[{each}]" if isinstance(each, int) else f".{each}"
    return text.lstrip(".")


def _words(error: Any) -> str:
    if error["type"] == "unexpected_keyword_argument":
        return "there is no such field"
    if error["type"] == "missing":
        return "is missing"
    given = "" if isinstance(error["input"], dict | list) else f", not {str(error['input'])[:60]!r}"
    return f"{error['msg'][0].lower()}{error['msg'][1:]}{given}"


def _raise(faults: list[Fault], place: str) -> None:
    if faults:
        more = f"; and {len(faults) - _MOST} more" if len(faults) > _MOST else ""
        raise BadFile("; ".join(f"{field}: {what}" for field, what in faults[:_MOST]) + more, file=place)
