"""The revision that gives users their passwords keeps the authors that there were."""

import sqlalchemy as sa

from app import migrate
from tests.migrations.test_migrations import downgrade

AUTHOR = sa.text("INSERT INTO \"user\" (id, name, created_at) VALUES (7, 'Ada', '2026-11-23 10:00:00')")
CHANGESET = sa.text(
    "INSERT INTO changeset (id, kind, state, author_id, comment, created_at)"
    " VALUES (1, 'edit', 'pending', 7, 'a test', '2026-11-23 10:00:00')"
)


def test_an_author_stays_the_author_of_a_changeset(engine):
    downgrade(engine, "0001")
    with engine.begin() as connection:
        connection.execute(AUTHOR)
        connection.execute(CHANGESET)
    migrate.upgrade(engine)
    with engine.connect() as connection:
        user = connection.execute(sa.text('SELECT * FROM "user"')).one()
        assert (user.id, user.name, user.email, user.role, bool(user.active)) == (7, "Ada", None, "contributor", True)
        assert len(user.fs_uniquifier) == 32
        assert connection.scalar(sa.text("SELECT author_id FROM changeset")) == 7
    downgrade(engine, "0001")
    with engine.connect() as connection:
        assert connection.scalar(sa.text('SELECT name FROM "user"')) == "Ada"
    migrate.upgrade(engine)


def test_foreign_keys_hold_after_a_migration(engine):
    downgrade(engine, "-1")
    migrate.upgrade(engine)
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
