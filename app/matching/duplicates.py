"""Whether two records look like one occurrence, and by what."""

from dataclasses import dataclass, field

from app.core.dates import PartialDate
from app.core.positions import distance_km
from app.core.text import fold, key_of

NEAR_KM = 50.0


@dataclass(frozen=True, slots=True)
class Sketch:
    """What is known of an occurrence for the comparison; empty where nothing is.

    identifiers: (scheme, value) of reports and cases. Registrations and flight numbers are of all its aircraft.
    """

    date: PartialDate | None = None
    country: str | None = None
    place: str | None = None
    position: tuple[float, float] | None = None
    n_fatal: int | None = None
    registrations: frozenset[str] = field(default_factory=frozenset)
    flight_numbers: frozenset[str] = field(default_factory=frozenset)
    identifiers: frozenset[tuple[str, str]] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why two records look alike. `weight` is its part of the score."""

    words: str
    weight: int


# A count of the dead that two occurrences seldom share by chance.
MANY = 5
LIKELY_FROM = 3


def reasons(new: Sketch, known: Sketch) -> tuple[Reason, ...]:
    """What speaks for one occurrence, the strongest first; nothing where the days are too far apart to be one."""
    found = _identifiers(new, known)
    dates = _dates(new, known)
    if not found and not dates and new.date is not None and known.date is not None:
        return ()
    found += [*dates, *_aircraft(new, known), *_places(new, known)]
    if new.n_fatal is not None and new.n_fatal >= MANY and new.n_fatal == known.n_fatal:
        found.append(Reason(f"as many people killed: {new.n_fatal}", 1))
    return tuple(sorted(found, key=lambda each: -each.weight))


def score(found: tuple[Reason, ...]) -> int:
    """The sum of the weights."""
    return sum(each.weight for each in found)


def is_likely(found: tuple[Reason, ...]) -> bool:
    """Whether a person should look: two things speak for it, or one that is nearly enough."""
    return score(found) >= LIKELY_FROM and (len(found) > 1 or found[0].weight >= 5)


def _identifiers(new: Sketch, known: Sketch) -> list[Reason]:
    theirs = {(scheme, key_of(value)) for scheme, value in known.identifiers}
    ours = sorted(new.identifiers)
    return [Reason(f"the same number {value}", 10) for scheme, value in ours if (scheme, key_of(value)) in theirs]


def _dates(new: Sketch, known: Sketch) -> list[Reason]:
    if new.date is None or known.date is None:
        return []
    if new.date.agrees_with(known.date):
        width = max(new.date.precision, known.date.precision, key=("day", "month", "year").index)
        return [Reason(f"the same {width}", 3 if width == "day" else 1)]
    apart = abs((new.date.first - known.date.first).days)
    return [Reason("one day apart", 2)] if apart == 1 else []


def _aircraft(new: Sketch, known: Sketch) -> list[Reason]:
    found = []
    for words, weight, ours, theirs in (
        ("registration", 5, new.registrations, known.registrations),
        ("flight number", 3, new.flight_numbers, known.flight_numbers),
    ):
        keys = {key_of(each) for each in theirs}
        found += [Reason(f"the same {words} {each}", weight) for each in sorted(ours) if key_of(each) in keys]
    return found


def _places(new: Sketch, known: Sketch) -> list[Reason]:
    found = []
    if new.position and known.position:
        apart = distance_km(new.position, known.position)
        if apart <= NEAR_KM:
            found.append(Reason(f"{apart:.0f} km apart", 2))
    if new.place and known.place and _alike(new.place, known.place):
        found.append(Reason(f"a place of that name: {known.place}", 2))
    if new.country and new.country == known.country:
        found.append(Reason("the same country", 1))
    return found


def _alike(one: str, other: str) -> bool:
    """Whether all words of the shorter place stand in the longer one: `Hasna` and `near Hasna, North Sinai`."""
    a, b = sorted(
        ({word.strip(",.;") for word in fold(each).split()} - {"near", "the", "of"} for each in (one, other)), key=len
    )
    return bool(a) and a <= b
