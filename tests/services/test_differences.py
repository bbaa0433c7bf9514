"""What differs between two dossiers, in the words of the reader."""

import datetime as dt

import pytest
import sqlalchemy as sa

from app.models import Party, User
from app.services import contributions
from app.services import steps as s
from app.services.differences import NOTHING, Sign, differences, n_lines
from app.services.dossiers import open_dossier
from app.services.permissions import Actor
from app.vocab.claims import PropertyState, Rank
from app.vocab.users import Role
from tests.factories import A, an_occurrence, more_claims

LATER = dt.date(2015, 11, 17)


def compared(session, id_, start, end):
    """The differences between two numbers of the log, by property or label."""
    before = open_dossier(session, id_, as_recorded=start) if start else None
    return {
        each.property.key if each.property else each.label: each
        for each in differences(before, open_dossier(session, id_, as_recorded=end))
    }


@pytest.fixture
def disputed(session):
    """An occurrence whose place a second source contradicts in the second changeset."""
    id_ = an_occurrence(session, [A("place", "Hasna"), A("country", "EG")])
    more_claims(session, id_, [A("place", "El Arish", by="Egypt", said=LATER, quote="near El Arish")])
    return id_


def test_states_and_recommendations_that_came_are_told(session):
    id_ = an_occurrence(session, [A("place", "Hasna")])
    editor = Actor(1, "Edith", frozenset({Role.EDITOR}))
    session.add(User(id=1, name="Edith", email="edith@example.org", created_at=dt.datetime.now(dt.UTC)))
    session.commit()
    party = session.scalar(sa.select(Party.id).limit(1))
    session.commit()
    account = s.FileAccount(
        id_, party, 1, "2016-06-01",
        participations=(s.ParticipationStep(party, "safety", "IE", "registry", "accredited", since="2015-11-02"),),
        recommendations=(s.RecommendationStep("Look again.", party, None, "A-16-1", "2016-06-02"),),
    )  # fmt: skip
    contributions.submit(session, editor, [account], "The inquiry")
    session.commit()
    found = compared(session, id_, 1, 2)
    words = [line.words for each in found.values() for line in each.lines]
    assert "Ireland: State of Registry, accredited representative 2015-11-02" in words
    assert [line.note for line in found["Recommendation 1"].lines] == ["A-16-1, sent on 2016-06-02"]


def test_nothing_differs_from_itself(session, disputed):
    dossier = open_dossier(session, disputed)
    assert differences(dossier, dossier) == ()


def test_a_new_record_adds_everything(session, disputed):
    found = compared(session, disputed, None, 1)
    assert list(found) == ["Standing", "Aircraft 1", "place", "country"]
    assert found["Standing"].before == NOTHING
    assert [line.sign for line in found["place"].lines] == [Sign.ADDED]
    assert n_lines(found.values()) == 2


def test_a_contradiction_is_told_with_speaker_source_and_quote(session, disputed):
    (change,) = compared(session, disputed, 1, 2).values()
    assert (change.label, change.before.state, change.after.state) == ("Place", PropertyState.SINGLE, PropertyState.DISPUTED)
    (line,) = change.lines
    assert (line.sign, line.words, line.speaker, line.quote) == (Sign.ADDED, "El Arish", "Egypt", "near El Arish")
    assert line.source.source.title.startswith("Egypt, Press")


def test_backwards_what_was_added_is_withdrawn(session, disputed):
    (change,) = compared(session, disputed, 2, 1).values()
    assert [line.sign for line in change.lines] == [Sign.WITHDRAWN]


def test_a_claim_that_changes_no_value_is_told_all_the_same(session, disputed):
    more_claims(session, disputed, [A("country", "EG", by="Egypt", said=LATER), A("country", "EG", by="Russia", said=LATER)])
    more_claims(session, disputed, [A("country", "EG", by="France", said=LATER)])
    change = compared(session, disputed, 3, 4)["country"]
    assert not change.is_visible
    assert len(change.lines) == 1


def test_a_new_claim_is_told_with_its_rank(session, disputed):
    more_claims(session, disputed, [A("place", "Sinai", by="France", rank=Rank.PREFERRED)])
    change = compared(session, disputed, 2, 3)["place"]
    assert change.after.values == ("Sinai",)
    assert change.lines[0].note == "ranked preferred: a test says so"


def test_several_aircraft_are_told_apart(session):
    id_ = an_occurrence(session, [A("aircraft.registration", "HZ-AIH", aircraft=2)], n_aircraft=2)
    assert compared(session, id_, None, 1)["aircraft.registration"].place == "Aircraft 2"
