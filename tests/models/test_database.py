"""Connections to a server: those that broke are replaced, and reading one row holds nothing open."""

import time

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models.database import read_alone
from app.queries.indexing import end_of_log
from tests.factories import an_occurrence

OTHERS = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"""


def test_connections_that_the_server_closed_are_replaced_before_they_are_used(client, engine):
    """As a restart of the server closes those that wait for the next reader."""
    assert client.get("/occurrences").status_code == 200
    if engine.dialect.name == "postgresql":
        with engine.connect() as administrator:
            assert administrator.scalars(sa.text(OTHERS)).all()
        time.sleep(1.2)  # used just now, they would not be asked whether they live
    assert client.get("/occurrences").status_code == 200
    assert client.get("/sources").status_code == 200


def test_one_row_is_read_without_a_transaction_where_that_changes_nothing(engine, session):
    assert read_alone(session, end_of_log()) is None
    assert session.in_transaction() == (engine.dialect.name == "sqlite")


def test_one_row_is_read_in_the_transaction_that_there_is(session):
    session.execute(sa.text("CREATE TEMPORARY TABLE own (n INTEGER)"))
    session.execute(sa.text("INSERT INTO own VALUES (5)"))
    assert read_alone(session, sa.select(sa.literal_column("n")).select_from(sa.text("own"))).n == 5


def test_one_row_is_as_new_as_the_last_commit_of_others(engine, session):
    assert read_alone(session, end_of_log()) is None
    session.rollback()
    with Session(engine) as other:
        an_occurrence(other)
        other.commit()
    assert read_alone(session, end_of_log()).sequence == 1
