"""The log, moments, and the steps of contributions in words."""

import datetime as dt

import pytest
import sqlalchemy as sa

from app.core.errors import BadValue, NotFound
from app.models import Changeset
from app.queries.changesets import LogFilter
from app.services import changes, contributions, step_words
from app.services.permissions import ANYBODY, Actor
from app.services.steps import (
    AddDocument,
    AddPartyName,
    ClaimStep,
    ClosePartyName,
    EventStep,
    FileAccount,
    Judge,
    Merge,
    MergeParty,
    NewOccurrence,
    NewParty,
    NewSource,
    OpenInvestigation,
    ParticipationStep,
    RecommendationStep,
    RenameParty,
    ResponseStep,
    RestoreOccurrence,
    Revert,
    SetRank,
    Split,
    SplitParty,
    Step,
    Withdraw,
    WithdrawOccurrence,
)
from app.vocab.users import Role
from tests.factories import A, an_occurrence, more_claims
from tests.web.people import a_user

NOON = dt.datetime(2020, 1, 1, 12, tzinfo=dt.UTC)


@pytest.fixture
def dated(session):
    """Three changesets of one occurrence, accepted on 1, 2 and 3 January 2020 at noon."""
    id_ = an_occurrence(session, [A("place", "Hasna")])
    more_claims(session, id_, [A("place", "El Arish", by="Egypt")])
    more_claims(session, id_, [A("country", "EG", by="Egypt")])
    for sequence in (1, 2, 3):
        at = NOON + dt.timedelta(days=sequence - 1)
        session.execute(sa.update(Changeset).where(Changeset.sequence == sequence).values(decided_at=at))
    session.commit()
    return id_


@pytest.mark.parametrize(
    ("text", "sequence"),
    [
        ("now", 3), ("0", 0), ("2", 2), ("2019-12-31", 0), ("2020-01-01", 1), ("2020-01-02T11:59", 1), ("2020-01-02T12:00", 2),
        ("2020-01-02T12:00:00", 2), ("2020-01-02T14:00+02:00", 2), ("2020-01-02T13:59:59+02:00", 1), ("9999-12-30", 3),
    ],
)  # fmt: skip
def test_a_moment_is_a_number_a_day_or_an_instant(session, dated, text, sequence):
    assert changes.moment(session, text) == sequence


@pytest.mark.parametrize(
    "text", ["", "yesterday", "4", "-1", "2020-02-30", "²", "9" * 30, "9999-12-31", "0001-01-01T00:00+23:59"]
)
def test_what_is_no_moment_is_named(session, dated, text):
    with pytest.raises(BadValue):
        changes.moment(session, text)


def test_two_moments_are_compared_with_who_was_last(session, dated):
    found = changes.compare(session, dated, 1, 3)
    assert (found.start.sequence, found.end.sequence, found.end.author) == (1, 3, "")
    assert [each.property.key for each in found.changes] == ["place", "country"]
    with pytest.raises(NotFound):
        changes.compare(session, dated + 1, 1, 3)


def test_the_latest_changeset_up_to_a_place(session, dated):
    an_occurrence(session, [A("place", "Elsewhere")])
    assert [changes.latest_of(session, dated, at) for at in (0, 2, 4)] == [0, 2, 3]


def test_the_log_is_cut_into_pages(session, dated):
    page = changes.list_changes(session, LogFilter(occurrence_id=dated), 2, 2)
    assert (page.total, page.n_pages, [each.changeset.sequence for each in page.items]) == (3, 2, [1])


def test_what_waits_is_for_its_author_and_the_reviewers(session):
    id_ = an_occurrence(session, [A("place", "Hasna")])
    author = Actor(a_user(session, name="Bob").id, "Bob", frozenset({Role.CONTRIBUTOR}))
    number = contributions.submit(session, author, [Withdraw(id_, "claim", 1, "a slip")], "Mine").id
    session.commit()
    other = Actor(a_user(session, name="Eve").id, "Eve", frozenset({Role.CONTRIBUTOR}))
    editor = Actor(a_user(session, Role.EDITOR, "Ada").id, "Ada", frozenset({Role.EDITOR}))
    for asking in (other, ANYBODY):
        with pytest.raises(NotFound, match=f"there is no changeset {number}"):
            changes.find_changeset(session, asking, number)
        with pytest.raises(NotFound):
            changes.open_waiting(session, asking, number)
    for asking in (author, editor):
        assert changes.open_waiting(session, asking, number).row.titles == ((id_, "Aircraft not named, Hasna"),)
    assert changes.n_waiting(session) == 1
    with pytest.raises(NotFound):
        changes.open_changeset(session, editor, number, 1, 20)


EVERY_STEP: list[tuple[Step, str]] = [
    (NewParty("new:p", "Al-Ahram", "media"), "New party: Al-Ahram, media"),
    (NewSource("new:s", "press", "The second day", "new:p"), "New source: “The second day”, press of Al-Ahram"),
    (NewOccurrence("new:o", 2), "New occurrence with 2 aircraft"),
    (FileAccount("new:o", "new:p", "new:s", "2015-11-01"), "Account of Al-Ahram on the new occurrence, in “The second day”"),
    (OpenInvestigation(1, "new:p", "safety"), "Investigation of Al-Ahram into occurrence 1"),
    (AddDocument(1, "new:p", "safety", "new:s"), "Document “The second day” of the investigation of Al-Ahram"),
    (Withdraw(1, "claim", 4, "a slip"), "Withdraw claim 1-4: a slip"),
    (Withdraw(1, "investigation_event", 2, "a slip", 3), "Withdraw step of an investigation 1-2-3: a slip"),
    (SetRank(1, 4, "preferred", "closest"), "Rank claim 1-4 preferred: closest"),
    (SetRank(1, 4, None, "not so"), "Take the rank from claim 1-4: not so"),
    (WithdrawOccurrence(1, "a drill"), "Withdraw occurrence 1: a drill"),
    (RestoreOccurrence(1, "no drill"), "Restore occurrence 1: no drill"),
    (Merge(1, 2, "one event"), "Merge occurrence 1 into 2: one event"),
    (Split(1, "two events"), "Split occurrence 1 off again: two events"),
    (Judge(1, 2, "different", "two days"), "Judge occurrences 1 and 2: different; two days"),
    (RenameParty(9, "TASS"), "Rename party 9: TASS"),
    (AddPartyName(9, "TASS"), "party 9 is also known as TASS"),
    (ClosePartyName(9, 2), "Take name 2 from party 9"),
    (MergeParty(9, 8, "one agency"), "party 9 is party 8: one agency"),
    (SplitParty(9, "two agencies"), "party 9 is a party of its own again: two agencies"),
    (Revert(7), "Undo changeset 7"),
]


def test_every_step_has_words(session):
    found = step_words.described(session, [step for step, _ in EVERY_STEP])
    assert {type(step) for step, _ in EVERY_STEP} == set(Step.__args__)
    for view, (_, words) in zip(found, EVERY_STEP, strict=True):
        assert view.title.startswith(words)


def test_the_parts_of_an_account_have_words_and_keys(session):
    id_ = an_occurrence(session, [A("aircraft.operator", "Metrojet", aircraft=1)])
    party = session.scalar(sa.text("SELECT id FROM party WHERE name = 'Metrojet'"))
    step = FileAccount(
        id_, party, 1, "2015-11-01",
        claims=(
            ClaimStep("injuries.fatal", "224", qualifier="aboard", stance="denies"),
            ClaimStep("aircraft.operator", party, aircraft=1, replaces=1),
        ),
        events=(EventStep(party, "safety", "opened", "2015-10-31"),),
        participations=(ParticipationStep(party, "safety", "FR", "design", "accredited", party, "2015-11-01"),),
        recommendations=(RecommendationStep("Screen twice.", party, None, "A-15-1", "2015-12-01"),),
        responses=(ResponseStep(1, "Done.", None, "closed_acceptable"),),
    )  # fmt: skip
    (view,) = step_words.described(session, [step])
    assert view.key is None
    assert [(part.key, part.words) for part in view.parts] == [
        ("0.claims.0", "Fatal injuries (all on board): 224 [denies]"),
        ("0.claims.1", "Aircraft 1, Operator: Metrojet, instead of claim number 1"),
        ("0.events.0", "Metrojet: Opened on 2015-10-31"),
        (
            "0.participations.0",
            "In the investigation of Metrojet: France, Metrojet as State of Design, accredited representative from 2015-11-01",
        ),
        ("0.recommendations.0", "Safety recommendation A-15-1 to Metrojet, sent on 2015-12-01: Screen twice."),
        ("0.responses.0", "Response to recommendation 1 [Closed: acceptable action]: Done."),
    ]
