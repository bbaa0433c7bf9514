"""The rules that let the tables be spread over machines, and that let both engines check the same things."""

import pytest
import sqlalchemy as sa

from app.models import Base

SHARED = {
    "user",
    "passkey",
    "session_record",
    "api_token",
    "changeset",
    "party",
    "party_name",
    "party_merge",
    "source",
    "proposal",
    "review_note",
    "saved_draft",
    "watched_query",
    "idempotency",
}
ROOT = "occurrence"
UNDER = sorted(set(Base.metadata.tables) - SHARED - {ROOT})


@pytest.mark.parametrize("name", UNDER)
def test_every_key_under_the_occurrence_holds_its_id(name):
    table = Base.metadata.tables[name]
    assert "occurrence_id" in table.primary_key.columns
    for constraint in table.constraints:
        if isinstance(constraint, sa.UniqueConstraint):
            assert "occurrence_id" in constraint.columns
    for index in table.indexes:
        assert not index.unique or "occurrence_id" in index.columns


@pytest.mark.parametrize("name", UNDER)
def test_references_stay_within_the_occurrence_or_go_to_shared_tables(name):
    for constraint in Base.metadata.tables[name].foreign_key_constraints:
        target = constraint.referred_table.name
        assert target != name, "a table refers to itself"
        if target in SHARED:
            continue
        local = [element.parent.name for element in constraint.elements]
        remote = [element.column.name for element in constraint.elements]
        assert "occurrence_id" in local
        assert remote[local.index("occurrence_id")] in ("occurrence_id", "id")


def test_the_occurrence_and_the_shared_tables_refer_only_to_shared_ones():
    for name in {ROOT, *SHARED}:
        for constraint in Base.metadata.tables[name].foreign_key_constraints:
            assert constraint.referred_table.name in SHARED
            assert constraint.referred_table.name != name


@pytest.mark.parametrize("name", sorted(Base.metadata.tables))
def test_keys_are_given_by_the_program(name):
    for column in Base.metadata.tables[name].columns:
        assert column.identity is None
        assert column.server_default is None
        assert column.autoincrement is not True


@pytest.mark.parametrize("name", sorted(Base.metadata.tables))
def test_every_constraint_has_a_name(name):
    for constraint in Base.metadata.tables[name].constraints:
        assert constraint.name


def test_nothing_is_deleted_along_with_something_else():
    for table in Base.metadata.tables.values():
        for constraint in table.foreign_key_constraints:
            assert constraint.ondelete == "RESTRICT" or len(constraint.columns) > 1
            assert constraint.ondelete != "CASCADE"


def test_the_databases_have_no_triggers(engine):
    with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            found = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").all()
        else:
            found = connection.exec_driver_sql("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal").all()
    assert found == []
