"""The revision that brings the States in investigations: what was withdrawn and digested before stays as it was."""

import datetime as dt

import sqlalchemy as sa

from app import migrate
from app.models import User, Withdrawal
from app.services import contributions
from app.services import steps as s
from app.services.digests import entry_digest
from app.services.permissions import Actor
from app.services.verification import verify
from app.vocab.users import Role
from tests.factories import A, an_occurrence
from tests.migrations.test_migrations import downgrade

BEFORE = "c2e7a41b9d35"


def test_withdrawals_and_recommendations_outlive_the_revision(engine, session):
    editor = Actor(1, "Edith", frozenset({Role.EDITOR}))
    session.add(User(id=1, name="Edith", email="edith@example.org", created_at=dt.datetime.now(dt.UTC)))
    session.commit()
    id_ = an_occurrence(session, [A("place", "Hasna"), A("country", "EG")])
    account = s.FileAccount(id_, 1, 1, "2016-06-01", recommendations=(s.RecommendationStep("Look again.", 1),))
    contributions.submit(session, editor, [account], "The inquiry")
    session.commit()
    contributions.submit(session, editor, [s.Withdraw(id_, "claim", 1, "a slip")], "A slip", base={id_: 2})
    session.commit()
    session.close()
    downgrade(engine, BEFORE)
    migrate.upgrade(engine)
    assert [str(each) for each in verify(session)] == []
    assert [each.reason for each in session.scalars(sa.select(Withdrawal))] == ["a slip"]


def test_a_row_without_a_word_in_the_later_columns_is_digested_as_before():
    row = [1, 1, "Look again.", 2, None, 3]
    old = entry_digest(False, {"recommendation": [row]}, {})
    assert entry_digest(False, {"recommendation": [[*row, None, None]]}, {}) == old
    assert entry_digest(False, {"recommendation": [[*row, None, "2016-06-02"]]}, {}) != old
