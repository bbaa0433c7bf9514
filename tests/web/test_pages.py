"""What a reader sees on the pages."""

import datetime as dt
import re
from html import unescape

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.models import Changeset, Claim, Occurrence, Party, Source
from app.services.filing import Filing
from app.vocab.claims import ChangesetKind, ChangesetState, OccurrenceState, PartyKind, Precision, Rank, SourceKind
from app.vocab.injuries import Population
from app.vocab.properties import PROPERTIES
from tests.factories import A, an_occurrence, more_claims
from tests.web.examples import two_occurrences


def text_of(client: FlaskClient, address: str, status: int = 200) -> str:
    """The words of a page without its markup, blanks squeezed."""
    answer = client.get(address, follow_redirects=True)
    assert answer.status_code == status, answer.text
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", answer.text.split("<main", 1)[-1].split("<footer", 1)[0])))


def test_the_first_page_counts_with_units(client: FlaskClient, session: Session) -> None:
    two_occurrences(session)
    seen = text_of(client, "/")
    for words in ("occurrences 2", "aircraft in them 3", "claims 20", "disputed facts 2", "349 people killed"):
        assert words in seen


def test_the_first_page_of_an_empty_database_says_so(client: FlaskClient) -> None:
    assert "The database is empty" in text_of(client, "/")


def test_a_dossier_has_one_address(client: FlaskClient, session: Session) -> None:
    occurrence_id, _ = two_occurrences(session)
    for address in (f"/occurrences/{occurrence_id}", f"/occurrences/{occurrence_id}-else"):
        answer = client.get(address)
        assert answer.status_code == 301
        assert re.fullmatch(rf"/occurrences/{occurrence_id}-ei-etj-.*egypt", answer.location)


def test_a_merged_record_leads_to_the_other(client: FlaskClient, session: Session) -> None:
    merged, target = two_occurrences(session)
    session.execute(
        sa.update(Occurrence).where(Occurrence.id == merged).values(state=OccurrenceState.MERGED, merged_into=target)
    )
    session.commit()
    answer = client.get(f"/occurrences/{merged}")
    assert (answer.status_code, answer.location) == (301, f"/occurrences/{target}")


def test_a_withdrawn_record_is_gone(client: FlaskClient, session: Session) -> None:
    occurrence_id, _ = two_occurrences(session)
    session.execute(sa.update(Occurrence).where(Occurrence.id == occurrence_id).values(state=OccurrenceState.WITHDRAWN))
    session.commit()
    assert "This record was withdrawn" in text_of(client, f"/occurrences/{occurrence_id}", 410)
    assert "Hasna" not in text_of(client, "/occurrences")


def test_the_head_states_people_with_their_population(client: FlaskClient, session: Session) -> None:
    occurrence_id, collision = two_occurrences(session)
    assert f"224 people ({Population.ABOARD.label})" in text_of(client, f"/occurrences/{occurrence_id}")
    assert f"349 people ({Population.ALL.label})" in text_of(client, f"/occurrences/{collision}")


def test_a_disputed_judgement_shows_the_accounts_and_no_value(client: FlaskClient, session: Session) -> None:
    occurrence_id, _ = two_occurrences(session)
    seen = text_of(client, f"/occurrences/{occurrence_id}")
    assert "Cause of the loss ◆ disputed No headline value" in seen
    assert "Head of the FSB asserts A bomb. said on 16 November 2015, published on 17 November 2015" in seen
    assert "Egypt's aviation minister sees no evidence A criminal act. said on 17 November 2015" in seen


def test_a_disputed_value_stands_with_its_rival_and_the_reason(client: FlaskClient, session: Session) -> None:
    occurrence_id, _ = two_occurrences(session)
    seen = text_of(client, f"/occurrences/{occurrence_id}")
    assert "04:13 The Aviation Herald says: 04:12 ◆ disputed" in seen
    assert "Wikipedia editors is shown because “reference work” as a source goes before “press” as a source." in seen
    assert "As written: 04:12Z ." in seen


def test_every_claim_is_on_the_page(client: FlaskClient, session: Session) -> None:
    for occurrence_id in two_occurrences(session):
        page = client.get(f"/occurrences/{occurrence_id}", follow_redirects=True).text
        numbers = session.scalars(sa.select(Claim.number).where(Claim.occurrence_id == occurrence_id))
        assert all(f'href="/claims/{occurrence_id}-{number}"' in page for number in numbers)


def test_a_day_that_is_only_a_limit_is_told_so(client: FlaskClient, session: Session) -> None:
    claim = A("place", "At sea", said=dt.date(2015, 11, 2), precision=Precision.NOT_LATER_THAN)
    assert "said not later than 2 November 2015" in text_of(client, f"/occurrences/{an_occurrence(session, [claim])}")


def test_an_editors_rank_is_told_with_its_reason(client: FlaskClient, session: Session) -> None:
    occurrence_id = an_occurrence(session, [A("place", "Nowhere", rank=Rank.DEPRECATED), A("place", "Here", by="BEA")])
    assert "Ranked deprecated : a test says so." in text_of(client, f"/occurrences/{occurrence_id}")


def test_a_long_record_of_a_dataset_is_folded(client: FlaskClient, session: Session) -> None:
    filing = Filing(session, ChangesetKind.IMPORT, "one record")
    draft = filing.new()
    speaker = filing.parties.get("NTSB", PartyKind.AUTHORITY, exact=True)
    filing.write_parties()
    source = filing.add_source(
        kind=SourceKind.DATASET, title="A release", publisher_id=speaker, authors=None, url=None, archived_url=None,
        published_on=None, retrieved_on=None, language=None, licence="public domain", redistributable=True, key=None,
        series=None, file_sha256=None,
    )  # fmt: skip
    account = draft.add_account(filing, speaker_id=speaker, source_id=source, said_on=dt.date(2020, 1, 1), record="R-1")
    for level in ("fatal", "minor", "none"):
        for population in Population:
            draft.add_claim(account, f"injuries.{level}", "1", qualifier=population.value)
    filing.flush([draft])
    filing.accept()
    session.commit()
    assert "Record R-1 of 18 claims" in text_of(client, f"/occurrences/{draft.id}")


def test_hostile_text_stays_text(client: FlaskClient, session: Session) -> None:
    evil = "<script>alert(1)</script>\"'><img src=x>"
    claims = [A("place", evil, by=evil, quote=evil, source=evil), A("cause.statement", evil), A("narrative.factual", evil)]
    occurrence_id = an_occurrence(session, claims)
    party = session.scalar(sa.select(Party.id).where(Party.name.like("<script>%")))
    source = session.scalar(sa.select(Source.id).where(Source.title.like("<script>%")))
    for address in ("/", "/occurrences", f"/occurrences/{occurrence_id}", f"/claims/{occurrence_id}-1", f"/parties/{party}",
                    f"/sources/{source}", "/sources", "/occurrences?q=<script>", "/occurrences?q=year:<script>",
                    "/occurrences?sort=<script>"):  # fmt: skip
        page = client.get(address, follow_redirects=True).text
        assert "<script>" not in page
        scripts = set(re.findall("<script[^>]*>", page)) - {'<script type="application/ld+json">'}  # which is data
        assert all(' src="/static/' in each for each in scripts)
        assert "<img" not in page


def test_a_claim_has_a_permanent_page(client: FlaskClient, session: Session) -> None:
    occurrence_id, _ = two_occurrences(session)
    number = session.scalar(sa.select(Claim.number).where(Claim.value == "A bomb."))
    seen = text_of(client, f"/claims/{occurrence_id}-{number}")
    for words in ("Head of the FSB asserts this", "unambiguously a terrorist act", "number 1 of the log",
                  "◆ disputed", "sees no evidence A criminal act."):  # fmt: skip
        assert words in seen


def test_a_closed_claim_keeps_its_page_and_says_so(client: FlaskClient, session: Session) -> None:
    occurrence_id, _ = two_occurrences(session)
    session.execute(sa.update(Claim).where(Claim.occurrence_id == occurrence_id, Claim.number == 1).values(closed_in=2))
    session.commit()
    assert "It no longer counts." in text_of(client, f"/claims/{occurrence_id}-1", 410)


def test_what_waits_for_review_is_seen_nowhere(client: FlaskClient, session: Session) -> None:
    occurrence_id, _ = two_occurrences(session)
    more_claims(session, occurrence_id, [A("weather.conditions", "IMC", by="Somebody new")])
    hidden = an_occurrence(session, [A("place", "Atlantis", by="Plato")])
    number = session.scalar(sa.select(Claim.number).where(Claim.property == "weather.conditions"))
    pending = {"state": ChangesetState.PENDING, "sequence": None, "digest": None, "decided_at": None}
    session.execute(sa.update(Changeset).where(Changeset.id > 2).values(pending))
    session.commit()
    parties = session.scalars(sa.select(Party.id).where(Party.name.in_(["Somebody new", "Plato"]))).all()
    for address in (f"/claims/{occurrence_id}-{number}", f"/occurrences/{hidden}", f"/claims/{hidden}-1",
                    *(f"/parties/{party}" for party in parties)):  # fmt: skip
        text_of(client, address, 404)
    for address in ("/", "/occurrences", "/sources", f"/occurrences/{occurrence_id}"):
        seen = text_of(client, address)
        assert not any(word in seen for word in ("Atlantis", "Plato", "Somebody new"))


def test_a_source_tells_what_it_speaks_of(client: FlaskClient, session: Session) -> None:
    two_occurrences(session)
    source = session.scalar(sa.select(Source.id).where(Source.url == "https://example.org/fsb"))
    page = client.get(f"/sources/{source}").text
    assert 'href="https://example.org/fsb" rel="noopener nofollow"' in page
    assert "1 account of 1 occurrence" in text_of(client, f"/sources/{source}")
    assert "public domain" in text_of(client, f"/sources/{source}")


def test_a_party_has_a_list_for_each_role(client: FlaskClient, session: Session) -> None:
    two_occurrences(session)
    operator = session.scalar(sa.select(Party.id).where(Party.name == "Kogalymavia"))
    ntsb = session.scalar(sa.select(Party.id).where(Party.name == "NTSB"))
    assert "Operated aircraft in 1 occurrence" in text_of(client, f"/parties/{operator}")
    assert "Speaks about 2 occurrences" in text_of(client, f"/parties/{ntsb}")
    assert "Publishes 1 to" not in text_of(client, f"/parties/{ntsb}?role=publishes")
    assert "there is no role 'sleeps'" in text_of(client, f"/parties/{ntsb}?role=sleeps", 404).lower()


def test_the_dictionary_defines_every_property_and_code(client: FlaskClient) -> None:
    page = unescape(client.get("/dictionary").text)
    for each in PROPERTIES:
        assert f'id="{each.key}"' in page
        assert each.definition in page
        for code in each.codes or ():
            assert code.definition in page
    assert "CICTT v4.7, December 2017" in page


def test_the_method_names_the_rule_and_its_order(client: FlaskClient) -> None:
    seen = text_of(client, "/about/method")
    assert "best-value/1" in seen
    assert seen.index("Final report.") < seen.index("Official dataset.") < seen.index("Press.")


@pytest.mark.parametrize(
    "address",
    ["/nowhere", "/occurrences/1", "/occurrences/99999999999999999999", "/occurrences/x", "/claims/1-1", "/claims/1",
     "/sources/1", "/parties/1", "/occurrences/9223372036854775807", "/claims/1-2147483647"],
)  # fmt: skip
def test_what_is_not_there_is_a_helpful_404(client: FlaskClient, address: str) -> None:
    assert "Where to go from here" in text_of(client, address, 404)


def test_a_bad_page_number_is_named(client: FlaskClient) -> None:
    assert "'zero' is not a page number" in text_of(client, "/sources?page=zero", 400)


def test_a_fault_is_a_page_without_details(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("secret")

    client.application.testing = False
    monkeypatch.setattr("app.services.pages.home", broken)
    answer = client.get("/")
    assert answer.status_code == 500
    assert "Something went wrong here" in answer.text
    assert "secret" not in answer.text


@pytest.mark.parametrize("address", ["/", "/nowhere", "/static/style.css", "/healthz", "/occurrences/1"])
def test_every_answer_carries_the_headers(client: FlaskClient, address: str) -> None:
    with client.get(address) as answer:
        headers = answer.headers
    assert headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'self';")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Referrer-Policy" in headers
    assert "Permissions-Policy" in headers


def test_health_is_plain(client: FlaskClient) -> None:
    answer = client.get("/healthz")
    assert (answer.text, answer.mimetype) == ("ok\n", "text/plain")


def test_a_refined_fact_shows_both_values_with_their_days(client: FlaskClient, session: Session) -> None:
    occurrence_id = an_occurrence(
        session, [A("injuries.fatal", "295", qualifier="all", said=dt.date(2017, 3, 28), precision=Precision.NOT_LATER_THAN)]
    )
    more_claims(session, occurrence_id, [A("injuries.fatal", "298", qualifier="all", said=dt.date(2026, 4, 29))])
    seen = text_of(client, f"/occurrences/{occurrence_id}")
    assert "298 people earlier 295 people, said not later than 28 March 2017" in seen
    assert "said on 29 April 2026" in seen
    assert "refined" in seen


def test_a_deprecated_statement_says_so_where_it_stands_in_time(client: FlaskClient, session: Session) -> None:
    occurrence_id = an_occurrence(session, [A("breakup", "The aircraft is safe.", rank=Rank.DEPRECATED)])
    statements = text_of(client, f"/occurrences/{occurrence_id}").split("What was said, in order of time")[-1]
    assert "The aircraft is safe. deprecated: a test says so" in statements


@pytest.mark.parametrize(("operator", "words"), [("", "Flight MS804"), ("EgyptAir", "Operator EgyptAir flight MS804")])
def test_a_flight_without_an_operator_is_called_a_flight(
    client: FlaskClient, session: Session, operator: str, words: str
) -> None:
    stated = [A("aircraft.operator", operator, aircraft=1)] if operator else []
    occurrence_id = an_occurrence(session, [A("aircraft.flight_number", "MS804", aircraft=1), *stated])
    seen = text_of(client, f"/occurrences/{occurrence_id}").split("1 claim")[0].split("2 claims")[0]
    assert words in seen
    assert ("Operator" in seen) is bool(operator)
