"""The Metrojet dossier made anew through the API alone is the one that the bundled file makes."""

import runpy
import shutil
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.config import Settings
from app.factory import create_app
from app.importers.dossier import read_dossier
from app.models.database import make_engine
from app.services.dossier_files import file_dossier
from app.services.verification import verify
from app.vocab.users import Role
from tests.api.writing import a_token, served
from tests.metrojet import ANSWERS, DOSSIER

SCRIPT = Path(__file__).parents[2] / "docs" / "scripts" / "metrojet_by_api.py"
DAYS = [None, *(answer.as_of for answer in ANSWERS), "2015-10-30", "2015-12-01"]


def told(client: FlaskClient, day: str | None) -> Any:
    """What the API tells of the record, without how often it was changed and the keys of the import."""
    path = "/api/v1/occurrences/1"
    found = client.get(path, query_string={"as_of": day} if day else {}).json
    line = client.get(f"{path}/timeline", query_string={"as_of": day} if day else {}).json
    found.pop("version")
    for source in found["sources"]:
        source.pop("records")
    for fact in _facts(found):
        for claim in fact["claims"]:
            claim.pop("record")
    return found, line["items"]


def _facts(found: Any) -> Iterator[Any]:
    for facts in (found["facts"], *(each["facts"] for each in found["aircraft"])):
        for fact in facts.values():
            yield from fact if isinstance(fact, list) else [fact]


@pytest.fixture(scope="module")
def bundled(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What is told of the file as it is imported, by day."""
    home = tmp_path_factory.mktemp("bundled")
    shutil.copy(sqlite_template, home / "a.sqlite3")
    url = f"sqlite:///{home / 'a.sqlite3'}"
    engine = make_engine(url)
    with Session(engine) as session:
        file_dossier(session, read_dossier(DOSSIER))
        session.commit()
    engine.dispose()
    app = create_app(Settings(home=home, database_url=url))
    client = app.test_client()
    found = {day: told(client, day) for day in DAYS}
    from app.extensions import db

    with app.app_context():
        db.engine.dispose()
    return found


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Of a server that lets one write as often as one likes."""
    return replace(settings, limit_write="100000/minute")


def test_the_dossier_is_made_anew_through_the_api(client: FlaskClient, session: Session, bundled: Any) -> None:
    script = runpy.run_path(str(SCRIPT))
    file = tomllib.loads(DOSSIER.read_text(encoding="utf-8"))
    with served(client.application) as address:
        server = script["Server"](address, a_token(session, Role.EDITOR))
        assert script["Dossier"](server, file).run() == 1
        answered = len(client.get("/api/v1/occurrences/1").json["sources"])
        assert script["Dossier"](server, file).run() == 1  # each request is answered as before
        assert len(client.get("/api/v1/occurrences/1").json["sources"]) == answered
    assert [str(each) for each in verify(session)] == []
    for day, expected in bundled.items():
        record, line = told(client, day)
        for name, value in expected[0].items():
            assert record[name] == value, (day, name)
        assert line == expected[1], day
