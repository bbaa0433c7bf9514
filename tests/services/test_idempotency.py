"""What a program was answered is kept for a day, per user."""

import datetime as dt

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.errors import BadValue
from app.models import GivenAnswer
from app.services import idempotency
from tests.web.people import a_user


def test_an_answer_is_kept_for_its_user_for_a_day(session: Session) -> None:
    user, other = a_user(session, name="Ada").id, a_user(session, name="Bob").id
    session.commit()
    idempotency.keep(session, user, "k1", digest="d", status=201, location="/x", answer="{}")
    session.commit()
    assert idempotency.given_before(session, other, "k1") is None
    found = idempotency.given_before(session, user, "k1")
    assert found is not None
    assert (found.digest, found.status, found.location, found.answer) == ("d", 201, "/x", "{}")
    session.execute(sa.update(GivenAnswer).values(created_at=dt.datetime.now(dt.UTC) - idempotency.KEPT_FOR))
    session.commit()
    assert idempotency.given_before(session, user, "k1") is None
    idempotency.keep(session, user, "k1", digest="e", status=201, location=None, answer="{}")  # the old one makes room
    session.commit()
    assert session.scalars(sa.select(GivenAnswer.digest)).all() == ["e"]


@pytest.mark.parametrize("key", ["", "x" * 201, "a\nb", "ключ"])
def test_a_key_is_plain_text(key: str) -> None:
    with pytest.raises(BadValue, match="Idempotency-Key"):
        idempotency.check_key(key)
