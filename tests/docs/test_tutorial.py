"""The tutorial is followed to its end, as it stands, on a server with a few records."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from app.config import Settings
from app.factory import create_app
from app.importers.dossier import read_dossier
from app.models.database import make_engine
from app.services.dossier_files import file_dossier
from tests.browser.serving import serving
from tests.factories import A, an_occurrence
from tests.metrojet import DOSSIER

TUTORIAL = (Path(__file__).parents[2] / "docs" / "tutorial.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(sh|python)\n(.*?)```", TUTORIAL, re.DOTALL)
SERVED = "http://127.0.0.1:8000"


@pytest.fixture(scope="module")
def address(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with the Metrojet dossier, two more accidents, one of them contested, and one that nobody dates."""
    path = Path(shutil.copy(sqlite_template, tmp_path_factory.mktemp("tutorial") / "airdocket.sqlite3"))
    engine = make_engine(f"sqlite:///{path}")
    with Session(engine) as session:
        file_dossier(session, read_dossier(DOSSIER))
        an_occurrence(session, [A("class", "accident"), A("date", "2014-03-02"), A("injuries.fatal", "2", qualifier="all")])
        an_occurrence(session, [
            A("class", "accident"), A("date", "2014-05-06"), A("injuries.fatal", "3", qualifier="all"),
            A("injuries.fatal", "5", qualifier="all", by="AP"),
        ])  # fmt: skip
        an_occurrence(session, [A("class", "accident"), A("place", "Reno")])
        session.commit()
    engine.dispose()
    with serving(create_app(Settings(home=path.parent, database_url=f"sqlite:///{path}"))) as address:
        yield address


def followed(kind: str, text: str, folder: Path) -> str:
    """What a block prints."""
    command = [sys.executable, "-W", "error", "-c", text] if kind == "python" else ["bash", "-euo", "pipefail", "-c", text]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert run.returncode == 0, f"{text}\n{run.stdout}{run.stderr}"
    return run.stdout


def test_the_tutorial_works(address: str, tmp_path: Path) -> None:
    said = [followed(kind, block.replace(SERVED, address), tmp_path) for kind, block in BLOCKS if kind == "sh"]
    assert json.loads(said[0])["total"] == 1
    assert said[-1].startswith("@")
    drawn = followed("python", "\n".join(block for kind, block in BLOCKS if kind == "python"), tmp_path)
    assert "people killed: 231" in drawn
    assert re.search(r"2015-11-17 +Alexander Bortnikov, director of the FSB +asserts", drawn)
    assert (tmp_path / "accidents-per-year.png").read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
