"""Queries as JSON."""

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.errors import BadValue
from app.search.as_json import from_json, to_json
from app.search.nodes import All, Between, Code, Match
from app.search.reading import MAX_LENGTH, read_query
from app.search.writing import write_query
from tests.search.trees import trees


@settings(max_examples=300, deadline=None)
@given(trees().filter(lambda tree: len(write_query(tree)) <= MAX_LENGTH))
def test_a_tree_is_the_same_after_a_journey_through_json(tree):
    assert from_json(json.loads(json.dumps(to_json(tree)))) == tree


def test_a_program_may_write_values_as_people_do():
    data = {"field": "phase", "values": ["approach", {"code": "LDG"}, {"code": "landing"}]}
    assert from_json(data) == Match("phase", (Code("APR"), Code("LDG")))
    assert from_json({"field": "year", "values": [">2014", {"from": "2001"}]}) == Match(
        "date", (Between("2015", None), Between("2001", None))
    )
    assert from_json({"field": "fatal", "values": [{"from": 1, "to": "3"}]}) == read_query("fatal:1..3")


def test_lists_of_one_and_of_none_are_plain():
    assert from_json({"all": []}) == from_json({"any": []}) == from_json({}) == All()
    assert from_json({"all": [{"any": [{"word": "fire"}]}, {}]}) == read_query("fire")


@pytest.mark.parametrize(
    ("data", "pointer"),
    [
        (None, "/: "),
        ([], "/: "),
        ("fire", "/: "),
        ({"word": "fire", "phrase": "fire"}, "/: "),
        ({"wrod": "fire"}, "/: "),
        ({"word": "fire", "boost": 2}, "/: "),
        ({"word": 3}, "/word: "),
        ({"word": "two words"}, "/word: "),
        ({"word": "-fire"}, "/word: "),
        ({"word": "OR"}, "/word: "),
        ({"word": ""}, "/word: "),
        ({"phrase": "..."}, "/phrase: "),
        ({"prefix": "a"}, "/prefix: "),
        ({"all": {"word": "fire"}}, "/all: "),
        ({"all": [{"word": "fire"}, {"not": {"any": [{"word": 1}]}}]}, "/all/1/not/any/0/word: "),
        ({"field": "opreator", "values": ["x"]}, "/field: "),
        ({"field": "operator"}, "/: "),
        ({"field": "operator", "values": []}, "/values: "),
        ({"field": "operator", "values": "Delta"}, "/values: "),
        ({"field": "operator", "values": [{"code": "Delta"}]}, "/values/0: "),
        ({"field": "operator", "values": ["Delta", {"has": None}]}, "/values/1/has: "),
        ({"field": "phase", "values": [{"has": "approach"}]}, "/values/0: "),
        ({"field": "phase", "values": [{"code": "missing"}]}, "/values/0: "),
        ({"field": "phase", "values": ["nonsense"]}, "/values/0: "),
        ({"field": "fatal", "values": [{"from": 3, "to": 1}]}, "/values/0: "),
        ({"field": "fatal", "values": [{"from": None, "to": None}]}, "/values/0: "),
        ({"field": "fatal", "values": [{"from": True}]}, "/values/0/from: "),
        ({"field": "fatal", "values": [{"from": 1.5}]}, "/values/0/from: "),
        ({"field": "fatal", "values": [{"from": -1}]}, "/values/0/from: "),
        ({"field": "fatal", "values": [{"from": 10**5000}]}, "/values/0/from: "),
        ({"word": "x" * 3000}, "/word: "),
        ({"field": "operator", "values": [{"number": -1}]}, "/values/0/number: "),
        ({"field": "type", "values": [{"number": 1}]}, "/values/0: "),
        ({"field": "type", "values": [{"stated": 1}]}, "/values/0/stated: "),
        ({"near": {"latitude": 30, "longitude": 34}}, "/near: "),
        ({"near": {"latitude": 91, "longitude": 34, "km": 5}}, "/near/latitude: "),
        ({"near": {"latitude": float("nan"), "longitude": 34, "km": 5}}, "/near/latitude: "),
        ({"near": {"latitude": 10**400, "longitude": 34, "km": 5}}, "/near/latitude: "),
        ({"near": {"latitude": 30, "longitude": 34, "km": 0}}, "/near: "),
        ({"in": {"south": 3, "west": 0, "north": 2, "east": 1}}, "/in: "),
        ({"all": [{"word": f"w{i}"} for i in range(101)]}, "/all/100/word: "),
    ],
)
def test_a_malformed_object_is_refused_with_its_pointer(data, pointer):
    with pytest.raises(BadValue) as caught:
        from_json(data)
    assert str(caught.value).startswith(pointer)


def test_an_object_that_is_too_deep_or_too_long_is_refused():
    deep = {"word": "fire"}
    for _ in range(900):
        deep = {"not": {"all": [deep]}}
    with pytest.raises(BadValue, match="within one another"):
        from_json(deep)
    with pytest.raises(BadValue, match="2,000"):
        from_json({"all": [{"word": f"{i}{'x' * 50}"} for i in range(60)]})


def test_a_large_object_is_refused_at_once():
    start = time.process_time()
    with pytest.raises(BadValue):
        from_json({"any": [{"field": "place", "values": [{"has": f"{i}"} for i in range(100_000)]}]})
    assert time.process_time() - start < 0.5


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5) | st.sampled_from(["phase", "APR", "fatal"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["all", "any", "not", "word", "phrase", "field", "values", "near", "in", "code", "from", "to", "km"]
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)


@settings(max_examples=500, deadline=None)
@given(ANY_JSON)
def test_any_json_is_a_query_or_is_refused(data):
    try:
        tree = from_json(data)
    except BadValue:
        return
    assert from_json(to_json(tree)) == tree
