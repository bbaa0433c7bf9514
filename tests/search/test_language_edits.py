"""Changing a query as facets and chips do."""

import pytest

from app.search.edits import replaced, selected, toggled, with_part, without, without_field
from app.search.nodes import Code, Has
from app.search.reading import read_query
from app.search.writing import write_query

ASKED = read_query("sinai phase:APR -damage:none operator:Delta (phase:LDG OR fire)")


def text_of(node):
    return write_query(node)


def test_the_values_of_a_field_are_those_of_its_own_condition():
    assert selected(ASKED, "phase") == (Code("APR"),)
    assert selected(ASKED, "damage") == ()
    assert selected(read_query("phase:APR"), "phase") == (Code("APR"),)
    assert selected(read_query("phase:APR OR fire"), "phase") == ()


@pytest.mark.parametrize(
    ("asked", "value", "after"),
    [
        ("", "APR", "phase:APR"),
        ("sinai", "APR", "sinai phase:APR"),
        ("phase:APR sinai", "LDG", "phase:APR,LDG sinai"),
        ("phase:APR,LDG sinai", "APR", "phase:LDG sinai"),
        ("phase:APR sinai", "APR", "sinai"),
        ("phase:APR", "APR", ""),
        ("-phase:APR", "APR", "-phase:APR phase:APR"),
        ("phase:APR OR fire", "LDG", "(phase:APR OR fire) phase:LDG"),
    ],
)
def test_a_value_is_added_or_taken_away(asked, value, after):
    assert text_of(toggled(read_query(asked), "phase", Code(value))) == after


def test_a_field_is_asked_for_one_value_alone():
    assert text_of(replaced(ASKED, "operator", Has("United"))) == text_of(ASKED).replace("Delta", "United")
    assert text_of(replaced(read_query("operator:a,b x operator:c"), "operator", Has("d"))) == "operator:d x"
    assert text_of(replaced(read_query("operator:a x operator:c"), "operator", None)) == "x"
    assert text_of(replaced(read_query("x"), "operator", Has("d"))) == "x operator:d"


def test_the_conditions_on_a_field_are_dropped_where_they_stand_by_themselves():
    assert text_of(without_field(ASKED, "phase")) == "sinai -damage:none operator:Delta (phase:LDG OR fire)"


def test_one_condition_is_dropped():
    assert text_of(without(ASKED, read_query("-damage:none"))) == "sinai phase:APR operator:Delta (phase:LDG OR fire)"
    assert text_of(without(read_query("a OR b"), read_query("a OR b"))) == ""


def test_one_condition_is_added_once():
    assert text_of(with_part(read_query("a"), read_query("b"))) == "a b"
    assert text_of(with_part(read_query("a b"), read_query("b"))) == "a b"
