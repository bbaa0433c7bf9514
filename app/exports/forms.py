"""The formats in which a table is written, by the ending of the file."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from app.exports import csv_rows, geojson, json_lines, parquet, xlsx
from app.exports.columns import What
from app.exports.table import Table
from app.vocab.coded import Coded


class Form(Coded):
    """A format."""

    CSV = "csv", "CSV", "Text with commas, for every program; a heading, and a line for each row."
    JSONL = "jsonl", "JSON Lines", "An object for each row, lists as lists."
    XLSX = "xlsx", "Excel (XLSX)", "Dates and numbers as such, with a sheet that defines the columns and one on the query."
    PARQUET = "parquet", "Parquet", "Typed and small, for pandas, polars, DuckDB and R's arrow."
    GEOJSON = "geojson", "GeoJSON", "Points for maps; what has no position is counted."


@dataclass(frozen=True, slots=True)
class Writing:
    """How a format is written."""

    media_type: str
    write: Callable[[Table], Iterator[bytes]]


WRITINGS = {
    Form.CSV: Writing(csv_rows.MEDIA_TYPE, csv_rows.write_csv),
    Form.JSONL: Writing(json_lines.MEDIA_TYPE, json_lines.write_json_lines),
    Form.XLSX: Writing(xlsx.MEDIA_TYPE, xlsx.write_xlsx),
    Form.PARQUET: Writing(parquet.MEDIA_TYPE, parquet.write_parquet),
    Form.GEOJSON: Writing(geojson.MEDIA_TYPE, geojson.write_geojson),
}


def forms_of(what: What) -> tuple[Form, ...]:
    """The formats that a table can have: claims have no place of their own."""
    return tuple(each for each in Form if what is not What.CLAIMS or each is not Form.GEOJSON)
