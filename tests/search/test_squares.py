"""The squares of a box hold what the box holds: those within it nothing else, those on its rim the rest."""

from hypothesis import example, given
from hypothesis import strategies as st

from app.search.nodes import Box
from app.search.squares import covering, squares


def degrees(most):
    """Angles of which many lie on the edges of squares."""
    return st.one_of(st.integers(-most, most).map(float), st.floats(-most, most).map(lambda each: round(each, 6) + 0.0))


@st.composite
def boxes_and_places(draw):
    """A box, and a position that often lies on its edge."""
    south, north = sorted((draw(degrees(90)), draw(degrees(90))))
    west, east = sorted((draw(degrees(180)), draw(degrees(180))))
    latitude = draw(st.one_of(st.sampled_from((south, north)), degrees(90)))
    longitude = draw(st.one_of(st.sampled_from((west, east)), degrees(180)))
    return Box(south, west, north, east), (latitude, longitude)


@given(boxes_and_places())
@example((Box(-90, -180, 90, 180), (90, 180)))
@example((Box(0, 0, 0, 0), (0, 0)))
def test_the_squares_of_a_box_tell_what_lies_in_it(both):
    box, (latitude, longitude) = both
    within, rim = covering(box)
    assert not set(within) & set(rim)
    is_in = box.south <= latitude <= box.north and box.west <= longitude <= box.east
    found = set(squares(latitude, longitude))
    assert is_in or not found & set(within)
    assert not is_in or found & {*within, *rim}
