"""Cells of tables that spreadsheets open."""

_FORMULA = tuple("=+-@＝＋－＠\t\r\n")


def plain_cell(text: str) -> str:
    """The text, behind an apostrophe where a spreadsheet would take it for a formula."""
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text
