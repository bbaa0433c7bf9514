"""What the end of an unfinished query may be meant for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.search.tail import tails


def split(text):
    return [(each.before, each.written, each.field.name if each.field else None) for each in tails(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sin", [("", "sin", None)]),
        ("controlled fl", [("", "controlled fl", None), ("controlled ", "fl", None)]),
        ("a b c d e", [("a ", "b c d e", None), ("a b ", "c d e", None), ("a b c ", "d e", None), ("a b c d ", "e", None)]),
        ("x -fir", [("x -", "fir", None)]),
        ("x AND fir", [("x AND ", "fir", None)]),
        ("(x y", [("(", "x y", None), ("(x ", "y", None)]),
        ("x) y", [("x) ", "y", None)]),
        ("fatal:1 y", [("fatal:1 ", "y", None)]),
        ('"black box" y', [('"black box" ', "y", None)]),
        ("-x y", [("-x ", "y", None)]),
        ("fatal:", [("fatal:", "", "fatal")]),
        ("x -category:CF", [("x -category:", "CF", "category")]),
        ("Airline:del", [("Airline:", "del", "operator")]),
        ("category:CFIT,lo", [("category:CFIT,", "lo", "category")]),
        ('operator:"american air', [("operator:", "american air", "operator")]),
        ('operator:"a, b",="de', [('operator:"a, b",', "de", "operator")]),
        ("operator:american air", [("operator:", "american air", "operator"), ("operator:american ", "air", None)]),
        ("-phase:en ro", [("-phase:", "en ro", "phase"), ("-phase:en ", "ro", None)]),
        ('operator:"american" air', [('operator:"american" ', "air", None)]),
        ("aircraft.operator:del", [("aircraft.operator:", "del", "operator")]),
    ],
)
def test_it_is_the_last_words_or_the_last_value(text, expected):
    assert split(text) == expected


@pytest.mark.parametrize(
    "text", ["", " ", "x ", "x)", "-", '"black bo', '"black box"', 'operator:"x"', "colour:re", "12:3", "()"]
)
def test_there_is_nothing_to_complete(text):
    assert split(text) == []


@given(st.text(st.sampled_from('ab1 "“\\*()=#,:-–fatal\u0301\x00é') | st.characters(), max_size=40))
def test_any_text_can_be_looked_at(text):
    for each in tails(text):
        assert text.startswith(each.before)
        assert text.endswith(each.written)
