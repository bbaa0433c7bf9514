"""The clock on the dossier's page, and the States, documents and recommendations beside it."""

import datetime as dt
import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from flask import Flask, render_template
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

import app
from app.importers.dossier import DocumentEntry, RecommendationEntry, ResponseEntry, read_dossier
from app.resolution.clock import Past
from app.services.dossier_files import file_dossier
from app.services.dossiers import Dossier, open_dossier
from app.services.inquiries import answer_due, on_the_clock
from app.vocab.investigations import Capacity, RecommendationStatus, StateRole
from tests.factories import A, an_occurrence

METROJET = Path(app.__file__).parent / "sample" / "metrojet-9268.toml"


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.fixture
def metrojet(session: Session) -> int:
    """The bundled dossier with one State that left, a document, and a recommendation with two answers."""
    whole = read_dossier(METROJET)
    inquiry, *rest = whole.investigations
    word = replace(inquiry.events[-1].word, said_on=day("2016-03-17"), published_on=None)
    left = replace(inquiry.states[-1], capacity=Capacity.ENDED, role=StateRole.MANUFACTURE, since=day("2016-02-01"))
    states = (*inquiry.states, replace(left, word=word))
    asked = ResponseEntry("No answer yet.", None, RecommendationStatus.OPEN_AWAIT_RESPONSE, word)
    done = ResponseEntry("It was done.", day("2016-07-01"), RecommendationStatus.CLOSED_ACCEPTABLE,
                         replace(word, said_on=day("2016-07-03")))  # fmt: skip
    advice = RecommendationEntry(
        "Look after the baggage.", word.speaker, "A-16-1", None, day("2016-03-17"), word, (asked, done)
    )
    paper = DocumentEntry("aaiu-statement", "As it stands there.")
    inquiry = replace(inquiry, states=states, documents=(paper,))
    report = file_dossier(session, replace(whole, investigations=(inquiry, *rest), recommendations=(advice,)))
    session.commit()
    return report.occurrence_id


def test_the_status_and_what_is_due_are_those_of_the_day(session: Session, metrojet: int) -> None:
    dossier = open_dossier(session, metrojet)
    safety, judicial = dossier.investigations
    before = on_the_clock(dossier, safety, day("2015-12-13"))
    assert before.stated is not None
    assert before.stated.event.kind.value == "opened"
    assert [each.duty.value for each in before.clock.past] == ["preliminary"]
    after = on_the_clock(dossier, safety, day("2015-12-14"))
    assert after.stated is not None
    assert (after.stated.event.kind.value, after.clock.past) == ("preliminary_published", ())
    late = on_the_clock(dossier, safety, day("2020-03-05"))
    assert (late.clock.final.days, len(late.clock.missed), late.is_over) == (1_221, 4, False)
    assert on_the_clock(dossier, judicial, day("2020-03-05")).clock.final.past is Past.NOT_APPLICABLE


def test_that_the_authority_waits_for_an_answer_is_none(session: Session, metrojet: int) -> None:
    (advice,) = open_dossier(session, metrojet).recommendations
    assert answer_due(advice, day("2016-06-15")).past is Past.NO
    assert answer_due(advice, day("2016-06-16")).days == 1
    assert answer_due(advice, day("2016-07-03")).late == 16


def text_of(page: str) -> str:
    """The words without the markup, blanks squeezed."""
    return re.sub(r" (?=[,.;:])", "", re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", page))))


def rendered(client: FlaskClient, dossier: Dossier, on: str) -> str:
    """The part of the page on investigations, in one line, as of a day."""
    application: Flask = client.application
    with application.test_request_context():
        page = render_template("occurrences/_investigations.html", dossier=dossier, row=dossier.occurrence, day=day(on))
    return text_of(page)


def test_the_page_tells_what_is_past_its_date_and_by_what_rule(client: FlaskClient, session: Session, metrojet: int) -> None:
    dossier = open_dossier(session, metrojet)
    text = rendered(client, dossier, "2016-11-01")
    assert "Status: Transferred to the judiciary, stated by Ayman al-Muqaddam" in text
    assert "Preliminary report: 13 December 2015, 13 days past the 30-day date" in text
    assert "Final report: 1 day past the 12-month aim of 31 October 2016; none found" in text
    assert "Anniversary statement: 1 day past the anniversary of 31 October 2016; none found" in text
    assert "1 anniversary without a statement found: 31 October 2016" in text
    assert "By the rule annex13-clock/1, for 1 November 2016" in text
    assert "ICAO Annex 13, chapter 7" in text
    assert "The newest source" not in text
    late = rendered(client, dossier, "2026-12-24")
    assert "11 anniversaries without a statement found, the last one on 31 October 2026" in late
    assert "The newest source on record here is of 23 November 2026" in late
    early = rendered(client, dossier, "2015-11-30")
    assert "Preliminary report: due by 30 November 2015" in early
    assert "past the" not in early.split("How this is counted")[0]


def test_the_page_has_the_states_the_documents_and_the_recommendations(
    client: FlaskClient, session: Session, metrojet: int
) -> None:
    text = rendered(client, open_dossier(session, metrojet), "2016-08-01")
    assert "5 States in it, each as somebody stated it" in text
    assert "State of Registry Ireland, Air Accident Investigation Unit (AAIU), Ireland" in text
    assert "takes part (replaced by a later word)" in text
    assert "AAIU Statement - Kolavia Flight 7K9268 investigation Other authority or court, in en at its publisher" in text
    assert "A-16-1: Ayman al-Muqaddam" in text
    assert "sent on 17 March 2016" in text
    assert "Open: await response" in text
    assert "Answer: 1 July 2016, 16 days past the 90-day date" in text


def test_a_closed_investigation_has_one_line(client: FlaskClient, session: Session, metrojet: int) -> None:
    dossier = open_dossier(session, metrojet)
    safety, *rest = dossier.investigations
    final = next(each for each in safety.events if each.event.kind.value == "preliminary_published")
    session.expunge_all()
    final.event.kind = type(final.event.kind)("final_published")
    final.event.happened_on, final.account.published_on = day("2016-12-01"), day("2016-12-02")
    events = (*(each for each in safety.events if each.event.kind.value in ("notified", "opened")), final)
    closed = replace(dossier, investigations=(replace(safety, events=events, states=()), *rest), recommendations=())
    text = rendered(client, closed, "2026-01-01")
    assert "Status: Final report, stated by Ayman al-Muqaddam" in text
    assert "; 31 days past the 12-month aim; 1 anniversary without a statement found." in text
    assert "How this is counted" not in text


def test_without_a_day_it_cannot_be_told(client: FlaskClient, session: Session, metrojet: int) -> None:
    dossier = open_dossier(session, metrojet)
    session.expunge_all()
    dossier.occurrence.occurred_precision = "month"
    assert "Final report: cannot be told" in rendered(client, dossier, "2020-01-01")


def test_the_dossier_is_on_the_clock_today(client: FlaskClient, session: Session, metrojet: int) -> None:
    page = client.get(f"/occurrences/{metrojet}", follow_redirects=True).get_data(as_text=True)
    assert "past the 12-month aim" in text_of(page)


def test_the_rule_is_told_beside_the_others(client: FlaskClient) -> None:
    seen = text_of(client.get("/about/method").text)
    assert "computed each time by the rule annex13-clock/1" in seen
    assert "If possible within 12 months of the occurrence" in seen
    assert "Cannot be told The day of the occurrence" in seen


def test_a_record_without_investigation_has_no_clock(client: FlaskClient, session: Session) -> None:
    id_ = an_occurrence(session, [A("place", "Cairo")])
    page = client.get(f"/occurrences/{id_}", follow_redirects=True).get_data(as_text=True)
    assert "How this is counted" not in page
