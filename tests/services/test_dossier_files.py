"""Filing a dossier file: once, again, and when it has grown."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

import app
from app.importers.dossier import DocumentEntry, RecommendationEntry, ResponseEntry, read_dossier
from app.models import Base, Participation, Party, Recommendation, RecommendationResponse, Source
from app.services.dossier_files import file_dossier
from app.services.dossiers import open_dossier
from app.services.verification import verify
from app.vocab.investigations import RecommendationStatus, StateRole

METROJET = Path(app.__file__).parent / "sample" / "metrojet-9268.toml"
SMALL = """
format = "airdocket-dossier/1"
comment = "a small one"

[occurrence]
key = "small"
aircraft = 1

[[party]]
key = "bea"
name = "Bureau d'Enquêtes et d'Analyses (BEA), France"
kind = "authority"
country = "FR"

[[source]]
key = "report"
kind = "final_report"
title = "Report on the accident"
publisher = "bea"
published_on = 2013-05-02

[[account]]
speaker = "bea"
source = "report"
said_on = 2013-05-02

  [[account.claim]]
  property = "place"
  value = "near Lyon"
"""
MORE = """
  [[account.claim]]
  property = "date"
  value = "2012-06-01"
"""


@pytest.fixture
def session(session):
    """The usual session; when the test is over, the database must hold what was recorded."""
    yield session
    session.rollback()
    session.expire_all()
    assert [str(each) for each in verify(session)] == []


@pytest.fixture
def dossier(tmp_path):
    def write(text):
        path = tmp_path / "small.toml"
        path.write_text(text, encoding="utf-8")
        return read_dossier(path)

    return write


def filed(session, dossier):
    session.rollback()
    report = file_dossier(session, dossier)
    session.commit()
    session.expire_all()
    return report


def counts(session):
    return {name: session.scalar(sa.select(sa.func.count()).select_from(each)) for name, each in Base.metadata.tables.items()}


def test_the_metrojet_dossier_is_filed_whole(session):
    report = filed(session, read_dossier(METROJET))
    assert report.created
    assert report.claims == report.new_claims > 100
    assert report.events == report.new_events == 10


def test_the_states_in_the_investigation_of_metrojet_are_on_record(session):
    filed(session, read_dossier(METROJET))
    rows = session.execute(
        sa.select(Participation.country, Participation.role, Participation.capacity, Party.name)
        .join(Party, Party.id == Participation.party_id)
        .order_by(Participation.number)
    )
    assert [(country, role.value, capacity.value, name.split(" (")[0]) for country, role, capacity, name in rows] == [
        ("EG", "occurrence", "in_charge", "Egypt's aircraft accident investigation committee"),
        ("IE", "registry", "accredited", "Air Accident Investigation Unit"),
        ("RU", "operator", "takes_part", "Interstate Aviation Committee"),
        ("DE", "manufacture", "takes_part", "Bundesstelle für Flugunfalluntersuchung"),
    ]


@pytest.fixture
def with_advice():
    """The dossier with a State that is dated, a document, and a recommendation with its answer."""
    whole = read_dossier(METROJET)
    inquiry, word = whole.investigations[0], whole.investigations[0].events[0].word
    state = replace(inquiry.states[0], country="FR", role=StateRole.DESIGN, since=dt.date(2015, 11, 1))
    paper = DocumentEntry(word.source, "As printed.")
    answer = ResponseEntry("Done.", dt.date(2016, 1, 5), RecommendationStatus.CLOSED_ACCEPTABLE, word)
    advice = RecommendationEntry("Look after it.", word.speaker, "A-15-1", None, dt.date(2015, 12, 2), word, (answer,))
    inquiry = replace(inquiry, states=(*inquiry.states, state), documents=(paper,))
    return replace(whole, investigations=(inquiry, *whole.investigations[1:]), recommendations=(advice,))


def test_states_documents_and_recommendations_are_filed_once(session, with_advice):
    first = filed(session, read_dossier(METROJET))
    more = filed(session, with_advice)
    assert (more.occurrence_id, more.new_claims, more.new_events) == (first.occurrence_id, 0, 4)
    recommendation, response = session.scalar(sa.select(Recommendation)), session.scalar(sa.select(RecommendationResponse))
    assert (recommendation.reference, recommendation.sent_on) == ("A-15-1", dt.date(2015, 12, 2))
    assert response.status is RecommendationStatus.CLOSED_ACCEPTABLE
    assert list(verify(session)) == []
    before = counts(session)
    assert filed(session, with_advice).new_events == 0
    assert counts(session) == before


def test_the_same_dossier_twice_changes_nothing(session):
    first = filed(session, read_dossier(METROJET))
    before = counts(session)
    again = filed(session, read_dossier(METROJET))
    assert (again.occurrence_id, again.new_claims, again.new_events) == (first.occurrence_id, 0, 0)
    assert (again.created, again.changeset) == (False, None)
    assert counts(session) == before


def test_a_dossier_that_has_grown_adds_only_what_is_new(session, dossier):
    filed(session, dossier(SMALL))
    report = filed(session, dossier(SMALL + MORE))
    assert (report.claims, report.new_claims, report.created) == (2, 1, False)
    found = open_dossier(session, report.occurrence_id)
    assert found.fact("date").values == ("2012-06-01",)
    assert len(found.fact("place").claims) == 1


def test_a_claim_that_left_the_file_stays_in_the_database(session, dossier):
    filed(session, dossier(SMALL + MORE))
    report = filed(session, dossier(SMALL))
    assert report.changeset is None
    assert open_dossier(session, report.occurrence_id).fact("date") is not None


def test_a_party_that_is_known_already_is_not_made_again(session, dossier):
    filed(session, read_dossier(METROJET))
    before = session.scalar(sa.select(sa.func.count()).select_from(Party))
    filed(session, dossier(SMALL))
    assert session.scalar(sa.select(sa.func.count()).select_from(Party)) == before


def test_a_further_aircraft_is_added(session, dossier):
    filed(session, dossier(SMALL))
    report = filed(session, dossier(SMALL.replace("aircraft = 1", "aircraft = 2")))
    assert len(open_dossier(session, report.occurrence_id).aircraft) == 2


def test_a_source_without_a_licence_says_so(session, dossier):
    filed(session, dossier(SMALL))
    source = session.scalar(sa.select(Source).where(Source.title == "Report on the accident"))
    assert (source.licence, source.key) == ("not stated", "small/report")


def test_what_is_rolled_back_leaves_nothing(session, dossier):
    before = counts(session)
    session.rollback()
    assert file_dossier(session, dossier(SMALL)).new_claims == 1
    session.rollback()
    assert counts(session) == before
