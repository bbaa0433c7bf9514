"""The tracker's pages: filters, days, what cannot be read, and what is taken away."""

import csv
import io
import re
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.charts import palette
from app.services.steps import Withdraw
from app.vocab.claims import Precision
from app.vocab.investigations import InvestigationKind
from tests.factories import A, more_claims
from tests.inquiries import Inquiry, S, file_inquiries
from tests.web.test_kept import publish
from tests.web.test_pages import text_of

METROJET = Inquiry(
    "2015-10-31",
    (
        S("opened", "2015-10-31", "2015-10-31"),
        S("preliminary_published", "2015-12-13", "2015-12-13", "2015-12-14"),
        S("transferred_to_judicial", "2016-03-14", "2016-03-14", "2016-03-17"),
    ),
    country="EG", by="BEA",
)  # fmt: skip
SOME = (
    METROJET,
    Inquiry("2010-01-01", (S("opened", "2010-01-01"), S("final_published", "2010-12-31")), by="AAIB"),
    Inquiry("2014-03-01", (S("final_published", "2016-03-01"), S("reopened", "2018-06-01")), by="AAIB"),
    Inquiry("2015-11", (S("opened", "2015-11-20"),), by="AAIB", country=None),
    Inquiry("2015-10-31", (S("opened", "2015-11-02"),), "Prosecutor", "EG", InvestigationKind.JUDICIAL, None),
)  # fmt: skip


def table(client: FlaskClient, address: str) -> list[dict[str, str]]:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    assert answer.mimetype == "text/csv"
    return list(csv.DictReader(io.StringIO(answer.text)))


def test_the_worked_example_reads_as_the_clock_says(client: FlaskClient, session: Session) -> None:
    file_inquiries(session, [METROJET])
    seen = text_of(client, "/investigations?as_of=2015-12-01")
    assert "You look at 1 December 2015" in seen
    assert "Opened said on 31 October 2015" in seen
    assert "1 day past the 30-day date" in seen
    assert "Final report due by 31 October 2016" in seen
    seen = text_of(client, "/investigations?as_of=2016-11-01&overdue=final")
    assert "Transferred to the judiciary said on 14 March 2016, published on 17 March 2016" in seen
    assert "1 day past the anniversary" in seen
    assert "1 day past the 12-month aim" in seen
    assert "Preliminary report: came 13 days past the 30-day date" in seen
    assert "How this is counted: annex13-clock/1" in seen
    assert "was public by 30 October 2015" in text_of(client, "/investigations?as_of=2015-10-30")


FILTERS = (
    ("", 5, 4), ("status=open", 4, 4), ("status=final", 2, 1), ("status=reopened", 1, 1), ("status=transferred", 1, 1),
    ("overdue=final", 2, 2), ("overdue=final&by=over-5", 2, 2), ("overdue=final&by=under-1", 0, 0), ("state=EG", 2, 2),
    ("state=eg&status=final", 0, 0), ("state=none", 1, 1), ("as_of=2016-03-15&status=recent", 1, 0), ("q=country:EG", 2, 2),
    ("q=country:FR&status=open", 1, 1), ("q=country:DE", 0, 0),
)  # fmt: skip


def test_filters_keep_what_they_say(client: FlaskClient, session: Session) -> None:
    file_inquiries(session, SOME)
    for asked, n, n_open in FILTERS:
        seen = text_of(client, f"/investigations?{asked}")
        assert f"{n} investigation{'' if n == 1 else 's'} , of which {n_open} open" in seen, asked
        assert len(table(client, f"/investigations/table.csv?{asked}")) == n
        if not n:
            assert ("No investigation is known" if asked.startswith("q=") else "No investigation is like that") in seen
    assert "There is no page 3: the list has 1 page" in text_of(client, "/investigations?page=3", 404)


def test_a_filter_leads_to_what_it_counts(client: FlaskClient, session: Session) -> None:
    file_inquiries(session, SOME)
    page = client.get("/investigations?as_of=2026-01-01").text
    links = re.findall(
        r'<a href="(/investigations\?[^"]+)" class="[^"]*"[^>]*>\s*<span class="box".*?<span class="n">(\d+)', page, re.S
    )
    assert len(links) > 8
    for href, n in links:
        assert int(n) == len(table(client, href.replace("&amp;", "&").replace("?", "/table.csv?"))), href


def test_of_what_is_not_known_to_the_day_nothing_is_told(client: FlaskClient, session: Session) -> None:
    file_inquiries(session, SOME[3:4])
    seen = text_of(client, "/investigations")
    assert "of 1 it cannot be told whether something is past its date" in seen
    assert "Final report: cannot be told" in seen


WRONG = (
    ("status=x", "Status is 'x', but can only be one of open"), ("by=1-2", "overdue must say what"),
    ("overdue=comment", "can only be one of preliminary, interim, final"), ("authority=x", "number of a party"),
    ("authority=²", "number of a party"), ("state=EGY", "code of a country"), ("sort=x", "Sort is 'x'"),
    ("as_of=2015-13-01", "is no day"), ("as_recorded=7", "there is no number 7"), ("as_recorded=x", "is no moment"),
    ("as_of=9999-01-01", "has not come"), ("page=x", "is not a page number"),
    ("q=opreator:x", "Did you mean"), ("q=(", "Nothing was looked up"),
)  # fmt: skip


def test_what_cannot_be_read_is_named(client: FlaskClient) -> None:
    for asked, words in WRONG:
        assert words in text_of(client, f"/investigations?{asked}", 400)
        if not asked.startswith("page"):
            assert words in text_of(client, f"/investigations/table.csv?{asked}", 400)
    assert "By is 'x'" in text_of(client, "/investigations/time-to-report?by=x", 400)


@pytest.mark.parametrize("address", ["/investigations", "/investigations/time-to-report"])
def test_an_empty_database_says_so(client: FlaskClient, address: str) -> None:
    assert re.search("Not one investigation is on record|No safety investigation is known", text_of(client, address))


def test_pages_are_kept_until_the_log_moves(client: FlaskClient, session: Session) -> None:
    first, *_ = file_inquiries(session, [METROJET])
    address = "/investigations?as_of=2016-11-01"
    tag = client.get(address).headers["ETag"]
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
    more_claims(session, first, [A("place", "Hasna", by="Egypt"), A("place", "Hasna", by="Russia")])
    assert "Hasna" in client.get(address, headers={"If-None-Match": tag}).text


def test_the_table_holds_what_the_clock_tells(client: FlaskClient, session: Session) -> None:
    file_inquiries(session, [METROJET])
    (row,) = table(client, "/investigations/table.csv?as_of=2016-11-01")
    expected = {
        "date": "2015-10-31", "authority": "BEA", "kind": "safety", "status": "transferred_to_judicial",
        "status_on": "2016-03-14",
        "status_public_on": "2016-03-17", "preliminary_days_late": "13", "final_past": "yes", "final_days_past": "1",
        "missed_anniversaries": "1", "as_of": "2016-11-01", "rule": "annex13-clock/1",
    }  # fmt: skip
    assert {name: row[name] for name in expected} == expected


def test_both_clocks_are_independent_and_combine(client: FlaskClient, session: Session) -> None:
    (first, _) = file_inquiries(session, [METROJET, SOME[1]])
    assert "came 13 days past" in text_of(client, "/investigations?as_recorded=now")
    publish(session, Withdraw(first, "investigation_event", 1, "of another flight", 2))
    for asked, words, not_words in (
        ("", "As on record on", "You look at"),
        ("as_recorded=now", "You look at what this database held after number 2 of the log", "No investigation"),
        ("as_of=2016-11-01", "You look at 1 November 2016", "what this database held"),
        ("as_recorded=1", "You look at what this database held after number 1 of the log", "what became public later"),
        ("as_of=2016-11-01&as_recorded=1", "Today, as it was on record then", "so is what a query finds"),
        ("as_of=2016-11-01&as_recorded=1&q=country:EG", "and so is what a query finds", "No investigation"),
        ("as_recorded=0", "was on record then. As it is on record now", "They are recorded"),
    ):
        seen = text_of(client, f"/investigations?{asked}")
        assert words in seen, asked
        assert not_words not in seen, asked
        assert ("Preliminary report: came 13 days past" in seen) == ("as_recorded=1" in asked), asked
    assert "1 day past the 12-month aim" in text_of(client, "/investigations?as_of=2016-11-01&as_recorded=1")

    page = unescape(client.get("/investigations?as_of=2016-11-01&as_recorded=1&sort=oldest").text)
    main = page.split("<main", 1)[1].split("<footer", 1)[0]
    clocks = "as_of=2016-11-01&as_recorded=1"
    kept = re.findall(r'href="(/(?:investigations|occurrences)[^"]*)"', main)
    there = "/investigations?sort=oldest"
    back = {there, f"{there}&as_of=2016-11-01", f"{there}&as_recorded=1"}
    assert back < set(kept)
    assert [each for each in kept if clocks not in each and each not in back] == []
    assert any(each.startswith("/occurrences/") for each in kept)
    assert 'name="as_recorded" value="1"' in main
    assert 'type="hidden" name="sort" value="oldest"' in main

    rows = {at: table(client, f"/investigations/table.csv?sort=oldest&as_recorded={at}")[-1] for at in ("1", "now")}
    assert [(each["preliminary_met_on"], each["as_recorded"]) for each in rows.values()] == [("2015-12-13", "1"), ("", "2")]
    times = "/investigations/time-to-report"
    assert "after number 1 of the log" in text_of(client, f"{times}?as_recorded=1")
    assert f"{times}.csv?as_of=2016-11-01&as_recorded=1" in unescape(client.get(f"{times}?{clocks}").text)
    assert {each["as_recorded"] for each in table(client, f"{times}.csv?{clocks}")} == {"1"}
    assert "at number 1 of its log" in client.get(f"{times}.svg?{clocks}").text


def test_it_says_how_far_the_sources_go(client: FlaskClient, session: Session) -> None:
    file_inquiries(session, [METROJET])
    assert "the newest dated one on record that speaks of investigations is of 1 January 2010" in text_of(
        client, "/investigations"
    )
    assert "the newest dated one" not in text_of(client, "/investigations?as_of=2010-01-01")


# -- time to the final report


def test_times_count_who_waits_and_who_is_left_out(client: FlaskClient, session: Session) -> None:
    file_inquiries(session, SOME)
    seen = text_of(client, "/investigations/time-to-report?as_of=2016-12-31")
    assert "of 3 investigations, by months since the occurrence, as known on 2016-12-31. 1 of 4 (25.0 %) are left out." in seen
    assert "Left out: 1 because the day of the occurrence is not known." in seen
    assert "Half had a final report within 24.0 months (731 days)." in seen
    rows = table(client, "/investigations/time-to-report.csv?as_of=2016-12-31")
    assert [(row["days"], row["at_risk"], row["events"], row["censored"], row["share_public"]) for row in rows] == [
        ("364", "3", "1", "0", "0.333333"), ("427", "2", "0", "1", "0.333333"), ("731", "1", "1", "0", "1.000000"),
    ]  # fmt: skip
    maybe = (S("opened", "2010-01-02"), S("final_published", "2017-01-01", precision=Precision.NOT_LATER_THAN))
    file_inquiries(session, [Inquiry("2010-01-01", maybe)])
    for day in ("2016-12-31", "2017-01-01"):
        seen = text_of(client, f"/investigations/time-to-report?as_of={day}")
        assert "1 because the day of the final report is not known, only that it was public not later than a day" in seen
        assert "of 3 investigations" in seen
    assert "the median is not reached" in text_of(client, "/investigations/time-to-report?q=country:EG").lower()


def test_groups_are_compared(client: FlaskClient, session: Session) -> None:
    def ended(country: str, year: int, report: str) -> Inquiry:
        return Inquiry(f"{year}-01-01", (S("final_published", report),), country=country)

    apart = [ended("EG", year, f"{year}-03-01") for year in range(2000, 2010)]
    apart += [ended("FR", year, f"{year + 3}-03-01") for year in range(2000, 2010)]
    apart += [ended(country, 2001, "2002-01-01") for country in ("DE", "GB", "US", "CA", "JP", "BR")]
    late = Inquiry(
        "2001-01-01",
        (S("final_published", "2003-01-01", precision=Precision.NOT_LATER_THAN),),
        country="EG",
    )
    file_inquiries(session, [*apart, late, ended("FR", 2012, "2011-12-31")])
    seen = text_of(client, "/investigations/time-to-report?by=country")
    for words in (
        "Log-rank test over all of the time", "5 degrees of freedom, p < 0.0001", "Drawn are the 6 of 8 groups",
        "2 investigations are in none of them", "1 because the day of the final report is not known",
        "1 because the final report is stated to be older than the occurrence", "Egypt : Half had a final report within",
    ):  # fmt: skip
        assert words in seen
    rows = table(client, "/investigations/time-to-report.csv?by=country")
    assert {row["group"] for row in rows} >= {"EG", "FR"}
    by_authority = text_of(client, "/investigations/time-to-report?by=authority")
    assert "BEA : Half had" in by_authority
    picture = client.get("/investigations/time-to-report.svg?by=country")
    assert picture.mimetype == "image/svg+xml"
    assert "Undefined" not in picture.text
    assert 'stroke=""' not in picture.text


def test_the_colours_of_curves_are_those_of_the_pictures_that_leave_the_site() -> None:
    from pathlib import Path

    import app

    css = (Path(app.__file__).parent / "static" / "tracker.css").read_text(encoding="utf-8").split("@media")[0]
    on_page = dict(re.findall(r"--c-([a-z0-9]+): (#[0-9a-f]{6})", css))
    assert on_page == {name: palette.STROKES[name] for name in ("s1", "s2", "s3", "s4", "s5", "s6", "limit", "aim")}
