"""`airdocket export`: files and streams, and what is told beside them."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result
from sqlalchemy.orm import Session

from app.cli import main
from app.config import Settings
from app.models import Source
from tests.factories import A, an_occurrence

Command = Callable[..., Result]


@pytest.fixture
def airdocket(settings: Settings, session: Session, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Run a command on a database of two records, one with a quote that may not be given on."""
    an_occurrence(session, [A("date", "2015-10-31"), A("country", "EG"), A("place", "Hasna", quote="their words")])
    an_occurrence(session, [A("date", "1996-11"), A("place", "Charkhi Dadri")])
    session.execute(sa.update(Source).values(redistributable=False))
    session.commit()
    monkeypatch.setenv("AIRDOCKET_HOME", str(settings.home))
    monkeypatch.setenv("AIRDOCKET_DATABASE_URL", settings.database_url)
    return lambda *words: CliRunner().invoke(main, ["export", *(str(word) for word in words)])


def test_export_writes_files_and_tells_what_it_left_out(airdocket: Command, tmp_path: Path) -> None:
    told = airdocket("country:EG", "--columns", "id,place")
    assert (told.exit_code, told.stdout_bytes) == (0, b"id,place\r\n1,Hasna\r\n")
    assert "1 occurrence as of changeset 2" in told.stderr

    out = tmp_path / "claims.csv"
    told = airdocket("--what", "claims", "--out", out)
    assert (told.exit_code, told.stdout) == (0, "")
    assert "1 quote of sources that may not be given on left out" in told.stderr
    claims = list(csv.DictReader(io.StringIO(out.read_text())))
    assert [each["quote"] for each in claims] == [""] * 5
    assert list(tmp_path.glob("*.part")) == []

    told = airdocket("-country:EG", "--what", "aircraft", "--format", "jsonl")
    assert [json.loads(line)["place"] for line in told.stdout.splitlines()] == ["Charkhi Dadri"]

    whole = airdocket("country:EG", "--format", "airdocket-jsonl")
    lines = [json.loads(line) for line in whole.stdout.splitlines()]
    assert lines[0]["format"] == "airdocket-jsonl/1"
    assert "1 quote" in whole.stderr


def test_what_cannot_be_exported_is_said(airdocket: Command, tmp_path: Path) -> None:
    for words, message in (
        (("--columns", "id,plcae"), "the nearest is 'place'"),
        (("fatl:3",), "fatl"),
        (("--what", "claims", "--format", "geojson"), "claims have no place"),
        (("--what", "claims", "--format", "airdocket-jsonl"), "whole records"),
        (("--out", tmp_path / "no" / "x.csv"), "No such file or directory"),
    ):
        told = airdocket(*words)
        assert told.exit_code in (1, 2)
        assert message in told.stderr, words
