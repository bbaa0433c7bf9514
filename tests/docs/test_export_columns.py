"""docs/exports.md names every column with its type and definition, and every format."""

from pathlib import Path

import pytest

from app.exports.columns import Column, What, all_columns, default_columns
from app.exports.forms import Form

TEXT = (Path(__file__).parents[2] / "docs" / "exports.md").read_text()


def _line(column: Column) -> str:
    unit = f", {column.unit}" if column.unit else ""
    return f"| `{column.name}` | {column.type.value}{unit} | {column.definition} |"


@pytest.mark.parametrize("what", list(What))
def test_the_columns_are_in_the_docs(what: What) -> None:
    assert [each.name for each in default_columns(what) if _line(each) not in TEXT] == []
    assert [each.name for each in all_columns(what) if f"`{each.name}`" not in TEXT] == []


def test_the_formats_are_in_the_docs() -> None:
    assert [each.value for each in Form if f"`.{each.value}`" not in TEXT] == []
