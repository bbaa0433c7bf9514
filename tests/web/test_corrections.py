"""Correcting the record through its forms: what they show, change, refuse, and who may use them."""

import re
from collections.abc import Iterator
from html import unescape

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.core.errors import Conflict
from app.models import (
    Account,
    Changeset,
    Claim,
    InvestigationDocument,
    InvestigationEvent,
    Judgement,
    Occurrence,
    Participation,
    Party,
    PartyName,
    Ranking,
    Recommendation,
    RecommendationResponse,
    Source,
    Withdrawal,
)
from app.services.filing import Filing
from app.services.verification import verify
from app.vocab.claims import ChangesetKind, ChangesetState, OccurrenceState, Rank, Verdict
from app.vocab.users import Role
from tests.factories import A, an_occurrence, more_claims
from tests.web.examples import COLLISION, two_occurrences
from tests.web.people import csrf, sign_in_as
from tests.web.test_pages import text_of

WHY = {"reason": "it is a slip"}


@pytest.fixture
def editor(client: FlaskClient, session: Session) -> Iterator[FlaskClient]:
    """A client of a signed-in editor; at the end the record must still prove itself."""
    sign_in_as(client, session, Role.EDITOR, "Edith")
    yield client
    session.rollback()
    assert [str(each) for each in verify(session)] == []


@pytest.fixture
def contributor(client: FlaskClient, session: Session) -> FlaskClient:
    """A client of a signed-in contributor."""
    sign_in_as(client, session, Role.CONTRIBUTOR, "Conny")
    return client


def fields_of(client: FlaskClient, address: str) -> dict[str, str]:
    """The fields of a form as the page has them."""
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    form = answer.text.split('<form method="post" class="correct"', 1)[1].split("</form>", 1)[0]
    found: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        given = {name: unescape(value) for name, value in re.findall(r'([a-z]+)="([^"]*)"', tag)}
        if given.get("type") not in ("radio", "checkbox") or re.search(r"\bchecked\b", tag):
            found[given["name"]] = given.get("value", "")
    for name, inside in re.findall(r'<textarea[^>]* name="([^"]*)"[^>]*>\n?(.*?)</textarea>', form, re.DOTALL):
        found[name] = unescape(inside)
    for name, inside in re.findall(r'<select[^>]* name="([^"]*)"[^>]*>(.*?)</select>', form, re.DOTALL):
        options = re.findall(r'<option value="([^"]*)" *(selected)?', inside)
        found[name] = next((value for value, chosen in options if chosen), options[0][0] if options else "")
    return found


def sent(client: FlaskClient, address: str, go: str = "send", **changed: str) -> TestResponse:
    """Fill the form in and send it."""
    given = {name.replace("__", "-"): value for name, value in changed.items()}
    return client.post(address, data={**fields_of(client, address), **given, "go": go})


def words(answer: TestResponse) -> str:
    """The words of a page."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", answer.text.split("<main", 1)[-1].split("<footer", 1)[0])))


def number_of(session: Session, occurrence_id: int, key: str) -> int:
    """The last claim on a property."""
    query = sa.select(sa.func.max(Claim.number)).where(Claim.occurrence_id == occurrence_id, Claim.property == key)
    found = session.scalar(query)
    session.commit()
    assert found is not None
    return found


def is_done(answer: TestResponse) -> None:
    """The form was taken, and leads to its changeset."""
    assert answer.status_code == 303, words(answer)
    assert re.fullmatch(r"/changes/\d+", answer.location)


# -- claims


def test_a_claim_is_filed_anew_as_it_should_be(editor: FlaskClient, session: Session) -> None:
    occurrence_id, _ = two_occurrences(session)
    number = number_of(session, occurrence_id, "injuries.fatal")
    is_done(sent(editor, f"/claims/{occurrence_id}-{number}/withdraw", value="223", locator="page 3", **WHY))
    old, new = session.scalars(
        sa.select(Claim).where(Claim.occurrence_id == occurrence_id, Claim.property == "injuries.fatal").order_by(Claim.number)
    )
    assert old.closed_in is not None
    assert (new.value, new.qualifier, new.locator, new.closed_in) == ("223", "aboard", "page 3", None)
    accounts = [session.get_one(Account, (occurrence_id, each.account_number)) for each in (old, new)]
    assert len({(each.speaker_id, each.source_id, each.said_on) for each in accounts}) == 1
    assert session.scalars(sa.select(Withdrawal.reason)).all() == ["Filed anew: it is a slip"]
    assert "223 people" in text_of(editor, f"/occurrences/{occurrence_id}")


def test_a_claim_is_withdrawn(editor: FlaskClient, session: Session) -> None:
    occurrence_id, _ = two_occurrences(session)
    number = number_of(session, occurrence_id, "time.utc")
    is_done(sent(editor, f"/claims/{occurrence_id}-{number}/withdraw", what="withdraw", **WHY))
    assert "It no longer counts" in text_of(editor, f"/claims/{occurrence_id}-{number}", 410)
    assert editor.get(f"/claims/{occurrence_id}-{number}/withdraw").status_code == 409


def test_a_preview_shows_the_difference_and_changes_nothing(editor: FlaskClient, session: Session) -> None:
    occurrence_id, _ = two_occurrences(session)
    number = number_of(session, occurrence_id, "injuries.fatal")
    answer = sent(editor, f"/claims/{occurrence_id}-{number}/withdraw", "preview", value="223", **WHY)
    assert answer.status_code == 200
    seen = words(answer)
    assert "What this would change" in seen
    assert "224 people" in seen
    assert "223 people" in seen
    assert 'value="223"' in answer.text
    assert (
        session.scalar(sa.select(Claim.closed_in).where(Claim.occurrence_id == occurrence_id, Claim.number == number)) is None
    )


@pytest.mark.parametrize(
    ("key", "changed", "message"),
    [
        ("injuries.fatal", {"value": "many"}, "is not a whole number"),
        ("injuries.fatal", {"value": ""}, "must stand here"),
        ("injuries.fatal", {"value": "224"}, "Nothing was changed"),
        ("injuries.fatal", {"value": "3", "qualifier": "dogs"}, "is not one of"),
        ("injuries.fatal", {"value": "3", "stance": "shouts"}, "is not one of"),
        ("injuries.fatal", {"value": "3", "reason": " "}, "Say why"),
        ("injuries.fatal", {"value": "3", "what": "x"}, "Choose whether"),
        ("injuries.fatal", {"value": "3", "quote": "a\x00b"}, "null character"),
        ("aircraft.registration", {"value": "EI-ETX", "aircraft": "7"}, "is not one of 1"),
        ("aircraft.operator", {"value": "Nobody Airways"}, "No party is known as"),
        ("country", {"value": "XX"}, "is not an ISO 3166-1"),
    ],
)
def test_what_is_wrong_stands_at_its_field(
    editor: FlaskClient, session: Session, key: str, changed: dict[str, str], message: str
) -> None:
    occurrence_id, _ = two_occurrences(session)
    address = f"/claims/{occurrence_id}-{number_of(session, occurrence_id, key)}/withdraw"
    answer = sent(editor, address, **{**WHY, **changed})
    assert answer.status_code == 422
    assert message in words(answer)
    name = next(iter(each for each in changed if each != "value" or len(changed) == 1), "value")
    assert f'id="error-{name}"' in answer.text or f'aria-describedby="error-{name}' in answer.text
    assert session.scalar(sa.select(sa.func.count()).select_from(Withdrawal)) == 0


def test_a_stale_form_shows_what_changed_and_sends_nothing(editor: FlaskClient, session: Session) -> None:
    occurrence_id, _ = two_occurrences(session)
    address = f"/claims/{occurrence_id}-{number_of(session, occurrence_id, 'injuries.fatal')}/withdraw"
    given = {**fields_of(editor, address), "value": "223", **WHY}
    more_claims(session, occurrence_id, [A("weather.conditions", "IMC")])
    answer = editor.post(address, data={**given, "go": "send"})
    assert answer.status_code == 409
    assert "changed while this form was open" in words(answer)
    assert "added by a test" in words(answer)
    assert 'value="223"' in answer.text
    fresh = re.search(r'name="base" value="([^"]*)"', answer.text)
    assert fresh is not None
    is_done(editor.post(address, data={**given, "base": fresh[1], "go": "send"}))


@pytest.mark.parametrize("base", ["", "x", "1", "99999999999999999999:1", "1:99999999999", "1:1 2"])
def test_a_form_without_its_version_counts_as_stale(editor: FlaskClient, session: Session, base: str) -> None:
    occurrence_id, _ = two_occurrences(session)
    more_claims(session, occurrence_id, [A("weather.conditions", "IMC")])
    address = f"/claims/{occurrence_id}-{number_of(session, occurrence_id, 'injuries.fatal')}/withdraw"
    assert sent(editor, address, value="223", base=base, **WHY).status_code == 409


def test_what_the_record_refuses_is_said_above_the_form(
    editor: FlaskClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    occurrence_id, _ = two_occurrences(session)
    address = f"/claims/{occurrence_id}-{number_of(session, occurrence_id, 'injuries.fatal')}/withdraw"

    def refuse(*_: object, **__: object) -> None:
        raise Conflict("somebody was faster")

    monkeypatch.setattr("app.services.contributions.submit", refuse)
    answer = sent(editor, address, value="223", **WHY)
    assert answer.status_code == 409
    assert "Somebody was faster." in words(answer)
    assert 'value="223"' in answer.text


def test_a_preview_names_what_is_filed_instead(editor: FlaskClient, session: Session) -> None:
    occurrence_id, _ = two_occurrences(session)
    number = number_of(session, occurrence_id, "injuries.fatal")
    answer = sent(editor, f"/claims/{occurrence_id}-{number}/withdraw", "preview", value="223", **WHY)
    assert f"Fatal injuries (all on board): 223, instead of claim number {number}" in words(answer)


def test_what_a_corrected_claim_loses_is_said(editor: FlaskClient, session: Session) -> None:
    occurrence_id = an_occurrence(session, [A("place", "Hasna", rank=Rank.PREFERRED)])
    assert "An editor marked this claim as preferred" in text_of(editor, f"/claims/{occurrence_id}-1/withdraw")


def test_a_contributors_correction_waits(contributor: FlaskClient, session: Session) -> None:
    occurrence_id, _ = two_occurrences(session)
    address = f"/claims/{occurrence_id}-{number_of(session, occurrence_id, 'injuries.fatal')}/withdraw"
    assert "Send for review" in words(contributor.get(address))
    is_done(sent(contributor, address, value="223", **WHY))
    states = session.scalars(sa.select(Changeset.state).order_by(Changeset.id.desc()).limit(1)).all()
    assert states == [ChangesetState.PENDING]
    assert "223" not in text_of(contributor, f"/occurrences/{occurrence_id}")


def test_a_party_is_named_by_number_or_name(editor: FlaskClient, session: Session) -> None:
    occurrence_id, _ = two_occurrences(session)
    number = number_of(session, occurrence_id, "aircraft.operator")
    address = f"/claims/{occurrence_id}-{number}/withdraw"
    assert re.fullmatch(r"Kogalymavia \(#\d+\)", fields_of(editor, address)["value"])
    is_done(sent(editor, address, value="head of the fsb", **WHY))
    value = session.scalar(
        sa.select(Claim.value).where(
            Claim.occurrence_id == occurrence_id, Claim.property == "aircraft.operator", Claim.closed_in.is_(None)
        )
    )
    assert session.get_one(Party, int(value or 0)).name == "Head of the FSB"


def test_an_account_is_filed_anew_with_another_speaker(editor: FlaskClient, session: Session) -> None:
    occurrence_id = an_occurrence(session, [A("date", "2015-10-31"), A("place", "Hasna", by="Tass")])
    account = session.scalar(sa.select(Claim.account_number).where(Claim.property == "place"))
    session.commit()
    address = f"/occurrences/{occurrence_id}/accounts/{account}/withdraw"
    is_done(sent(editor, address, speaker="NTSB", said_on="2015-11-01", **WHY))
    seen = text_of(editor, f"/occurrences/{occurrence_id}")
    assert "NTSB said on 1 November 2015" in seen
    assert editor.get(address).status_code == 409


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"speaker": ""}, "Name who says it"),
        ({"source": "no such title"}, "No source is known as"),
        ({"said_on": "soon"}, "is not a day"),
        ({"said_on": ""}, "Give the day"),
        ({"published_on": "2001-01-01"}, "before it was said"),
        ({"precision": "hour"}, "is not one of"),
        ({}, "Nothing was changed"),
    ],
)
def test_an_account_with_faults_is_refused(
    editor: FlaskClient, session: Session, changed: dict[str, str], message: str
) -> None:
    occurrence_id, _ = two_occurrences(session)
    answer = sent(editor, f"/occurrences/{occurrence_id}/accounts/1/withdraw", **{**WHY, **changed})
    assert answer.status_code == 422
    assert message in words(answer)


def test_an_account_is_withdrawn_whole(editor: FlaskClient, session: Session) -> None:
    occurrence_id = an_occurrence(session, [A("date", "2015-10-31"), A("place", "Hasna", by="Tass")])
    account = session.scalar(sa.select(Claim.account_number).where(Claim.property == "place"))
    session.commit()
    is_done(sent(editor, f"/occurrences/{occurrence_id}/accounts/{account}/withdraw", what="withdraw", **WHY))
    assert "Hasna" not in text_of(editor, f"/occurrences/{occurrence_id}")


# -- ranks


def attested(session: Session) -> int:
    """An occurrence whose first claim can be read in a second report too."""
    occurrence_id = an_occurrence(session, [A("place", "Hasna"), A("country", "EG", source="A second report")])
    source = session.scalars(sa.select(Source.id).where(Source.title == "A second report")).one()
    session.commit()
    filing = Filing(session, ChangesetKind.EDIT, "read there too")
    draft = filing.open([occurrence_id])[occurrence_id]
    draft.add_attestation(1, source)
    filing.flush([draft])
    filing.accept()
    session.commit()
    return occurrence_id


def test_a_further_source_is_withdrawn_from_the_claims_page(editor: FlaskClient, session: Session) -> None:
    occurrence_id = attested(session)
    address = f"/occurrences/{occurrence_id}/entries/attestation/1/withdraw"
    page = editor.get(f"/claims/{occurrence_id}-1")
    assert f'href="{address}"' in page.text
    assert "Also reported in A second report withdraw" in words(page)
    assert f"claim {occurrence_id}-1 in A second report" in words(editor.get(address))
    is_done(sent(editor, address, **WHY))
    assert "Also reported in" not in words(editor.get(f"/claims/{occurrence_id}-1"))


def test_readers_are_not_led_to_withdraw_a_further_source(client: FlaskClient, session: Session) -> None:
    page = client.get(f"/claims/{attested(session)}-1")
    assert "Also reported in" in words(page)
    assert "/entries/attestation/" not in page.text


def test_a_claim_is_preferred_and_the_mark_taken_away(editor: FlaskClient, session: Session) -> None:
    occurrence_id, _ = two_occurrences(session)
    number = number_of(session, occurrence_id, "time.utc")
    address = f"/claims/{occurrence_id}-{number}/rank"
    is_done(sent(editor, address, rank="preferred", **WHY))
    assert session.scalars(sa.select(Ranking.rank).where(Ranking.closed_in.is_(None))).all() == [Rank.PREFERRED]
    session.commit()
    assert "It is preferred now: it is a slip" in text_of(editor, address)
    assert sent(editor, address, **WHY).status_code == 422
    is_done(sent(editor, address, rank="", **WHY))
    assert session.scalars(sa.select(Ranking.rank).where(Ranking.closed_in.is_(None))).all() == []


# -- records


def test_a_record_is_withdrawn_and_restored(editor: FlaskClient, session: Session) -> None:
    occurrence_id, _ = two_occurrences(session)
    assert sent(editor, f"/occurrences/{occurrence_id}/withdraw").status_code == 422
    is_done(sent(editor, f"/occurrences/{occurrence_id}/withdraw", reason="made by mistake"))
    seen = text_of(editor, f"/occurrences/{occurrence_id}", 410)
    assert "This record was withdrawn" in seen
    assert "made by mistake" in seen
    assert editor.get(f"/occurrences/{occurrence_id}/withdraw").status_code == 409
    is_done(sent(editor, f"/occurrences/{occurrence_id}/restore", **WHY))
    assert "EI-ETJ" in text_of(editor, f"/occurrences/{occurrence_id}")


def test_two_records_are_merged_and_parted(editor: FlaskClient, session: Session) -> None:
    kept = an_occurrence(session, COLLISION, n_aircraft=2)
    gone = an_occurrence(
        session, [A("date", "1996-11-12"), A("place", "Delhi"), A("aircraft.registration", "UN-76435", aircraft=1)]
    )
    assert f"with={kept}" in editor.get(f"/occurrences/{gone}/merge?q=HZ-AIH").text
    assert f"with={kept}" in editor.get(f"/occurrences/{gone}/merge?q={kept}").text
    assert f"with={kept}" in editor.get(f"/occurrences/{gone}/merge?q=DCA97WA007").text
    assert "No record of that kind" in text_of(editor, f"/occurrences/{gone}/merge?q=zeppelin")
    address = f"/occurrences/{gone}/merge?with={kept}"
    assert fields_of(editor, address)["aircraft-1"] == "2"
    assert "Delhi" in words(sent(editor, address, "preview", **WHY))
    is_done(sent(editor, address, **WHY))
    answer = editor.get(f"/occurrences/{gone}")
    assert (answer.status_code, answer.location) == (301, f"/occurrences/{kept}")
    seen = text_of(editor, f"/occurrences/{kept}")
    assert "Delhi" in seen
    assert "Records merged into this one" in seen
    assert f'href="/occurrences/{gone}/split"' in editor.get(f"/occurrences/{kept}", follow_redirects=True).text
    is_done(sent(editor, f"/occurrences/{gone}/split", **WHY))
    assert "Delhi" not in text_of(editor, f"/occurrences/{kept}")
    assert "Delhi" in text_of(editor, f"/occurrences/{gone}")


def test_aircraft_of_one_record_cannot_become_one(editor: FlaskClient, session: Session) -> None:
    first = an_occurrence(session, COLLISION, n_aircraft=2)
    second = an_occurrence(session, COLLISION[:3], n_aircraft=2)
    answer = sent(editor, f"/occurrences/{second}/merge?with={first}", aircraft__1="1", aircraft__2="1", **WHY)
    assert answer.status_code == 422
    assert "cannot be the same one" in words(answer)


def test_two_records_are_judged_different(editor: FlaskClient, session: Session) -> None:
    first, second = two_occurrences(session)
    third = an_occurrence(session, COLLISION[:3])
    for address in (f"/occurrences/{third}/merge", f"/occurrences/{third}/different"):
        assert f"with={second}" in editor.get(address).text
    is_done(sent(editor, f"/occurrences/{third}/different?with={second}", reason="another flight"))
    assert f"with={second}" not in editor.get(f"/occurrences/{third}/merge").text
    assert f"with={third}" not in editor.get(f"/occurrences/{second}/merge").text
    assert "judged to be two occurrences: another flight" in text_of(editor, f"/occurrences/{third}/merge?with={second}")
    is_done(sent(editor, f"/occurrences/{second}/different?with={first}", reason="years apart"))
    found = session.scalars(sa.select(Judgement).where(Judgement.occurrence_id == first)).one()
    assert (found.occurrence_id, found.other_id, found.verdict, found.why) == (first, second, Verdict.DIFFERENT, "years apart")


def test_a_record_cannot_be_merged_into_itself_or_what_is_not_there(editor: FlaskClient, session: Session) -> None:
    occurrence_id, _ = two_occurrences(session)
    assert editor.get(f"/occurrences/{occurrence_id}/merge?with={occurrence_id}").status_code == 409
    assert editor.get(f"/occurrences/{occurrence_id}/merge?with=999").status_code == 404
    assert editor.get("/occurrences/999/merge").status_code == 404


# -- parties


def party_id(session: Session, name: str) -> int:
    found = session.scalar(sa.select(Party.id).where(Party.name == name))
    session.commit()
    assert found is not None
    return found


def test_a_party_gets_other_names(editor: FlaskClient, session: Session) -> None:
    occurrence_id, _ = two_occurrences(session)
    party = party_id(session, "Kogalymavia")
    address = f"/parties/{party}/edit"
    assert sent(editor, address, **WHY).status_code == 422
    is_done(sent(editor, address, name="Metrojet", more="Kolavia\nМетроджет\n", **WHY))
    seen = text_of(editor, f"/parties/{party}")
    assert seen.count("Metrojet") >= 1
    for name in ("Kogalymavia", "Kolavia", "Метроджет"):
        assert name in seen
    assert "Metrojet" in text_of(editor, f"/occurrences/{occurrence_id}")
    number = session.scalar(sa.select(PartyName.number).where(PartyName.name == "Kolavia"))
    session.commit()
    is_done(editor.post(address, data={**fields_of(editor, address), f"close-{number}": "1", **WHY, "go": "send"}))
    assert "Kolavia" not in text_of(editor, f"/parties/{party}")


def test_parties_are_merged_and_parted(editor: FlaskClient, session: Session) -> None:
    two_occurrences(session)
    gone, kept = party_id(session, "Head of the FSB"), party_id(session, "NTSB")
    address = f"/parties/{gone}/merge"
    assert "No party is known as" in text_of(editor, f"{address}?into=nobody", 422)
    assert "That is the party itself" in text_of(editor, f"{address}?into=%23{gone}", 422)
    assert "Status" not in words(sent(editor, f"{address}?into=ntsb", "preview", **WHY))
    is_done(sent(editor, f"{address}?into=ntsb", **WHY))
    answer = editor.get(f"/parties/{gone}")
    assert (answer.status_code, answer.location) == (301, f"/parties/{kept}")
    assert editor.get(f"/parties/{gone}/edit").status_code == 409
    assert "Head of the FSB" in text_of(editor, f"/parties/{kept}/edit")
    is_done(sent(editor, f"/parties/{gone}/split", **WHY))
    assert editor.get(f"/parties/{gone}").status_code == 200


# -- investigations


def investigation(session: Session, occurrence_id: int) -> dict[str, str]:
    """An account of an investigation with everything it can hold, but the answers."""
    source = session.scalar(sa.select(Source.id).order_by(Source.id).limit(1))
    session.commit()
    return {
        "speaker": "NTSB", "source": str(source), "said_on": "2015-11-02", "authority": "NTSB",
        "kind": "safety", "role": "registry",
        "event-1-kind": "opened", "event-1-on": "2015-10-31", "event-1-note": "the same day",
        "event-2-kind": "preliminary_published", "document-1-source": f"#{source}", "document-1-note": "as published",
        "recommendation-1-text": "Look after the baggage.", "recommendation-1-addressee": "Kogalymavia",
        "recommendation-1-on": "2015-12-01", "recommendation-1-sent": "2015-12-02", "recommendation-1-reference": "A-15-1",
        "state-1-country": "IE", "state-1-role": "registry", "state-1-capacity": "accredited", "state-1-body": "NTSB",
        "state-1-since": "2015-11-02", "state-1-note": "on the second day", **WHY,
    }  # fmt: skip


def test_an_investigation_is_recorded_answered_and_withdrawn(editor: FlaskClient, session: Session) -> None:
    occurrence_id, _ = two_occurrences(session)
    address = f"/occurrences/{occurrence_id}/investigations/new"
    given = investigation(session, occurrence_id)
    assert "Preliminary report" in words(sent(editor, address, "preview", **given))
    is_done(sent(editor, address, **given))
    assert len(session.scalars(sa.select(InvestigationEvent)).all()) == 2
    assert len(session.scalars(sa.select(InvestigationDocument)).all()) == 1
    (advice,) = session.scalars(sa.select(Recommendation)).all()
    assert (advice.text, advice.reference, str(advice.sent_on)) == ("Look after the baggage.", "A-15-1", "2015-12-02")
    (state,) = session.scalars(sa.select(Participation)).all()
    assert (state.country, state.role, state.capacity, str(state.since)) == ("IE", "registry", "accredited", "2015-11-02")
    session.commit()
    assert "State of Registry Ireland" in text_of(editor, f"/occurrences/{occurrence_id}")
    answered = {"said_on": "2016-01-01", "speaker": "Kogalymavia", "source": given["source"], **WHY}
    is_done(
        sent(
            editor,
            address,
            **answered,
            **{"response-1-text": "We do.", "response-1-on": "2016-01-01", "response-1-status": "closed_acceptable"},
        )
    )
    (answer,) = session.scalars(sa.select(RecommendationResponse)).all()
    assert (answer.text, answer.status) == ("We do.", "closed_acceptable")
    session.commit()
    for entry in (
        "investigation_event/1-1",
        "investigation_document/1-1",
        "participation/1-1",
        "recommendation_response/1-1",
        "recommendation/1",
    ):
        place = f"/occurrences/{occurrence_id}/entries/{entry}/withdraw"
        assert sent(editor, place).status_code == 422
        is_done(sent(editor, place, **WHY))
        assert editor.get(place).status_code == 409
    assert "Look after the baggage" not in text_of(editor, f"/occurrences/{occurrence_id}")


def test_one_more_row_keeps_what_was_written(editor: FlaskClient, session: Session) -> None:
    occurrence_id, _ = two_occurrences(session)
    address = f"/occurrences/{occurrence_id}/investigations/new"
    answer = sent(editor, address, "more-event", event__1__note="a note")
    assert answer.status_code == 200
    assert 'name="event-4-kind"' in answer.text
    assert 'value="a note"' in answer.text


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"authority": ""}, "Name the authority"),
        ({"kind": "magic"}, "is not one of"),
        ({"event-1-kind": ""}, "Choose what happened"),
        ({"event-1-on": "2015-13-01"}, "is not a day"),
        ({"document-1-source": ""}, "Name the document"),
        ({"recommendation-1-addressee": ""}, "Name to whom"),
        ({"state-1-country": ""}, "Choose the State"),
        ({"state-1-country": "Ireland"}, "is not a State"),
        ({"state-1-role": ""}, "Choose why it takes part"),
        ({"state-1-capacity": ""}, "Choose how it takes part"),
        ({"state-1-body": "Somebody & Sons"}, "is not on record yet; choose what it is"),
        ({"recommendation-1-text": ""}, "Write what is recommended"),
        ({"document-1-above": "1"}, "either the source above or this one"),
        ({"speaker": "nobody at all"}, "is not on record yet; choose what it is"),
        ({"authority": "Nowhere's Board"}, "is not on record yet; choose what it is"),
        ({"recommendation-1-addressee": "Somebody & Sons"}, "is not on record yet; choose what it is"),
        ({"source": ""}, "Choose the source in which it can be read"),
        ({"source": "987654"}, "There is no source"),
        ({"source": "new"}, "Write the source's title"),
        ({"said_on": "3015"}, "The day lies in the future"),
        ({"reason": ""}, "Say why"),
    ],
)
def test_an_investigation_with_faults_is_refused(
    editor: FlaskClient, session: Session, changed: dict[str, str], message: str
) -> None:
    occurrence_id, _ = two_occurrences(session)
    address = f"/occurrences/{occurrence_id}/investigations/new"
    answer = sent(editor, address, **{**investigation(session, occurrence_id), **changed})
    assert answer.status_code == 422
    assert message in words(answer)


NEW_REPORT = {
    "source": "new", "source.title": "Preliminary report", "source.kind": "preliminary_report",
    "source.publisher": "Board of Somewhere", "source.publisher.kind": "authority", "source.url": "https://example.org/report",
    "source.published_on": "14 December 2015", "speaker": "", "said_on": "", "authority": "Board of Somewhere",
    "document-1-above": "1", "document-1-source": "", "recommendation-1-addressee": "Somebody & Sons",
    "recommendation-1-addressee.kind": "operator", "recommendation-1-addressee.country": "RU",
}  # fmt: skip


def test_an_investigation_brings_its_source_and_its_parties(editor: FlaskClient, session: Session) -> None:
    occurrence_id, _ = two_occurrences(session)
    address = f"/occurrences/{occurrence_id}/investigations/new"
    given = {**investigation(session, occurrence_id), **NEW_REPORT}
    seen = words(sent(editor, address, "preview", **given))
    assert "New source: “Preliminary report”, preliminary report of Board of Somewhere" in seen
    is_done(sent(editor, address, **given))
    report, board = session.execute(sa.select(Source, Party).join(Party).where(Source.title == "Preliminary report")).one()
    account = session.scalars(sa.select(Account).where(Account.source_id == report.id)).one()
    assert (account.speaker_id, account.said_on.isoformat(), board.kind) == (board.id, "2015-12-14", "authority")
    assert session.scalars(sa.select(InvestigationDocument.source_id)).all() == [report.id]
    addressee = session.scalars(sa.select(Party).join(Recommendation, Recommendation.addressee_id == Party.id)).one()
    assert (addressee.name, addressee.country) == ("Somebody & Sons", "RU")


def test_a_new_source_can_be_a_document_in_which_nothing_else_is_said(editor: FlaskClient, session: Session) -> None:
    occurrence_id, _ = two_occurrences(session)
    address = f"/occurrences/{occurrence_id}/investigations/new"
    given = {name: value for name, value in NEW_REPORT.items() if not name.startswith("recommendation")}
    more = {"authority": "NTSB", **WHY}
    assert "nothing here is said in this new source".capitalize() in words(
        sent(editor, address, **{**given, **more, "document-1-above": "", "document-1-source": "#1"})
    )
    is_done(sent(editor, address, **{**given, **more}))
    title = sa.select(Source.title).join(InvestigationDocument, InvestigationDocument.source_id == Source.id)
    assert session.scalars(title).all() == ["Preliminary report"]


def test_a_new_authority_of_which_nothing_is_said_is_refused(editor: FlaskClient, session: Session) -> None:
    occurrence_id, _ = two_occurrences(session)
    given = {
        name: value
        for name, value in investigation(session, occurrence_id).items()
        if name[:5] not in ("event", "docum", "state")
    }
    answer = sent(
        editor, f"/occurrences/{occurrence_id}/investigations/new",
        **{**given, "authority": "Board of Somewhere", "authority.kind": "authority"},
    )  # fmt: skip
    assert answer.status_code == 422
    assert "Nothing here is of this new authority" in words(answer)


def test_the_source_of_an_investigation_is_found(editor: FlaskClient, session: Session) -> None:
    occurrence_id, _ = two_occurrences(session)
    address = f"/occurrences/{occurrence_id}/investigations/new"
    title = session.scalars(sa.select(Source.title).order_by(Source.id)).first() or ""
    session.commit()
    given = {**fields_of(editor, address), "event-1-note": "a note", "do": "find"}
    answer = editor.post(address, data={**given, "source.find": title})
    assert f"<cite>{title}</cite>" in answer.text
    assert 'value="a note"' in answer.text
    answer = editor.post(address, data={**given, "source.find": "https://example.org/unknown"})
    assert "No source on record matches" in words(answer)
    assert re.search(r'name="source.url" [^>]*value="https://example.org/unknown"', answer.text)
    assert "Write words of a title" in words(editor.post(address, data={**given, "source.find": ""}))


def test_an_empty_investigation_is_refused(editor: FlaskClient, session: Session) -> None:
    occurrence_id, _ = two_occurrences(session)
    answer = sent(editor, f"/occurrences/{occurrence_id}/investigations/new", **WHY)
    assert answer.status_code == 422
    assert "at least one step" in words(answer)


@pytest.mark.parametrize(
    "entry", ["nothing/1", "recommendation/1", "investigation_event/1-1", "investigation_event/1", "claim/1-1"]
)
def test_an_entry_that_is_not_there_is_not_found(editor: FlaskClient, session: Session, entry: str) -> None:
    occurrence_id, _ = two_occurrences(session)
    assert editor.get(f"/occurrences/{occurrence_id}/entries/{entry}/withdraw").status_code == 404


# -- who may

FORMS = {
    "/claims/1-1/withdraw": Role.CONTRIBUTOR,
    "/claims/1-1/rank": Role.EDITOR,
    "/occurrences/1/accounts/1/withdraw": Role.CONTRIBUTOR,
    "/occurrences/1/entries/aircraft/1/withdraw": Role.CONTRIBUTOR,
    "/occurrences/1/investigations/new": Role.CONTRIBUTOR,
    "/occurrences/1/withdraw": Role.EDITOR,
    "/occurrences/1/restore": Role.EDITOR,
    "/occurrences/1/merge": Role.EDITOR,
    "/occurrences/1/split": Role.EDITOR,
    "/occurrences/1/different": Role.EDITOR,
    "/parties/1/edit": Role.CONTRIBUTOR,
    "/parties/1/merge": Role.EDITOR,
    "/parties/1/split": Role.EDITOR,
}


@pytest.mark.parametrize("role", [None, Role.READER, Role.CONTRIBUTOR, Role.EDITOR])
def test_each_form_is_there_for_those_who_may(client: FlaskClient, session: Session, role: Role | None) -> None:
    two_occurrences(session)
    if role is not None:
        sign_in_as(client, session, role)
    order = [None, *Role]
    for address, least in FORMS.items():
        answers = [client.get(address), client.post(address, data={"csrf_token": csrf(client), "go": "send", **WHY})]
        refused = [each.status_code in (401, 403) or "/sign-in" in (each.location or "") for each in answers]
        assert refused == [order.index(role) < order.index(least)] * 2, address


def test_the_links_are_there_for_those_who_may(client: FlaskClient, session: Session) -> None:
    occurrence_id, _ = two_occurrences(session)
    address = f"/occurrences/{occurrence_id}"
    assert "/withdraw" not in client.get(address, follow_redirects=True).text
    sign_in_as(client, session, Role.CONTRIBUTOR)
    page = client.get(address, follow_redirects=True).text
    assert f"/claims/{occurrence_id}-1/withdraw" in page
    assert f"/claims/{occurrence_id}-1/rank" not in page
    assert "/merge" not in page
    sign_in_as(client, session, Role.EDITOR)
    page = client.get(address, follow_redirects=True).text
    for link in (
        f"/claims/{occurrence_id}-1/rank",
        f"{address}/merge",
        f"{address}/withdraw",
        f"{address}/accounts/1/withdraw",
    ):
        assert link in page


def test_every_form_carries_its_token(editor: FlaskClient, session: Session) -> None:
    two_occurrences(session)
    for address in ("/claims/1-1/withdraw", "/occurrences/1/withdraw", "/occurrences/1/investigations/new", "/parties/1/edit"):
        assert 'name="csrf_token"' in editor.get(address).text


def test_hostile_text_stays_text(editor: FlaskClient, session: Session) -> None:
    occurrence_id, _ = two_occurrences(session)
    number = number_of(session, occurrence_id, "place")
    evil = "<script>alert(1)</script>{{ 7*7 }}'\""
    answer = sent(editor, f"/claims/{occurrence_id}-{number}/withdraw", "preview", value=evil, reason=evil)
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    assert "49" not in words(answer).split("Why")[-1]
    is_done(sent(editor, f"/claims/{occurrence_id}-{number}/withdraw", value=evil, reason=evil))
    assert "<script>alert" not in editor.get(f"/occurrences/{occurrence_id}", follow_redirects=True).text


def test_a_state_of_the_record_is_named(editor: FlaskClient, session: Session) -> None:
    occurrence_id, _ = two_occurrences(session)
    assert editor.get(f"/occurrences/{occurrence_id}/restore").status_code == 409
    assert editor.get(f"/occurrences/{occurrence_id}/split").status_code == 409
    assert session.get_one(Occurrence, occurrence_id).state is OccurrenceState.LIVE
