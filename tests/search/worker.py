"""A process that edits and searches, for the tests of several at once: `python -m tests.search.worker URL INDEX NAME SECONDS`.

It tells each edit on a line once it was committed, and fails where a search after it does not find it. SECONDS 0: it edits
nothing, but waits for words on its standard input and tells how many occurrences the next search finds for each.
"""

import random
import sys
import time
from pathlib import Path

from sqlalchemy.orm import Session

from app.models.database import make_engine
from app.search.asking import Question, Unit
from app.search.nodes import Word
from app.services import steps as s
from app.services.searching import Searching
from tests.search.corpus import do

N_RECORDS = 16


def edit(session: Session, searching: Searching, name: str, seconds: float) -> None:
    chance, until, turn = random.Random(name), time.monotonic() + seconds, 0
    while time.monotonic() < until:
        turn += 1
        word, record = f"{name}x{turn}", chance.randint(1, N_RECORDS)
        claims = (s.ClaimStep("statement.measure", f"Measure {word}"), s.ClaimStep("place", f"At {word}"))
        do(session, s.FileAccount(record, 1, 1, "2016-01-01", claims=claims))
        print(word, record, flush=True)
        found = searching.snapshot(session).answer(Question(Word(word), Unit.OCCURRENCES)).hits
        assert [each.occurrence_id for each in found] == [record], (word, record, found)


def watch(session: Session, searching: Searching) -> None:
    searching.snapshot(session)
    print("ready", flush=True)
    for line in sys.stdin:
        session.rollback()
        print(searching.snapshot(session).total(Word(line.strip()), Unit.OCCURRENCES), flush=True)


if __name__ == "__main__":
    url, index, name, seconds = sys.argv[1:]
    with Session(make_engine(url)) as session:
        if float(seconds):
            edit(session, Searching(Path(index)), name, float(seconds))
        else:
            watch(session, Searching(Path(index)))
