"""Single questions that are easily answered wrongly."""

import pytest

from app.core.errors import BadValue
from app.search import compiling
from app.search.asking import Question, Sort, Unit
from app.search.reading import read_query
from app.services.searching import Searching
from tests.factories import A, an_occurrence


@pytest.fixture
def ask(session, tmp_path):
    """Ids of the hits of a query, in order of their number."""
    searching = Searching(tmp_path / "index")

    def found(text, unit=Unit.OCCURRENCES):
        answer = searching.snapshot(session).answer(Question(read_query(text), unit, Sort.NEWEST, count=200))
        return sorted(each.occurrence_id for each in answer.hits)

    return found


def test_a_beginning_may_have_a_hyphen(session, ask):
    for registration in ("EI-ETJ", "EI-ETX", "EI-FBA", "ET-EIJ"):
        an_occurrence(session, [A("aircraft.registration", registration, aircraft=1)])
    an_occurrence(session, [A("narrative.factual", "The well-known fields of Eire, ethics")])
    assert ask("EI-ET*") == [1, 2]
    assert ask("EI-ETJ*") == ask("EIETJ*") == [1]
    assert ask("well-kno*") == [5]
    assert ask("fields-o*") == [5]


def test_all_words_that_begin_so_are_found_also_behind_another_word(session, ask):
    an_occurrence(session, n_aircraft=120, claims=[
        A("aircraft.operator", f"Air Ab{number:03}", aircraft=number) for number in range(1, 121)
    ])  # fmt: skip
    for number in range(120):
        an_occurrence(session, [A("place", f"Port Ab{number:03}x")])
    assert len(ask('place:"port ab"*')) == 120
    assert len(ask("port-ab*")) == 120
    assert ask('operator:"air ab"*', Unit.AIRCRAFT) == [1] * 120


def test_too_many_words_behind_another_one_are_refused(session, ask, monkeypatch):
    monkeypatch.setattr(compiling, "_MANY_WORDS", 1)
    for name in ("Port Abc", "Port Abd"):
        an_occurrence(session, [A("place", name)])
    assert ask("place:ab*") == [1, 2]
    with pytest.raises(BadValue, match="begin with 'ab'"):
        ask('place:"port ab"*')


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("Аэропорт Российский", "российский"),
        ("Ae\u0301roport", "Aéroport"),
        ("İstanbul", "istanbul"),
        ("№ 7 field", "no"),
        ("Straße", "strasse"),
    ],
)
def test_names_are_found_without_their_accents_in_any_script(session, ask, name, asked):
    an_occurrence(session, [A("place", name), A("aircraft.operator", name, aircraft=1), A("aircraft.model", name, aircraft=1)])
    for field in ("place", "operator", "type"):
        assert ask(f"{field}:{asked}") == ask(f'{field}:"{asked[:3]}"*') == ask(f'{field}:="{name}"') == [1]


def test_two_words_that_are_one_number_are_found_wherever_they_stand(session, ask):
    an_occurrence(session, [A("aircraft.flight_number", "7K9268", aircraft=1), A("place", "Hasna on Sinai")])
    an_occurrence(session, [A("aircraft.flight_number", "7K9268", aircraft=1), A("place", "Cairo")])
    assert ask("7K 9268") == [1, 2]
    assert ask("on 7K 9268") == ask("7K 9268 on") == [1]
    assert ask("7K -on 9268") == ask("7K 9268 -on") == [2]
    assert ask("(7K -on 9268) OR nowhere") == [2]
    assert ask("9268 7K") == []


def test_a_position_on_the_equator_or_date_line_is_within(session, ask):
    for place in ("-0,180", "0,-0", "0,179.5"):
        an_occurrence(session, [A("coordinates", place)])
    assert ask("in:0,-1,1,0") == ask("in:0,0,1,1") == ask("in:-1,0,0,1") == [2]
    assert ask("near:0,-179.9,20km") == [1]
    assert ask("near:0,-179.9,67km") == [1, 3]
