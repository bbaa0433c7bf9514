"""Dates, times, numbers, measures and positions as people write them."""

import datetime as dt
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.dates import PartialDate, read_date, read_time
from app.core.errors import BadValue
from app.core.numbers import FACTORS, read_measure, read_number, read_whole
from app.core.positions import read_position

# -- dates


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2015", "2015"),
        ("2015-10", "2015-10"),
        ("2015-10-31", "2015-10-31"),
        ("2015/10/31", "2015-10-31"),
        ("20151031", "2015-10-31"),
        ("Oct 2015", "2015-10"),
        ("Oct. 2015", "2015-10"),
        ("May 2015", "2015-05"),
        ("10/2015", "2015-10"),
        ("31 October 2015", "2015-10-31"),
        ("31 Oct 2015", "2015-10-31"),
        ("31-Oct-2015", "2015-10-31"),
        ("31OCT2015", "2015-10-31"),
        ("31. October 2015", "2015-10-31"),
        ("October 31, 2015", "2015-10-31"),
        ("Oct. 31st, 2015", "2015-10-31"),
        ("Saturday, 31 October 2015", "2015-10-31"),
        ("31.10.2015", "2015-10-31"),
        ("31. 10. 2015", "2015-10-31"),
        ("03.04.2015", "2015-04-03"),
        ("31/10/2015", "2015-10-31"),
        ("10/31/2015", "2015-10-31"),
        ("4/4/2015", "2015-04-04"),
        ("  sept  2015 ", "2015-09"),
    ],
)
def test_a_date_is_read_as_people_write_it(written: str, meant: str) -> None:
    assert str(read_date(written)) == meant


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("03/04/2015", "may be 2015-04-03 or 2015-03-04"),
        ("2015-02-30", "no such day"),
        ("31.13.2015", "no such day"),
        ("31/10/15", "write 2015-10-31"),
        ("yesterday", "write 2015-10-31"),
        ("Foo 2015", "'foo' is no month"),
        ("", "not a date"),
        ("0000", "no such day"),
        ("2015" + " x" * 5000, "not a date"),
        ("31" + "-" * 50 + "10", "not a date"),
        ("２０１５", "not a date"),
    ],
)
def test_what_is_no_date_or_two_is_refused(written: str, why: str) -> None:
    with pytest.raises(BadValue, match=why) as refusal:
        read_date(written)
    assert len(str(refusal.value)) < 250


@given(st.dates(min_value=dt.date(1000, 1, 1)))
def test_every_day_is_read_back_from_each_form(day: dt.date) -> None:
    forms = ("%Y-%m-%d", "%d %B %Y", "%B %d, %Y", "%d.%m.%Y", "%A, %d %b %Y", "%d%b%Y")
    assert {read_date(day.strftime(form)) for form in forms} == {PartialDate(day.year, day.month, day.day)}


# -- times


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("0413", ("04:13", False)),
        ("4:13", ("04:13", False)),
        ("04:13Z", ("04:13", True)),
        ("4.13 pm", ("16:13", False)),
        ("4:13 p.m.", ("16:13", False)),
        ("04:14:14", ("04:14:14", False)),
        ("041414 UTC", ("04:14:14", True)),
        ("4 pm", ("16:00", False)),
        ("12 am", ("00:00", False)),
        ("12:05 pm", ("12:05", False)),
        ("4h13", ("04:13", False)),
        ("04 h 13", ("04:13", False)),
    ],
)
def test_a_time_is_read_as_people_write_it(written: str, meant: tuple[str, bool]) -> None:
    assert read_time(written) == meant


@pytest.mark.parametrize(
    "written", ["", "4", "24:00", "04:60", "13 pm", "0 am", "413", "noon", "04:13:99", "٠٤:١٣", "4" * 9999]
)
def test_what_is_no_time_is_refused(written: str) -> None:
    with pytest.raises(BadValue, match="not a time of day"):
        read_time(written)


# -- numbers and measures


@pytest.mark.parametrize(
    ("written", "meant"), [("224", 224), ("0224", 224), ("1,234", 1234), ("1 234", 1234), ("1'234'567", 1234567), (" 7 ", 7)]
)
def test_a_whole_number_may_part_its_thousands(written: str, meant: int) -> None:
    assert read_whole(written) == meant


@pytest.mark.parametrize("written", ["", "-1", "1.234", "12,34", "²", "two", "1,2345", "9" * 99])
def test_what_is_no_whole_number_is_refused(written: str) -> None:
    with pytest.raises(BadValue, match="whole number"):
        read_whole(written)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("31,000", 31000),
        ("31 000.5", 31000.5),
        ("31.000,5", 31000.5),
        ("0,75", 0.75),
        ("1.5", 1.5),
        ("−3", -3),
        ("12,345,678", 12345678),
    ],
)
def test_a_number_may_be_written_in_either_tradition(written: str, meant: float) -> None:
    assert read_number(written) == meant


@pytest.mark.parametrize(
    ("written", "unit", "meant"),
    [
        ("9,450 m", "ft", 31003.94),
        ("9450m", "ft", 31003.94),
        ("FL310", "ft", 31000),
        ("31,000", "ft", 31000),
        ("31 000 feet", "ft", 31000),
        ("7 nm", "km", 12.964),
        ("7 nautical miles", "km", 12.964),
        ("10 mi.", "km", 16.09344),
        ("20 km", "km", 20),
        ("13 sq mi", "km²", 33.66985),
        ("40 km2", "km²", 40),
        ("40 square kilometres", "km²", 40),
        ("20 000 000 m²", "km²", 20),
        ("150 ha", "km²", 1.5),
    ],
)
def test_a_measure_comes_into_the_unit_of_the_property(written: str, unit: str, meant: float) -> None:
    assert read_measure(written, unit) == pytest.approx(meant, rel=1e-6)


@pytest.mark.parametrize(
    ("written", "unit", "why"),
    [
        ("5 parsecs", "km", "the unit is none of km, m, nm"),
        ("7 km²", "km", "stored in km"),
        ("FL310", "km", "not a number of km"),
        ("high", "ft", "not a number of ft"),
        ("", "ft", "not a number"),
        ("nan", "ft", "not a number"),
        ("1e5", "ft", "unit is none of"),
        ("1,2,3 m", "ft", "not a number"),
        ("9" * 999, "ft", "not a number"),
    ],
)
def test_what_is_no_measure_is_refused(written: str, unit: str, why: str) -> None:
    with pytest.raises(BadValue, match=why):
        read_measure(written, unit)


def test_each_unit_leads_to_itself() -> None:
    assert all(factors[unit] == 1 for unit, factors in FACTORS.items())


# -- positions

SINAI = (30 + 9 / 60 + 2 / 3600, 34 + 10 / 60 + 41 / 3600)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("30.1506,34.178", (30.1506, 34.178)),
        ("30.1506 34.178", (30.1506, 34.178)),
        ("-30.1; -34", (-30.1, -34)),
        ("30.1506N 34.178E", (30.1506, 34.178)),
        ("N30.1506 E34.178", (30.1506, 34.178)),
        ("N 30.15, W 34.1", (30.15, -34.1)),
        ("34.178E 30.1506N", (30.1506, 34.178)),
        ("S33.9 W070.8", (-33.9, -70.8)),
        ("30.1506° N, 34.1780° E", (30.1506, 34.178)),
        ("30°09'02\"N 34°10'41\"E", SINAI),
        ("30° 09′ 02″ N, 34° 10′ 41″ E", SINAI),
        ("30 09 02 N 34 10 41 E", SINAI),
        ("30 09 02 34 10 41", SINAI),
        ("300902N0341041E", SINAI),
        ("30d09m02sN 34d10m41sE", SINAI),
        ("30d09m02s 34d10m41s", SINAI),
        ("30 09 34 10", (30.15, 34 + 1 / 6)),
        ("3009N03410E", (30.15, 34 + 1 / 6)),
        ("30N034E", (30, 34)),
        ("30 deg 9 min north, 34 deg 10 min east", (30.15, 34 + 1 / 6)),
        ("Lat 30.1, Long: 34.2", (30.1, 34.2)),
        ("30,1506 34,178", (30.1506, 34.178)),
        ("30,1506; 34,178", (30.1506, 34.178)),
        ("30,1506, 34,178", (30.1506, 34.178)),
        ("30°09,5'N 34°10,3'E", (30 + 9.5 / 60, 34 + 10.3 / 60)),
        ("(30.15, 34.17)", (30.15, 34.17)),
        ("30,34", (30, 34)),
    ],
)
def test_a_position_is_read_in_every_usual_notation(written: str, meant: tuple[float, float]) -> None:
    assert read_position(written) == pytest.approx(meant, abs=1e-9)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("", "no number"),
        ("north", "no number"),
        ("N E", "no number"),
        (",", "no number"),
        ("30", "told apart"),
        ("30°N", "told apart"),
        ("91,0", "not on the earth"),
        ("60N 200E", "not on the earth"),
        ("30.5 10 N 34 E", "only the last number"),
        ("30 61 N 34 10 E", "0 to 59"),
        ("30N, 34", "only one of its angles"),
        ("30N 34N", "cannot be latitude and longitude"),
        ("-30N 34E", "both a sign and a letter"),
        ("1,2,3", "more than one comma"),
        ("30,1506,34,178", "more than one comma"),
        ("x'; DROP TABLE claim", "other signs"),
        ("30 34 N E", "no angle"),
        ("9" * 999, "too long"),
        ("30,34\x00", "other signs"),
    ],
)
def test_what_is_no_position_is_refused_with_the_reason(written: str, why: str) -> None:
    with pytest.raises(BadValue, match=why) as refusal:
        read_position(written)
    assert len(str(refusal.value)) < 300


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_a_position_is_read_back_from_letters_and_signs(latitude: float, longitude: float) -> None:
    letters = f"{abs(latitude):.6f}{'S' if latitude < 0 else 'N'} {abs(longitude):.6f}{'W' if longitude < 0 else 'E'}"
    for written in (f"{latitude:.6f} {longitude:.6f}", f"{latitude:.6f}, {longitude:.6f}", letters):
        assert read_position(written) == pytest.approx((latitude, longitude), abs=1e-6)


@given(st.text(max_size=200))
def test_whatever_is_written_is_read_or_refused(text: str) -> None:
    for read in (read_position, read_date, read_time, read_whole, read_number, lambda each: read_measure(each, "ft")):
        with suppress(BadValue):
            read(text)
