"""docs/search.md names all fields, and what it says about its examples is so."""

import json
import re
from pathlib import Path

import pytest

from app.search.as_json import from_json, to_json
from app.search.fields import FIELDS, FieldKind
from app.search.reading import BadQuery, read_query
from app.search.wording import describe
from app.search.writing import write_query

TEXT = (Path(__file__).parents[2] / "docs" / "search.md").read_text(encoding="utf-8")


def _rows(heading):
    """The cells of the table under the heading, without its two first lines."""
    section = TEXT.split(f"\n{heading}\n", 1)[1].split("\n#", 1)[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.removeprefix("| ").removesuffix(" |").split(" | ")] for line in lines[2:]]


def _code(cell):
    return re.fullmatch(r"`(.*)`", cell)[1]


EXAMPLES, FAULTS, SHORT = _rows("## Examples"), _rows("## Faults"), _rows("## One text for one question")


def test_there_are_examples():
    assert len(EXAMPLES) > 30
    assert len(FAULTS) > 10


@pytest.mark.parametrize(("query", "words"), EXAMPLES, ids=lambda cell: cell[:40])
def test_an_example_is_read_and_means_what_it_says(query, words):
    assert describe(read_query(_code(query))) == words


@pytest.mark.parametrize(("query", "canonical"), SHORT, ids=lambda cell: cell[:40])
def test_another_writing_has_the_canonical_text(query, canonical):
    assert write_query(read_query(_code(query))) == _code(canonical)


@pytest.mark.parametrize(("query", "message", "at", "suggestion"), FAULTS, ids=lambda cell: cell[:40])
def test_a_fault_is_told_as_the_documents_say(query, message, at, suggestion):
    with pytest.raises(BadQuery) as caught:
        read_query(_code(query))
    found = caught.value
    assert str(found) == message
    assert f"{found.position}, {found.length}" == at
    assert (f"`{found.suggestion}`" if found.suggestion else "") == suggestion


def _row(field):
    names = ", ".join(f"`{alias}`" for alias in field.aliases if alias != field.name)
    codes = f": {', '.join(f'`{code}`' for code in field.codes)}" if field.codes and len(field.codes) <= 8 else ""
    return [f"`{field.name}`", names, f"{field.label}. {field.definition}", f"{field.kind.value}{codes}", field.subject.value]


@pytest.mark.parametrize("field", FIELDS, ids=lambda each: each.name)
def test_a_field_is_in_the_table(field):
    assert [row for row in _rows("## Fields") if row[0] == f"`{field.name}`"] == [_row(field)]


def test_every_kind_of_values_is_explained():
    assert {row[0] for row in _rows("## Values")} == {*FieldKind}


@pytest.mark.parametrize("block", re.findall(r"```json\n(.*?)```", TEXT, re.DOTALL))
def test_the_example_in_json_is_the_query_above_it(block):
    query = re.findall(r"`([^`]+)`:\n\n```json\n" + re.escape(block), TEXT)[0]
    assert to_json(read_query(query)) == json.loads(block)
    assert from_json(json.loads(block)) == read_query(query)
