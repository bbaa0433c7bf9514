"""The bedrock: partial dates, folded text, positions, and the canonical forms of values."""

import datetime as dt
import math
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.dates import PartialDate
from app.core.errors import BadFile, BadValue
from app.core.positions import distance_km, parse_position
from app.core.text import fold, key_of, slug, squeeze
from app.vocab.properties import BY_KEY
from app.vocab.values import MAX_TEXT, canonical, check_qualifier, degrees, same, shown

# -- dates


@pytest.mark.parametrize(
    ("text", "first", "last", "precision"),
    [
        ("2015-10-31", dt.date(2015, 10, 31), dt.date(2015, 10, 31), "day"),
        ("2015-10", dt.date(2015, 10, 1), dt.date(2015, 10, 31), "month"),
        ("2016-02", dt.date(2016, 2, 1), dt.date(2016, 2, 29), "month"),
        ("1948", dt.date(1948, 1, 1), dt.date(1948, 12, 31), "year"),
    ],
)
def test_a_date_covers_the_days_that_it_may_mean(text, first, last, precision):
    date = PartialDate.parse(text)
    assert (date.first, date.last, date.precision, str(date)) == (first, last, precision, text)


@pytest.mark.parametrize(
    "text", ["", "31.10.2015", "2015-13", "2015-02-29", "2015-1-1", "0000", "2015-10-31T00:00", "20151031"]
)
def test_what_is_no_date_is_refused_by_name(text):
    with pytest.raises(BadValue, match="is not a date") as refusal:
        PartialDate.parse(text)
    assert repr(text) in str(refusal.value)


@given(st.dates(), st.integers(1, 3))
def test_a_date_is_read_back_as_it_was_written(day, parts):
    date = PartialDate(*(day.year, day.month, day.day)[:parts])
    assert PartialDate.parse(str(date)) == date
    assert date.first <= day <= date.last


@given(st.dates(), st.dates())
def test_dates_agree_where_one_day_is_in_both(a, b):
    month, day = PartialDate(a.year, a.month), PartialDate(b.year, b.month, b.day)
    assert month.agrees_with(day) == day.agrees_with(month) == ((a.year, a.month) == (b.year, b.month))


# -- text


@pytest.mark.parametrize(
    ("a", "b"), [("São  Paulo", "sao paulo"), ("ŁÓDŹ", "Lodz"), ("Straße", "strasse"), (" Ærø\n", "aero"), ("ﬁnal", "final")]
)
def test_case_accents_and_spaces_fold_away(a, b):
    assert fold(a) == fold(b)


def test_a_flood_of_marks_folds_in_no_time():
    marks = "a" + "\u0301\u0316" * 50_000 + "\u0f73" * 50_000
    begun = time.process_time()
    assert fold(marks) == "a"
    assert time.process_time() - begun < 2


@given(st.text())
def test_folding_and_squeezing_twice_is_folding_once(text):
    assert squeeze(squeeze(text)) == squeeze(text)
    assert key_of(key_of(text)) == key_of(text)


def test_a_name_in_another_script_keeps_a_key():
    assert key_of("Robinson Helicopter Co.") == key_of("ROBINSON HELICOPTER CO")
    assert key_of("Когалымавиа") == key_of("когалымавиа") != ""


@given(st.text(), st.integers(1, 30))
def test_a_slug_is_short_and_fit_for_an_address(text, limit):
    words = slug(text, limit)
    assert 1 <= len(words) <= limit
    assert all(char.isascii() and (char.isalnum() or char == "-") for char in words)


# -- positions

latitudes = st.floats(-90, 90).map(lambda value: round(value, 6))
longitudes = st.floats(-180, 180).map(lambda value: round(value, 6))


@given(latitudes, longitudes)
def test_a_position_is_read_back_as_it_was_written(latitude, longitude):
    assert parse_position(f"{degrees(latitude)},{degrees(longitude)}") == pytest.approx((latitude, longitude), abs=1e-9)


@given(latitudes, longitudes)
def test_a_canonical_position_stays_as_it_is(latitude, longitude):
    text = canonical(BY_KEY["coordinates"], f" {latitude:.9f} , {longitude:.9f} ")
    assert canonical(BY_KEY["coordinates"], text) == text


@given(st.tuples(latitudes, longitudes), st.tuples(latitudes, longitudes))
def test_a_distance_is_the_same_both_ways_and_at_most_half_round_the_earth(a, b):
    assert distance_km(a, b) == pytest.approx(distance_km(b, a))
    assert 0 <= distance_km(a, b) <= math.pi * 6371.01


@pytest.mark.parametrize(
    ("a", "b", "km"), [((0, 0), (0, 180), 20_015), ((30.1691, 34.1725), (30.1527, 34.1858), 2.2), ((90, 0), (90, 120), 0)]
)
def test_known_distances(a, b, km):
    assert distance_km(a, b) == pytest.approx(km, abs=0.3)


@pytest.mark.parametrize("text", ["", "30", "30,34,5", "north,east", "91,0", "0,180.1", "nan,0", "0,inf"])
def test_what_is_no_position_is_refused_by_name(text):
    with pytest.raises(BadValue) as refusal:
        parse_position(text)
    assert repr(text) in str(refusal.value)
    assert "latitude" in str(refusal.value)


# -- values


@pytest.mark.parametrize(
    ("key", "given", "stored", "words"),
    [
        ("injuries.fatal", " 0224 ", "224", "224"),
        ("aircraft.last_altitude", "30888.0", "30888", "30,888 ft"),
        ("date", "2015-10", "2015-10", "2015-10"),
        ("time.utc", "04:13", "04:13", "04:13"),
        ("coordinates", "-30.1691000, 34.17250", "-30.1691,34.1725", "30.1691° S, 34.1725° E"),
        ("country", "EG", "EG", "Egypt"),
        ("class", "accident", "accident", "Accident"),
        ("place", "near   Hasna ", "near Hasna", "near Hasna"),
    ],
)
def test_a_value_is_stored_in_one_form_and_shown_in_words(key, given, stored, words):
    assert canonical(BY_KEY[key], given) == stored
    assert shown(BY_KEY[key], stored) == words


@pytest.mark.parametrize(
    ("key", "given", "expected"),
    [
        ("injuries.fatal", "-1", "whole number"),
        ("injuries.fatal", "two", "whole number"),
        ("injuries.fatal", "9999999999", "whole number"),
        ("aircraft.last_altitude", "high", "number of ft"),
        ("aircraft.last_altitude", "nan", "number of ft"),
        ("time.utc", "24:00", "time of day"),
        ("time.utc", "4:13", "time of day"),
        ("country", "UK", "ISO 3166-1"),
        ("class", "crash", "accident"),
        ("date", "yesterday", "2015-10-31"),
        ("coordinates", "here", "latitude,longitude"),
    ],
)
def test_a_bad_value_is_named_with_what_was_expected(key, given, expected):
    with pytest.raises(BadValue) as refusal:
        canonical(BY_KEY[key], given)
    assert repr(given) in str(refusal.value)
    assert expected in str(refusal.value)


@pytest.mark.parametrize(
    ("given", "why"), [("   ", "empty"), ("a\x00b", "null character"), ("x" * (MAX_TEXT + 1), "at most 2,000")]
)
def test_a_text_is_neither_empty_nor_binary_nor_endless(given, why):
    with pytest.raises(BadValue, match=f"{BY_KEY['place'].label}.*{why}"):
        canonical(BY_KEY["place"], given)


@pytest.mark.parametrize(
    ("key", "a", "b", "agree"),
    [
        ("aircraft.registration", "EI-ETJ", "EIETJ", True),
        ("aircraft.registration", "EI-ETJ", "EI-ETK", False),
        ("place", "São Paulo", "SAO PAULO", True),
        ("date", "2015-10", "2015-10-31", True),
        ("date", "2015-10-30", "2015-10-31", False),
        ("injuries.fatal", "224", "217", False),
        ("time.utc", "04:12", "04:13", False),
        ("class", "accident", "incident", False),
    ],
)
def test_values_agree_whatever_their_writing(key, a, b, agree):
    assert same(BY_KEY[key], a, b) is same(BY_KEY[key], b, a) is agree
    assert same(BY_KEY[key], a, a)


@pytest.mark.parametrize("key", [each.key for each in BY_KEY.values() if each.tolerance])
def test_numbers_agree_within_the_tolerance_of_their_property(key):
    prop = BY_KEY[key]
    if prop.type.value == "coordinates":
        assert same(prop, "30,34", f"{30 + 0.9 * prop.tolerance / 111.2:.6f},34")
        assert not same(prop, "30,34", f"{30 + 1.1 * prop.tolerance / 111.2:.6f},34")
    else:
        assert same(prop, "100", f"{100 + prop.tolerance:g}")
        assert not same(prop, "100", f"{102 + 2 * prop.tolerance:g}")


def test_a_party_is_shown_by_its_name():
    prop = BY_KEY["aircraft.operator"]
    assert shown(prop, "7", {"7": "Kogalymavia"}) == "Kogalymavia"
    assert shown(prop, "7") == "party 7"


def test_a_qualifier_is_checked_against_its_property():
    assert check_qualifier(BY_KEY["coordinates"], " tail ") == "tail"
    with pytest.raises(BadValue, match="takes no qualifier"):
        check_qualifier(BY_KEY["date"], "tail")
    with pytest.raises(BadValue, match="'nose' is not one of"):
        check_qualifier(BY_KEY["coordinates"], "nose")


def test_a_bad_file_names_the_place():
    assert str(BadFile("no", file="a.csv", row=3, column="Make")) == "a.csv, row 3, column Make: no"
