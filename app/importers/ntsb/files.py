"""Opening and checking a table file: packing, encoding, separator, header, keys. Everything is streamed."""

import csv
import gzip
import hashlib
import io
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, TextIO, cast

from app.core.errors import BadFile
from app.importers.ntsb.shapes import SHAPES, Shape, header_key
from app.importers.records import Notes

MAX_CELL = 131_072  # characters
MAX_BYTES = 4 * 1024**3  # unpacked; the largest release is about 1 % of it
_MAX_LINE = 16 * 1024**2  # what is held of one line or cell until its length is known
_BLOCK = 256 * 1024
_LEAST_COLUMNS = 8  # fewer known names than that are no header

Row = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class Survey:
    """What the first reading of a file found.

    columns: position by the column's canonical name. width: cells in a row. n_rows: data rows, malformed ones included.
    scattered: events whose rows are not adjacent. unknown: names of columns that no reader knows.
    """

    shape: Shape
    delimiter: str
    columns: dict[str, int]
    width: int
    last_is_nameless: bool
    sha256: str
    size: int
    n_rows: int
    scattered: frozenset[str]
    unknown: tuple[str, ...]


class _Watched(io.RawIOBase):
    """Passes bytes on, counting and hashing them; refuses null bytes and more than MAX_BYTES."""

    def __init__(self, inner: BinaryIO, name: str) -> None:
        self.inner, self.name = inner, name
        self.size = 0
        self.hash = hashlib.sha256()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        chunk = self.inner.read(len(buffer))
        if b"\0" in chunk:
            raise BadFile("holds null bytes: a binary file, not a text table", file=self.name)
        self.size += len(chunk)
        if self.size > MAX_BYTES:
            raise BadFile(f"unpacks to more than {MAX_BYTES:,} bytes", file=self.name)
        self.hash.update(chunk)
        buffer[: len(chunk)] = chunk
        return len(chunk)


@contextmanager
def _reading(name: str) -> Iterator[None]:
    """Turn what goes wrong with the packing into BadFile."""
    try:
        yield
    except FileNotFoundError:
        raise BadFile("there is no such file", file=name) from None
    except IsADirectoryError:
        raise BadFile("is a directory", file=name) from None
    except EOFError:
        raise BadFile("the packed data end too early: the file is cut off", file=name) from None
    except (gzip.BadGzipFile, zlib.error) as error:
        raise BadFile(f"the packed data are damaged: {error}", file=name) from None
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:  # RuntimeError: encrypted
        raise BadFile(f"cannot be unpacked: {error}", file=name) from None
    except OSError as error:
        raise BadFile(f"cannot be read: {error.strerror or error}", file=name) from None


def _unpacked(path: Path, stack: ExitStack) -> BinaryIO:
    """The file's content, unpacked by what it begins with, whatever its name."""
    plain = stack.enter_context(path.open("rb"))
    magic = plain.read(4)
    plain.seek(0)
    if magic[:2] == b"\x1f\x8b":
        return cast(BinaryIO, stack.enter_context(gzip.GzipFile(fileobj=plain)))
    if magic in (b"PK\x03\x04", b"PK\x05\x06"):
        archive = stack.enter_context(zipfile.ZipFile(plain))
        members = [each for each in archive.infolist() if not each.is_dir() and not each.filename.startswith("__MACOSX/")]
        if len(members) != 1:
            found = ", ".join(each.filename for each in members[:5]) or "none"
            raise BadFile(f"the zip must hold one file; it holds {len(members)}: {found}", file=path.name)
        return cast(BinaryIO, stack.enter_context(archive.open(members[0])))
    return plain


def _text(raw: BinaryIO | io.RawIOBase, encoding: str, errors: str = "strict") -> TextIO:
    if encoding.lower().replace("_", "-") in ("utf-8", "utf8"):
        encoding = "utf-8-sig"
    buffered = io.BufferedReader(cast(io.RawIOBase, raw), _BLOCK)
    return io.TextIOWrapper(buffered, encoding=encoding, errors=errors, newline="")


def _lines(text: TextIO, name: str) -> Iterator[str]:
    """The lines, none of them longer than _MAX_LINE, so that a file without line ends cannot fill the memory."""
    for number, line in enumerate(iter(lambda: text.readline(_MAX_LINE), ""), 1):
        if len(line) == _MAX_LINE and line[-1] != "\n":
            raise BadFile(f"line {number:,} is longer than {_MAX_LINE:,} characters", file=name)
        yield line


def _parsed(lines: Iterator[str] | TextIO, delimiter: str) -> Iterator[list[str]]:
    # The native text edition separates by " | " and knows no quoting.
    if delimiter == "|":
        return csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE, strict=True)
    return csv.reader(lines, delimiter=delimiter, strict=True)


def survey(path: Path, encoding: str) -> Survey:
    """Read the whole file once and check it."""
    try:
        "".encode(encoding)
    except LookupError:
        raise BadFile(f"{encoding!r} is not an encoding known here", file=path.name) from None
    limit = csv.field_size_limit(_MAX_LINE)
    try:
        with _reading(path.name), ExitStack() as stack:
            watched = _Watched(_unpacked(path, stack), path.name)
            with _text(watched, encoding) as text:
                return _surveyed(watched, _lines(text, path.name))
    except UnicodeDecodeError as error:
        raise _not_decoded(path, encoding, error) from None
    finally:
        csv.field_size_limit(limit)


def _surveyed(watched: _Watched, lines: Iterator[str]) -> Survey:
    name = watched.name
    first = next(lines, "")
    if not first.strip():
        raise BadFile("is empty" if not watched.size else "has no header row", file=name)
    delimiter = "|" if first.count("|") > first.count(",") else ","
    header = [cell.strip() for cell in _next(_parsed(iter([first]), delimiter), 1, name)]
    shape, columns = _columns(header, name)
    known = set(columns.values())
    spare = {i: header[i] for i in range(len(header)) if i not in known}
    nameless = {i for i, each in spare.items() if _nameless(each)}
    rows = _Rows(name, shape, columns, header, nameless)
    rows.read(_parsed(lines, delimiter))
    unknown = [each for i, each in spare.items() if i not in nameless]
    unknown += [f"(column {i + 1}, without a name)" for i in sorted(rows.filled)]
    return Survey(
        shape,
        delimiter,
        columns,
        len(header),
        rows.last_is_nameless,
        watched.hash.hexdigest(),
        watched.size,
        rows.n_rows,
        frozenset(rows.scattered),
        tuple(unknown),
    )


def _nameless(name: str) -> bool:
    key = header_key(name)
    return not key or (key.startswith("unnamed") and key[7:].isdecimal())


def _columns(header: list[str], name: str) -> tuple[Shape, dict[str, int]]:
    """The shape that the header fits best, and the position of each of its columns."""
    keys = [header_key(each) for each in header]
    shape = max(SHAPES.values(), key=lambda each: len(each.by_key.keys() & set(keys)))
    if len(shape.by_key.keys() & set(keys)) < _LEAST_COLUMNS:
        known = " or ".join(each.title for each in SHAPES.values())
        raise BadFile(f"has no header row of the {known}, separated by commas or bars", file=name, row=1)
    twice = [shape.by_key[key] for key, n in Counter(keys).items() if n > 1 and key in shape.by_key]
    if twice:
        raise BadFile(f"has a column twice: {', '.join(twice)}", file=name, row=1, column=twice[0])
    missing = [each for each in shape.required if header_key(each) not in keys]
    if missing:
        raise BadFile(f"is no {shape.title}: without {', '.join(missing)}", file=name, row=1)
    return shape, {shape.by_key[key]: i for i, key in enumerate(keys) if key in shape.by_key}


def _next(parsed: Iterator[list[str]], row: int, name: str) -> list[str]:
    try:
        return next(parsed)
    except csv.Error as error:
        raise _not_parsed(error, row, name) from None


def _not_parsed(error: csv.Error, row: int, name: str) -> BadFile:
    text = str(error)
    if "field larger" in text:
        return BadFile(f"a cell longer than {_MAX_LINE:,} characters; a quotation mark left open?", file=name, row=row)
    if "end of data" in text:
        return BadFile("a quotation mark is opened and never closed", file=name, row=row)
    return BadFile(f"the quotation marks do not match ({text})", file=name, row=row)


class _Rows:
    """The checks of the data rows: lengths, keys, and events whose rows are apart."""

    def __init__(self, name: str, shape: Shape, columns: dict[str, int], header: list[str], nameless: set[int]) -> None:
        self.name, self.header, self.width = name, header, len(header)
        self.key_column = shape.key_column
        self.key = columns[shape.key_column]
        self.event = columns[shape.event_column] if shape.event_column else None
        self.nameless = nameless
        self.last_is_nameless = len(header) - 1 in nameless
        self.filled: set[int] = set()
        self.scattered: set[str] = set()
        self.n_rows = 0

    def read(self, parsed: Iterator[list[str]]) -> None:
        """Count and check all rows; BadFile at the first that makes the file unusable."""
        number = 1
        first_row: dict[str, int] = {}
        events: set[str] = set()
        current = ""
        width, key, event = self.width, self.key, self.event
        try:
            for number, cells in enumerate(parsed, 2):
                if not cells:
                    continue
                self.n_rows += 1
                if len("".join(cells)) > MAX_CELL:
                    self._check_lengths(number, cells)
                if len(cells) != width and not _fits(cells, width, self.last_is_nameless):
                    continue  # refused in the second reading
                for i in self.nameless:
                    if i < len(cells) and cells[i].strip():
                        self.filled.add(i)
                name = cells[key].strip()
                if name and first_row.setdefault(name, number) != number:
                    message = f"{name} stands in row {first_row[name]} and again in row {number}"
                    raise BadFile(message, file=self.name, row=number, column=self.key_column)
                if event is not None and (group := cells[event].strip()) != current:
                    if group in events:
                        self.scattered.add(group)
                    events.add(group)
                    current = group
        except csv.Error as error:
            raise _not_parsed(error, number + 1, self.name) from None
        self.scattered.discard("")

    def _check_lengths(self, number: int, cells: list[str]) -> None:
        for i, cell in enumerate(cells):
            if len(cell) > MAX_CELL:
                column = self.header[i] if i < self.width else f"{i + 1}"
                raise BadFile(
                    f"a cell of {len(cell):,} characters, at most {MAX_CELL:,}",
                    file=self.name,
                    row=number,
                    column=column,
                )


def _not_decoded(path: Path, encoding: str, error: UnicodeDecodeError) -> BadFile:
    """Find the row and column of the first byte that is not in the encoding."""
    hint = "; is the file latin-1 or windows-1252? Then say so" if error.encoding.startswith("utf-8") else ""
    byte = error.object[error.start]
    message = f"the byte 0x{byte:02x} is not {encoding}{hint}"
    limit = csv.field_size_limit(_MAX_LINE)
    try:
        with (
            _reading(path.name),
            ExitStack() as stack,
            _text(_unpacked(path, stack), encoding, "surrogateescape") as text,
        ):
            lines = _lines(text, path.name)
            first = next(lines, "")
            delimiter = "|" if first.count("|") > first.count(",") else ","
            header = next(_parsed(iter([first]), delimiter))
            if not first.isascii() and any(map(_escaped, header)):
                return BadFile(message, file=path.name, row=1)
            for row, cells in enumerate(_parsed(lines, delimiter), 2):
                for i, cell in enumerate(cells):
                    if not cell.isascii() and _escaped(cell):
                        column = header[i].strip() if i < len(header) else f"{i + 1}"
                        return BadFile(message, file=path.name, row=row, column=column)
    except (csv.Error, UnicodeDecodeError):
        pass  # the place cannot be told, the fault can
    finally:
        csv.field_size_limit(limit)
    return BadFile(message, file=path.name)


def _escaped(cell: str) -> bool:
    return any("\udc80" <= char <= "\udcff" for char in cell)


def numbered_rows(path: Path, encoding: str, found: Survey, notes: Notes) -> Iterator[Row]:
    """The file's second reading: its data rows with their numbers; rows with missing or extra cells are refused."""
    width, key = found.width, found.columns[found.shape.key_column]
    event = found.columns[found.shape.event_column] if found.shape.event_column else key
    seen = 0
    with _reading(path.name), ExitStack() as stack, _text(_unpacked(path, stack), encoding) as text:
        parsed = _parsed(text, found.delimiter)
        next(parsed, None)
        for number, cells in enumerate(parsed, 2):
            if len(cells) != width and not _fits(cells, width, found.last_is_nameless):
                if cells:
                    seen += 1
                    reason = f"{len(cells)} cells instead of {width}"
                    notes.refuse(number, "", cells[0].strip(), reason, lost=True)
                continue
            seen += 1
            if not cells[key].strip() or not cells[event].strip():
                column = found.shape.key_column if not cells[key].strip() else str(found.shape.event_column)
                notes.refuse(number, column, "", "without a key", lost=True)
                continue
            notes.rows += 1
            yield number, cells
    if seen != found.n_rows:
        raise BadFile(f"changed while it was read: {found.n_rows} rows, then {seen}", file=path.name)


def _fits(cells: list[str], width: int, last_is_nameless: bool) -> bool:
    """Whether only the empty last column is there in the header alone, or in the row alone."""
    if len(cells) == width + 1:
        return not cells[-1].strip()
    return len(cells) == width - 1 and last_is_nameless
