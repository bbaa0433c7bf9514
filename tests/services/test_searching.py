"""Searching from running processes: what is committed is found at once, and a broken index is as good as none."""

import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from app.models.database import make_engine
from app.search.asking import Question
from app.search.folder import Folder, Unwritable
from app.search.reading import read_query
from app.search.schema import COUNTED
from app.services import contributions as c
from app.services import steps as s
from app.services.searching import Searching
from tests.factories import A, an_occurrence, more_claims
from tests.search.corpus import EDITOR, fill_a_little

QUESTIONS = ("", "NTSB", "id:3..9", "speaker:nt*", '"air france"', "near:0,0,9000km", "authority:missing")


@pytest.fixture
def folder(tmp_path):
    return Folder(tmp_path / "index")


def answers(session, folder):
    """What a process that has just begun to serve answers."""
    searching = Searching(folder.path)
    asked = [Question(read_query(each), facets=COUNTED, count=100) for each in QUESTIONS]
    return [searching.snapshot(session).answer(each) for each in asked]


def hits(snapshot, text=""):
    return [each.occurrence_id for each in snapshot.answer(Question(read_query(text), count=100)).hits]


def test_a_reader_that_began_before_an_edit_does_not_spoil_the_index(session, engine, folder):
    an_occurrence(session, [A("place", "Cairo")])
    searching = Searching(folder.path)
    assert hits(searching.snapshot(session)) == [1]
    built = folder.current
    with Session(engine) as another:
        an_occurrence(another, [A("place", "Suez")])
        searching.snapshot(session)  # on SQLite this session goes on to read what was there before
        assert hits(searching.snapshot(another)) == [2, 1]
        searching.snapshot(session)
    assert hits(searching.snapshot(session)) == [2, 1]
    assert folder.current == built


def test_what_is_not_committed_is_not_found(session, engine, folder):
    fill_a_little(session)
    searching = Searching(folder.path)
    before = hits(searching.snapshot(session))
    with Session(engine) as another:
        c.submit(another, EDITOR, [s.WithdrawOccurrence(1, "A drill")], "never committed")
        assert hits(searching.snapshot(another)) == before
    assert hits(searching.snapshot(session)) == before


def _half(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _noise(path):
    path.write_bytes(random.Random(1).randbytes(path.stat().st_size))


def _noise_within(path):
    content = path.read_bytes()
    third = len(content) // 3
    path.write_bytes(content[:third] + random.Random(1).randbytes(third) + content[2 * third :])


def _emptied(path):
    path.write_bytes(b"")


def test_an_index_with_any_damaged_file_answers_rightly(session, folder, tmp_path):
    fill_a_little(session)
    good = answers(session, folder)
    shutil.copytree(folder.path, tmp_path / "good")
    names = [each.relative_to(folder.path) for each in folder.path.rglob("*") if each.is_file()]
    assert len(names) > 8
    for name in names:
        for damage in (_half, _noise, _noise_within, _emptied, Path.unlink):
            shutil.rmtree(folder.path)
            shutil.copytree(tmp_path / "good", folder.path)
            damage(folder.path / name)
            assert answers(session, folder) == good, (name, damage)


@pytest.mark.parametrize("name", [b"", b".", b"..", b"../home", b"\xff\xfe", b"a" * 5_000, b"\x00", b"none", b"/tmp"])
def test_a_name_that_is_none_is_as_no_index(session, folder, tmp_path, name):
    an_occurrence(session, [A("place", "Cairo")])
    good = answers(session, folder)
    (tmp_path / "beside").write_text("kept")
    (folder.path / "current").write_bytes(name)
    assert answers(session, folder) == good
    assert (tmp_path / "beside").read_text() == "kept"


@pytest.mark.parametrize(
    "mark", [b"[]", b"7", b"{}", b'{"sequence": "1", "digest": 1, "fingerprint": "%s"}', b'{"sequence": 1}', b"\xff", b"null"]
)
def test_a_mark_that_is_none_is_as_no_index(session, folder, mark):
    an_occurrence(session, [A("place", "Cairo")])
    good = answers(session, folder)
    fingerprint = folder.mark(folder.current).fingerprint.encode()
    (folder.current / "log.json").write_bytes(mark.replace(b"%s", fingerprint))
    assert answers(session, folder) == good


def test_a_folder_that_goes_while_it_is_open_is_made_anew(session, folder):
    an_occurrence(session, [A("place", "Cairo")])
    searching = Searching(folder.path)
    searching.snapshot(session)
    shutil.rmtree(folder.path)
    assert hits(searching.snapshot(session)) == [1]
    more_claims(session, 1, [A("place", "Suez", by="AP")])
    shutil.rmtree(folder.path)
    assert hits(searching.snapshot(session), "suez") == [1]


def test_another_database_and_another_schema_are_noticed(session, folder, sqlite_template, tmp_path):
    an_occurrence(session, [A("place", "Cairo")])
    Searching(folder.path).snapshot(session)
    shutil.copy(sqlite_template, tmp_path / "other.sqlite3")
    other = make_engine(f"sqlite:///{tmp_path / 'other.sqlite3'}")
    with Session(other) as another:
        assert hits(Searching(folder.path).snapshot(another)) == []
        an_occurrence(another, [A("place", "Suez")])
        assert hits(Searching(folder.path).snapshot(another), "suez") == [1]
        assert hits(Searching(folder.path).snapshot(session), "cairo") == [1]
    other.dispose()
    path = folder.current / "log.json"
    path.write_bytes(path.read_bytes().replace(folder.mark(folder.current).fingerprint.encode(), b"0123456789abcdef"))
    assert hits(Searching(folder.path).snapshot(session), "cairo") == [1]


def test_a_place_that_cannot_be_written_is_named(session, tmp_path):
    an_occurrence(session, [A("place", "Cairo")])
    (tmp_path / "file").write_text("")
    for path in (tmp_path / "file", tmp_path / "file" / "index", Path("/proc/index")):
        with pytest.raises(Unwritable, match=f"the search index in {path} cannot be written"):
            Searching(path).snapshot(session)


FULL = """
import resource, sys
from pathlib import Path
from sqlalchemy.orm import Session
from app.models.database import make_engine
from app.services.searching import Searching
with Session(make_engine(sys.argv[1])) as session:
    session.connection()
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), int(sys.argv[3])))
    try:
        Searching(Path(sys.argv[2])).snapshot(session)
    except OSError as error:
        print(type(error).__name__)
"""


@pytest.mark.parametrize("size", [0, 10, 500, 3_000])
def test_a_full_disk_is_an_error_and_no_hang(session, folder, size, database_url):
    fill_a_little(session)
    run = [sys.executable, "-c", FULL, database_url, str(folder.path), str(size)]
    done = subprocess.run(run, capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.strip() == "Unwritable", done.stderr
    assert len(hits(Searching(folder.path).snapshot(session))) == 16
