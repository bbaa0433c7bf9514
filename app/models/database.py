"""Engines: how each kind of database is opened, and how a writer takes its turn."""

import time
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

WRITE = "airdocket_write"
_TURN = "airdocket_turn"
_LEFT = "airdocket_left"
_TRUSTED = 1.0  # seconds for which a connection to a server is taken to live after it was last used
# Any number that no other program uses for its own advisory lock in the same database.
_ADVISORY_LOCK = 7_241_904_310


def make_engine(url: str) -> sa.Engine:
    """An engine with the project's ways set: SQLite in WAL mode with foreign keys on, real transactions on both."""
    address = sa.make_url(url)
    if address.get_backend_name() == "sqlite" and address.database:
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(url, **engine_options(url))
    set_up(engine, cache_mib=64)
    return engine


def engine_options(url: str) -> dict[str, Any]:
    """How an engine is created. PostgreSQL: a writer who waited for its turn must see what was committed meanwhile."""
    if sa.make_url(url).get_backend_name() == "sqlite":
        return {}
    return {"isolation_level": "READ COMMITTED"}


def set_up(engine: sa.Engine, *, cache_mib: int = 8) -> None:
    """Give an engine that somebody else made the same ways.

    cache_mib: of SQLite's pages, for each connection; a server has as many as threads, and the system keeps the file in memory.
    """
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", lambda opened, _: _open_sqlite(opened, cache_mib))
        sa.event.listen(engine, "begin", _begin_sqlite)
    else:
        sa.event.listen(engine, "checkin", lambda _, record: record.info.update({_LEFT: time.monotonic()}))
        sa.event.listen(engine, "checkout", lambda opened, record, _: _ask_whether_it_lives(engine, opened, record))


def _ask_whether_it_lives(engine: sa.Engine, opened: Any, record: sa.pool.ConnectionPoolEntry) -> None:
    """Have a connection made anew that broke while nobody used it; one that was in use just now is not asked."""
    if time.monotonic() - record.info.get(_LEFT, time.monotonic()) < _TRUSTED:
        return
    try:
        engine.dialect.do_ping(opened)
    except engine.dialect.loaded_dbapi.Error as error:
        raise sa.exc.DisconnectionError("the server closed the connection") from error


def _open_sqlite(connection: Any, cache_mib: int) -> None:
    connection.isolation_level = None  # transactions begin in _begin_sqlite, not when the driver guesses
    for pragma in (
        "page_size=8192",
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        "busy_timeout=120000",
        f"cache_size=-{cache_mib * 1024}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: sa.Connection) -> None:
    write = connection.get_execution_options().get(WRITE)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def read_alone(session: Session, statement: sa.Select[Any]) -> Any:
    """The only row of a statement, None where there is none.

    In PostgreSQL each statement sees what is committed when it begins, in one transaction or in several. So a session that
    has not begun one reads without: beginning and ending it would be two more messages.
    """
    bind = session.get_bind()
    if session.in_transaction() or bind.dialect.name != "postgresql" or not isinstance(bind, sa.Engine):
        return session.execute(statement).one_or_none()
    with bind.connect() as connection:
        return connection.execution_options(isolation_level="AUTOCOMMIT").execute(statement).one_or_none()


def begin_writing(session: Session) -> None:
    """Take the writer's turn until the transaction ends: ids and sequences are given under it.

    Must come first in a transaction; asking again within it does nothing. SQLite has one writer; PostgreSQL takes an
    advisory lock.
    """
    if _holds_turn(session):
        return
    connection = session.connection(execution_options={WRITE: True})
    session.info[_TURN] = connection.get_transaction()
    if connection.dialect.name == "postgresql":
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(_ADVISORY_LOCK)))


def _holds_turn(session: Session) -> bool:
    turn = session.info.get(_TURN)
    return turn is not None and bool(turn.is_active)


def leave_turn(session: Session) -> None:
    """Let others write: end the turn where the session holds one and has written nothing in it that is to be kept."""
    if _holds_turn(session):
        session.rollback()


def new_turn(session: Session) -> None:
    """Give up what was only read, and take the writer's turn: what is read from now on is as it is now.

    Objects read before are loaded anew when they are next used. RuntimeError where something is not committed yet.
    """
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("the session holds changes that are not committed")
    session.rollback()
    begin_writing(session)


def take_turn(session: Session) -> None:
    """Take the writer's turn in a transaction that may have read already; nothing must have been written in it yet.

    SQLite refuses a writer whose reads are older than the last commit of another one: the reading ends here, and what is
    read from now on is the newest. Once a turn is held, taking it again does nothing.
    """
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(_ADVISORY_LOCK)))
    elif session.info.get(_TURN) is not connection.get_transaction():
        with session.no_autoflush:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        session.info[_TURN] = connection.get_transaction()
