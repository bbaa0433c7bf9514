"""A filled database of each kind with its index, made once for all tests that only read."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy.orm import Session

from app.models.database import make_engine
from app.search.folder import Folder
from app.search.snapshot import Snapshot
from app.services.searching import Searching
from tests.conftest import copy_database
from tests.search.corpus import fill
from tests.search.oracle import Oracle


class Filled(NamedTuple):
    """A filled database: its address, a session on it, its index, and what the index has to answer."""

    url: str
    session: Session
    folder: Folder
    searching: Searching
    oracle: Oracle

    @property
    def snapshot(self) -> Snapshot:
        return self.searching.snapshot(self.session)


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filled]:
    """The corpus; not to be written to."""
    home = tmp_path_factory.mktemp("filled")
    url = _database(request, home)
    engine = make_engine(url)
    with Session(engine) as session:
        fill(session, home)
        searching = Searching(home / "index")
        searching.snapshot(session)
        yield Filled(url, session, searching.folder, searching, Oracle(session))
    engine.dispose()


def _database(request: pytest.FixtureRequest, home: Path) -> str:
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), home / "airdocket.sqlite3")
        return f"sqlite:///{home / 'airdocket.sqlite3'}"
    server = request.getfixturevalue("postgres")
    return server.format(copy_database(server, request.getfixturevalue("postgres_template")))
