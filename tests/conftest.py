"""Real databases for every test: a fresh copy of a migrated SQLite file, and of a migrated PostgreSQL database."""

import os
import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app import migrate
from app.config import Settings
from app.factory import create_app
from app.models.database import make_engine
from tests.compiled import compile_once

MEMORY, ROOM = Path("/dev/shm"), 2 * 1024**3
# Nothing here has to outlive the machine; and a database that lives for one test needs no statistics.
IN_A_HURRY = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "wal_level=minimal", "max_wal_senders=0",
              "autovacuum=off", "max_connections=60")  # fmt: skip


def pytest_configure() -> None:
    """Temporary folders are in memory where it has room, unless TMPDIR says otherwise; workers inherit that."""
    if "TMPDIR" not in os.environ and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
        os.environ["TMPDIR"] = str(MEMORY)
        tempfile.tempdir = None
    compile_once()


def pg_binaries() -> Path | None:
    """The folder with initdb and pg_ctl; None where PostgreSQL is not installed."""
    given = os.environ.get("PG_BINDIR")
    on_path = shutil.which("initdb")
    candidates = [Path(given)] if given else []
    candidates += [Path(on_path).parent] if on_path else []
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((each for each in candidates if (each / "initdb").exists()), None)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A PostgreSQL server of this run, on a socket only; gives the address without a database's name."""
    binaries = pg_binaries()
    if binaries is None:
        if os.environ.get("REQUIRE_PG"):
            pytest.fail("PostgreSQL is required, but initdb was not found")
        pytest.skip("PostgreSQL is not installed: its half of the tests is skipped")
    user = "postgres" if os.getuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    if user:
        shutil.chown(folder, user)
    data = folder / "data"
    subprocess.run(
        [binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"],
        check=True, capture_output=True, user=user, cwd=folder,
    )  # fmt: skip
    options = " -c ".join((f"-k {folder}", "listen_addresses=''", *IN_A_HURRY))
    control = [binaries / "pg_ctl", "-D", data, "-w", "-l", folder / "log"]
    subprocess.run([*control, "-o", options, "start"], check=True, capture_output=True, user=user, cwd=folder)
    address = f"postgresql+psycopg://postgres@/{{}}?host={folder}"
    try:
        yield address
    finally:
        _control(address).dispose()
        subprocess.run([*control, "-m", "immediate", "stop"], check=True, capture_output=True, user=user, cwd=folder)
        shutil.rmtree(folder, ignore_errors=True)


def _migrated(url: str) -> None:
    engine = make_engine(url)
    migrate.upgrade(engine)
    engine.dispose()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file to copy."""
    path = tmp_path_factory.mktemp("template") / "template.sqlite3"
    _migrated(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres: str) -> str:
    """The name of a migrated, empty PostgreSQL database to copy."""
    _command(postgres, "CREATE DATABASE template_airdocket")
    _migrated(postgres.format("template_airdocket"))
    return "template_airdocket"


@cache
def _control(postgres: str) -> sa.Engine:
    """For commands to the server; its connection stays open until the server stops."""
    return sa.create_engine(postgres.format("postgres"), isolation_level="AUTOCOMMIT")


def _command(postgres: str, statement: str) -> None:
    with _control(postgres).connect() as connection:
        connection.exec_driver_sql(statement)


def copy_database(postgres: str, template: str) -> str:
    """The name of a new copy of a database to which nobody is connected."""
    name = f"t_{uuid.uuid4().hex}"
    _command(postgres, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
    return name


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh, migrated database; each test that uses it runs on both kinds."""
    if request.param == "sqlite":
        path = tmp_path / "airdocket.sqlite3"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    server, template = request.getfixturevalue("postgres"), request.getfixturevalue("postgres_template")
    name = copy_database(server, template)
    yield server.format(name)
    _command(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def engine(database_url: str) -> Iterator[sa.Engine]:
    """An engine on the fresh database."""
    engine = make_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine: sa.Engine) -> Iterator[Session]:
    """A session on the fresh database."""
    with Session(engine) as session:
        yield session


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Settings on the fresh database, with a home of the test's own."""
    return Settings(home=tmp_path / "home", database_url=database_url)


@pytest.fixture
def client(settings: Settings) -> Iterator[FlaskClient]:
    """A client of the web application on the fresh database."""
    from app.extensions import db

    app = create_app(settings)
    app.testing = True
    yield app.test_client()
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(autouse=True)
def _no_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sockets stay on this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if self.family != socket.AF_UNIX and isinstance(address, tuple) and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise AssertionError(f"a test called {address}")
        connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", guarded)
