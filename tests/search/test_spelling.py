"""Misspelt words of queries without hits, on an index of a few records."""

import pytest

from app.search.reading import read_query
from app.search.spelling import corrected, nearest_words
from app.search.writing import write_query
from app.services.contributions import submit
from app.services.permissions import Actor
from app.services.searching import Searching
from app.services.steps import WithdrawOccurrence
from app.vocab.users import Role
from tests.factories import A, an_occurrence
from tests.web.people import a_user


@pytest.fixture
def held(session, tmp_path):
    """An index of three records."""
    an_occurrence(session, [
        A("place", "Hasna, Sinai"), A("aircraft.operator", "Kogalymavia", aircraft=1),
        A("aircraft.registration", "EI-ETJ", aircraft=1), A("injuries.fatal", "224", qualifier="all"),
    ])  # fmt: skip
    an_occurrence(session, [A("place", "Copper Mountain"), A("narrative.factual", "The Cessna met controlled flight.")])
    an_occurrence(session, [A("place", "Cooper Mountain"), A("narrative.factual", "A Cessna at Cooper.")])
    return Searching(tmp_path / "index").snapshot(session)


def asked(snapshot, text):
    """The corrected text and the changes, or None."""
    found = corrected(snapshot, read_query(text))
    return found and (write_query(found[0]), found[1])


@pytest.mark.parametrize(
    ("text", "better"),
    [
        ("kogalimavia", "kogalymavia"),
        ("Kogalimavia", "kogalymavia"),
        ("operator:kogalimavia", "operator:kogalymavia"),
        ("cesna", "cessna"),
        ("xessna", "cessna"),
        ("essna", "cessna"),
        ("ccessna", "cessna"),
        ("ecssna", "cessna"),
        ("cessan fatal:0..9", None),
        ("sinia fatal:1..", "sinai fatal:>=1"),
        ('"contrloled flight"', '"controlled flight"'),
        ("zzyzx OR sinia", "zzyzx OR sinai"),
        ("(kogalimavia OR zzyzx) sinia", "(kogalymavia OR zzyzx) sinai"),
    ],
)
def test_a_word_that_no_record_holds_becomes_the_nearest_one_that_leads_somewhere(held, text, better):
    found = asked(held, text)
    assert (found[0] if found else None) == better


def test_what_was_changed_is_told(held):
    assert asked(held, "kogalimavia sinia fatal:224") == (
        "kogalymavia sinai fatal:224", [("kogalimavia", "kogalymavia"), ("sinia", "sinai")],
    )  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["", "cessna", "cessna sinai", "EI-ETX", "fatal:7", "-kogalimavia cessna sinai", "quvtok", "hsa", "kogalimavia quvtok"],
)
def test_there_is_no_correction_where_nothing_is_near_or_nothing_would_be_found(held, text):
    assert asked(held, text) is None


def test_of_two_that_are_as_near_the_more_frequent_comes_first(held):
    assert nearest_words(held, "", "coper") == ["cooper", "copper"]


def test_a_nearer_word_is_left_out_where_the_query_would_still_find_nothing(held):
    assert asked(held, "coper controlled") == ("copper controlled", [("coper", "copper")])


def test_a_field_is_corrected_with_words_of_that_field(held):
    assert asked(held, "operator:Sinia") is None


def test_words_of_a_record_that_is_gone_are_not_offered(held, session, tmp_path):
    editor = a_user(session, Role.EDITOR)
    session.commit()
    actor = Actor(editor.id, editor.name, frozenset({Role.EDITOR}))
    assert asked(held, "hsana") == ("hasna", [("hsana", "hasna")])
    submit(session, actor, [WithdrawOccurrence(1, "it never happened")], "it never happened")
    session.commit()
    assert asked(Searching(tmp_path / "index").snapshot(session), "hsana") is None
