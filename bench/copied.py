"""A corpus's database and index once more, in PostgreSQL: the same rows, so that only the database differs."""

import os
import shutil
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import click
import psycopg
from psycopg import sql
from sqlalchemy import make_url

from bench.databases import BUILT, HOME, environment
from bench.measuring import run_command

_BATCH = 10_000
_INDEXES = """
    SELECT c.relname, pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    WHERE c.relnamespace = 'public'::regnamespace AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = i.indexrelid)"""
_IDENTITIES = """
    SELECT table_name, column_name FROM information_schema.columns
    WHERE table_schema = 'public' AND (column_default LIKE 'nextval%' OR is_identity = 'YES')"""


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True))
@click.argument("copy", type=click.Path(path_type=Path))
def main(folder: Path, copy: Path) -> None:
    """Copy the corpus in FOLDER, built in SQLite, into COPY and the empty database that AIRDOCKET_DATABASE_URL names.

    The user of that database must be a superuser: its references are not checked once more.
    """
    url = make_url(os.environ["AIRDOCKET_DATABASE_URL"])
    (copy / HOME).mkdir(parents=True, exist_ok=True)
    run_command([sys.executable, "-m", "app.cli", "db", "upgrade"], environment(copy))
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    source = sqlite3.connect(f"file:{folder / HOME / 'airdocket.sqlite3'}?mode=ro", uri=True)
    with psycopg.connect(address) as target, without_indexes(target):
        target.execute("SET session_replication_role = replica")  # no triggers: the rows were checked where they come from
        tables = _tables(target)
        target.execute(sql.SQL("TRUNCATE {}").format(sql.SQL(", ").join(map(sql.Identifier, tables))))  # migrations fill some
        for table in tables:
            started = time.perf_counter()
            n = copy_table(source, target, table)
            click.echo(f"{table}: {n:,} rows, {time.perf_counter() - started:.0f} s")
        for table, column in target.execute(_IDENTITIES).fetchall():
            last = sql.SQL("SELECT setval(pg_get_serial_sequence({}, {}), max({})) FROM {} HAVING max({}) IS NOT NULL")
            target.execute(last.format(table, column, sql.Identifier(column), sql.Identifier(table), sql.Identifier(column)))
    with psycopg.connect(address, autocommit=True) as target:
        target.execute("VACUUM ANALYZE")
    shutil.copytree(folder / HOME / "index", copy / HOME / "index", dirs_exist_ok=True)
    for each in folder.iterdir():
        if each.name not in (HOME, BUILT) and not (copy / each.name).exists():
            (copy / each.name).symlink_to(each.absolute())
    shutil.copy(folder / BUILT, copy / BUILT)


def _tables(target: "psycopg.Connection[Any]") -> list[str]:
    rows = target.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'")
    return sorted(name for (name,) in rows)


@contextmanager
def without_indexes(target: "psycopg.Connection[Any]") -> Iterator[None]:
    """Without the indexes that no constraint needs; they are made again after the block."""
    found = target.execute(_INDEXES).fetchall()
    for name, _ in found:
        target.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
    yield
    target.execute("SET maintenance_work_mem = '1GB'")
    for _, definition in found:
        target.execute(definition)


def copy_table(source: sqlite3.Connection, target: "psycopg.Connection[Any]", table: str) -> int:
    """All rows of a table; how many."""
    rows = source.execute(f'SELECT * FROM "{table}"')
    columns = sql.SQL(", ").join(sql.Identifier(each[0]) for each in rows.description)
    name, n = sql.Identifier(table), 0
    with target.cursor().copy(sql.SQL("COPY {} ({}) FROM STDIN").format(name, columns)) as copy:
        while batch := list(islice(rows, _BATCH)):
            for row in batch:
                copy.write_row(row)
            n += len(batch)
    return n


if __name__ == "__main__":
    main()
