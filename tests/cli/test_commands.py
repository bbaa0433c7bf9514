"""The commands: what they print, what they refuse, and that a refused file leaves the database as it was."""

import csv
import gzip
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from sqlalchemy.orm import Session

import app
from app.cli import main
from app.models import Base
from app.models.database import make_engine

SAMPLE = Path(app.__file__).parent / "sample"
RELEASED = ("--released", "2016-04-17")
N_EVENTS = 40


@pytest.fixture
def airdocket(settings, monkeypatch):
    """Run a command on the fresh database; gives the result with `exit_code`, `stdout` and `stderr`."""
    monkeypatch.setenv("AIRDOCKET_HOME", str(settings.home))
    monkeypatch.setenv("AIRDOCKET_DATABASE_URL", settings.database_url)
    return lambda *words: CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture(scope="module")
def lines():
    """The header and the first events of the bundled table, a line for each row."""
    with gzip.open(SAMPLE / "ntsb" / "NTSBData_20170328.csv.gz", "rt", encoding="utf-8", newline="") as file:
        read = [next(file) for _ in range(N_EVENTS + 20)]
    events = list(dict.fromkeys(line.split(",")[0] for line in read[1:]))[:N_EVENTS]
    return [line for line in read if line.split(",")[0] in ("Event.Id", *events)]


@pytest.fixture
def table(lines, tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("".join(lines), encoding="utf-8")
    return path


def counts(url):
    engine = make_engine(url)
    with Session(engine) as session:
        found = {
            name: session.scalar(sa.select(sa.func.count()).select_from(each)) for name, each in Base.metadata.tables.items()
        }
    engine.dispose()
    return found


def refused(result):
    """The one message of a command that was refused."""
    assert result.exit_code == 1, result.output
    assert "Traceback" not in result.output
    assert isinstance(result.exception, SystemExit)
    assert result.stderr.count("Error: ") == 1
    return result.stderr


# -- help


def _commands(command, words=()):
    yield words, command
    for name, each in getattr(command, "commands", {}).items():
        yield from _commands(each, (*words, name))


COMMANDS = dict(_commands(main))


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_and_option_is_explained(words):
    command = COMMANDS[words]
    result = CliRunner().invoke(main, [*words, "--help"])
    assert (result.exit_code, command.help is not None) == (0, True)
    for option in command.params:
        if isinstance(option, click.Option):
            assert option.help, option.name
            assert option.opts[0] in result.output


def test_the_program_tells_its_version():
    assert app.__version__ in CliRunner().invoke(main, ["--version"]).output


# -- the schema


def test_an_upgraded_database_is_at_its_revision_already(airdocket):
    result = airdocket("db", "upgrade")
    assert result.exit_code == 0
    assert "already" in result.stderr


def test_the_tables_are_as_declared_until_one_is_changed(airdocket, database_url):
    assert airdocket("db", "check").exit_code == 0
    engine = make_engine(database_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE source ADD COLUMN colour TEXT")
    engine.dispose()
    assert "colour" in refused(airdocket("db", "check"))


@pytest.mark.parametrize(
    "words",
    [
        ("verify",), ("show", "1"), ("serve",), ("db", "check"), ("import", "ntsb", "x.csv", *RELEASED),
        ("import", "dossier", "x.toml"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_a_database_without_tables_is_refused_with_advice(words, tmp_path, monkeypatch):
    monkeypatch.setenv("AIRDOCKET_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("AIRDOCKET_DATABASE_URL", raising=False)
    message = refused(CliRunner().invoke(main, words))
    assert "airdocket db upgrade" in message or words == ("db", "check")


@pytest.mark.parametrize("name", ["AIRDOCKET_PORT", "AIRDOCKET_WORKERS", "AIRDOCKET_PAGE_SIZE"])
def test_a_bad_setting_is_named(name, airdocket, monkeypatch):
    monkeypatch.setenv(name, "abc")
    message = refused(airdocket("verify"))
    assert name in message
    assert "'abc'" in message


@pytest.mark.parametrize("address", ["nonsense", "nosuch://x/y", "sqlite:////dev/null/x/y.sqlite3"])
def test_an_address_of_no_database_is_refused(address, tmp_path, monkeypatch):
    monkeypatch.setenv("AIRDOCKET_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("AIRDOCKET_DATABASE_URL", address)
    refused(CliRunner().invoke(main, ["verify"]))


# -- the files of the NTSB


def test_an_import_counts_what_it_did(airdocket, table, lines):
    result = airdocket("import", "ntsb", table, *RELEASED)
    assert result.exit_code == 0, result.output
    told = dict(re.findall(r"(\w+)=(\d+)", result.stdout))
    assert (told["rows"], told["records"], told["new"]) == (str(len(lines) - 1), str(N_EVENTS), str(N_EVENTS))
    again = airdocket("import", "ntsb", table, *RELEASED)
    assert f"same={N_EVENTS} " in again.stdout
    assert "nothing new: the database is as it was" in again.stderr


def test_every_value_left_out_is_listed_in_a_report(airdocket, table, settings):
    table.write_text(table.read_text(encoding="utf-8") + "20150101X1,Accident,=1+1\n", encoding="utf-8")
    result = airdocket("import", "ntsb", table, *RELEASED)
    assert "refused_rows=1" in result.stdout
    (path,) = settings.reports.glob("table-2016-04-17-*.csv")
    assert str(path) in result.stderr
    with path.open(encoding="utf-8", newline="") as file:
        listed = list(csv.DictReader(file))
    (row,) = [each for each in listed if each["whole row"] == "yes"]
    assert row["reason"] == "3 cells instead of 31"
    left_out = int(re.search(r"left_out=(\d+)", result.stdout)[1])
    assert left_out == len(listed) - 1


def test_a_dry_run_counts_and_writes_nothing(airdocket, table, database_url):
    before = counts(database_url)
    result = airdocket("import", "ntsb", table, *RELEASED, "--dry-run")
    assert f"new={N_EVENTS} " in result.stdout
    assert "dry run: nothing was written" in result.stderr
    assert counts(database_url) == before


def test_the_same_file_as_another_release_is_refused(airdocket, table):
    airdocket("import", "ntsb", table, *RELEASED)
    message = refused(airdocket("import", "ntsb", table, "--released", "2017-03-28"))
    assert "2016-04-17, not of 2017-03-28" in message


@pytest.mark.parametrize("day", ["2016-02-30", "17.4.2016", ""])
def test_a_day_of_release_that_is_none_is_refused(day, airdocket, table):
    result = airdocket("import", "ntsb", table, "--released", day)
    assert (result.exit_code, "--released" in result.stderr) == (2, True)


def test_a_file_in_another_encoding_is_read_when_that_is_said(airdocket, table):
    table.write_bytes(table.read_text(encoding="utf-8").replace("United States", "Côte d'Ivoire", 1).encode("latin-1"))
    assert "latin-1" in refused(airdocket("import", "ntsb", table, *RELEASED))
    assert airdocket("import", "ntsb", table, *RELEASED, "--encoding", "latin-1").exit_code == 0


def _packed_and_cut(text):
    packed = gzip.compress(text.encode())
    return packed[: len(packed) // 2]


def _with_cell(text, cell):
    lines = text.splitlines(keepends=True)
    cells = next(csv.reader([lines[2]]))
    cells[4] = cell
    lines[2] = ",".join(f'"{each}"' for each in cells) + "\n"
    return "".join(lines).encode()


HOSTILE = {
    "packed data cut off": (_packed_and_cut, "cut off"),
    "packed data damaged": (lambda text: _packed_and_cut(text)[:60] + b"\0" * 400, "damaged"),
    "another encoding": (lambda text: _with_cell(text, "Bogotá").decode().encode("latin-1"), "row 3, column Location"),
    "a column missing": (lambda text: text.replace("Report.Status", "Colour", 1).encode(), "row 1: .*Report.Status"),
    "a column twice": (lambda text: text.replace("Longitude", "Latitude", 1).encode(), "row 1, column Latitude"),
    "a cell of 10 MB": (lambda text: _with_cell(text, "x" * 10_000_000), "row 3, column Location: .*10,000,000"),
    "a row twice": (lambda text: (text + text.splitlines(keepends=True)[5]).encode(), "row [0-9]+, column Accident.Number"),
    "binary": (lambda _: bytes(range(256)) * 50, "binary"),
    "empty": (lambda _: b"", "empty"),
    "blank lines": (lambda _: b"\n\n\n", "no header"),
    "another table": (lambda _: b"a,b,c\n1,2,3\n", "no header row"),
    "a quotation mark left open": (lambda text: _with_cell(text, 'x""" "').replace(b'" "",', b'" ', 1), "quotation mark"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_file_that_cannot_be_read_is_refused_whole(kind, airdocket, table, database_url):
    make, expected = HOSTILE[kind]
    before = counts(database_url)
    table.write_bytes(make(table.read_text(encoding="utf-8")))
    message = refused(airdocket("import", "ntsb", table, *RELEASED))
    assert message.startswith("Error: table.csv")
    assert re.search(expected, message)
    assert len(message) < 500
    assert counts(database_url) == before


@pytest.mark.parametrize("command", [("ntsb", *RELEASED), ("dossier",)], ids=["ntsb", "dossier"])
def test_a_folder_and_a_missing_file_are_refused_by_name(command, airdocket, tmp_path):
    (tmp_path / "folder").mkdir()
    assert "folder: " in refused(airdocket("import", command[0], tmp_path / "folder", *command[1:]))
    assert "gone.csv: " in refused(airdocket("import", command[0], tmp_path / "gone.csv", *command[1:]))


@pytest.mark.parametrize("text", [b"", b"\xff\xfe", b"format = 1", b"= nonsense", b"\0" * 100], ids=range(5))
def test_a_dossier_that_cannot_be_read_is_refused_whole(text, airdocket, tmp_path, database_url):
    before = counts(database_url)
    path = tmp_path / "bad.toml"
    path.write_bytes(text)
    assert refused(airdocket("import", "dossier", path)).startswith("Error: bad.toml")
    assert counts(database_url) == before


# -- a dossier


def test_a_dossier_is_imported_once(airdocket, database_url):
    dry = airdocket("import", "dossier", SAMPLE / "metrojet-9268.toml", "--dry-run")
    assert (dry.exit_code, set(counts(database_url).values())) == (0, {0})
    first = airdocket("import", "dossier", SAMPLE / "metrojet-9268.toml")
    assert re.fullmatch(r"occurrence=1 claims=(\d+) new_claims=\1 events=10 new_events=10\n", first.stdout)
    before = counts(database_url)
    again = airdocket("import", "dossier", SAMPLE / "metrojet-9268.toml")
    assert "new_claims=0" in again.stdout
    assert "nothing new" in again.stderr
    assert counts(database_url) == before


def test_a_dossier_is_shown_with_its_facts_and_on_request_its_claims(airdocket, monkeypatch):
    monkeypatch.setenv("COLUMNS", "300")
    airdocket("import", "dossier", SAMPLE / "metrojet-9268.toml")
    result = airdocket("show", "1")
    assert result.exit_code == 0
    for words in ("EI-ETJ", "2015-10-31", "30,888 ft", "disputed", "no headline value: the accounts differ"):
        assert words in result.stdout
    assert "Bortnikov" in airdocket("show", "1", "--claims").stdout


def test_an_unknown_occurrence_is_named(airdocket):
    assert "no occurrence 4711" in refused(airdocket("show", "4711"))


# -- verifying


def test_a_changed_row_is_found_and_placed(airdocket, table, database_url):
    airdocket("import", "ntsb", table, *RELEASED)
    result = airdocket("verify")
    assert (result.exit_code, result.stdout) == (0, f"occurrences={N_EVENTS} differences=0\n")
    engine = make_engine(database_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE claim SET value = 'FR' WHERE occurrence_id = 7 AND property = 'country'")
    engine.dispose()
    result = airdocket("verify")
    assert result.exit_code == 1
    assert re.search(r"^occurrence 7, changeset 1: ", result.stdout, re.MULTILINE)
    assert re.search(r"differences=[1-9]", result.stdout)
    assert len(airdocket("verify", "--most", "1").stdout.splitlines()) == 2


# -- the program itself, and the real data once


def test_the_module_runs_as_the_program():
    run = subprocess.run([sys.executable, "-m", "app.cli", "--help"], check=True, capture_output=True, text=True)
    assert run.stdout.startswith("Usage: ")


@pytest.mark.xdist_group("real-data")
def test_the_demo_files_the_bundled_data_once(tmp_path, monkeypatch):
    monkeypatch.setenv("AIRDOCKET_HOME", str(tmp_path))
    monkeypatch.delenv("AIRDOCKET_DATABASE_URL", raising=False)
    first = CliRunner().invoke(main, ["demo", "--no-serve"])
    assert first.exit_code == 0, first.output
    assert first.stdout.startswith("occurrences=86568 ")
    before = counts(f"sqlite:///{tmp_path / 'airdocket.sqlite3'}")
    again = CliRunner().invoke(main, ["demo", "--no-serve"])
    assert (again.exit_code, again.stdout) == (0, first.stdout)
    assert counts(f"sqlite:///{tmp_path / 'airdocket.sqlite3'}") == before
