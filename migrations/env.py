"""Alembic's entry: runs the revisions on the database of the settings, or on the connection that it is given."""

from alembic import context

from app import config
from app.models import Base
from app.models.database import make_engine


def run(connection):
    # A table that others refer to is rebuilt on SQLite, which its foreign keys would forbid; they can be switched off only
    # between transactions, and the rows are checked before they are switched on again.
    sqlite = connection.dialect.name == "sqlite"
    if sqlite:
        connection.connection.execute("PRAGMA foreign_keys=OFF")
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        compare_type=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    if sqlite:
        connection.commit()
        broken = connection.connection.execute("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise RuntimeError(f"a migration left references to rows that are not there: {broken[:5]}")
        connection.connection.execute("PRAGMA foreign_keys=ON")


def offline():
    url = context.config.get_main_option("sqlalchemy.url") or config.load().url
    context.configure(url=url, target_metadata=Base.metadata, literal_binds=True, dialect_opts={"paramstyle": "named"})
    with context.begin_transaction():
        context.run_migrations()


def online():
    given = context.config.attributes.get("connection")
    if given is not None:
        run(given)
        return
    engine = make_engine(config.load().url)
    with engine.connect() as connection:
        run(connection)
    engine.dispose()


if context.is_offline_mode():
    offline()
else:
    online()
