"""Lines that read an export in pandas, polars, R and on the command line, with the address of the page's own query."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from app.exports.columns import Column, ColumnType, What, default_columns


@dataclass(frozen=True, slots=True)
class Snippet:
    """One program's lines."""

    id: str
    name: str
    text: str


def snippets(query: str, what: What) -> Sequence[Snippet]:
    """For each program: the table of the query in a variable `table`, empty cells as nothing and Namibia's NA as a code."""
    given: dict[str, Any] = {"q": query} if query else {}
    if what is What.AIRCRAFT:
        given["unit"] = what.value
    endpoint = "exports.claims" if what is What.CLAIMS else "exports.occurrences"
    url = url_for(endpoint, form="csv", _external=True, **given)
    columns = default_columns(what)
    return (
        Snippet("pandas", "pandas", _pandas(url, columns)),
        Snippet("polars", "polars", _polars(url, columns)),
        Snippet("r", "R (readr)", _readr(url, columns)),
        Snippet("curl", "curl", f"curl --fail --location --remote-name --remote-header-name {_shell(url)}"),
    )


def _days(columns: Sequence[Column]) -> list[str]:
    return [each.name for each in columns if each.type is ColumnType.DATE]


def _pandas(url: str, columns: Sequence[Column]) -> str:
    days = ", ".join(f'"{each}"' for each in _days(columns))
    return "\n".join(
        (
            "import pandas as pd",
            "",
            f"url = {_python(url)}",
            'table = pd.read_csv(url, keep_default_na=False, na_values=[""]).convert_dtypes()',
            f"for day in [{days}]:",
            '    table[day] = pd.to_datetime(table[day], errors="coerce")',
        )
    )


def _polars(url: str, columns: Sequence[Column]) -> str:
    types = {
        ColumnType.INTEGER: "pl.Int64", ColumnType.NUMBER: "pl.Float64", ColumnType.DATE: "pl.Date",
    }  # fmt: skip
    lines = [f'    "{each.name}": {types[each.type]},' for each in columns if each.type in types]
    return "\n".join(
        (
            "from urllib.request import urlopen",
            "",
            "import polars as pl",
            "",
            f"url = {_python(url)}",
            "types = {",
            *lines,
            "}",
            "with urlopen(url) as answer:",
            "    table = pl.read_csv(answer.read(), schema_overrides=types, infer_schema=False)",
        )
    )


def _readr(url: str, columns: Sequence[Column]) -> str:
    types = {
        ColumnType.INTEGER: "col_integer()", ColumnType.NUMBER: "col_double()", ColumnType.DATE: "col_date()",
    }  # fmt: skip
    lines = [f"  `{each.name}` = {types[each.type]}" for each in columns if each.type in types]
    return "\n".join(
        (
            "library(readr)",
            "",
            f"url <- {_python(url)}",
            'table <- read_csv(url, na = "", col_types = cols(',
            ",\n".join(["  .default = col_character()", *lines]),
            "))",
        )
    )


def _python(text: str) -> str:
    """A text between double quotes, for Python and R alike; an address has neither quotes nor backslashes in it."""
    return '"' + text.replace("\\", "%5C").replace('"', "%22") + '"'


def _shell(text: str) -> str:
    return "'" + text.replace("'", "%27") + "'"
