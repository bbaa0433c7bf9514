"""Reading and writing queries: what people type, the tree it means, and the text it is written back as."""

import pytest

from app.search.nodes import (
    All,
    And,
    Any,
    Between,
    Code,
    Exactly,
    Has,
    Match,
    Missing,
    Near,
    Not,
    Numbered,
    Or,
    Phrase,
    Prefix,
    Starts,
    Word,
)
from app.search.reading import BadQuery, read_query
from app.search.writing import write_query


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("", All()),
        ("  \t\n ", All()),
        ("*", All()),
        ("sinai", Word("sinai")),
        ("sinai crash", And((Word("sinai"), Word("crash")))),
        ("sinai AND crash", And((Word("sinai"), Word("crash")))),
        ("sinai OR crash", Or((Word("sinai"), Word("crash")))),
        ("sinai or crash", And((Word("sinai"), Word("or"), Word("crash")))),
        ("a b OR -c", Or((And((Word("a"), Word("b"))), Not(Word("c"))))),
        ("a (b OR c)", And((Word("a"), Or((Word("b"), Word("c")))))),
        ("NOT NOT a", Word("a")),
        ("-(a b)", Not(And((Word("a"), Word("b"))))),
        ('"black box"', Phrase("black box")),
        ("„black  box“", Phrase("black box")),
        ("«black\u00a0box»", Phrase("black box")),
        ("explo*", Prefix("explo")),
        ("a a (a)", Word("a")),
        ("\x00a\x01b\u200b", And((Word("a"), Word("b")))),
        ("12:30", Word("12:30")),
        ("http://x.y/z", Word("http://x.y/z")),
        ("EI-ETJ", Word("EI-ETJ")),
        ("−a", Not(Word("a"))),
        ("fatal:3", Match("fatal", (Between("3", "3"),))),
        ("fatal:1..3,>=10", Match("fatal", (Between("1", "3"), Between("10", None)))),
        ("fatal:>3", Match("fatal", (Between("4", None),))),
        ("fatal:<3", Match("fatal", (Between(None, "2"),))),
        ("fatal:missing", Match("fatal", (Missing(),))),
        ("fatal:any", Match("fatal", (Any(),))),
        ("date:2015-10", Match("date", (Between("2015-10", "2015-10"),))),
        ("date:2010..2015", Match("date", (Between("2010", "2015"),))),
        ("year:>2015", Match("date", (Between("2016", None),))),
        ("date:<2015-06-01", Match("date", (Between(None, "2015-05-31"),))),
        ("date:>2015-12-31", Match("date", (Between("2016-01-01", None),))),
        ("time:06:00..12:30", Match("time", (Between("06:00", "12:30"),))),
        ("phase:approach", Match("phase", (Code("APR"),))),
        ("cat:cfit", Match("category", (Code("CFIT"),))),
        ('category:"Controlled flight into terrain"', Match("category", (Code("CFIT"),))),
        ("part:91", Match("part", (Code("091"),))),
        ("country:egypt,UK", Match("country", (Code("EG"), Code("GB")))),
        ("disputed:injuries,fatal", Match("disputed", (Code("injuries"), Code("injuries.fatal")))),
        ('operator:"American Airlines",Delta', Match("operator", (Has("American Airlines"), Has("Delta")))),
        ('operator:="Delta Air Lines",#12', Match("operator", (Exactly("Delta Air Lines"), Numbered(12)))),
        ("reg:EI-*", Match("registration", (Starts("EI-"),))),
        ('place:"missing"', Match("place", (Has("missing"),))),
        ("near:30.15,34.18,50km", Near(30.15, 34.18, 50.0)),
        ('near:"30°09\'N 34°10\'E","30 nm"', Near(30.15, 34.166667, 55.56)),
    ],
)  # fmt: skip
def test_a_query_is_read_as_a_tree(text, tree):
    assert read_query(text) == tree
    assert read_query(write_query(tree)) == tree


@pytest.mark.parametrize(
    "text", ["-", '""', "a -", "&", "opreator:x", "fatal:yes", "(a", "a)", '"a', "date:2015-02-30", "a OR"]
)
def test_what_cannot_be_read_shows_its_place(text):
    with pytest.raises(BadQuery) as caught:
        read_query(text)
    assert 0 <= caught.value.position <= caught.value.position + caught.value.length <= len(text)
