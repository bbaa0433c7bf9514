"""An import that is killed leaves nothing behind, and the next one completes."""

import gzip
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

import app
from app import migrate
from app.models import Changeset, Occurrence
from app.models.database import make_engine
from app.services.verification import verify

RELEASE = Path(app.__file__).parent / "sample" / "ntsb" / "NTSBData_20170328.csv.gz"
N_ROWS = 1_500


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    """The first rows of the bundled table, cut at the end of an event, and how many events they are."""
    with gzip.open(RELEASE, "rt", encoding="utf-8", newline="") as file:
        lines = [next(file) for _ in range(N_ROWS + 10)]
    cut = N_ROWS
    while lines[cut].split(",")[0] == lines[cut - 1].split(",")[0]:
        cut += 1
    path = tmp_path_factory.mktemp("release") / "first.csv"
    path.write_text("".join(lines[:cut]), encoding="utf-8")
    return path, len({line.split(",")[0] for line in lines[1:cut]})


def start(release, home, url):
    environment = os.environ | {"AIRDOCKET_HOME": str(home), "AIRDOCKET_DATABASE_URL": url}
    command = [sys.executable, "-m", "app.cli", "import", "ntsb", str(release), "--released", "2017-03-28"]
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def state(url):
    """(occurrences, changesets, differences) of a database that can be opened."""
    engine = make_engine(url)
    with Session(engine) as session:
        n = [session.scalar(sa.select(sa.func.count()).select_from(each)) for each in (Occurrence, Changeset)]
        found = (*n, [str(each) for each in verify(session)])
    engine.dispose()
    return found


def killed(release, home, url, moment):
    """Start an import and kill it at the moment, in seconds; whether it was still running."""
    process = start(release, home, url)
    time.sleep(moment)
    running = process.poll() is None
    process.send_signal(signal.SIGKILL)
    process.communicate()
    return running


def test_an_import_killed_at_any_moment_leaves_all_or_nothing(database_url, sqlite_template, release, tmp_path):
    path, n_events = release
    on_sqlite = database_url.startswith("sqlite")
    scratch = f"sqlite:///{tmp_path / 'undisturbed.sqlite3'}"
    migrate.upgrade(engine := make_engine(scratch))
    engine.dispose()
    started = time.monotonic()
    _, errors = (undisturbed := start(path, tmp_path / "undisturbed", scratch)).communicate()
    took = time.monotonic() - started
    assert (undisturbed.returncode, state(scratch)) == (0, (n_events, 1, [])), errors.decode()

    chance = random.Random(20_170_328)
    moments = sorted(chance.uniform(0.2, 1) for _ in range(20 if on_sqlite else 5))  # once it is done, no more is broken off
    url, n_killed = database_url, 0
    for n, moment in enumerate(moments):
        n_killed += killed(path, tmp_path / "home", url, moment * took)
        found = state(url)
        assert found in ((0, 0, []), (n_events, 1, []))
        if on_sqlite and found[0]:  # it was done before: go on with an empty database
            url = f"sqlite:///{shutil.copy(sqlite_template, tmp_path / f'fresh-{n}.sqlite3')}"
    assert n_killed

    process = start(path, tmp_path / "home", url)
    _, errors = process.communicate()
    assert process.returncode == 0, errors.decode()
    assert state(url) == (n_events, 1, [])
