"""The corpus of the measurements: the same bytes for the same seed, no number twice, and readable by the importer."""

import csv

import pytest

from app.importers.ntsb import read_release
from app.models import Occurrence
from app.services.imports import NTSB_SERIES, file_release
from bench.corpus import CASES, RELEASED, TABLE, write_corpus

EVENTS = 400


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    folder = tmp_path_factory.mktemp("corpus")
    write_corpus(folder, EVENTS)
    return folder


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_same_seed_gives_the_same_bytes(corpus, tmp_path):
    write_corpus(tmp_path, EVENTS)
    for name in (TABLE, CASES):
        assert (tmp_path / name).read_bytes() == (corpus / name).read_bytes()


def test_another_seed_gives_other_events(corpus, tmp_path):
    write_corpus(tmp_path, EVENTS, seed=2)
    assert (tmp_path / TABLE).read_bytes() != (corpus / TABLE).read_bytes()


def test_no_event_number_or_registration_comes_twice(corpus):
    rows = rows_of(corpus / TABLE)
    assert len({row["Event.Id"] for row in rows}) == EVENTS
    assert len({row["Accident.Number"] for row in rows}) == len(rows)
    marks = [row["Registration.Number"] for row in rows if any(map(str.isdigit, row["Registration.Number"]))]
    assert len(set(marks)) == len(marks)


def test_most_of_the_cases_have_a_narrative_of_their_own(corpus):
    narratives = [row["ProbableCause"] for row in rows_of(corpus / CASES)]
    assert EVENTS / 2 < len(narratives) < EVENTS
    assert len(set(narratives)) == len(narratives)
    assert all(len(text.split()) >= 15 for text in narratives)


def test_the_importer_takes_every_record_and_meets_each_case_again(corpus, session):
    reports = []
    for name in (TABLE, CASES):
        release = read_release(corpus / name)
        reports.append(file_release(session, release, NTSB_SERIES[release.shape], RELEASED[name]))
    table, cases = reports
    assert (table.records, table.new) == (EVENTS, EVENTS)
    assert (cases.new, cases.joined) == (0, cases.records)
    assert not [each for report in reports for each in report.notes.refusals if each.lost]
    assert session.query(Occurrence).count() == EVENTS
