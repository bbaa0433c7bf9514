"""JSON Lines: an object for each row, with every column in it; null where nothing is stated."""

from collections.abc import Iterator

import orjson

from app.exports.columns import ColumnType
from app.exports.table import Table, listed

MEDIA_TYPE = "application/x-ndjson"


def write_json_lines(table: Table) -> Iterator[bytes]:
    """The file, a batch at a time; an empty piece first, before any row is read."""
    yield b""
    names, lists = [each.name for each in table.columns], table.of_type(ColumnType.LIST)
    listed_names = [names[i] for i in lists]
    for rows in table.batches:
        lines = []
        for row in rows:
            told = dict(zip(names, row, strict=True))
            for name in listed_names:
                told[name] = listed(told[name])
            lines.append(orjson.dumps(told, option=orjson.OPT_APPEND_NEWLINE))
        yield b"".join(lines)
