"""The pages of disputed facts: the list, its filters, days, CSV."""

import csv
import datetime as dt
import io
import re
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.services.steps import SetRank, Withdraw
from app.vocab.claims import SourceKind
from tests.factories import A, an_occurrence, more_claims
from tests.web.examples import two_occurrences
from tests.web.test_kept import publish
from tests.web.test_pages import text_of

LATER = dt.date(2016, 3, 1)


def rows_of(client: FlaskClient, query: str) -> list[dict[str, str]]:
    answer = client.get(f"/disputes.csv?{query}")
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.text)))


def facts_of(client: FlaskClient, query: str = "") -> list[str]:
    """The disputed properties, in the order of the list, each fact once."""
    return list(dict.fromkeys(row["property"] for row in rows_of(client, query)))


@pytest.fixture
def disputed(session: Session) -> int:
    """An occurrence disputed on its time until one speaker gives way, its cause, and the deaths."""
    first, _ = two_occurrences(session)
    more_claims(session, first, [
        A("time.utc", "04:13", by="The Aviation Herald", said=LATER),
        A("injuries.fatal", "214", by="A newspaper", qualifier="aboard", said=dt.date(2015, 11, 1)),
    ])  # fmt: skip
    return first


def test_the_list_tells_who_says_what_against_whom_since_when(client: FlaskClient, disputed: int) -> None:
    seen = text_of(client, "/disputes")
    assert "2 disputed facts in 1 occurrence, as of now" in seen
    assert "Cause of the loss Head of the FSB asserts A bomb. 2015-11-17 Egypt's aviation minister sees no evidence" in seen
    assert "A newspaper asserts 214 2015-11-01 Wikipedia editors asserts 224 2015-10-31" in seen
    assert "10 people (4 %) 2015-11-01 not settled" in seen
    page = client.get("/disputes").text
    assert f'href="/claims/{disputed}-10"' in page
    assert "property=cause.statement" in page
    assert 'href="/disputes.csv"' in page
    assert client.get("/disputes?page=9").status_code == 404


NARROWED = {
    "as_of=2015-10-30": "", "as_of=2015-10-31": "time", "as_of=2015-11-01": "time fatal",
    "as_of=2015-11-17": "time fatal cause", "property=time.utc&as_of=2016-02-29": "time",
    "property=time.utc&as_of=2016-03-01": "", "q=hasna": "fatal cause", "q=dadri": "",
    "q=disputed:cause.statement": "fatal cause", "q=disputed:time.utc": "",
    "q=hasna&as_of=2015-10-31": "time", "q=dadri&as_of=2015-10-31": "", "property=place": "",
    "sort=age&which=all": "time fatal cause", "sort=size&which=all": "time fatal cause", "which=settled": "time",
    "which=all": "time fatal cause", "speakers=999999": "",
}  # fmt: skip
_KEYS = {"time": "time.utc", "fatal": "injuries.fatal", "cause": "cause.statement"}


def test_the_list_is_narrowed(client: FlaskClient, disputed: int) -> None:
    for query, found in NARROWED.items():
        assert facts_of(client, query) == [_KEYS[each] for each in found.split()], query
    assert "1 minute 2015-10-31 2016-03-01" in text_of(client, "/disputes?which=settled")


def test_a_pair_of_speakers_is_a_filter(client: FlaskClient, disputed: int) -> None:
    row = rows_of(client, "property=cause.statement")
    pair = ",".join(sorted((each["speaker_id"] for each in row), key=int))
    assert facts_of(client, f"speakers={pair}") == ["cause.statement"]
    assert facts_of(client, f"speakers={row[0]['speaker_id']}") == ["cause.statement"]
    assert "speakers: Head of the FSB against Egypt's aviation minister" in text_of(client, f"/disputes?speakers={pair}")
    assert facts_of(client, "speakers=999999") == []


def test_the_table_to_take_away_has_a_row_for_each_opponent(client: FlaskClient, session: Session) -> None:
    an_occurrence(session, [A("place", "=1+1"), A("place", "Cairo", by="A newspaper", kind=SourceKind.PRESS)])
    rows = rows_of(client, "")
    assert sorted(row["value"] for row in rows) == ["'=1+1", "Cairo"]
    assert {(row["stance"], row["disputed_since"], row["settled_on"]) for row in rows} == {("asserts", "2015-10-31", "")}
    assert {row["claim"] for row in rows} == {"1-1", "1-2"}


def test_an_empty_list_says_why(client: FlaskClient, session: Session) -> None:
    assert "Nothing is disputed." in text_of(client, "/disputes")
    two_occurrences(session)
    assert "Nothing had been disputed by 1 January 2000." in text_of(client, "/disputes?as_of=2000-01-01")
    assert "No open dispute fits these conditions" in text_of(client, "/disputes?property=place")


WRONG = {
    "q=opreator:x": "Did you mean", "as_of=tomorrow": "is no day", "property=colour": "here is no property",
    "speakers=a,b": "number of one party or of two", "speakers=1,2,3": "number of one party or of two",
    "sort=best": "date, age, size", "which=some": "open, settled, all", "page=x": "page number",
    "as_recorded=99": "there is no number 99", "as_recorded=x": "is no moment",
}  # fmt: skip


def test_what_cannot_be_read_is_named(client: FlaskClient) -> None:
    for query, words in WRONG.items():
        answer = client.get(f"/disputes?{query}")
        assert answer.status_code == 400, query
        assert words in answer.text, query


def test_a_new_word_changes_the_list_at_once(client: FlaskClient, session: Session, disputed: int) -> None:
    assert facts_of(client, "as_of=2020-01-01") == ["injuries.fatal", "cause.statement"]
    more_claims(session, disputed, [A("injuries.fatal", "224", by="A newspaper", qualifier="aboard", said=LATER)])
    assert facts_of(client, "as_of=2020-01-01") == ["cause.statement"]


def test_both_clocks_are_independent_and_combine(client: FlaskClient, session: Session, disputed: int) -> None:
    publish(session, Withdraw(disputed, "claim", 10, "of another flight"))  # what the FSB said of the cause
    asked = {
        "": "fatal", "as_recorded=now": "fatal", "as_recorded=0": "", "as_recorded=1": "time cause",
        "as_recorded=2": "time cause", "as_recorded=3": "fatal cause", "as_recorded=3&which=settled": "time",
        "as_recorded=2&as_of=2015-11-16": "time", "as_recorded=3&as_of=2015-11-16": "time fatal",
        "as_recorded=4&as_of=2015-11-17": "time fatal", "as_recorded=3&q=dadri": "", "as_recorded=1&q=hasna": "time cause",
    }  # fmt: skip
    for query, found in asked.items():
        assert facts_of(client, query) == [_KEYS[each] for each in found.split()], query

    page = unescape(client.get("/disputes?as_of=2015-11-17&as_recorded=3").text.split("<main", 1)[1])
    assert "and what was withdrawn later still stands" in " ".join(re.sub("<[^>]*>", "", page).split())
    links = re.findall(r'href="(/(?:disputes|occurrences|claims)[^"]*)"', page)
    back = {"/disputes", "/disputes?as_of=2015-11-17", "/disputes?as_recorded=3"}
    assert back < set(links)
    assert [each for each in links if "as_of=2015-11-17&as_recorded=3" not in each and each not in back] == []
    assert {each.split("?")[0] for each in links} >= {"/disputes.csv", "/disputes/agreement", f"/claims/{disputed}-10"}
    assert 'name="as_recorded" value="3"' in page
    assert "2 disputed facts" not in text_of(client, "/disputes?as_recorded=4")
    assert "Nothing was disputed." in text_of(client, "/disputes?as_recorded=0")


# -- on a dossier


def test_a_fact_says_since_when_it_is_disputed_or_when_that_was_settled(client: FlaskClient, disputed: int) -> None:
    seen = text_of(client, f"/occurrences/{disputed}")
    assert "Disputed since 17 November 2015, between Head of the FSB and Egypt's aviation minister ." in seen
    assert "Disputed since 1 November 2015, between Wikipedia editors and A newspaper ." in seen
    settled = "Disputed from 31 October 2015, settled on 1 March 2016, between Wikipedia editors and The Aviation Herald ."
    assert settled in seen
    assert seen.count("Disputed since") + seen.count("Disputed from") == 3
    before = text_of(client, f"/occurrences/{disputed}?as_of=2016-02-29")
    assert "Disputed since 31 October 2015, between Wikipedia editors and The Aviation Herald ." in before
    assert "Disputed since 17" not in text_of(client, f"/occurrences/{disputed}?as_of=2015-11-16")


def test_what_its_speaker_withdrew_was_disputed_until_then(client: FlaskClient, session: Session) -> None:
    day = dt.date(2015, 10, 31)
    record = an_occurrence(session, [A("time.utc", "04:13"), A("time.utc", "04:12", by="An agency", said=day)])
    publish(session, SetRank(record, 2, "deprecated", "withdrawn by its speaker on 2015-11-03"))
    seen = text_of(client, f"/occurrences/{record}")
    assert "Disputed from 31 October 2015, settled on 3 November 2015, between NTSB and An agency ." in seen
