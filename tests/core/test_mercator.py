"""The square world of the map."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.mercator import bounds_of, latitude_of, project

LATITUDES = st.floats(-90, 90).map(lambda degrees: round(degrees, 5))
LONGITUDES = st.floats(-180, 180).map(lambda degrees: round(degrees, 5))


def tile(latitude: float, longitude: float, level: int) -> tuple[int, int]:
    n = 1 << level
    x, y = project(latitude, longitude)
    return min(n - 1, int(x * n)), max(0, min(n - 1, int(y * n)))


@pytest.mark.parametrize(
    ("position", "place"),
    [((0, 0), (0.5, 0.5)), ((85.0511287798066, -180), (0, 0)), ((-90, 180), (1, 1)), ((0, 90), (0.75, 0.5))],
)
def test_the_world_is_a_square(position: tuple[float, float], place: tuple[float, float]) -> None:
    assert project(*position) == pytest.approx(place)


@given(st.floats(-85, 85))
def test_a_latitude_is_found_again_from_its_height(latitude: float) -> None:
    assert latitude_of(project(latitude, 0)[1]) == pytest.approx(latitude)


@given(LATITUDES, LONGITUDES, st.integers(0, 14))
def test_a_tile_bounds_what_it_holds(latitude: float, longitude: float, level: int) -> None:
    """Whole degrees on the edge of two tiles too."""
    for position in ((latitude, longitude), (round(latitude), round(longitude))):
        bounds = bounds_of(*tile(*position, level), level)
        assert bounds.south <= position[0] <= bounds.north
        assert bounds.west <= position[1] <= bounds.east


@pytest.mark.parametrize("level", [1, 2, 5, 10])
def test_neighbours_share_no_position(level: int) -> None:
    here, east, south = bounds_of(0, 0, level), bounds_of(1, 0, level), bounds_of(0, 1, level)
    assert here.east < east.west
    assert south.north < here.south
