"""Queries in words."""

import pytest

from app.search.fields import FieldKind
from app.search.nodes import conditions
from app.search.reading import read_query
from app.search.wording import describe, describe_part


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "all occurrences"),
        ("-*", "no occurrences"),
        ("class:accident fatal:>=1 make:Airbus date:2010..2015 category:CFIT",
         "fatal accidents of Airbus aircraft, 2010 to 2015, category CFIT"),
        ("class:accident,incident country:US,EG", "accidents or incidents in the United States or Egypt"),
        ("class:serious_incident state:disputed date:>=2015-10", "disputed serious incidents, since October 2015"),
        ("class:occurrence_without_safety_effect", "occurrences without safety effect"),
        ("class:not_determined", "occurrences, class “not determined”"),
        ("make:Airbus make:Boeing", "occurrences of Airbus aircraft, manufacturer Boeing"),
        ("fatal:>=1 fatal:<=10", "fatal occurrences, at most 10 killed"),
        ("explosion sinai", "occurrences, mentioning “explosion”, mentioning “sinai”"),
        ("fire OR (smoke cabin)", "occurrences, either mentioning “fire” or (mentioning “smoke” and mentioning “cabin”)"),
        ("-(fire OR phase:apr,ldg)", "occurrences, not (either mentioning “fire” or (phase approach or landing))"),
    ],
)  # fmt: skip
def test_a_query_reads_like_a_caption(text, words):
    assert describe(read_query(text)) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("class:accident fatal:>=1 make:Airbus date:2010..2015", "Airbus aircraft in fatal accidents, 2010 to 2015"),
        ("make:Airbus", "Airbus aircraft"),
        ("country:EG damage:destroyed", "aircraft in Egypt, destroyed"),
        ("", "all aircraft"),
    ],
)
def test_aircraft_are_the_noun_where_they_are_counted(text, words):
    assert describe(read_query(text), unit="aircraft") == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('operator:"American Airlines"', "operator American Airlines"),
        ("fatal:>=1", "at least 1 killed"),
        ("fatal:0", "nobody killed"),
        ("aboard:>=1000", "at least 1,000 aboard"),
        ("engines:1", "1 engine"),
        ("id:1234", "record 1234"),
        ("-damage:destroyed", "not destroyed"),
        ("near:30.1,34.2,50km", "within 50 km of 30.1, 34.2"),
        ("in:27,170,32,-170", "between latitudes 27 and 32 and longitudes 170 and -170 across the 180th meridian"),
        ("category:missing", "category not stated"),
        ("-category:missing", "not (category not stated)"),
        ("operator:Delta,United,missing", "operator Delta or United or operator not stated"),
        ("operator:amer*", "operator “amer…”"),
        ('operator:="Delta Air Lines"', "operator exactly Delta Air Lines"),
        ('operator:"Smith, Brown and Sons"', "operator “Smith, Brown and Sons”"),
        ("date:2015-10-31", "31 October 2015"),
        ("date:2014,2015-10", "2014 or October 2015"),
        ("said:<=2016", "said until 2016"),
        ("time:06:00..12:30", "local time 06:00 to 12:30"),
        ("weather:imc,unk", "weather IMC or unknown"),
        ("ntsb:ERA15LA001", "NTSB number ERA15LA001"),
        ("disputed:injuries,fatal", "anything about injuries disputed or fatal injuries disputed"),
        ("disputed:missing", "nothing disputed"),
        ("has:final_report", "with a final report"),
        ("-has:final_report", "without a final report"),
        ("-disputed:cause", "nothing about cause disputed"),
        ("part:91", "Part 91: general aviation"),
        ("explo*", "mentioning “explo…”"),
    ],
)
def test_a_condition_reads_like_a_chip(text, words):
    assert describe_part(read_query(text)) == words


def test_numbers_of_parties_and_sources_become_names():
    names = {(FieldKind.PARTY, 12): "Metrojet", (FieldKind.SOURCE, 3): "Final report"}
    query = read_query("operator:#12,#13 make:#12 source:#3")
    assert describe(query) == "occurrences of #12 aircraft, operator #12 or #13, source #3"
    known = describe(query, lambda kind, number: names.get((kind, number)))
    assert known == "occurrences of Metrojet aircraft, operator Metrojet or #13, source Final report"


def test_every_condition_has_its_own_chip():
    parts = conditions(read_query("class:accident fatal:>=1 make:Airbus"))
    assert [describe_part(part) for part in parts] == ["class accident", "at least 1 killed", "manufacturer Airbus"]
