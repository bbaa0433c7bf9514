"""What holds for every query: its text gives the tree again, it has words and can be edited; and no text breaks the reader."""

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.search.edits import replaced, selected, toggled, without, without_field
from app.search.fields import BY_NAME, FIELDS
from app.search.nodes import All, Match, conditions
from app.search.reading import MAX_LENGTH, BadQuery, read_query
from app.search.values import value_of
from app.search.wording import describe, describe_part
from app.search.writing import write_query, write_value
from tests.search.trees import matches, trees, values


@settings(max_examples=400, deadline=None)
@given(trees())
def test_a_tree_is_read_again_from_its_text(tree):
    text = write_query(tree)
    assert len(text) > MAX_LENGTH or read_query(text) == tree


@settings(max_examples=200, deadline=None)
@given(trees())
def test_a_tree_has_words(tree):
    words = describe(tree)
    assert words == words.strip() != ""
    for part in conditions(tree):
        assert describe_part(part)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(FIELDS).flatmap(lambda field: st.tuples(st.just(field), values(field))))
def test_a_value_is_read_again_from_its_text(pair):
    field, value = pair
    assert value_of(field, write_value(value)) == value


@settings(max_examples=200, deadline=None)
@given(trees(4), st.sampled_from(FIELDS).flatmap(lambda field: st.tuples(st.just(field.name), values(field))))
def test_a_value_toggled_twice_leaves_the_question_as_it_was(tree, pair):
    field, value = pair
    tree = without_field(tree, field)
    once = toggled(tree, field, value)
    assert selected(once, field) == (value,)
    assert toggled(once, field, value) == tree
    assert replaced(tree, field, value) == once
    assert replaced(once, field, None) == tree


@settings(max_examples=200, deadline=None)
@given(trees(), matches())
def test_a_dropped_condition_leaves_the_others_in_their_order(tree, match):
    for part in conditions(tree):
        assert conditions(without(tree, part)) == tuple(each for each in conditions(tree) if each != part)
    assert without(All(), match) == All()


GOOD = [
    'class:accident fatal:>=1 make:Airbus date:2010..2015 category:CFIT',
    'near:"30°09\'N 34°10\'E",50km -(phase:APR OR damage:destroyed,missing) "black box" explo*',
    'operator:="American Airlines",Delta,#12,Unit* time:06:00..12:30 NOT in:27,32,32,36',
    'disputed:injuries has:final_report country:EG,missing said:>2015-10-31 reg:EI-ETJ',
]  # fmt: skip
PIECES = [
    *"()\"“”-–*:,.=<>#\\ \t\x00", "OR ", "AND ", "NOT ", "..", "a", "1", "2015",
    "fatal:", "near:", "in:", "operator:", "date:", "time:", ":=",
    "\ud800", "\u200b", "İ", "ß", "飞", "٣", "²", "🛩", "missing", "any",
]  # fmt: skip


def _strings(number):
    """Good queries with characters lost, doubled and changed; soups of signs; characters from anywhere."""
    chance = random.Random(20151031)
    for _ in range(number // 3):
        text = list(chance.choice(GOOD))
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(len(text))
            text[at : at + chance.choice((0, 1, 1, 5))] = chance.choice(("", chance.choice(PIECES)))
            text = text or ["-"]
        yield "".join(text)
        yield "".join(chance.choice(PIECES) for _ in range(chance.randint(1, 30)))
        yield "".join(chr(chance.randrange(chance.choice((0x80, 0x3000, 0x110000)))) for _ in range(chance.randint(1, 20)))


def _fault(text):
    try:
        read_query(text)
    except BadQuery as fault:
        return fault
    return None


def test_any_text_is_a_query_or_has_a_fault_at_a_place():
    for text in _strings(10_000):
        fault = _fault(text)
        if fault:
            assert 0 <= fault.position <= fault.position + fault.length <= len(text), text
            assert str(fault)
            assert fault.suggestion != text, text
        else:
            written = write_query(read_query(text))
            assert read_query(written) == read_query(text), text
            assert write_query(read_query(written)) == written, text


LONG = [
    "(",
    ")",
    "-",
    "NOT ",
    '"',
    "a ",
    "a OR ",
    "*",
    ":",
    "a:",
    "fatal:",
    "fatal:1,",
    "\\",
    '"a" ',
    "..",
    "(a ",
    "-(",
    " ",
    "\x00",
    "a*",
    "9",
    "é",
    "near:1,",
    "<",
    '"\\',
]


@pytest.mark.parametrize("piece", LONG)
def test_the_longest_text_is_read_in_no_time(piece):
    text = (piece * MAX_LENGTH)[:MAX_LENGTH]
    for longest in (text, "operator:" + text[9:], 'date:"' + text[7:] + '"', "a" + text[1:]):
        start = time.process_time()
        _fault(longest)
        assert time.process_time() - start < 0.25


@pytest.mark.parametrize("field", FIELDS, ids=lambda each: each.name)
def test_every_field_can_be_asked_whether_it_is_stated(field):
    assert read_query(f"{field.name}:any {field.name}:missing")
    assert all(read_query(f"{alias}:any") == read_query(f"{field.name}:any") for alias in field.aliases)
    assert isinstance(read_query(f"{field.name.upper()}:*"), Match)
    assert field.name in BY_NAME
