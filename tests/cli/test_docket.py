"""Whole records on the terminal: written by `airdocket export`, brought in again by `airdocket import`."""

import gzip
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

import app
from app.cli import main

DOSSIER = Path(app.__file__).parent / "sample" / "metrojet-9268.toml"


@pytest.fixture
def airdocket(settings, monkeypatch, tmp_path):
    """Run a command on the fresh database, or with `home` on a SQLite one there."""

    def run(*words, home=None):
        monkeypatch.setenv("AIRDOCKET_HOME", str(home or settings.home))
        monkeypatch.setenv("AIRDOCKET_DATABASE_URL", settings.database_url if home is None else "")
        return CliRunner().invoke(main, [str(word) for word in words])

    return run


def test_records_go_from_one_database_to_another(airdocket, tmp_path):
    assert airdocket("import", "dossier", DOSSIER).exit_code == 0
    packed, found = tmp_path / "all.jsonl.gz", tmp_path / "found.jsonl"
    for words in ((packed,), (found, "metrojet")):
        result = airdocket("export", "--format", "airdocket-jsonl", "--out", *words)
        assert result.exit_code == 0, result.output
    everything, hits = (gzip.decompress(packed.read_bytes()).splitlines(), found.read_bytes().splitlines())
    assert json.loads(hits[0])["query"] == "metrojet"
    assert everything[1:] == hits[1:]
    assert not list(tmp_path.glob("*.part"))
    other = tmp_path / "other"
    assert airdocket("db", "upgrade", home=other).exit_code == 0
    dry = airdocket("import", "airdocket-jsonl", packed, "--dry-run", home=other)
    assert (dry.exit_code, "dry run" in dry.stderr) == (0, True)
    result = airdocket("import", "airdocket-jsonl", packed, home=other)
    assert "occurrences=1 new=1 joined=0 same=0 gone=0 left_out=0 claims=" in result.stdout
    assert "has the id that it had" in result.stderr
    assert "nothing new" in airdocket("import", "airdocket-jsonl", packed, home=other).stderr
    assert airdocket("verify", home=other).exit_code == 0
    packed.write_bytes(packed.read_bytes()[:-20])
    broken = airdocket("import", "airdocket-jsonl", packed, home=other)
    assert (broken.exit_code, "all.jsonl.gz, line" in broken.stderr) == (1, True)
