"""Changes to the records of a corpus, through the door that people's files take."""

import csv
import datetime as dt
import itertools
import random
import tempfile
from pathlib import Path

from sqlalchemy.orm import Session

from app.importers.ntsb import read_release
from app.services.imports import NTSB_SERIES, file_release
from bench.corpus import CASES

RELEASED = dt.date(2026, 5, 1)
_NARRATIVE = "ProbableCause"
_FARTHEST = 100_000  # the cases before the first one have to be read, too


def some_place(size: int, n: int) -> int:
    """From which case on n of them are edited: not the same in each run, or they would gather releases without end."""
    return random.SystemRandom().randrange(max(1, min(size // 2 - n, _FARTHEST)))


def edit(session: Session, folder: Path, n: int, word: str, *, first: int = 0) -> None:
    """Let another release say of n cases, from `first` on, what was said before and the word. Commits."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / f"{word}.csv"
        with (
            (folder / CASES).open(encoding="utf-8", newline="") as source,
            path.open("w", encoding="utf-8", newline="") as target,
        ):
            rows = csv.DictReader(source)
            writer = csv.DictWriter(target, rows.fieldnames or ())
            writer.writeheader()
            for row in itertools.islice(rows, first, first + n):
                writer.writerow({**row, _NARRATIVE: f"{row[_NARRATIVE]} {word.capitalize()}."})
        release = read_release(path)
        report = file_release(session, release, NTSB_SERIES[release.shape], RELEASED)
        assert report.changed == n, report
        session.commit()
