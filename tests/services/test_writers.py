"""Many writers at once, killed at random: no changeset is lost, doubled or halved."""

import datetime as dt
import multiprocessing
import os
import random
import signal
import time
from collections import Counter
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models import Account, Changeset, Claim, Occurrence, User
from app.models.database import make_engine
from app.services import contributions as c
from app.services import steps as s
from app.services.permissions import Actor
from app.services.verification import verify
from app.vocab.users import Role
from tests.factories import A, an_occurrence

WRITERS, EACH = 50, 4
EDITOR = Actor(1, "Bessie", frozenset({Role.EDITOR}))
FORK = multiprocessing.get_context("fork")


def write(url: str, told: Path, writer: int, occurrences: list[int]) -> None:
    """Contribute two claims at a time, and note each contribution once its commit came back."""
    engine = make_engine(url)
    with told.open("a", buffering=1) as file, Session(engine) as session:
        for turn in range(EACH):
            name = f"{writer}-{turn}"
            claims = (s.ClaimStep("place", f"Place {name}"), s.ClaimStep("statement.measure", f"Measure {name}"))
            account = s.FileAccount(occurrences[(writer + turn) % len(occurrences)], 1, 1, "2016-01-01", claims=claims)
            c.submit(session, EDITOR, [account], name)
            session.commit()
            file.write(f"{name}\n")
    os._exit(0)


@pytest.mark.parametrize("n_occurrences", [1, 25])
def test_writers_that_are_killed_leave_whole_changesets(database_url: str, tmp_path: Path, n_occurrences: int) -> None:
    engine = make_engine(database_url)
    with Session(engine) as session:
        session.add(User(id=1, name="Bessie", email="bessie@example.org", created_at=dt.datetime.now(dt.UTC)))
        session.commit()
        ids = [an_occurrence(session, [A("date", "2016-01-01")]) for _ in range(n_occurrences)]
    engine.dispose()
    chance, told = random.Random(n_occurrences), tmp_path / "told"
    told.touch()
    writers = [FORK.Process(target=write, args=(database_url, told, number, ids)) for number in range(WRITERS)]
    for each in writers:
        each.start()
    doomed = chance.sample(writers, WRITERS // 3)
    for each in doomed:
        time.sleep(chance.random() / 10)
        if each.pid and each.is_alive():
            os.kill(each.pid, signal.SIGKILL)
    for each in writers:
        each.join(240)
        assert each.exitcode is not None, "a writer hangs"
    assert all(each.exitcode == 0 for each in writers if each not in doomed)

    engine = make_engine(database_url)
    with Session(engine) as session:
        assert list(map(str, verify(session))) == []
        names = Counter(session.scalars(sa.select(Changeset.comment).where(Changeset.comment.contains("-"))))
        assert set(names.values()) == {1}, "doubled"
        assert set(told.read_text().split()) <= set(names), "lost"
        per_changeset = (
            sa.select(sa.func.count())
            .select_from(Claim)
            .join(Account, sa.and_(Account.occurrence_id == Claim.occurrence_id, Account.number == Claim.account_number))
            .where(Account.recorded_in > n_occurrences)
            .group_by(Account.recorded_in)
        )
        assert set(session.scalars(per_changeset)) == {2}, "half"
        versions = session.scalar(sa.select(sa.func.sum(Occurrence.version))) or 0
        assert versions == n_occurrences + len(names)
        kept = (WRITERS - len(doomed)) * EACH
        assert len(names) >= kept
    engine.dispose()
