"""Several processes and threads at one index: nothing is lost, nothing is stale, no answer is of two moments."""

import random
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy.orm import Session

from app.search.asking import Question, Unit
from app.search.folder import Folder
from app.search.nodes import All, Word
from app.services import steps as s
from app.services.searching import Searching
from tests.search.agreement import agree
from tests.search.corpus import do, fill_a_little
from tests.search.oracle import Oracle
from tests.search.worker import N_RECORDS


@pytest.fixture
def begin(session, database_url, tmp_path):
    """Starts a worker of that name for some seconds; all that still run are killed at the end."""
    assert len(fill_a_little(session)) == N_RECORDS
    session.commit()
    begun = []

    def start(name, seconds):
        run = [sys.executable, "-m", "tests.search.worker", database_url, str(tmp_path / "index"), name, str(seconds)]
        pipe = subprocess.PIPE
        begun.append(subprocess.Popen(run, stdin=pipe, stdout=pipe, stderr=pipe, text=True))
        return begun[-1]

    yield start
    for each in begun:
        each.kill()
        each.communicate()


def edited(told):
    return dict(line.split() for line in told.splitlines() if len(line.split()) == 2)


def all_found(session, folder, words):
    """Every edit is found, and the index answers as the database does."""
    session.rollback()
    snapshot = Searching(folder.path).snapshot(session)
    for word, record in words.items():
        hits = snapshot.answer(Question(Word(word), Unit.OCCURRENCES)).hits
        assert [each.occurrence_id for each in hits] == [int(record)], word
    agree(snapshot, Oracle(session), number=15, seed=len(words))


def test_an_edit_in_one_process_is_found_at_once_in_another(session, begin):
    worker = begin("watcher", 0)
    assert worker.stdout.readline() == "ready\n"
    for turn in range(5):
        word = f"zebra{turn}"
        do(session, s.FileAccount(turn + 1, 1, 1, "2016-01-01", claims=(s.ClaimStep("place", word),)))
        worker.stdin.write(f"{word}\n")
        worker.stdin.flush()
        assert worker.stdout.readline() == "1\n"


def test_two_processes_that_write_and_search_lose_nothing(session, begin, tmp_path):
    workers = [begin(name, 60) for name in ("one", "two")]
    words = {}
    for each in workers:
        told, wrong = each.communicate(timeout=120)
        assert each.returncode == 0, wrong
        words |= edited(told)
    assert len({word.partition("x")[0] for word in words}) == 2
    all_found(session, Folder(tmp_path / "index"), words)


def test_a_process_that_is_killed_while_it_writes_leaves_an_index_to_go_on_from(session, begin, tmp_path):
    chance, words = random.Random(20151031), {}
    for turn in range(4):
        worker = begin(f"doomed{turn}", 60)
        first = worker.stdout.readline()
        time.sleep(chance.random())
        worker.send_signal(signal.SIGKILL)
        told, wrong = worker.communicate()
        assert edited(first), wrong
        words |= edited(first)
        words |= edited(told)
        all_found(session, Folder(tmp_path / "index"), words)


def test_threads_that_ask_while_another_writes_get_answers_of_one_moment(session, engine, tmp_path):
    fill_a_little(session)
    session.commit()
    searching, over, asked = Searching(tmp_path / "index"), threading.Event(), []
    one_valued = ("state", "country", "class", "injury")

    def ask(number):
        chance = random.Random(number)
        with Session(engine) as own:
            while not over.is_set():
                snapshot = searching.snapshot(own)
                own.rollback()
                query = chance.choice((All(), Word("place")))
                answer = snapshot.answer(Question(query, Unit.OCCURRENCES, facets=one_valued, count=100))
                sums = {sum(each.n for each in answer.facets[name]) for name in one_valued}
                years = sum(snapshot.years(query, Unit.OCCURRENCES).values())
                assert sums == {answer.total} == {len(set(answer.hits)), years}, (answer, years)
                asked.append(snapshot.sequence)

    pool = ThreadPoolExecutor(8)
    threads = [pool.submit(ask, number) for number in range(8)]
    try:
        for turn in range(200):
            steps = [s.FileAccount(turn % 16 + 1, 1, 1, "2016-01-01", claims=(s.ClaimStep("place", f"place {turn}"),))]
            do(session, *steps, s.NewOccurrence("new:1"), s.FileAccount("new:1", 1, 1, "2016-01-01", claims=(
                s.ClaimStep("country", "EG"),
            )))  # fmt: skip
            time.sleep(0.05)
            if turn >= 19 and len(set(asked)) > 5:
                break
        end = searching.snapshot(session).sequence
    finally:
        over.set()
    for each in threads:
        each.result(60)
    assert len(set(asked)) > 5
    assert max(asked) <= end == searching.snapshot(session).sequence
    agree(searching.snapshot(session), Oracle(session), number=15, seed=1)
