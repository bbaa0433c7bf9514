"""The index answers as if every record had been looked at."""

import pytest

from app.core.mercator import project
from app.search import snapshot
from app.search.asking import Unit
from app.search.documents import tile
from app.search.nodes import All
from app.search.snapshot import Snapshot
from tests.search.agreement import agree


@pytest.mark.parametrize("seed", range(5))
def test_random_questions_are_answered_as_by_looking_at_every_record(filled, seed):
    with_hits = agree(filled.snapshot, filled.oracle, number=100, seed=seed)
    assert with_hits > 60


@pytest.mark.parametrize("level", [2, 4, 6, 8])
def test_the_middles_of_crowded_cells_are_near_and_their_counts_exact(filled, monkeypatch, level):
    exact = filled.searching.snapshot(filled.session).cells(All(), Unit.OCCURRENCES, level)
    monkeypatch.setattr(snapshot, "_MANY", 0)
    near = Snapshot(filled.snapshot._searcher, 0).cells(All(), Unit.OCCURRENCES, level)

    def by_place(cells):
        return {tile(each.latitude, each.longitude, level): each for each in cells}

    wanted, found = by_place(exact), by_place(near)
    assert found.keys() == wanted.keys()
    assert len(exact) > 3
    for place, cell in found.items():
        assert (cell.n, cell.n_fatal) == (wanted[place].n, wanted[place].n_fatal)
        drawn = zip(
            project(cell.latitude, cell.longitude), project(wanted[place].latitude, wanted[place].longitude), strict=True
        )
        assert all(abs(one - other) * 2**level < 0.15 for one, other in drawn)
