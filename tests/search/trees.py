"""Makes trees of queries over all fields, as a reader could have read them: for tests by property."""

import datetime as dt
import string

from hypothesis import strategies as st

from app.search.areas import checked_box, checked_near
from app.search.fields import FIELDS, FieldKind, keys_of
from app.search.nodes import (
    All,
    Any,
    Between,
    Code,
    Exactly,
    Has,
    Match,
    Missing,
    Numbered,
    Phrase,
    Prefix,
    Starts,
    Word,
    both,
    either,
    negated,
)
from app.search.signs import MINUS, OPERATORS, clean, letters
from app.vocab.countries import country_codes

K = FieldKind
ANYTHING = st.text(
    st.characters(exclude_categories=["Cs"]) | st.sampled_from('ab1 "\\*()=#<>,.:-–“”éß'), min_size=1, max_size=12
).map(clean)
RUNS = st.text(st.sampled_from(string.ascii_letters + string.digits + "-./:,'#=<>&\\éßЖ飞"), min_size=1, max_size=10)
BARE = RUNS.filter(
    lambda run: letters(run) and run not in OPERATORS and run[0] not in MINUS | {":"} and not (run[0].isalpha() and ":" in run)
)
NAMED = ANYTHING.filter(lambda text: letters(text) and "*" not in text)
INTEGERS = st.integers(0, 999_999_999)
DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31))
TIMES = st.times().map(lambda time: f"{time:%H:%M}")


def _ranges(ends):
    """Pairs in order, and ranges that are open at one end."""
    pairs = st.tuples(ends, ends).map(sorted)
    return st.one_of(*(pairs.map(shape) for shape in (
        lambda pair: Between(*pair), lambda pair: Between(pair[0], pair[0]), lambda pair: Between(pair[0], None),
        lambda pair: Between(None, pair[0]),
    )))  # fmt: skip


def _numbers():
    return _ranges(INTEGERS.map(lambda number: f"{number:09d}")).map(
        lambda ends: Between(*(end and str(int(end)) for end in (ends.low, ends.high)))
    )


def _dates():
    return st.one_of(*(_ranges(DAYS.map(lambda day, to=to: day.isoformat()[:to])) for to in (4, 7, 10)))


def _words(field):
    starts = NAMED.filter(lambda text: letters(text.rpartition(" ")[2]) > 1).map(Starts)
    kinds = [NAMED.map(Has), starts, ANYTHING.filter(bool).map(Exactly)]
    return st.one_of(*kinds, *([INTEGERS.map(Numbered)] if field.kind in (K.PARTY, K.SOURCE) else []))


def values(field):
    """Values of the field, of every shape that it takes."""
    of_kind = {
        K.CODE: lambda: st.sampled_from([*(field.codes or ())]).map(lambda code: Code(code.value)),
        K.COUNTRY: lambda: st.sampled_from(country_codes()).map(Code),
        K.KEYS: lambda: st.sampled_from([*keys_of(field.name), "injuries", "aircraft.engines"]).map(Code),
        K.NUMBER: _numbers,
        K.DATE: _dates,
        K.TIME: lambda: _ranges(TIMES),
    }
    return st.one_of(st.just(Missing()), st.just(Any()), of_kind.get(field.kind, lambda: _words(field))())


def matches():
    """A field with one to three of its values."""
    of_field = {each: st.lists(values(each), min_size=1, max_size=3, unique=True) for each in FIELDS}
    return st.sampled_from(FIELDS).flatmap(lambda each: of_field[each].map(lambda found: Match(each.name, tuple(found))))


def areas():
    """Near and Box."""
    latitudes, longitudes = st.floats(-90, 90), st.floats(-180, 180)
    boxes = st.builds(
        lambda a, b, west, east: checked_box(min(a, b), west, max(a, b), east), latitudes, latitudes, longitudes, longitudes
    )
    return boxes | st.builds(checked_near, latitudes, longitudes, st.floats(0.001, 20_000))


def simple():
    """One condition, without AND, OR and NOT."""
    prefixes = BARE.filter(lambda text: letters(text) > 1).map(Prefix)
    phrases = NAMED.map(Phrase)
    return st.one_of(BARE.map(Word), phrases, prefixes, matches(), areas(), st.just(All()))


def trees(leaves: int = 8):
    """Whole queries."""
    return st.recursive(
        simple(),
        lambda inner: st.one_of(
            st.lists(inner, max_size=4).map(both), st.lists(inner, min_size=1, max_size=4).map(either), inner.map(negated)
        ),
        max_leaves=leaves,
    )
