"""What a spreadsheet would take for a formula."""

import pytest

from app.core.cells import plain_cell


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "＝1", "\t=1", "\r=1", "\n=1", "  =1"])
def test_a_formula_becomes_text(text):
    assert plain_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Hasna", "1-2", "'quoted", " blank"])
def test_other_cells_stay_as_they_are(text):
    assert plain_cell(text) == text
