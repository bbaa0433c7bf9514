"""Feeds: valid in both formats, each change once, nothing that waits, and not made twice for who has them."""

import datetime as dt
import re
from base64 import b64encode
from xml.etree import ElementTree as ET

import feedparser
import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.models import Changeset
from app.services import accounts
from app.services import contributions as c
from app.services.permissions import Actor, Permission
from app.services.steps import Merge, WithdrawOccurrence
from app.vocab.claims import Precision
from app.vocab.users import Role
from tests.factories import A, an_occurrence, more_claims
from tests.inquiries import Inquiry, S, file_inquiries
from tests.web.examples import two_occurrences
from tests.web.people import a_user, sign_in_as
from tests.web.test_kept import publish
from tests.web.test_pending_is_hidden import MARK, what_waits

ATOM = "{http://www.w3.org/2005/Atom}"
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
ALL = ("/occurrences", "/occurrences/1", "/changes", "/disputes", "/investigations")
HOSTILE = "]]><script>qqx</script>\x01\x0b\ufffe\u202egnp.\u202c &amp; \x85<b>\U0001f6e9"


def checked(text: bytes) -> list[ET.Element]:
    """The entries of an Atom document that keeps the rules of RFC 4287."""
    parsed = feedparser.parse(text)
    assert not parsed.bozo, parsed.get("bozo_exception")
    root = ET.fromstring(text)
    assert root.tag == f"{ATOM}feed"
    entries = root.findall(f"{ATOM}entry")
    assert entries == list(root)[len(root) - len(entries) :], "what is about the feed comes first"
    for each in (root, *entries):
        for name in ("id", "title", "updated"):
            assert len(each.findall(f"{ATOM}{name}")) == 1, name
        assert each.find(f"{ATOM}id").text.startswith("urn:uuid:")
        assert each.find(f"{ATOM}author/{ATOM}name").text
        links = [(link.get("rel"), link.get("type")) for link in each.findall(f"{ATOM}link")]
        assert ("alternate", "text/html") in links
        assert len(set(links)) == len(links)
        assert all(link.get("href").startswith("http://localhost/") for link in each.findall(f"{ATOM}link"))
        for day in (*each.findall(f"{ATOM}updated"), *each.findall(f"{ATOM}published")):
            assert INSTANT.fullmatch(day.text)
            dt.datetime.fromisoformat(day.text)
    for each in entries:
        assert each.find(f"{ATOM}content").get("type") == "html"
    ids = [each.find(f"{ATOM}id").text for each in (root, *entries)]
    assert len(set(ids)) == len(ids)
    assert root.find(f"{ATOM}link").get("rel") == "self"
    moments = [each.find(f"{ATOM}updated").text for each in entries]
    assert moments == sorted(moments, reverse=True)
    return entries


def told(client: FlaskClient, address: str) -> list[tuple[str, str]]:
    """(title, id) of the entries of an Atom feed."""
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    return [(each.find(f"{ATOM}title").text, each.find(f"{ATOM}id").text) for each in checked(answer.data)]


def titles(client: FlaskClient, address: str) -> list[str]:
    return [title for title, _ in told(client, address)]


def test_a_search_tells_each_change_of_its_hits_once(client: FlaskClient, session: Session) -> None:
    two_occurrences(session)
    before = told(client, "/occurrences.atom")
    assert [title[:4] for title, _ in before] == ["New:", "New:"]
    more_claims(session, 1, [A("weather.conditions", "VMC", by="Egypt")])
    after = told(client, "/occurrences.atom?q=country:EG")
    assert [title.split(":")[0] for title, _ in after] == ["Changed", "New"]
    assert after[1] == before[1], "an entry stays what it was"
    assert titles(client, "/occurrences.atom?q=country:IN") == [before[0][0]]
    assert told(client, "/occurrences.atom?q=country:EG&unit=aircraft") == after
    assert told(client, "/occurrences.atom?q=country:FR") == []
    answer = client.get("/occurrences.atom")
    assert "http://localhost/occurrences/1/compare?from=2&amp;to=3" in answer.text
    assert client.get("/occurrences/1/compare?from=2&to=3").status_code == 200
    for wrong in ("q=date:x", "unit=x", "as_of=2016-01-01", "as_recorded=1"):
        assert client.get(f"/occurrences.atom?{wrong}").status_code == 400, wrong
    publish(session, WithdrawOccurrence(1, "a drill"))
    assert len(told(client, "/occurrences.atom")) == 1


def test_both_formats_say_the_same(client: FlaskClient, session: Session) -> None:
    two_occurrences(session)
    file_inquiries(session, [Inquiry("2020-01-01", (S("final_published", "2020-05-05"),))])
    for path in ALL:
        answer = client.get(f"{path}.feed.json")
        assert answer.content_type == "application/feed+json; charset=utf-8"
        feed, entries = answer.json, told(client, f"{path}.atom")
        assert feed["version"] == "https://jsonfeed.org/version/1.1"
        assert feed["feed_url"] == f"http://localhost{path}.feed.json"
        assert feed["title"]
        assert feed["home_page_url"].startswith("http://localhost/")
        assert [(each["title"], each["id"]) for each in feed["items"]] == entries
        assert entries
        for each in feed["items"]:
            assert {"id", "url", "content_text", "date_published", "date_modified", "authors"} <= each.keys()
            assert INSTANT.fullmatch(each["date_published"])


def test_an_empty_database_has_valid_feeds(client: FlaskClient, session: Session) -> None:
    for path in ("/occurrences", "/changes", "/disputes", "/investigations"):
        assert told(client, f"{path}.atom") == []
    assert client.get("/occurrences/1.atom").status_code == 404


def test_who_has_a_feed_is_told_so_without_its_being_made(client: FlaskClient, session: Session) -> None:
    two_occurrences(session)
    session.execute(sa.update(Changeset).values(decided_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC)))
    session.commit()
    for path in ALL:
        first = client.get(f"{path}.atom")
        assert first.headers["Cache-Control"] == "no-cache"
        tag, since = first.headers["ETag"], first.headers["Last-Modified"]
        for headers in ({"If-None-Match": tag}, {"If-Modified-Since": since}):
            again = client.get(f"{path}.atom", headers=headers)
            assert (again.status_code, again.data) == (304, b""), path
        assert client.get(f"{path}.feed.json").headers["ETag"] != tag
        assert client.get(f"{path}.atom", headers={"Host": "127.0.0.1"}).headers["ETag"] != tag, "addresses are whole"
        assert client.head(f"{path}.atom").status_code == 200
    more_claims(session, 1, [A("weather.conditions", "VMC", by="Egypt")])
    again = client.get(f"{path}.atom", headers={"If-None-Match": tag})
    assert again.status_code == 200
    assert "Last-Modified" not in again.headers, "the log may move again within the second"


def test_the_log_goes_on_at_the_next_address(client: FlaskClient, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.services.feeds.MOST", 2)
    two_occurrences(session)
    for value in ("VMC", "IMC", "VMC"):
        more_claims(session, 1, [A("weather.conditions", value, by="Egypt")])
    for path, ends in (("/changes", 3), ("/occurrences/1", 2)):
        seen, address, pages = [], f"{path}.atom?kind=edit" if path == "/changes" else f"{path}.atom", 0
        while address:
            found, pages = told(client, address), pages + 1
            seen += [each for _, each in found]
            link = ET.fromstring(client.get(address).data).find(f"{ATOM}link[@rel='next']")
            address = link.get("href").removeprefix("http://localhost") if link is not None else ""
        assert (len(seen), len(set(seen)), pages) == ({3: 5, 2: 4}[ends],) * 2 + (ends,)
    assert client.get("/changes.atom?before=x").status_code == 400
    assert client.get("/changes.atom?kind=x").status_code == 400
    assert client.get("/changes.atom?user=Nobody").status_code == 404
    assert told(client, "/changes.atom?occurrence=2&user=airdocket") == [*told(client, "/occurrences/2.atom")]


def test_the_history_of_a_record_that_moved_leads_on(client: FlaskClient, session: Session) -> None:
    two_occurrences(session)
    publish(session, Merge(2, 1, "the same"))
    for form in ("atom", "feed.json", "ics"):
        moved = client.get(f"/occurrences/2.{form}")
        assert (moved.status_code, moved.location) == (301, f"/occurrences/1.{form}")
    publish(session, WithdrawOccurrence(1, "a drill"))
    assert len(told(client, "/occurrences/1.atom")) == 3, "that it was withdrawn is told"


def test_disputes_come_by_when_they_came_on_record(client: FlaskClient, session: Session) -> None:
    two_occurrences(session)
    more_claims(session, 2, [A("place", "Delhi", by="A newspaper", said=dt.date(1996, 11, 12))])
    more_claims(session, 1, [A("injuries.fatal", "214", by="A newspaper", qualifier="aboard", said=dt.date(2015, 11, 1))])
    found = told(client, "/disputes.atom")
    assert found[0][0].startswith("Disputed: ")
    assert "(2015-10-31)" in found[0][0], "the latest on record first"
    text = client.get("/disputes.atom?property=injuries.fatal").text
    assert "A newspaper asserts: 214 (2015-11-01)" in text
    assert "Disputed since 1 November 2015. Difference: 10 people (4 %)." in text
    assert len(told(client, "/disputes.atom?property=time.utc")) == 1
    assert len(told(client, "/disputes.atom?q=country:IN")) == len(found) - len(told(client, "/disputes.atom?q=country:EG"))
    more_claims(session, 1, [A("injuries.fatal", "224", by="A newspaper", qualifier="aboard", said=dt.date(2016, 1, 1))])
    assert len(told(client, "/disputes.atom")) == len(found) - 1
    (settled,) = told(client, "/disputes.atom?which=settled")
    assert settled[0].startswith("Settled: ")
    assert settled[1] not in {each for _, each in found}, "a reader is told that it was settled"
    assert {each for _, each in told(client, "/disputes.atom")} <= {each for _, each in found}
    assert client.get("/disputes.atom?as_of=2016-01-01").status_code == 400


def test_reports_are_told_as_somebody_stated_them(client: FlaskClient, session: Session) -> None:
    file_inquiries(session, [
        Inquiry("2015-10-31", (
            S("opened", "2015-10-31"),
            S("preliminary_published", "2015-12-13", "2015-12-13", "2015-12-14"),
            S("final_published", "2017-01-01", precision=Precision.NOT_LATER_THAN),
        ), country="EG"),
        Inquiry("2016-01-01", (S("interim_statement", "2016-06-01"),), by="AAIB"),
    ])  # fmt: skip
    assert [each.split(":")[0] for each in titles(client, "/investigations.atom")] == [
        "Final report", "Interim statement", "Preliminary report",
    ]  # fmt: skip
    preliminary = client.get("/investigations.atom?report=preliminary").text
    assert "<published>2015-12-14T00:00:00Z</published>" in preliminary
    assert "Stated by BEA, said on 13 December 2015, published on 14 December 2015" in preliminary
    final = client.get("/investigations.feed.json?report=final").json["items"][0]
    assert final["date_published"] == final["date_modified"], "only known not to be later"
    assert len(told(client, "/investigations.atom?state=EG")) == len(told(client, "/investigations.atom?q=country:EG")) == 2
    assert len(told(client, "/investigations.atom?authority=2")) in (1, 2)
    for wrong in ("report=x", "status=open", "overdue=final", "as_of=2016-01-01", "state=x"):
        assert client.get(f"/investigations.atom?{wrong}").status_code == 400, wrong


def test_hostile_text_stays_text(client: FlaskClient, session: Session) -> None:
    an_occurrence(session, [
        A("place", HOSTILE), A("date", "2020-01-01"), A("date", "2020-01-02", by=HOSTILE), A("cause.statement", HOSTILE),
    ])  # fmt: skip
    for path in ALL[:4]:
        answer = client.get(f"{path}.atom")
        checked(answer.data)
        assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\u202e]", answer.text)
        assert "<script" not in answer.text
        for entry in feedparser.parse(answer.data, sanitize_html=False).entries:
            assert "<script" not in entry.content[0].value, "not even where a reader shows HTML"
        assert client.get(f"{path}.feed.json").json["items"]
    assert client.get("/occurrences/1.ics").status_code == 200


def test_what_waits_is_in_no_feed_but_the_one_for_a_token(client: FlaskClient, session: Session) -> None:
    first, _ = two_occurrences(session)
    author, editor = a_user(session, Role.CONTRIBUTOR, "Hidden"), a_user(session, Role.EDITOR)
    number = c.submit(
        session, Actor(author.id, author.name, frozenset({author.role})), what_waits(first), f"{MARK} comment", base={first: 1}
    ).id
    secrets = {
        scope: accounts.add_token(session, editor, scope, {scope}, None).secret
        for scope in (Permission.FOLLOW_REVIEW, Permission.REVIEW, Permission.READ)
    }
    weak = accounts.add_token(session, author, "weak", {Permission.FOLLOW_REVIEW}, None).secret
    session.commit()

    def status(password: str, path: str = "/review.atom") -> int:
        return client.get(path, headers={"Authorization": f"Basic {b64encode(f'x:{password}'.encode()).decode()}"}).status_code

    for path in (*ALL[:4], "/occurrences/3", "/investigations"):
        for form in ("atom", "feed.json", "ics"):
            assert "quvtok" not in client.get(f"{path}.{form}").text.lower(), path
    refused = client.get("/review.atom")
    assert refused.status_code == 401
    assert refused.headers["WWW-Authenticate"].startswith("Basic realm=")
    assert client.get(f"/review.atom?token={secrets[Permission.FOLLOW_REVIEW]}").status_code == 401
    assert status("adk_unknown") == 401
    assert [status(each) for each in secrets.values()] == [200, 403, 403]
    assert status(weak) == 403, "its owner may not review"
    secret = secrets[Permission.FOLLOW_REVIEW]
    for path in ("/review", f"/review/{number}", "/account", "/"):
        assert status(secret, path) in (200, 303), "Basic opens nothing else: the request is anybody's"
        assert "quvtok" not in client.get(path, headers={"Authorization": f"Basic {secret}"}).text.lower()
        assert client.get(path, headers={"Authorization": f"Bearer {secret}"}).status_code == 403
    for form in ("atom", "feed.json"):
        answer = client.get(f"/review.{form}", headers={"Authorization": f"Bearer {secret}"})
        assert f"Waits: {MARK} comment" in answer.text
        assert f"/review/{number}" in answer.text
        assert "no-store" in answer.headers["Cache-Control"]
        assert "adk_" not in answer.text
        if form == "atom":
            checked(answer.data)
    sign_in_as(client, session, Role.EDITOR)
    assert client.get("/review.atom").status_code == 401, "not by a session"
    assert "Feed</a>. It opens with an" in client.get("/review").text


def test_pages_name_their_feeds(client: FlaskClient, session: Session) -> None:
    two_occurrences(session)
    file_inquiries(session, [Inquiry("2020-01-01", (S("opened", "2020-05-05"),))])
    for page, feed in (
        ("/occurrences?q=country:EG", "/occurrences.atom?q=country:EG"), ("/occurrences/1/history", "/occurrences/1.atom"),
        ("/occurrences/3", "/occurrences/3.atom"), ("/changes?kind=edit", "/changes.atom?kind=edit"),
        ("/disputes?property=time.utc", "/disputes.atom?property=time.utc"),
        ("/investigations?status=open&state=FR", "/investigations.atom?state=FR"),
    ):  # fmt: skip
        text = client.get(page, follow_redirects=True).text
        assert re.search(rf'<link rel="alternate" type="application/atom\+xml" title="[^"]+" href="{re.escape(feed)}">', text)
        assert f'<a href="{feed}"' in text, page
        assert client.get(feed).status_code == 200
    assert 'href="/investigations.ics?state=FR&amp;status=open"' in client.get("/investigations?status=open&state=FR").text
    assert 'href="/occurrences/3.ics"' in client.get("/occurrences/3", follow_redirects=True).text
    assert "application/atom" not in client.get("/occurrences/1?as_of=2016-01-01", follow_redirects=True).text
    assert "application/atom" not in client.get("/disputes?as_of=2016-01-01").text
