"""Opening a dossier: the Metrojet file, fact by fact, and how few statements it takes."""

import datetime as dt
from pathlib import Path

import pytest
import sqlalchemy as sa

import app
from app.core.errors import NotFound
from app.importers.dossier import read_dossier
from app.models import Occurrence
from app.services import contributions
from app.services.differences import differences
from app.services.dossier_files import file_dossier
from app.services.dossiers import open_dossier
from app.services.permissions import Actor
from app.services.steps import (
    AddDocument,
    FileAccount,
    MergeParty,
    RecommendationStep,
    RenameParty,
    ResponseStep,
    Revert,
    SetRank,
    Withdraw,
    WithdrawOccurrence,
)
from app.vocab.claims import OccurrenceState, PropertyState, Rank, Stance
from app.vocab.investigations import InvestigationKind
from app.vocab.users import Role
from tests.factories import A, an_occurrence

METROJET = Path(app.__file__).parent / "sample" / "metrojet-9268.toml"
BORTNIKOV, KAMAL = "Alexander Bortnikov", "Hossam Kamal"


@pytest.fixture
def metrojet(session):
    report = file_dossier(session, read_dossier(METROJET))
    session.commit()
    return open_dossier(session, report.occurrence_id)


def by(fact, name):
    """The one claim of the speaker whose name begins like this."""
    (claim,) = [each for each in fact.claims if each.speaker.name.startswith(name)]
    return claim


def test_the_cause_is_disputed_and_no_value_is_shown(metrojet):
    cause = metrojet.fact("cause.statement")
    assert (cause.state, cause.outcome.withheld, cause.values) == (PropertyState.DISPUTED, True, ())


def test_what_was_said_abroad_and_published_a_day_later_keeps_both_days(metrojet):
    told = by(metrojet.fact("cause.statement"), BORTNIKOV)
    assert (told.stance, told.standing) == (Stance.ASSERTS, "current")
    assert (told.account.said_on, told.public_on) == (dt.date(2015, 11, 16), dt.date(2015, 11, 17))


def test_seeing_no_evidence_stays_a_stance_of_its_own(metrojet):
    told = by(metrojet.fact("cause.statement"), KAMAL)
    assert (told.stance, told.public_on) == (Stance.NO_EVIDENCE, dt.date(2015, 11, 17))


@pytest.mark.parametrize("key", ["unlawful_interference", "category"])
def test_the_other_disputed_judgements_are_withheld_too(metrojet, key):
    found = metrojet.fact(key)
    assert (found.state, found.outcome.withheld, found.values) == (PropertyState.DISPUTED, True, ())


def test_the_parts_of_the_wreck_lie_apart_without_a_dispute(metrojet):
    parts = [metrojet.fact("coordinates", qualifier=each) for each in ("main_wreckage", "tail", "last_radar")]
    assert [each.state for each in parts] == [PropertyState.SINGLE] * 3
    assert len({each.values for each in parts}) == 3


def test_the_last_altitude_is_disputed_and_the_committees_figure_is_best(metrojet):
    altitude = metrojet.fact("aircraft.last_altitude", aircraft=1)
    assert (altitude.state, altitude.values) == (PropertyState.DISPUTED, ("30,888 ft",))
    assert len({each.speaker.name for each in altitude.claims}) >= 4


def test_the_time_is_disputed_by_a_minute(metrojet):
    time = metrojet.fact("time.utc")
    assert (time.state, {each.value for each in time.claims}) == (PropertyState.DISPUTED, {"04:12", "04:13"})


def test_russians_aboard_and_russian_passengers_are_two_facts(metrojet):
    for qualifier, value in (("aboard, RU", "219"), ("passengers, RU", "212")):
        found = metrojet.fact("people.nationality", qualifier=qualifier)
        assert (found.state, found.values) == (PropertyState.SINGLE, (value,))


def test_a_withdrawn_statement_is_kept_with_its_reason_and_does_not_count(metrojet):
    status = metrojet.fact("statement.status")
    (withdrawn,) = [each for each in status.claims if each.standing == "deprecated"]
    assert withdrawn.value.startswith("The aircraft is safe")
    assert (withdrawn.rank, withdrawn.rank_reason) == (Rank.DEPRECATED, "withdrawn by its speaker")
    assert withdrawn.value not in status.values


def test_an_early_count_is_deprecated_and_the_later_ones_agree(metrojet):
    passengers = metrojet.fact("people.aboard", qualifier="passengers")
    assert (passengers.state, passengers.values) == (PropertyState.AGREED, ("217",))
    assert [each.value for each in passengers.claims if each.standing == "deprecated"] == ["214"]


def test_the_safety_and_the_judicial_investigation_are_kept_apart(metrojet):
    safety, judicial = sorted(metrojet.investigations, key=lambda each: each.investigation.kind, reverse=True)
    assert (safety.investigation.kind, judicial.investigation.kind) == (InvestigationKind.SAFETY, InvestigationKind.JUDICIAL)
    assert (safety.status, judicial.status) == ("Transferred to the judiciary", "Opened")
    assert [each.event.happened_on for each in safety.events] == sorted(each.event.happened_on for each in safety.events)


def test_every_claim_has_a_speaker_a_source_and_a_day(metrojet):
    marks = {each.mark for each in metrojet.sources}
    assert marks == set(range(1, len(marks) + 1))
    for fact in metrojet.facts:
        for claim in fact.claims:
            assert claim.speaker.name
            assert claim.source.mark in marks
            assert claim.public_on >= claim.account.said_on


def test_each_claim_stands_in_one_fact_and_in_one_statement(metrojet):
    in_facts = sorted(claim.number for fact in metrojet.facts for claim in fact.claims)
    assert in_facts == sorted(claim.number for each in metrojet.statements for claim in each.claims)
    assert metrojet.n_claims == metrojet.occurrence.n_claims == len(in_facts)


def test_the_dossier_is_read_in_few_statements_whatever_its_size(session, metrojet):
    session.rollback()
    many = an_occurrence(
        session, [A("place", f"place {n}", by=f"speaker {n}", source=f"source {n}") for n in range(40)], n_aircraft=3
    )
    for id_ in (metrojet.occurrence.id, many):
        session.rollback()
        session.expunge_all()
        assert _statements(session, id_) <= 12


def _statements(session, id_, **more):
    sent = []

    def note(_connection, _cursor, statement, *_):
        sent.append(statement)

    engine = session.get_bind()
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        open_dossier(session, id_, **more)
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
    return len([each for each in sent if not each.startswith(("BEGIN", "PRAGMA"))])


def test_an_unknown_number_is_named(session):
    with pytest.raises(NotFound, match="4711"):
        open_dossier(session, 4711)


# -- as it was on record

EDITOR = Actor(None, "an editor", frozenset({Role.EDITOR}))


def contribute(session, *steps):
    """Submit steps as an editor, commit, and give the place in the log."""
    sequence = contributions.submit(session, EDITOR, steps, "by a test").sequence
    session.commit()
    return sequence


@pytest.fixture
def corrected(session):
    """An occurrence with two places, of which one is withdrawn (2), restored (3), preferred (4) and no longer preferred (5)."""
    id_ = an_occurrence(session, [A("place", "Hasna"), A("place", "El Arish", by="Egypt", aircraft=None)])
    contribute(session, Withdraw(id_, "claim", 2, "a slip"))
    contribute(session, Revert(2))
    contribute(session, SetRank(id_, 1, "preferred", "closest"))
    contribute(session, SetRank(id_, 1, None, "not so close"))
    return id_


@pytest.mark.parametrize(
    ("at", "places", "rank"),
    [
        (1, {1, 2}, None),
        (2, {1}, None),
        (3, {1, 2}, None),
        (4, {1, 2}, Rank.PREFERRED),
        (5, {1, 2}, None),
        (None, {1, 2}, None),
    ],
)
def test_claims_and_ranks_stand_as_they_were_on_record(session, corrected, at, places, rank):
    fact = open_dossier(session, corrected, as_recorded=at).fact("place")
    assert {each.number for each in fact.claims} == places
    assert {each.number: each.rank for each in fact.claims}[1] == rank


def test_before_it_was_made_there_is_none(session, corrected):
    an_occurrence(session)
    with pytest.raises(NotFound, match="at number 0"):
        open_dossier(session, corrected, as_recorded=0)
    with pytest.raises(NotFound, match="at number 5"):
        open_dossier(session, corrected + 1, as_recorded=5)


def test_the_head_is_projected_as_it_was(session):
    id_ = an_occurrence(session, [A("place", "Hasna"), A("aircraft.registration", "EI-ETJ", aircraft=1)])
    contribute(session, Withdraw(id_, "claim", 1, "a slip"))
    past, now = open_dossier(session, id_, as_recorded=1), open_dossier(session, id_)
    assert (past.occurrence.title, past.occurrence.place, past.occurrence.version) == ("EI-ETJ, Hasna", "Hasna", 1)
    assert (now.occurrence.title, now.occurrence.place, now.occurrence.version) == ("EI-ETJ", None, 2)
    assert past.aircraft[0].heading == "EI-ETJ"


def test_at_the_end_of_the_log_it_is_what_it_is_now(session, metrojet):
    past = open_dossier(session, metrojet.occurrence.id, as_recorded=1)
    columns = [column.key for column in Occurrence.__table__.columns]
    assert [getattr(past.occurrence, key) for key in columns] == [getattr(metrojet.occurrence, key) for key in columns]
    assert differences(past, metrojet) == ()


def test_reading_the_past_leaves_the_session_as_it_was(session, corrected):
    open_dossier(session, corrected, as_recorded=2)
    assert not session.new
    assert not session.dirty


def test_the_past_takes_no_more_statements(session, metrojet):
    id_ = metrojet.occurrence.id
    session.rollback()
    session.expunge_all()
    assert _statements(session, id_, as_recorded=1) <= 12


def test_a_party_has_the_name_and_the_merges_of_its_time(session):
    id_ = an_occurrence(session, [A("place", "Hasna", by="Metrojet"), A("place", "El Arish", by="Kogalymavia")])
    first, second = sorted(each.speaker.id for each in open_dossier(session, id_).fact("place").claims)
    renamed = contribute(session, RenameParty(first, "Metrojet Airlines"))
    merged = contribute(session, MergeParty(second, first, "one company"))
    names = [
        {each.speaker.name for each in open_dossier(session, id_, as_recorded=at).fact("place").claims}
        for at in (1, renamed, merged, None)
    ]
    assert names == [
        {"Metrojet", "Kogalymavia"},
        {"Metrojet Airlines", "Kogalymavia"},
        {"Metrojet Airlines"},
        {"Metrojet Airlines"},
    ]


def test_documents_recommendations_and_responses_are_in_it_from_when_they_were_recorded(session, metrojet):
    id_, authority = metrojet.occurrence.id, metrojet.investigations[0].authority.id
    source = metrojet.sources[0].source.id
    session.rollback()
    kind = metrojet.investigations[0].investigation.kind.value
    contribute(session, AddDocument(id_, authority, kind, source))
    advice = RecommendationStep("Screen twice.", authority, "2015-12-14")
    contribute(session, FileAccount(id_, authority, source, "2015-12-14", recommendations=(advice,)))
    answer = ResponseStep(1, "Done.", "2016-02-20")
    contribute(session, FileAccount(id_, authority, source, "2016-02-24", responses=(answer,)))
    contribute(session, Withdraw(id_, "recommendation_response", 1, "of another one", 1))
    found = []
    for at in (1, 2, 3, 4, 5):
        dossier = open_dossier(session, id_, as_recorded=at)
        responses = [response for each in dossier.recommendations for response in each.responses]
        found.append((len(dossier.investigations[0].documents), len(dossier.recommendations), len(responses)))
    assert found == [(0, 0, 0), (1, 0, 0), (1, 1, 0), (1, 1, 1), (1, 1, 0)]


def test_a_withdrawn_record_was_live_before(session):
    id_ = an_occurrence(session, [A("place", "Hasna")])
    contribute(session, WithdrawOccurrence(id_, "a drill"))
    states = [open_dossier(session, id_, as_recorded=at).occurrence.state for at in (1, 2)]
    assert states == [OccurrenceState.LIVE, OccurrenceState.WITHDRAWN]
