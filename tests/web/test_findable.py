"""What search engines and browsers are told: robots, sitemap, OpenSearch."""

import datetime as dt
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.services import sitemaps
from app.services.steps import WithdrawOccurrence
from tests.factories import A, an_occurrence
from tests.web.examples import two_occurrences
from tests.web.test_citations import publish

SPACE = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "o": "http://a9.com/-/spec/opensearch/1.1/"}


def locations(client: FlaskClient, address: str) -> dict[str, str]:
    """The addresses of a sitemap or its index, each with when it last changed."""
    answer = client.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "application/xml")
    tree = ElementTree.fromstring(answer.data)
    return {each.findtext("s:loc", "", SPACE): each.findtext("s:lastmod", "", SPACE) for each in tree}


def test_the_sitemap_leads_to_every_public_page(client: FlaskClient, session: Session, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    two_occurrences(session)
    gone = an_occurrence(session, [A("place", "Reno & <Sparks>")])
    an_occurrence(session, [A("place", "Lima & <Callao>")])
    publish(session, WithdrawOccurrence(gone, "an exercise"))
    monkeypatch.setattr(sitemaps, "MOST", 3)
    index = [each.removeprefix("http://localhost") for each in locations(client, "/sitemap.xml")]
    assert index[:3] == ["/sitemaps/pages.xml", "/sitemaps/occurrences-1.xml", "/sitemaps/occurrences-2.xml"]
    listed = [each for part in index for each in locations(client, part).items()]
    addresses = [address.removeprefix("http://localhost") for address, _ in listed]
    assert [each.split("-")[0] for each in addresses if each.startswith("/occurrences/")] == [
        "/occurrences/1", "/occurrences/2", "/occurrences/4",
    ]  # fmt: skip
    assert len(addresses) == len(set(addresses))
    for each in addresses:
        assert client.get(each).status_code == 200, each
    days = {when for address, when in listed if "/occurrences/" in address}
    assert all(dt.datetime.fromisoformat(when).date() == dt.datetime.now(dt.UTC).date() for when in days)
    assert client.get("/sitemaps/occurrences-3.xml").status_code == 404
    assert client.get("/sitemaps/occurrences-0.xml").status_code == 404


def test_crawlers_read_the_pages_and_not_what_has_no_end(client: FlaskClient) -> None:
    answer = client.get("/robots.txt")
    assert answer.mimetype == "text/plain"
    robots = RobotFileParser()
    robots.parse(answer.text.splitlines())
    assert robots.site_maps() == ["http://localhost/sitemap.xml"]
    for each in (
        "/",
        "/occurrences",
        "/occurrences/1-metrojet",
        "/claims/1-2",
        "/sources/3",
        "/sources?page=2",
        "/sitemap.xml",
        "/about/method",
    ):
        assert robots.can_fetch("Googlebot", each), each
    for each in (
        "/occurrences?q=a",
        "/occurrences?unit=aircraft",
        "/api/v1/occurrences/1",
        "/account/sign-in",
        "/review",
        "/admin",
    ):
        assert not robots.can_fetch("Googlebot", each), each
    # The parser of the standard library knows no asterisks; crawlers do (RFC 9309).
    for each in ("as_of", "as_recorded", "compare"):
        assert f"Disallow: /*{each}=" in answer.text


def test_a_browser_can_search_from_its_own_box(client: FlaskClient, session: Session) -> None:
    two_occurrences(session)
    assert 'rel="search" type="application/opensearchdescription+xml"' in client.get("/").text
    answer = client.get("/opensearch.xml")
    assert answer.mimetype == "application/opensearchdescription+xml"
    tree = ElementTree.fromstring(answer.data)
    urls = {each.get("type"): each.get("template", "") for each in tree.findall("o:Url", SPACE)}
    assert tree.findtext("o:ShortName", "", SPACE) == "airdocket"
    assert urls["text/html"] == "http://localhost/occurrences?q={searchTerms}"
    address = urls["application/x-suggestions+json"].replace("{searchTerms}", "HZ-AIH").removeprefix("http://localhost")
    typed, texts, labels, addresses = client.get(address).get_json(force=True)
    assert typed == "HZ-AIH"
    assert any("Charkhi" in each for each in labels)
    assert len(texts) == len(labels) == len(addresses)
    for each in addresses:
        assert client.get(each.removeprefix("http://localhost"), follow_redirects=True).status_code == 200
