"""How pages tell what to cite: the texts and files, the heads for programs, the addresses that stay."""

import datetime as dt
import json
import re
import warnings
from html.parser import HTMLParser
from typing import Any

import rispy
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.models import Claim, Source
from app.services import contributions
from app.services.permissions import Actor
from app.services.steps import Merge, Step, Withdraw, WithdrawOccurrence
from app.vocab.users import Role
from tests.factories import A, an_occurrence, more_claims
from tests.web.examples import two_occurrences
from tests.web.people import a_user

BIB, RIS, CSL = "application/x-bibtex", "application/x-research-info-systems", "application/vnd.citationstyles.csl+json"
EVIL = "</script><script>alert(1)</script> {x} \\ 50% & \"q\" 'a'"


class Head(HTMLParser):
    """What the head of a page tells programs."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.meta: dict[str, list[str]] = {}
        self.links: list[dict[str, str | None]] = []
        self.data: list[str] = []
        self.scripts: list[str] = []
        self._in = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "meta" and (name := given.get("name") or given.get("property")):
            self.meta.setdefault(name, []).append(given.get("content") or "")
        if tag == "link":
            self.links.append(given)
        self._in = (given.get("type") or "js") if tag == "script" else ""

    def handle_data(self, data: str) -> None:
        if self._in == "application/ld+json":
            self.data.append(data)
        elif self._in:
            self.scripts.append(data)

    def handle_endtag(self, tag: str) -> None:
        self._in = ""

    @property
    def linked(self) -> Any:
        """The page's one piece of JSON-LD."""
        (text,) = self.data
        return json.loads(text)


def head_of(client: FlaskClient, address: str) -> Head:
    answer = client.get(address, follow_redirects=True)
    assert answer.status_code == 200, answer.text
    return Head(answer.text)


def publish(session: Session, *steps: Step) -> None:
    editor = a_user(session, Role.EDITOR)
    session.commit()
    contributions.submit(session, Actor(editor.id, editor.name, frozenset({editor.role})), steps, "a test")
    session.commit()


def parsed(answer: TestResponse) -> Any:
    """One entry, by the program that reads such files."""
    assert answer.status_code == 200, answer.text
    kind = answer.mimetype
    if kind == BIB:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            import bibtexparser

            (found,) = bibtexparser.loads(answer.text).entries
    elif kind == RIS:
        (found,) = rispy.loads(answer.text)
    else:
        (found,) = json.loads(answer.text)
    return found


def test_a_record_is_cited_with_the_moment_of_its_data(client: FlaskClient, session: Session) -> None:
    two_occurrences(session)
    page = client.get("/occurrences/1", follow_redirects=True)
    today = dt.datetime.now(dt.UTC).date()
    address = "http://localhost/occurrences/1?as_recorded=2"
    assert "Cite this" in page.text
    assert "https://schema.org" in page.text
    assert re.search(
        rf"airdocket\. \({today.year}, \w+ \d+\)\. [^<]*31 October 2015 \(Log number 2, [^<]*from {re.escape(address)}",
        page.text,
    )
    head = Head(page.text)
    (title,) = head.meta["citation_title"]
    assert title.endswith("EI-ETJ, near Hasna, North Sinai, Egypt, 31 October 2015")
    assert head.meta["citation_public_url"] == [address]
    assert head.meta["citation_publisher"] == ["airdocket"]
    assert head.meta["citation_publication_date"] == [f"{today:%Y/%m/%d}"]
    assert head.meta["og:title"] == [title]
    data = head.linked
    assert (data["@type"], data["mainEntity"]["@type"], data["mainEntity"]["startDate"]) == ("WebPage", "Event", "2015-10-31")
    assert {"@type": "CreativeWork", "url": "https://example.org/fsb"}.items() <= next(
        each for each in data["citation"] if each.get("url")
    ).items()
    assert data["isPartOf"]["@type"] == "Dataset"
    bib, ris, csl = (parsed(client.get(f"/occurrences/1.{each}")) for each in ("bib", "ris", "csl.json"))
    assert (bib["ID"], bib["url"], bib["urldate"]) == ("airdocket-occurrence-1-log-2", address, today.isoformat())
    assert (ris["title"], ris["urls"], ris["access_date"]) == (title, [address], f"{today:%Y/%m/%d}/")
    assert (csl["title"], csl["URL"], csl["version"][:12]) == (title, address, "log number 2")
    more_claims(session, 1, [A("place", "Al-Arish", by="Egypt", said=dt.date(2015, 11, 20))])
    assert "as_recorded=3" in client.get("/occurrences/1", follow_redirects=True).text
    old = parsed(client.get("/occurrences/1.csl.json?as_recorded=2&as_of=2015-11-01"))
    assert old["URL"] == "http://localhost/occurrences/1?as_of=2015-11-01&as_recorded=2"
    assert old["version"].endswith("; as known on 1 November 2015")
    assert client.get(old["URL"].removeprefix("http://localhost"), follow_redirects=True).status_code == 200
    assert client.get("/occurrences/1.bib?as_recorded=99").status_code == 400
    assert client.get("/occurrences/9.bib").status_code == 404


def test_the_address_of_a_dossier_gives_the_form_that_is_asked_for(client: FlaskClient, session: Session) -> None:
    two_occurrences(session)
    address = client.get("/occurrences/1").location
    for mime in (BIB, RIS, CSL, "application/json"):
        answer = client.get(f"{address}?as_of=2015-11-17", headers={"Accept": f"{mime}, */*;q=0.1"})
        assert answer.status_code == 303
        assert "Accept" in answer.headers["Vary"]
        given = client.get(answer.location)
        assert (given.status_code, given.mimetype) == (200, mime)
        assert "2015-11-17" in given.text
    for accept in ("text/html,application/xhtml+xml,*/*;q=0.8", "*/*", "image/png", ""):
        page = client.get(address, headers={"Accept": accept})
        assert (page.status_code, page.mimetype) == (200, "text/html")
        assert {"Accept", "Cookie"} <= {each.strip() for each in page.headers["Vary"].split(",")}
    link = page.headers["Link"]
    assert '<http://localhost/occurrences/1>; rel="cite-as"' in link
    assert f'<http://localhost/occurrences/1.bib>; rel="describedby"; type="{BIB}"' in link
    assert '/api/v1/occurrences/1>; rel="describedby"; type="application/json"' in link
    then = client.get(f"{address}?as_recorded=1")
    today = dt.datetime.now(dt.UTC).date().isoformat()
    by_day = client.get(f"{address}?as_recorded={today}&as_of=2015-11-17T12:00Z").headers["Link"]
    assert '<http://localhost/occurrences/1?as_of=2015-11-17&as_recorded=2>; rel="cite-as"' in by_day
    assert '<http://localhost/occurrences/1?as_recorded=1>; rel="cite-as"' in then.headers["Link"]
    again = client.get(address, headers={"If-None-Match": page.headers["ETag"]})
    assert again.status_code == 304
    assert client.get("/claims/1-1", headers={"Accept": BIB}).location == "/claims/1-1.bib"
    assert client.get("/sources/1", headers={"Accept": RIS}).location == "/sources/1.ris"


def test_a_page_kept_for_one_name_of_the_site_is_not_given_under_another(client: FlaskClient, session: Session) -> None:
    two_occurrences(session)
    address = client.get("/occurrences/1").location
    assert "evil.example" in client.get(address, headers={"Host": "evil.example"}).text
    assert "evil.example" not in client.get(address).text


def test_a_claim_a_source_and_a_search_are_cited(client: FlaskClient, session: Session) -> None:
    two_occurrences(session)
    number = next(n for n in range(1, 13) if "terrorist act" in client.get(f"/claims/1-{n}").text)
    claim = parsed(client.get(f"/claims/1-{number}.csl.json"))
    assert claim["title"].startswith(f"Claim 1-{number}: Head of the FSB asserts “A bomb.”")
    assert ", said on 16 November 2015, on " in claim["title"]
    assert "https://example.org/fsb" in claim["note"]
    assert head_of(client, f"/claims/1-{number}").linked["@type"] == "Claim"
    assert client.get(f"/claims/1-{number}.bib?as_of=2015-11-16").status_code == 404
    source = session.scalars(sa.select(Source).where(Source.url == "https://example.org/fsb")).one()
    work = parsed(client.get(f"/sources/{source.id}.csl.json"))
    assert (work["type"], work["author"], work["URL"]) == ("article-newspaper", [{"literal": "Head of the FSB"}], source.url)
    assert "airdocket" not in json.dumps({**work, "id": ""})
    head = head_of(client, f"/sources/{source.id}")
    assert (head.linked["@type"], head.linked["datePublished"]) == ("CreativeWork", "2015-11-17")
    assert head.meta["citation_publication_date"] == ["2015/11/17"]
    assert head.meta["citation_public_url"] == ["https://example.org/fsb"]
    found = parsed(client.get("/occurrences.csl.json?q=country:IN&sort=oldest"))
    assert found["title"] == "Query “country:IN”: 1 occurrence"
    assert (found["URL"], found["version"][:12]) == ("http://localhost/occurrences?q=country%3AIN", "log number 2")
    assert client.get("/occurrences?q=country%3AIN").status_code == 200
    aircraft = parsed(client.get("/occurrences.bib?unit=aircraft"))
    assert aircraft["title"] == "{All records: 3 aircraft}"
    head = head_of(client, "/occurrences?q=country:IN")
    assert head.linked["@type"] == "Dataset"
    assert head.meta["citation_title"] == [found["title"]]
    assert head_of(client, "/").linked["@type"] == "Dataset"
    assert client.get("/occurrences.bib?q=nofield:x").status_code == 400
    assert client.get("/occurrences.bib?q=country:IN&as_recorded=1").status_code == 400


def test_hostile_texts_stay_texts(client: FlaskClient, session: Session) -> None:
    an_occurrence(session, [A("date", "2015-10"), A("place", EVIL, by=EVIL, source=EVIL), A("cause.statement", EVIL, by=EVIL)])
    for address in (
        "/occurrences/1",
        "/claims/1-2",
        "/sources/2",
        f"/occurrences?q={EVIL.replace('&', '%26').replace('%', '%25')}",
    ):
        answer = client.get(address, follow_redirects=True)
        if answer.status_code == 400:
            continue
        head = Head(answer.text)
        assert not any("alert" in each for each in head.scripts)
        assert json.dumps(head.linked)
    assert head_of(client, "/occurrences/1").linked["citation"][1]["name"] == EVIL
    assert head_of(client, "/sources/2").meta["citation_title"] == [EVIL]
    assert parsed(client.get("/sources/2.csl.json"))["title"] == EVIL
    assert parsed(client.get("/sources/2.ris"))["title"] == EVIL
    assert parsed(client.get("/occurrences/1.bib"))["title"].endswith("October 2015}")


def test_a_number_leads_to_what_became_of_the_record_at_every_door(client: FlaskClient, session: Session) -> None:
    two_occurrences(session)
    last = an_occurrence(session, [A("place", "Reno")])
    publish(session, Merge(1, 2, "the same"), WithdrawOccurrence(last, "an exercise"))
    for door in ("/occurrences/{}", "/occurrences/{}-x", "/occurrences/{}.bib", "/occurrences/{}.csl.json",
                 "/api/v1/occurrences/{}", "/api/v1/occurrences/{}/timeline"):  # fmt: skip
        led = client.get(door.format(1) + "?as_of=2015-11-17")
        assert (led.status_code, led.location.startswith(door.format(2).removesuffix("-x"))) == (301, True), door
        assert led.location.endswith("?as_of=2015-11-17")
        gone = client.get(door.format(last))
        assert (gone.status_code, "an exercise" in gone.text) == (410, True), door
        assert "Link" not in gone.headers
    for door in ("/claims/{}-1", "/claims/{}-1.bib", "/api/v1/claims/{}-1"):
        gone = client.get(door.format(last))
        assert (gone.status_code, "an exercise" in gone.text) == (410, True), door
        assert client.get(door.format(1)).status_code == 200, door
        assert client.get(f"{door.format(last)}?as_recorded=3").status_code == 200
    assert client.get(f"/occurrences/{last}.bib?as_recorded=3").status_code == 200
    assert an_occurrence(session, [A("place", "Lima")]) == last + 1


def test_a_withdrawn_claim_is_gone_at_every_door_and_its_number_too(client: FlaskClient, session: Session) -> None:
    two_occurrences(session)
    last = session.scalar(sa.select(sa.func.max(Claim.number)).where(Claim.occurrence_id == 1)) or 0
    publish(session, Withdraw(1, "claim", last, "a slip"))
    more_claims(session, 1, [A("place", "Al-Arish", by="Egypt")])
    assert "Al-Arish" in client.get(f"/claims/1-{last + 1}").text
    for door in ("/claims/{}", "/claims/{}.bib", "/claims/{}.csl.json", "/api/v1/claims/{}"):
        gone = client.get(door.format(f"1-{last}"))
        assert (gone.status_code, "a slip" in gone.text) == (410, True), door
        assert client.get(door.format(f"1-{last}") + "?as_recorded=2").status_code == 200, door
        assert client.get(door.format("1-99")).status_code == 404, door
