"""The index answers as if every record had been looked at."""

import pytest

from tests.search.agreement import agree


@pytest.mark.parametrize("seed", range(5))
def test_random_questions_are_answered_as_by_looking_at_every_record(filled, seed):
    with_hits = agree(filled.snapshot, filled.oracle, number=100, seed=seed)
    assert with_hits > 60
