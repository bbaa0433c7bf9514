"""`verify` finds any change that did not come through the front door, and names its place."""

import pytest
import sqlalchemy as sa

from app.models import Base
from app.services.digests import CONTENT, SHARED
from app.services.projector import AIRCRAFT_COLUMNS, OCCURRENCE_COLUMNS
from app.services.verification import verify
from app.vocab.claims import Rank
from tests.factories import A, an_occurrence, more_claims


@pytest.fixture
def filled(session):
    first = an_occurrence(
        session,
        [
            A("date", "2015-10-31"), A("country", "EG"), A("place", "near Hasna", raw="Housna", quote="near Housna"),
            A("coordinates", "30.1691,34.1725"), A("injuries.fatal", "224", qualifier="all"), A("category", "SEC"),
            A("aircraft.operator", "Kogalymavia", aircraft=1), A("aircraft.manufacturer", "Airbus", aircraft=1),
            A("aircraft.registration", "EI-ETJ", aircraft=1), A("identifier.ntsb_number", "DCA16WA022"),
            A("class", "accident", rank=Rank.PREFERRED), A("aircraft.damage", "destroyed", aircraft=1),
        ],
    )  # fmt: skip
    more_claims(session, first, [A("injuries.fatal", "217", qualifier="all", by="UPI")])
    an_occurrence(session, [A("date", "2014-07-17"), A("country", "UA")])
    return session


def differences(session):
    session.expire_all()
    return [str(each) for each in verify(session)]


def test_an_untouched_database_verifies(filled):
    assert differences(filled) == []


def test_an_empty_database_verifies(session):
    assert differences(session) == []


def _tampered(column: sa.Column) -> sa.ColumnElement:
    """Another value of the column's type that no CHECK refuses."""
    kind = column.type
    if isinstance(kind, sa.Enum):
        return sa.case((column == kind.enums[0], kind.enums[1]), else_=kind.enums[0])
    if isinstance(kind, sa.Boolean):
        return sa.not_(column)
    if isinstance(kind, sa.Date):
        return sa.literal("2003-03-03") if column.name != "published_on" else sa.literal("2033-03-03")
    if isinstance(kind, sa.Integer | sa.BigInteger):
        return sa.func.coalesce(column, 0) + 1
    if isinstance(kind, sa.Double):
        return sa.func.coalesce(column, 0) + 0.001
    if column.name in ("url", "archived_url"):
        return sa.literal("https://elsewhere.example/")
    return sa.func.coalesce(column, "") + "x"


REFERENCES = {
    "speaker_id",
    "source_id",
    "account_number",
    "claim_number",
    "party_id",
    "publisher_id",
    "number",
    "id",
    "authority_id",
    "occurrence_id",
}
CONTENT_COLUMNS = [
    (table, name)
    for table in ("account", "claim", "ranking")
    for name in CONTENT[table]
    if name not in REFERENCES and (table, name) != ("claim", "aircraft_number")
]


def change(session, table, name, where="true"):
    column = Base.metadata.tables[table].c[name]
    value = _tampered(column)
    if isinstance(column.type, sa.Date):
        value = sa.cast(value, sa.Date) if session.get_bind().dialect.name == "postgresql" else value
    text = sa.update(Base.metadata.tables[table]).values(
        {name: sa.type_coerce(value, column.type) if not isinstance(column.type, sa.Date) else value}
    )
    session.execute(text.where(sa.text(where)))


@pytest.mark.parametrize(("table", "name"), CONTENT_COLUMNS)
def test_a_changed_claim_account_or_rank_is_found_and_named(filled, table, name):
    change(filled, table, name, "occurrence_id = 1 AND number = 1")
    found = differences(filled)
    assert found
    assert any("occurrence 1" in each for each in found)


@pytest.mark.parametrize("name", OCCURRENCE_COLUMNS)
def test_a_changed_projected_column_is_found_and_named(filled, name):
    if name in ("latitude", "longitude"):
        filled.execute(sa.text(f"UPDATE occurrence SET {name} = 1.5 WHERE id = 1"))
    elif name == "occurred_on":
        filled.execute(sa.text("UPDATE occurrence SET occurred_on = '2003-03-03' WHERE id = 1"))
    else:
        change(filled, "occurrence", name, "id = 1")
    assert any(f"occurrence 1, column {name}" in each for each in differences(filled))


@pytest.mark.parametrize("name", [name for name in AIRCRAFT_COLUMNS if not name.endswith("_id")])
def test_a_changed_projected_column_of_an_aircraft_is_found_and_named(filled, name):
    change(filled, "aircraft", name, "occurrence_id = 1")
    assert any(f"occurrence 1, aircraft 1, column {name}" in each for each in differences(filled))


@pytest.mark.parametrize(
    ("statement", "place"),
    [
        ("UPDATE aircraft SET operator_id = 1 WHERE occurrence_id = 1", "occurrence 1, aircraft 1, column operator_id"),
        ("UPDATE identifier SET value = 'DCA16WA023'", "occurrence 1: its identifiers"),
        ("DELETE FROM identifier", "occurrence 1: its identifiers"),
        ("UPDATE occurrence_text SET words = words || 'x' WHERE occurrence_id = 2", "occurrence 2: its search words"),
        ("DELETE FROM occurrence_text WHERE occurrence_id = 2", "occurrence 2: its search words"),
        ("DELETE FROM ranking", "occurrence 1, changeset 1"),
        ("DELETE FROM claim WHERE occurrence_id = 2 AND number = 1", "occurrence 2, changeset 3"),
        ("UPDATE claim SET closed_in = 2 WHERE occurrence_id = 2 AND number = 1", "occurrence 2, claim 1"),
        ("UPDATE changeset_entry SET digest = 'x' WHERE occurrence_id = 2", "occurrence 2, changeset 3"),
        ("UPDATE changeset SET comment = 'nothing to see' WHERE id = 1", "changeset 1"),
        ("UPDATE changeset SET created_at = '2020-01-01 00:00:00' WHERE id = 2", "changeset 2"),
        ("UPDATE changeset SET kind = 'import' WHERE id = 3", "changeset 3"),
        ("UPDATE changeset SET sequence = 7 WHERE id = 3", "changeset 3"),
        ("UPDATE changeset SET shared_digest = 'x' WHERE id = 3", "changeset 3"),
        ("UPDATE changeset SET digest = 'x' WHERE id = 2", "changeset 2"),
        ("UPDATE source SET title = 'another' WHERE id = 1", "changeset 1: its parties or sources"),
        ("UPDATE source SET kind = 'final_report' WHERE id = 2", "changeset 2: its parties or sources"),
        ("UPDATE party_name SET name = 'another' WHERE party_id = 1", "changeset 1: its parties or sources"),
        ("UPDATE party SET country = 'XX' WHERE id = 1", "changeset 1: its parties or sources"),
        ("UPDATE account SET recorded_in = 1 WHERE occurrence_id = 2", "occurrence 2, changeset 3"),
        ("UPDATE party SET name = 'another' WHERE id = 1", "party 1, column name"),
        ("UPDATE party_name SET closed_in = 1 WHERE party_id = 2", "party 2, column name"),
        ("UPDATE occurrence SET state = 'withdrawn' WHERE id = 2", "occurrence 2, column state"),
        ("UPDATE occurrence SET state = 'merged', merged_into = 1 WHERE id = 2", "occurrence 2, column state"),
        ("UPDATE occurrence SET version = 9 WHERE id = 1", "occurrence 1, column version"),
        ("UPDATE claim SET property = 'made.up' WHERE occurrence_id = 2 AND number = 1", "occurrence 2, claim 1"),
    ],
)
def test_any_other_change_is_found_and_named(filled, statement, place):
    filled.execute(sa.text(statement))
    found = differences(filled)
    assert any(place in each for each in found), found


def test_every_shared_table_is_covered():
    assert set(SHARED) == {"party", "party_name", "party_merge", "source"}


def test_a_missing_parent_is_found(engine, filled):
    if engine.dialect.name != "sqlite":
        with pytest.raises(sa.exc.IntegrityError):
            filled.execute(sa.text("DELETE FROM aircraft"))
        return
    filled.commit()
    with engine.connect() as connection:
        connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
        connection.exec_driver_sql("DELETE FROM party WHERE id = 1")
        connection.commit()
        connection.connection.driver_connection.execute("PRAGMA foreign_keys=ON")
    assert any("refers to a missing party" in each for each in differences(filled))
