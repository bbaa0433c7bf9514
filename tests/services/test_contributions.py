"""Contributions: sent in, kept apart until they are accepted, corrected, merged, undone."""

import datetime as dt
from dataclasses import replace

import pytest
import sqlalchemy as sa

from app.core.errors import BadValue, Conflict, Forbidden, NotFound
from app.models import Changeset, Claim, Identifier, Occurrence, OccurrenceText, Party, Proposal, Source, User, Withdrawal
from app.services import contributions as c
from app.services import steps as s
from app.services.dossiers import open_dossier
from app.services.permissions import Actor
from app.services.verification import verify
from app.vocab.claims import ChangesetState, OccurrenceState
from app.vocab.users import Role
from tests.factories import A, an_occurrence, more_claims


@pytest.fixture
def people(session):
    """(a contributor, an editor) as actors."""
    for number, name in enumerate(("Amelia", "Bessie"), start=1):
        session.add(User(id=number, name=name, email=f"{name}@example.org", created_at=dt.datetime.now(dt.UTC)))
    session.commit()
    return (Actor(1, "Amelia", frozenset({Role.CONTRIBUTOR})), Actor(2, "Bessie", frozenset({Role.EDITOR})))


@pytest.fixture
def amelia(people):
    return people[0]


@pytest.fixture
def bessie(people):
    return people[1]


EGYPTAIR = (
    s.NewParty("new:1", "Egypt’s Civil Aviation Ministry", "government", "EG"),
    s.NewSource("new:2", "official_statement", "Statement of 19 May 2016", "new:1", published_on="2016-05-19"),
    s.NewOccurrence("new:3"),
    s.FileAccount(
        "new:3", "new:1", "new:2", "2016-05-19", n_aircraft=1,
        claims=(
            s.ClaimStep("date", "2016-05-19"),
            s.ClaimStep("injuries.fatal", "66", qualifier="aboard", quote="66 people"),
            s.ClaimStep("aircraft.registration", "SU-GCC", aircraft=1),
        ),
    ),
)  # fmt: skip


def done(session, changeset):
    session.commit()
    assert list(map(str, verify(session))) == []
    return changeset.id


def state(session, occurrence_id):
    """Everything projected of one occurrence, but its version."""
    session.expire_all()
    row = session.get(Occurrence, occurrence_id)
    kept = {each.name: getattr(row, each.name) for each in Occurrence.__table__.columns if each.name != "version"}
    identifiers = session.execute(
        sa.select(Identifier.scheme, Identifier.value)
        .where(Identifier.occurrence_id == occurrence_id)
        .order_by("scheme", "value")
    ).all()
    return kept, identifiers, session.get(OccurrenceText, occurrence_id).words


def fatal(session, occurrence_id):
    return open_dossier(session, occurrence_id).fact("injuries.fatal", qualifier="all")


def test_what_an_editor_sends_in_is_live_at_once(session, bessie):
    done(session, c.submit(session, bessie, EGYPTAIR, "From the first statement"))
    dossier = open_dossier(session, 1)
    assert dossier.fact("injuries.fatal", qualifier="aboard").values == ("66",)
    assert dossier.occurrence.title == "SU-GCC"


def test_what_a_contributor_sends_in_is_nowhere_in_the_record_until_it_is_accepted(session, amelia, bessie):
    waiting = done(session, c.submit(session, amelia, EGYPTAIR, "From the first statement"))
    for model in (Occurrence, Claim, Party, Source):
        assert session.scalar(sa.select(sa.func.count()).select_from(model)) == 0
    assert session.get_one(Changeset, waiting).state is ChangesetState.PENDING
    done(session, c.accept(session, bessie, waiting))
    changeset = session.get_one(Changeset, waiting)
    assert (changeset.author_id, changeset.decided_by, changeset.sequence) == (1, 2, 1)
    assert open_dossier(session, 1).fact("date").values == ("2016-05-19",)


def test_a_preview_shows_what_would_be_and_leaves_nothing(session, bessie):
    seen = c.preview(session, EGYPTAIR, author_id=2)
    assert seen.after[1].fact("injuries.fatal", qualifier="aboard").values == ("66",)
    assert (seen.before, seen.created["new:3"]) == ({}, 1)
    assert session.scalar(sa.select(sa.func.count()).select_from(Changeset)) == 0


@pytest.mark.parametrize(
    ("step", "error", "words"),
    [
        (s.ClaimStep("injuries.fatal", "many", qualifier="all"), BadValue, "'many' is not a whole number"),
        (s.ClaimStep("injuries.fatal", "6", qualifier="cats"), BadValue, "'cats' is not one of"),
        (s.ClaimStep("no.such", "6"), NotFound, "no.such"),
        (s.ClaimStep("aircraft.registration", "SU-GCC", aircraft=7), BadValue, "no aircraft 7"),
        (s.ClaimStep("aircraft.registration", "SU-GCC"), BadValue, "no aircraft None"),
        (s.ClaimStep("place", "Cairo", aircraft=1), BadValue, "not of aircraft 1"),
        (s.ClaimStep("aircraft.operator", "4711", aircraft=1), NotFound, "no party 4711"),
        (s.ClaimStep("place", "Cairo", stance="shouts"), BadValue, "'shouts' is not one of"),
        (s.ClaimStep("place", "Cairo", quote="\x00"), BadValue, "null character"),
        (s.ClaimStep("place", "Cairo", replaces=99), NotFound, "no claim 99"),
    ],
)
def test_what_cannot_be_applied_is_not_sent_in(session, people, step, error, words):
    id_ = an_occurrence(session, [A("place", "Hasna")])
    account = s.FileAccount(id_, 1, 1, "2016-05-19", claims=(step,))
    for actor in people:
        with pytest.raises(error, match=words):
            c.submit(session, actor, [account], "wrong")
        session.rollback()
    assert session.scalar(sa.select(sa.func.count()).select_from(Changeset)) == 1


def test_a_second_speaker_who_contradicts_makes_a_dispute(session, bessie):
    id_ = an_occurrence(session, [A("injuries.fatal", "66", qualifier="all")])
    told = s.ClaimStep("injuries.fatal", "69", qualifier="all")
    steps = (s.NewParty("new:1", "AP", "media"), s.FileAccount(id_, "new:1", 1, "2016-05-19", claims=(told,)))
    done(session, c.submit(session, bessie, steps, "AP counts otherwise"))
    assert session.get_one(Occurrence, id_).disputed == "injuries.fatal"


def test_a_correction_withdraws_the_old_claim_and_keeps_it(session, amelia, bessie):
    id_ = an_occurrence(session, [A("place", "Kairo")])
    better = s.FileAccount(id_, 1, 1, "2015-10-31", claims=(s.ClaimStep("place", "Cairo", replaces=1),))
    waiting = c.submit(session, amelia, [better], "A slip of the pen", base={id_: 1})
    session.commit()
    assert session.get_one(Occurrence, id_).place == "Kairo"
    done(session, c.accept(session, bessie, waiting.id))
    assert session.get_one(Occurrence, id_).place == "Cairo"
    assert session.get_one(Claim, (id_, 1)).closed_in == waiting.id
    assert session.scalars(sa.select(Withdrawal.reason)).all() == ["Filed anew: A slip of the pen"]
    with pytest.raises(Conflict, match="withdrawn already"):
        c.submit(session, bessie, [s.Withdraw(id_, "claim", 1, "again")], "again", base={id_: 2})


def test_a_rank_is_given_changed_and_taken_away(session, amelia, bessie):
    id_ = an_occurrence(
        session, [A("injuries.fatal", "66", qualifier="all"), A("injuries.fatal", "69", qualifier="all", by="AP")]
    )
    with pytest.raises(Forbidden):
        c.submit(session, amelia, [s.SetRank(id_, 1, "preferred", "the count of the ministry")], "rank")
    for rank, shown in (("preferred", "66"), ("deprecated", "69")):
        done(session, c.submit(session, bessie, [s.SetRank(id_, 1, rank, "it is")], "rank"))
        assert fatal(session, id_).values == (shown,)
    done(session, c.submit(session, bessie, [s.SetRank(id_, 1, None, "no longer")], "rank"))
    assert fatal(session, id_).outcome.deprecated == ()


def test_what_changed_meanwhile_is_told_before_it_is_accepted(session, amelia, bessie):
    id_ = an_occurrence(session, [A("place", "Cairo")])
    step = s.FileAccount(id_, 1, 1, "2016-05-20", claims=(s.ClaimStep("country", "EG"),))
    waiting = c.submit(session, amelia, [step], "The country", base={id_: 1}).id
    session.commit()
    more_claims(session, id_, [A("country", "GR", by="AP")])
    assert c.conflicts(session, waiting) == [f"Occurrence {id_} was changed since in changeset 3: added by a test"]
    with pytest.raises(Conflict, match="added by a test"):
        c.accept(session, bessie, waiting)
    session.rollback()
    done(session, c.accept(session, bessie, waiting, over=True))
    assert session.get_one(Occurrence, id_).disputed == "country"


def test_a_correction_of_a_record_that_moved_is_refused(session, bessie):
    id_ = an_occurrence(session, [A("place", "Cairo")])
    more_claims(session, id_, [A("country", "EG")])
    with pytest.raises(Conflict, match="was changed since"):
        c.submit(session, bessie, [s.Withdraw(id_, "claim", 1, "wrong")], "wrong", base={id_: 1})


def test_partly_accepting_parts_the_rest_into_a_rejected_changeset(session, amelia, bessie):
    waiting = c.submit(session, amelia, EGYPTAIR, "Three facts").id
    session.commit()
    assert [key for key, _, _ in c.parts_of(c.steps_of(session, waiting))] == ["3.claims.0", "3.claims.1", "3.claims.2"]
    done(session, c.accept(session, bessie, waiting, only=["3.claims.0", "3.claims.2"]))
    dossier = open_dossier(session, 1)
    assert (dossier.n_claims, dossier.fact("injuries.fatal", qualifier="aboard")) == (2, None)
    rest = session.scalar(sa.select(Changeset).where(Changeset.split_from == waiting))
    assert (rest.state, rest.author_id) == (ChangesetState.REJECTED, 1)
    assert c.steps_of(session, rest.id)[-1].claims[0].property == "injuries.fatal"


def test_a_contribution_is_asked_back_revised_and_taken_back(session, amelia, bessie):
    waiting = c.submit(session, amelia, EGYPTAIR, "First").id
    session.commit()
    c.ask_back(session, bessie, waiting, "Which page?")
    session.commit()
    with pytest.raises(Forbidden):
        c.revise(session, bessie, waiting, EGYPTAIR, "Mine")
    c.revise(session, amelia, waiting, EGYPTAIR, "Page 3 added")
    session.commit()
    assert (session.get_one(Changeset, waiting).comment, session.get_one(Proposal, waiting).version) == ("Page 3 added", 2)
    done(session, c.take_back(session, amelia, waiting))
    with pytest.raises(Conflict, match="rejected already"):
        c.accept(session, bessie, waiting)


def test_pending_changesets_are_seen_by_author_and_reviewers_alone(session, amelia, bessie):
    waiting = c.submit(session, amelia, EGYPTAIR, "First")
    stranger = Actor(9, "Charles", frozenset({Role.CONTRIBUTOR}))
    nobody = Actor(None, "", frozenset())
    assert [c.may_see(each, waiting) for each in (amelia, bessie, stranger, nobody)] == [True, True, False, False]


def test_two_records_are_merged_and_parted_again(session, bessie):
    one = an_occurrence(
        session,
        [A("place", "Cairo"), A("identifier.ntsb_number", "DCA16WA001"), A("aircraft.registration", "SU-GCC", aircraft=1)],
    )
    two = an_occurrence(session, [A("country", "EG", by="AP"), A("aircraft.registration", "SU-GCC", by="AP", aircraft=1)])
    before = state(session, one), state(session, two)
    done(session, c.submit(session, bessie, [s.Merge(one, two, "The same flight", {"1": 1})], "One flight"))
    kept = session.get_one(Occurrence, two)
    assert (kept.place, kept.country, kept.n_aircraft, kept.ntsb_number) == ("Cairo", "EG", 1, "DCA16WA001")
    gone = session.get_one(Occurrence, one)
    assert (gone.state, gone.merged_into) == (OccurrenceState.MERGED, two)
    assert session.scalars(sa.select(Identifier.occurrence_id)).all() == [two]
    done(session, c.submit(session, bessie, [s.Split(one, "Two flights after all")], "Parted"))
    assert (state(session, one), state(session, two)) == before


def test_an_aircraft_that_is_not_matched_becomes_another_one(session, bessie):
    one = an_occurrence(session, [A("aircraft.registration", "HZ-AIH", aircraft=1)])
    two = an_occurrence(session, [A("aircraft.registration", "UN-76435", aircraft=1)])
    done(session, c.submit(session, bessie, [s.Merge(one, two, "A collision")], "One collision"))
    assert session.get_one(Occurrence, two).n_aircraft == 2
    with pytest.raises(Conflict, match="is merged"):
        c.submit(session, bessie, [s.Merge(one, two, "again")], "again")


def test_a_record_is_withdrawn_and_restored(session, bessie):
    id_ = an_occurrence(session, [A("place", "Cairo")])
    before = state(session, id_)
    done(session, c.submit(session, bessie, [s.WithdrawOccurrence(id_, "A drill")], "A drill"))
    assert session.get_one(Occurrence, id_).state is OccurrenceState.WITHDRAWN
    done(session, c.submit(session, bessie, [s.RestoreOccurrence(id_, "No drill")], "No drill"))
    assert state(session, id_) == before


def test_a_party_is_renamed_and_merged_and_its_facts_follow(session, bessie):
    id_ = an_occurrence(
        session,
        [A("aircraft.operator", "Egypt Air", by="NTSB", aircraft=1), A("aircraft.operator", "EgyptAir", by="AP", aircraft=1)],
    )
    ids = {row.name: row.id for row in session.execute(sa.select(Party.name, Party.id))}
    before = state(session, id_)
    assert session.get_one(Occurrence, id_).disputed == "aircraft.operator"
    merged = done(session, c.submit(session, bessie, [s.MergeParty(ids["Egypt Air"], ids["EgyptAir"], "One carrier")], "One"))
    assert session.get_one(Occurrence, id_).disputed == ""
    done(session, c.submit(session, bessie, [s.RenameParty(ids["EgyptAir"], "Egyptair")], "As it writes itself"))
    assert session.get_one(Party, ids["EgyptAir"]).name == "Egyptair"
    for last in (merged + 1, merged):
        done(session, c.revert(session, bessie, last, "undone"))
    assert state(session, id_) == before


def test_undoing_a_creation_withdraws_the_record_unless_others_speak_of_it(session, bessie):
    first = done(session, c.submit(session, bessie, EGYPTAIR, "First"))
    undone = done(session, c.revert(session, bessie, first, "Not an accident"))
    assert session.get_one(Occurrence, 1).state is OccurrenceState.WITHDRAWN
    done(session, c.revert(session, bessie, undone, "It was"))
    more_claims(session, 1, [A("country", "EG", by="AP")])
    assert any("other changesets speak of it" in each for each in c.cannot_undo(session, first))
    done(session, c.revert(session, bessie, first, "Again"))
    row = session.get_one(Occurrence, 1)
    assert (row.state, row.country, row.n_fatal) == (OccurrenceState.LIVE, "EG", None)


def test_what_is_undone_already_is_not_undone_again(session, bessie):
    id_ = an_occurrence(session, [A("place", "Cairo")])
    done(session, c.submit(session, bessie, [s.Withdraw(id_, "claim", 1, "wrong")], "wrong", base={id_: 1}))
    done(session, c.revert(session, bessie, 2, "right"))
    with pytest.raises(Conflict, match="nothing of changeset 2 is left"):
        c.revert(session, bessie, 2, "right")


def test_a_contributors_revert_waits(session, amelia, bessie):
    id_ = an_occurrence(session, [A("place", "Cairo")])
    more_claims(session, id_, [A("country", "EG")])
    waiting = done(session, c.revert(session, amelia, 2, "Doubtful"))
    assert session.get_one(Occurrence, id_).country == "EG"
    done(session, c.accept(session, bessie, waiting))
    assert (session.get_one(Occurrence, id_).country, session.get_one(Changeset, waiting).undoes) == (None, 2)


def test_recommendations_documents_and_events_are_entered_and_withdrawn(session, bessie):
    id_ = an_occurrence(session, [A("place", "Cairo")])
    account = s.FileAccount(
        id_, 1, 1, "2016-06-01",
        events=(s.EventStep(1, "safety", "opened", "2016-05-19", state_role="occurrence"),),
        participations=(
            s.ParticipationStep(1, "safety", "FR", "design", "accredited", 1, "2016-05-20", state_role="occurrence"),
            s.ParticipationStep(1, "safety", "GB", "other", "expert"),
        ),
        recommendations=(s.RecommendationStep("Look again.", 1, "2016-06-01", "A-16-1", "2016-06-02"),),
    )  # fmt: skip
    done(session, c.submit(session, bessie, [account, s.AddDocument(id_, 1, "safety", 1)], "The inquiry"))
    answer = s.FileAccount(id_, 1, 1, "2016-07-01", responses=(s.ResponseStep(1, "We do.", "2016-07-01", "closed_acceptable"),))
    done(session, c.submit(session, bessie, [answer], "The answer"))
    dossier = open_dossier(session, id_)
    states = [(each.participation.country, each.participation.capacity.value) for each in dossier.investigations[0].states]
    assert states == [("FR", "accredited"), ("GB", "expert")]
    advice = dossier.recommendations[0]
    assert (advice.recommendation.reference, str(advice.recommendation.sent_on)) == ("A-16-1", "2016-06-02")
    assert advice.responses[0].response.status.label == "Closed: acceptable action"
    entries = ("investigation_event", "investigation_document", "participation", "recommendation_response")
    for number, entry in enumerate(entries):
        step = s.Withdraw(id_, entry, 1, "wrong", part=1)
        done(session, c.submit(session, bessie, [step], "wrong", base={id_: 3 + number}))
    assert [each.participation.country for each in open_dossier(session, id_).investigations[0].states] == ["GB"]
    assert list(verify(session)) == []


def test_a_later_word_on_a_state_stands_in_the_place_of_the_earlier_one(session, bessie):
    id_ = an_occurrence(session, [A("place", "Aktau")])
    for day, country, capacity in (("2024-12-25", "KZ", "in_charge"), ("2025-01-10", "KZ", "ended")):
        part = s.ParticipationStep(1, "safety", country, "occurrence", capacity, since=day)
        done(session, c.submit(session, bessie, [s.FileAccount(id_, 1, 1, day, participations=(part,))], "Delegated"))
    inquiry = open_dossier(session, id_).investigations[0]
    assert [inquiry.is_replaced(each) for each in inquiry.states] == [True, False]


def a_state(id_, country="FR"):
    """An account that a State takes part in the investigation."""
    part = s.ParticipationStep(1, "safety", country, "design", "accredited", since="2016-05-20")
    return s.FileAccount(id_, 1, 1, "2016-06-01", participations=(part,))


def test_the_states_of_a_merged_record_go_with_it_and_come_back(session, bessie):
    gone, kept = an_occurrence(session, [A("place", "Cairo")]), an_occurrence(session, [A("place", "Giza")])
    done(session, c.submit(session, bessie, [a_state(gone)], "The inquiry"))
    done(session, c.submit(session, bessie, [s.Merge(gone, kept, "the same", {"1": 1})], "One"))
    (inquiry,) = open_dossier(session, kept).investigations
    assert [(each.participation.country, str(each.participation.since)) for each in inquiry.states] == [("FR", "2016-05-20")]
    done(session, c.submit(session, bessie, [s.Split(gone, "not the same")], "Two"))
    assert not any(each.states for each in open_dossier(session, kept).investigations)
    assert list(verify(session)) == []


def test_undoing_takes_states_back_and_leaves_an_investigation_that_others_speak_of(session, bessie):
    id_ = an_occurrence(session, [A("place", "Cairo")])
    first = done(session, c.submit(session, bessie, [a_state(id_)], "The inquiry"))
    done(session, c.submit(session, bessie, [a_state(id_, "GB")], "More of it"))
    done(session, c.revert(session, bessie, first, "wrong"))
    (inquiry,) = open_dossier(session, id_).investigations
    assert [each.participation.country for each in inquiry.states] == ["GB"]
    assert list(verify(session)) == []


@pytest.mark.parametrize(
    ("field", "value"), [("country", "Egypt"), ("role", "owner"), ("capacity", "guest"), ("since", "May 2016"), ("body", 999)]
)
def test_a_state_that_cannot_be_read_is_refused(session, bessie, field, value):
    id_ = an_occurrence(session, [A("place", "Cairo")])
    part = replace(s.ParticipationStep(1, "safety", "FR", "design", "accredited"), **{field: value})
    with pytest.raises((BadValue, NotFound)):
        c.submit(session, bessie, [s.FileAccount(id_, 1, 1, "2016-06-01", participations=(part,))], "The inquiry")


def test_a_new_name_reaches_the_records_of_those_merged_into_the_party(session, bessie):
    occurrence_id = an_occurrence(
        session, [A("aircraft.operator", "Egypt Air", aircraft=1), A("aircraft.flight_number", "MS804", aircraft=1)]
    )
    an_occurrence(session, [A("aircraft.operator", "EgyptAir", aircraft=1)])
    ids = dict(session.execute(sa.select(Party.name, Party.id)).all())
    session.commit()
    done(session, c.submit(session, bessie, [s.MergeParty(ids["Egypt Air"], ids["EgyptAir"], "One carrier")], "One"))
    done(session, c.submit(session, bessie, [s.RenameParty(ids["EgyptAir"], "EgyptAir Holding")], "A new name"))
    assert "EgyptAir Holding flight MS804" in session.get(Occurrence, occurrence_id).title


def test_further_sources_numbers_of_a_dossier_and_an_inquiry_of_which_nothing_is_said_yet(session, people):
    amelia, bessie = people
    id_ = an_occurrence(session, [A("place", "Hasna")])
    told = s.ClaimStep("country", "EG", also_in=("new:1", 1), label="5a")
    steps = (
        s.NewSource("new:1", "press", "A paper", 1),
        s.OpenInvestigation(id_, 1, "safety", "occurrence", "Of a year’s length."),
        s.FileAccount(id_, 1, 1, "2016-05-20", claims=(told,), label="5"),
    )
    waiting = c.submit(session, amelia, steps, "More of it")
    session.commit()
    assert c.steps_of(session, waiting.id) == steps
    done(session, c.accept(session, bessie, waiting.id))
    dossier = open_dossier(session, id_)
    (claim,) = dossier.fact("country").claims
    assert {each.source.source.title for each in claim.also_in} == {"A paper", "NTSB, Press, 2015-10-31"}
    assert session.scalar(sa.select(Claim.label).where(Claim.property == "country")) == "5a"
    assert claim.account.label == "5"
    (inquiry,) = dossier.investigations
    assert (inquiry.investigation.note, inquiry.events) == ("Of a year’s length.", ())
    with pytest.raises(Conflict, match="on record already") as caught:
        c.submit(session, bessie, steps, "Again")
    assert caught.value.step == 1
    session.rollback()
    with pytest.raises(BadValue, match="at most 20"):
        c.submit(session, bessie, [replace(steps[2], label="x" * 21, claims=())], "Too long")
