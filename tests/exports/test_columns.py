"""Columns of exported tables: their names, and what is said of one that there is not."""

import pytest

from app.core.errors import BadValue
from app.exports.columns import ColumnType, What, all_columns, choose, default_columns
from app.vocab.properties import PROPERTIES


def test_every_property_is_a_column_of_aircraft() -> None:
    names = {each.name for each in all_columns(What.AIRCRAFT)}
    assert {each.key for each in PROPERTIES} <= names


def test_columns_say_what_they_hold() -> None:
    assert len(default_columns(What.CLAIMS)) == len({each.name for each in default_columns(What.CLAIMS)})
    for what in What:
        for each in all_columns(what):
            assert each.definition, each.name
            assert each.label, each.name


def test_columns_stand_in_the_order_asked_for() -> None:
    names = ["cause.statement.state", "id", "injuries.fatal[ground]", "coordinates[tail].state", "date", "time.utc"]
    chosen = choose(What.OCCURRENCES, names)
    assert [each.name for each in chosen] == names
    assert [each.type for each in chosen][4] is ColumnType.DATE


@pytest.mark.parametrize(
    ("what", "name", "message"),
    [
        ("occurrences", "injures.fatal", "there is no column 'injures.fatal' of occurrences; the nearest is 'injuries.fatal'"),
        ("occurrences", "aircraft.model", "ask for the unit aircraft"),
        ("occurrences", "class[x]", "'class' has no qualifier"),
        ("occurrences", "injuries.fatal[moon]", "can only be one of all, aboard"),
        ("claims", "speeker", "the nearest is 'speaker'"),
        ("occurrences", "=cmd|' /C calc'!A0", "there is no column"),
    ],
)
def test_an_unknown_column_is_named(what: str, name: str, message: str) -> None:
    with pytest.raises(BadValue) as error:
        choose(What(what), ["id", name])
    assert message in str(error.value)


def test_a_column_is_given_once() -> None:
    with pytest.raises(BadValue, match="named twice"):
        choose(What.OCCURRENCES, ["id", "date", "id"])
