"""What people write into a property's field, and what is stored."""

import pytest

from app.core.errors import BadValue
from app.vocab.properties import BY_KEY, PROPERTIES
from app.vocab.values import MAX_LONG_TEXT, MAX_TEXT, canonical, read


@pytest.mark.parametrize(
    ("key", "written", "stored", "raw"),
    [
        ("injuries.fatal", "1,224", "1224", "1,224"),
        ("injuries.fatal", " 224 ", "224", None),
        ("aircraft.last_altitude", "9,450 m", "31003.94", "9,450 m"),
        ("aircraft.last_altitude", "FL310", "31000", "FL310"),
        ("wreckage.length", "20", "20", None),
        ("date", "31 October 2015", "2015-10-31", "31 October 2015"),
        ("time.utc", "0413Z", "04:13", "0413Z"),
        ("time.local", "6:13 am", "06:13", "6:13 am"),
        ("coordinates", "30°09'N 34°10'E", "30.15,34.166667", "30°09'N 34°10'E"),
        ("country", "Egypt", "EG", "Egypt"),
        ("country", "eg", "EG", "eg"),
        ("class", "Serious incident", "serious_incident", "Serious incident"),
        ("category", "LOC-I", "LOC-I", None),
        ("place", "near   Hasna ", "near Hasna", None),
        ("cause.statement", " A bomb.\n\nSo he said. ", "A bomb.\n\nSo he said.", None),
        ("aircraft.operator", "Kogalymavia", "Kogalymavia", None),
    ],
)
def test_a_value_is_stored_in_one_form_and_kept_as_it_was_written(key: str, written: str, stored: str, raw: str | None) -> None:
    assert read(BY_KEY[key], written) == (stored, raw)
    assert canonical(BY_KEY[key], stored) == stored


@pytest.mark.parametrize(
    ("key", "written", "why"),
    [
        ("time.local", "04:13Z", "in UTC; this asks for the local time"),
        ("date", "03/04/2015", "may be 2015-04-03 or 2015-03-04"),
        ("country", "Atlantis", "not an ISO 3166-1"),
        ("class", "crash", "not one of"),
        ("wreckage.area", "5 km", "unit is none of"),
        ("coordinates", "30N 34N", "latitude and longitude"),
    ],
)
def test_a_refusal_names_the_property_and_the_reason(key: str, written: str, why: str) -> None:
    with pytest.raises(BadValue, match=f"^{BY_KEY[key].label}: .*{why}"):
        read(BY_KEY[key], written)


@pytest.mark.parametrize("text", ["0٤:1٣", "1٣:00", "04:1٣:00"])
def test_a_time_has_the_digits_that_are_compared(text: str) -> None:
    with pytest.raises(BadValue, match="is not a time of day"):
        canonical(BY_KEY["time.utc"], text)


@pytest.mark.parametrize("prop", PROPERTIES, ids=lambda each: each.key)
@pytest.mark.parametrize("hostile", ["", "  ", "a\x00b", "x" * (MAX_LONG_TEXT + 1), "\x00"])
def test_nothing_empty_binary_or_endless_passes(prop, hostile: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(BadValue) as refusal:
        read(prop, hostile)
    assert len(str(refusal.value)) < 2 * MAX_TEXT
