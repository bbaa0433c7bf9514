"""Values as JSON types: counts and quantities as numbers, positions as two numbers, all else as text."""

from app.core.positions import parse_position
from app.vocab.properties import Property, ValueType

# Latitude and longitude in degrees, south and west negative.
Position = tuple[float, float]
Value = int | float | Position | str


def typed(prop: Property, stored: str) -> Value:
    """A stored value by its property's type. Of a party it is the number, of a code and a country the code; dates and times
    are ISO, as exact as they are known."""
    if prop.type in (ValueType.INTEGER, ValueType.PARTY):
        return int(stored)
    if prop.type is ValueType.QUANTITY:
        number = float(stored)
        return int(number) if number.is_integer() else number
    if prop.type is ValueType.COORDINATES:
        latitude, longitude = parse_position(stored)
        return latitude, longitude
    return stored


def canonical_beside(value: Value, stored: str) -> str | None:
    """The stored text, where the typed value does not read the same."""
    return None if str(value) == stored else stored
