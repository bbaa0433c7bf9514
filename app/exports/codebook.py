"""The codebook of a table: a row for each column, with its definition."""

from collections.abc import Mapping, Sequence

from app.exports.columns import Column

HEAD = ("name", "type", "label", "definition", "unit", "codes", "reference")


def codebook_rows(columns: Sequence[Column]) -> list[tuple[str, ...]]:
    """The rows, in the order of HEAD."""
    return [
        (each.name, each.type.value, each.label, each.definition, each.unit, each.code_list, each.reference) for each in columns
    ]


def _codes(column: Column) -> list[Mapping[str, str]]:
    if column.codes is None:
        return []
    return [{"code": each.value, "label": each.label, "definition": each.definition} for each in column.codes]


def codebook_items(columns: Sequence[Column]) -> list[Mapping[str, object]]:
    """The same for programs; codes as objects of code, label and definition."""
    return [
        {**dict(zip(HEAD, row, strict=True)), "codes": _codes(each)}
        for each, row in zip(columns, codebook_rows(columns), strict=True)
    ]
