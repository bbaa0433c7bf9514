"""The floor's index: text, facets and two orders of each occurrence in a bare Tantivy index, and nothing more.

Of several aircraft only the first one's values are counted: a column with several values in some documents takes ten times as
long, which is not the least that a count can cost.
"""

import shutil
from pathlib import Path

import click
import sqlalchemy as sa
import tantivy

from app.config import load
from app.models.database import make_engine
from bench.flat import FACETS, MORE, Flat, flat_rows


def schema() -> tantivy.Schema:
    """The columns of the index."""
    builder = tantivy.SchemaBuilder()
    for name in ("id", "day", "fatal"):
        builder.add_integer_field(name, indexed=True, fast=True)
    for name in (*FACETS, *MORE):
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("text", tokenizer_name="en_stem")
    return builder.build()


def build_index(engine: sa.Engine, folder: Path) -> int:
    """Index the occurrences of a database; how many there are."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    writer = tantivy.Index(schema(), path=str(folder)).writer(500_000_000, 2)
    n = 0
    with engine.connect() as connection:
        for row in flat_rows(connection):
            writer.add_document(_document(row))
            n += 1
    writer.commit()
    writer.wait_merging_threads()
    return n


def _document(row: Flat) -> tantivy.Document:
    document = tantivy.Document()
    document.add_integer("id", row.id)
    document.add_integer("day", row.day)
    document.add_integer("fatal", row.fatal)
    for name, values in row.values.items():
        document.add_text(name, values[0])
    document.add_text("text", row.text)
    return document


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
def main(folder: Path) -> None:
    """Build the floor's index of the database of the settings in FOLDER."""
    click.echo(f"occurrences={build_index(make_engine(load().url), folder)}")


if __name__ == "__main__":
    main()
