"""`airdocket search` and `airdocket index`, and that imports and `serve` keep the index as the log has it."""

import csv
import io
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import app
from app.cli import main
from app.search.folder import Folder
from tests.factories import A, an_occurrence, more_claims

DOSSIER = Path(app.__file__).parent / "sample" / "metrojet-9268.toml"


@pytest.fixture
def airdocket(settings, monkeypatch):
    """Run a command on the fresh database; gives the result with `exit_code`, `stdout` and `stderr`."""
    monkeypatch.setenv("AIRDOCKET_HOME", str(settings.home))
    monkeypatch.setenv("AIRDOCKET_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("COLUMNS", "200")
    return lambda *words: CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture
def recorded(session):
    """Three records, the last with two aircraft and a place that a spreadsheet or terminal would obey."""
    an_occurrence(session, [
        A("date", "2015-10-31"), A("class", "accident"), A("place", "Hasna, Sinai"), A("country", "EG"),
        A("injuries.fatal", "224", qualifier="all"), A("aircraft.operator", "Kogalymavia", aircraft=1),
        A("aircraft.registration", "EI-ETJ", aircraft=1), A("time.utc", "04:13"), A("time.utc", "04:12", by="AP"),
    ])  # fmt: skip
    an_occurrence(session, [A("date", "1996-11"), A("class", "incident"), A("place", "Charkhi Dadri")])
    an_occurrence(
        session, [A("place", "=1+1 [red]\x1b[31m reef"), A("aircraft.registration", "HZ-AIH", aircraft=1)], n_aircraft=2
    )


# -- searching


def test_hits_are_a_table_and_their_number_stands_beside_it(airdocket, recorded):
    result = airdocket("search", "fatal:1..")
    assert result.exit_code == 0
    head, row = result.stdout.splitlines()
    assert head.split() == ["date", "title", "place", "killed", "disputed"]
    assert row.split()[0] == "2015-10-31"
    assert row.split()[-2:] == ["224", "1"]
    assert "Hasna, Sinai, EG" in row
    assert "1 occurrence; asked for: fatal occurrences" in result.stderr


def test_words_that_begin_with_a_minus_belong_to_the_query(airdocket, recorded):
    result = airdocket("search", "-class:incident", "-harbour", "-h")
    assert result.exit_code == 0
    assert "2 occurrences; asked for: " in result.stderr


def test_an_empty_query_finds_everything_and_the_limit_cuts_the_table(airdocket, recorded):
    result = airdocket("search", "--limit", "1", "--sort", "oldest")
    assert len(result.stdout.splitlines()) == 2
    assert "1996-11 " in result.stdout
    assert "3 occurrences, 1 of them listed; asked for: all occurrences" in result.stderr


def test_aircraft_are_listed_one_by_one(airdocket, recorded):
    result = airdocket("search", "--unit", "aircraft")
    assert "4 aircraft" in result.stderr
    assert "EI-ETJ" in result.stdout


def test_what_a_terminal_would_obey_is_not_written_to_it(airdocket, recorded):
    result = airdocket("search", "reef")
    assert "\x1b" not in result.output
    assert "[red]" in result.stdout


def test_json_holds_the_query_the_total_the_rows_and_the_counts(airdocket, recorded):
    result = airdocket("search", "EI-ETJ", "--format", "json", "--facets", "class, airline", "--unit", "aircraft")
    answer = json.loads(result.stdout)
    assert (answer["total"], answer["unit"], answer["corrected"]) == (1, "aircraft", [])
    assert answer["query"] == {"text": "EI-ETJ", "words": "aircraft, mentioning “EI-ETJ”"}
    (item,) = answer["items"]
    assert (item["id"], item["date"], item["fatal"], item["aircraft"], item["registration"]) == (
        1,
        "2015-10-31",
        224,
        1,
        "EI-ETJ",
    )
    assert answer["facets"]["class"] == [{"value": "accident", "label": "Accident", "n": 1}]
    (operator,) = answer["facets"]["operator"]
    assert (operator["label"], operator["n"]) == ("Kogalymavia", 1)
    again = json.loads(airdocket("search", f"operator:{operator['value']}", "--format", "json").stdout)
    assert [each["id"] for each in again["items"]] == [1]


def test_csv_has_a_header_and_no_formulas(airdocket, recorded):
    result = airdocket("search", "--format", "csv", "--sort", "newest")
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert [row["date"] for row in rows] == ["2015-10-31", "1996-11", ""]
    assert rows[0]["fatal"] == "224"
    assert rows[2]["place"].startswith("'=1+1")
    assert "3 occurrences" in result.stderr


def test_facets_are_counted_below_the_table(airdocket, recorded):
    lines = airdocket("search", "--facets", "class", "--limit", "0").stdout.splitlines()
    assert [line.split() for line in lines] == [[], ["Class"], ["1", "Accident"], ["1", "Incident"], ["1", "not", "stated"]]


def test_a_misspelt_word_is_corrected_and_that_is_told(airdocket, recorded):
    result = airdocket("search", "kogalimavia")
    assert "Hasna" in result.stdout
    assert "no record holds 'kogalimavia'; searched for 'kogalymavia' instead" in result.stderr
    answer = json.loads(airdocket("search", "kogalimavia", "--format", "json").stdout)
    assert answer["corrected"] == [{"written": "kogalimavia", "taken": "kogalymavia"}]
    assert answer["query"]["text"] == "kogalymavia"


@pytest.mark.parametrize(
    ("query", "message", "carets", "better"),
    [
        ("sinai oprator:delta", "there is no field 'oprator'; did you mean operator?", "      ^^^^^^^", "sinai operator:delta"),
        ("fatal:1..)", "this parenthesis closes none", "         ^", "fatal:1.."),
        ("飞 )", "this parenthesis closes none", "   ^", "飞"),
        ("sinai OR", "a condition is missing at the end", "        ^", None),
    ],
)
def test_a_fault_is_shown_in_its_place(airdocket, query, message, carets, better):
    result = airdocket("search", query)
    assert (result.exit_code, result.stdout) == (1, "")
    expected = [f"Error: {message}", f"  {query}", f"  {carets}", *([f"try: {better}"] if better else [])]
    assert result.stderr.splitlines() == expected


@pytest.mark.parametrize("words", [("--formt", "json"), ("--facets", "colour"), ("--sort", "best"), ("--limit", "-1")])
def test_an_option_that_is_none_is_refused(airdocket, words):
    assert airdocket("search", *words).exit_code == 2


# -- the index


def test_the_status_tells_what_is_to_be_done_until_it_is_done(airdocket, recorded, session, settings):
    missing = airdocket("index", "status")
    assert missing.exit_code == 1
    assert "none of 3" in missing.stdout
    assert "run `airdocket index catch-up`" in missing.stdout
    assert airdocket("index", "catch-up").stdout == "records=3\n"
    done = airdocket("index", "status")
    assert done.exit_code == 0
    told = dict(line.split(maxsplit=1) for line in done.stdout.replace("to do", "todo").splitlines())
    assert (told["path"], told["log"], told["records"], told["todo"]) == (str(settings.index), "3 of 3", "3 of 3", "nothing")
    more_claims(session, 1, [A("place", "near Hasna")])
    behind = airdocket("index", "status")
    assert (behind.exit_code, "changed since" in behind.stdout) == (1, True)
    assert airdocket("index", "catch-up").stdout == "records=1\n"
    assert airdocket("index", "catch-up").stdout == "records=0\n"


def test_a_rebuilt_index_is_another_one_with_the_same_records(airdocket, recorded, settings):
    airdocket("index", "catch-up")
    before = Folder(settings.index).current
    assert airdocket("index", "rebuild").stdout == "records=3\n"
    assert Folder(settings.index).current != before
    assert airdocket("index", "status").exit_code == 0


def test_a_search_brings_the_index_up_to_the_log_itself(airdocket, recorded, settings, session):
    assert "1 occurrence;" in airdocket("search", "sinai").stderr
    more_claims(session, 2, [A("place", "Sinai too", by="AP")])
    assert "2 occurrences;" in airdocket("search", "sinai").stderr
    shutil.rmtree(settings.index)
    assert "2 occurrences;" in airdocket("search", "sinai").stderr


def test_an_import_is_in_the_index_and_a_dry_run_leaves_it_alone(airdocket, settings):
    airdocket("import", "dossier", DOSSIER, "--dry-run")
    assert not settings.index.exists()
    result = airdocket("import", "dossier", DOSSIER)
    assert "search index: 1 record brought up to the log" in result.stderr
    assert airdocket("index", "status").exit_code == 0
    assert "search index" not in airdocket("import", "dossier", DOSSIER).stderr


def test_an_import_stands_where_the_index_cannot_be_written(airdocket, settings):
    settings.home.mkdir()
    settings.index.write_text("no folder")
    result = airdocket("import", "dossier", DOSSIER)
    assert result.exit_code == 0
    assert "the search index could not be written" in result.stderr
    assert airdocket("verify").stdout == "occurrences=1 differences=0\n"


def test_serve_brings_the_index_up_to_the_log_before_it_serves(airdocket, recorded, settings):
    process = subprocess.Popen(
        [sys.executable, "-m", "app.cli", "serve", "--port", "0", "--workers", "1"], stderr=subprocess.PIPE, text=True
    )
    try:
        told = [next(process.stderr) for _ in range(2)]
    finally:
        process.terminate()
        process.communicate()
    assert told[0] == "search index: 3 records brought up to the log\n"
    assert told[1].startswith("serving on ")
    assert airdocket("index", "status").exit_code == 0
