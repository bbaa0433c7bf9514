"""Parquet: typed columns, zstd, a row group for each some thousand rows. Needs the extra `parquet` (pyarrow)."""

import datetime as dt
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from typing import Any

from app.core.errors import BadValue
from app.exports.columns import Column, ColumnType
from app.exports.table import Row, Table, listed

MEDIA_TYPE = "application/vnd.apache.parquet"
GROUP = 16_384  # rows of a row group


def require_parquet() -> None:
    """BadValue where what writes Parquet is not installed."""
    if find_spec("pyarrow") is None:
        raise BadValue("format: Parquet needs the package pyarrow, which is not installed here; install airdocket[parquet]")


class _Sink:
    """A file that is read while it is written: what was written is taken away piece by piece."""

    closed = False

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, piece: bytes) -> int:
        self._pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        pass

    def close(self) -> None:
        pass

    def take(self) -> bytes:
        taken = b"".join(self._pieces)
        self._pieces.clear()
        return taken


def write_parquet(table: Table) -> Iterator[bytes]:
    """The file, a row group at a time; its first bytes come before any row is read."""
    import pyarrow as pa  # type: ignore[import-untyped]
    from pyarrow import parquet

    sink, schema = _Sink(), _schema(pa, table)
    with parquet.ParquetWriter(pa.PythonFile(sink, mode="w"), schema, compression="zstd") as writer:
        yield sink.take()
        for rows in _groups(table):
            cells = zip(*rows, strict=True)
            arrays = [_array(pa, field.type, column) for field, column in zip(schema, cells, strict=True)]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
            del arrays, rows
            yield sink.take()
    yield sink.take()


def _groups(table: Table) -> Iterator[list[Row]]:
    held: list[Row] = []
    for rows in table.batches:
        held += rows
        if len(held) >= GROUP:
            yield held
            held = []
    if held:
        yield held


def _schema(pa: Any, table: Table) -> Any:
    told = {f"airdocket.{name}": str(value) for name, value in table.about.facts().items()}
    return pa.schema([_field(pa, each) for each in table.columns], metadata=told)


def _field(pa: Any, column: Column) -> Any:
    types = {
        ColumnType.INTEGER: pa.int64(),
        ColumnType.NUMBER: pa.float64(),
        ColumnType.TEXT: pa.string(),
        ColumnType.DATE: pa.date32(),
        ColumnType.LIST: pa.list_(pa.string()),
    }
    told = {"label": column.label, "definition": column.definition, "unit": column.unit}
    return pa.field(column.name, types[column.type], metadata={name: text for name, text in told.items() if text})


def _array(pa: Any, type_: Any, cells: Sequence[Any]) -> Any:
    if pa.types.is_date32(type_):
        return pa.array([dt.date.fromisoformat(each) if isinstance(each, str) else each for each in cells], type_)
    if pa.types.is_list(type_):
        return pa.array([listed(each) for each in cells], type_)
    return pa.array(cells, type_)
