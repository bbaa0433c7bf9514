"""What speaks for two records being one occurrence."""

import pytest

from app.core.dates import PartialDate
from app.matching.duplicates import Sketch, is_likely, reasons

DAY = PartialDate(2015, 10, 31)
NEXT = PartialDate(2015, 11, 1)
KNOWN = Sketch(
    DAY, "EG", "near Hasna, North Sinai", (30.15, 34.17), 224, frozenset({"EI-ETJ"}), frozenset({"7K9268"}),
    frozenset({("report.number", "A-1")}),
)  # fmt: skip


@pytest.mark.parametrize(
    ("new", "words"),
    [
        (Sketch(DAY, "EG"), ["the same day", "the same country"]),
        (Sketch(NEXT, "EG"), ["one day apart", "the same country"]),
        (Sketch(DAY, registrations=frozenset({"EIETJ"})), ["the same registration EIETJ", "the same day"]),
        (Sketch(registrations=frozenset({"EI-ETJ"})), ["the same registration EI-ETJ"]),
        (Sketch(DAY, flight_numbers=frozenset({"7K 9268"})), ["the same day", "the same flight number 7K 9268"]),
        (Sketch(DAY, place="HASNA"), ["the same day", "a place of that name: near Hasna, North Sinai"]),
        (Sketch(DAY, position=(30.3, 34.3)), ["the same day", "21 km apart"]),
        (Sketch(DAY, n_fatal=224), ["the same day", "as many people killed: 224"]),
        (Sketch(PartialDate(1999), identifiers=frozenset({("report.number", "a1")})), ["the same number a1"]),
        (Sketch(PartialDate(2015, 10), "EG", "Hasna"),
         ["a place of that name: near Hasna, North Sinai", "the same month", "the same country"]),
    ],
)  # fmt: skip
def test_a_likely_double_is_told_with_its_reasons(new: Sketch, words: list[str]) -> None:
    found = reasons(new, KNOWN)
    assert [each.words for each in found] == words
    assert is_likely(found)


@pytest.mark.parametrize(
    "new",
    [
        Sketch(),
        Sketch(DAY),
        Sketch(country="EG"),
        Sketch(DAY, "RU", "Hassana", (31.5, 34.17)),
        Sketch(PartialDate(2014, 10, 31), "EG", "Hasna", registrations=frozenset({"EI-ETJ"})),
    ],
)
def test_too_little_or_another_day_is_no_double(new: Sketch) -> None:
    assert not is_likely(reasons(new, KNOWN))
