"""The index follows what requests put on record, and nothing else."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.config import Settings
from app.search.folder import Folder
from app.vocab.users import Role
from tests.web.examples import two_occurrences
from tests.web.people import sign_in_as
from tests.web.test_corrections import WHY, is_done, number_of, sent


def place(settings: Settings) -> int:
    """Up to where the log is in the index on disk."""
    folder = Folder(settings.index)
    assert folder.current is not None
    mark = folder.mark(folder.current)
    assert mark is not None
    return mark.sequence


@pytest.fixture
def occurrence(client: FlaskClient, session: Session) -> int:
    """A record in a database with an index."""
    first, _ = two_occurrences(session)
    assert client.get("/occurrences?q=hasna").status_code == 200
    return first


def correct(client: FlaskClient, session: Session, occurrence: int, go: str = "send") -> TestResponse:
    """Send the correction of a number; its author may publish or only propose it."""
    number = number_of(session, occurrence, "injuries.fatal")
    return sent(client, f"/claims/{occurrence}-{number}/withdraw", go, value="223", **WHY)


def test_a_correction_is_indexed_with_the_request(
    client: FlaskClient, session: Session, settings: Settings, occurrence: int
) -> None:
    sign_in_as(client, session, Role.EDITOR)
    is_done(correct(client, session, occurrence))
    assert place(settings) == 3


def test_a_preview_and_a_proposal_are_not_indexed(
    client: FlaskClient, session: Session, settings: Settings, occurrence: int
) -> None:
    sign_in_as(client, session, Role.CONTRIBUTOR)
    correct(client, session, occurrence, "preview")
    is_done(correct(client, session, occurrence))
    assert place(settings) == 2


def test_a_correction_stands_where_the_index_is_damaged(
    client: FlaskClient, session: Session, settings: Settings, occurrence: int
) -> None:
    generation = Folder(settings.index).current
    assert generation is not None
    for each in generation.iterdir():
        if each.name != "log.json":
            each.unlink()
    sign_in_as(client, session, Role.EDITOR)
    is_done(correct(client, session, occurrence))
    assert client.get("/occurrences?q=fatal:223").status_code == 200
    assert place(settings) == 3


def test_a_correction_stands_where_the_index_cannot_be_written(
    client: FlaskClient, session: Session, settings: Settings, occurrence: int, caplog: pytest.LogCaptureFixture
) -> None:
    lock = settings.index / "lock"
    lock.unlink()
    lock.mkdir()
    sign_in_as(client, session, Role.EDITOR)
    is_done(correct(client, session, occurrence))
    assert "the search index was not brought up to the log" in caplog.text
    assert place(settings) == 2


def test_writing_does_not_build_an_index_that_nobody_searches(
    client: FlaskClient, session: Session, settings: Settings
) -> None:
    first, _ = two_occurrences(session)
    sign_in_as(client, session, Role.EDITOR)
    is_done(correct(client, session, first))
    assert not settings.index.exists()
