"""Pages of countries, types, operators, makers and authorities: lists of them, and the summary of one."""

import dataclasses
import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import unquote

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.config import Settings
from app.extensions import db
from app.factory import create_app
from app.models import Occurrence, Party
from app.services.filing import Filing
from app.vocab.claims import ChangesetKind, OccurrenceState, PartyKind
from app.vocab.investigations import InvestigationKind
from app.web.types import read, written
from tests.factories import A, an_occurrence
from tests.web.test_pages import text_of

LISTS = ("/countries", "/types", "/operators", "/manufacturers", "/authorities")


def a_crash(session: Session, year: int, *, operator: str = "Delta", model: str = "A321-231", country: str = "EG",
            killed: int = 3, maker: str = "Airbus") -> int:  # fmt: skip
    """The id of an accident of one aircraft."""
    return an_occurrence(session, [
        A("date", f"{year}-05-04"), A("class", "accident"), A("country", country), A("place", f"Town {year}"),
        A("injuries.fatal", str(killed), qualifier="all"), A("aircraft.operator", operator, aircraft=1),
        A("aircraft.manufacturer", maker, aircraft=1), A("aircraft.model", model, aircraft=1),
    ])  # fmt: skip


def investigated(session: Session, occurrence_id: int, name: str) -> int:
    """The id of an authority that investigates it from now on."""
    session.commit()
    filing = Filing(session, ChangesetKind.EDIT, "an investigation")
    draft = filing.open([occurrence_id])[occurrence_id]
    authority = filing.parties.get(name, PartyKind.AUTHORITY, exact=True)
    filing.write_parties()
    draft.investigation(authority, InvestigationKind.SAFETY, None)
    filing.flush([draft])
    filing.accept()
    session.commit()
    return authority


def party(session: Session, name: str) -> int:
    """The id of a party by its name."""
    return session.scalars(sa.select(Party.id).where(Party.name == name)).one()


def rows(client: FlaskClient, address: str) -> list[str]:
    """The names in a list, in order."""
    return re.findall(r"<bdi>([^<]*)</bdi></a></th>", client.get(address).text)


@pytest.mark.parametrize(
    ("address", "first"),
    [("/countries", "Egypt 2 2 4"), ("/types", "Airbus A321-231 2 2 4"), ("/operators", "Delta 2 2 4"),
     ("/manufacturers", "Airbus 2 2 4"), ("/authorities", "BEA 1 1 3")],
)  # fmt: skip
def test_a_list_counts_occurrences_aircraft_and_people(client: FlaskClient, session: Session, address: str, first: str) -> None:
    investigated(session, a_crash(session, 2001), "BEA")
    a_crash(session, 2002, killed=1)
    a_crash(session, 2003, operator="Aeroflot", model="Il-62", maker="Ilyushin", country="RU", killed=7)
    seen = text_of(client, address)
    assert f"People killed {first}" in seen
    assert "those with most occurrences first" in seen


@pytest.mark.parametrize("address", LISTS)
def test_a_list_without_anything_says_so(client: FlaskClient, address: str) -> None:
    assert "Not one occurrence names a" in text_of(client, address)
    assert "begins with “ zz ”" in text_of(client, f"{address}?q=zz")


@pytest.mark.parametrize(
    ("address", "found"),
    [("/countries?q=uni", ["United States"]), ("/countries?q=ST", ["United States"]), ("/countries?q=us", ["United States"]),
     ("/types?q=a32", ["Airbus A321-231"]), ("/types?q=bus", []), ("/operators?q=sao", ["São Air"]),
     ("/operators?q=air", ["São Air"]), ("/operators?q=%25", []), ("/operators?q=_", []), ("/manufacturers?q=AIR", ["Airbus"]),
     ("/authorities?q=be", ["BEA"]), ("/authorities?q=x", [])],
)  # fmt: skip
def test_a_list_is_cut_to_beginnings_of_words(client: FlaskClient, session: Session, address: str, found: list[str]) -> None:
    investigated(session, a_crash(session, 2001, operator="São Air"), "BEA")
    a_crash(session, 2002, country="US", maker="Boeing", model="747")
    assert rows(client, address) == found


@pytest.fixture
def short_pages(settings: Settings) -> Iterator[FlaskClient]:
    """A client of an application with two rows on a page."""
    app = create_app(dataclasses.replace(settings, page_size=2))
    app.testing = True
    yield app.test_client()
    with app.app_context():
        db.engine.dispose()


def test_lists_have_pages(short_pages: FlaskClient, session: Session) -> None:
    for year in range(2001, 2006):
        a_crash(session, year, operator=f"Air {year}")
    assert rows(short_pages, "/operators?page=3") == ["Air 2005"]
    assert "3 to 4 of 5 operators with a word that begins with “ air ”" in text_of(short_pages, "/operators?q=air&page=2")
    assert "There is no page 9: the list has 3 pages." in text_of(short_pages, "/operators?page=9", 404)
    assert "is not a page number" in text_of(short_pages, "/operators?page=x", 400)
    assert "at most 100 characters" in text_of(short_pages, "/operators?q=" + "x" * 101, 400)


# -- the summary of one


def test_a_country_is_summed_up_with_ways_into_the_search(client: FlaskClient, session: Session) -> None:
    for year in (2001, 2004):
        a_crash(session, year)
    a_crash(session, 2010, country="RU")
    seen = text_of(client, "/countries/EG")
    for words in ("occurrences 2", "aircraft in them 2", "people killed, as far as stated 6",
                  "first and last year 2001–2004",
                  "All 2 occurrences", "Delta 2 100.0 %", "Airbus A321-231 2 100.0 %", "Latest occurrences"):  # fmt: skip
        assert words in seen
    page = client.get("/countries/EG").text
    assert 'href="/occurrences?q=country:EG"' in unquote(page)
    assert "Town 2004" in seen
    assert "Town 2010" not in seen


def test_links_lead_to_as_many_occurrences_as_they_say(client: FlaskClient, session: Session) -> None:
    for year in (2001, 2004):
        a_crash(session, year)
    a_crash(session, 2010, country="RU")
    page = client.get(f"/parties/{party(session, 'Delta')}").text
    href = re.search(r'<a href="([^"]*)" aria-label="2 occurrences of these, with Egypt">', page)
    assert href
    assert "2 accidents" in text_of(client, href[1].replace("&amp;", "&") + "+class:accident")


def test_a_country_without_occurrences_has_a_page_and_an_unknown_one_none(client: FlaskClient) -> None:
    assert "No occurrence on record" in text_of(client, "/countries/FR")
    assert client.get("/countries/fr").location == "/countries/FR"
    assert "no country with the code 'Q9'" in text_of(client, "/countries/Q9", 404)


@pytest.mark.parametrize(
    "model", ["A321-231", "369D/500D", "//", "..", ".", "~s", "NIEUPORT 11#", "50%?&a=b", "a\\b", "Ту-154", "a/../b"]
)
def test_a_type_has_an_address_whatever_its_name(client: FlaskClient, session: Session, model: str) -> None:
    a_crash(session, 2001, model=model)
    assert read(written(model)) == model
    page = client.get("/types").text
    address = re.search(r'<a href="(/types/[^"]*)"', page)
    assert address
    seen = text_of(client, unescape(address[1]))
    assert f"Airbus {model}" in seen
    assert "aircraft of this type 1" in seen


@pytest.mark.parametrize("name", ["..", ".", "a/b", "/", "~", "~~s", "~d", "...", "a.b"])
def test_a_type_in_an_address_is_one_part_and_no_step_up(name: str) -> None:
    assert read(written(name)) == name
    assert "/" not in written(name)
    assert written(name).strip(".")


def test_an_unknown_type_is_a_404(client: FlaskClient) -> None:
    assert "no aircraft of the type 'concorde' is on record" in text_of(client, "/types/concorde", 404).lower()


@pytest.mark.parametrize(("name", "words"), [("Delta", "aircraft it operated 1"), ("Airbus", "aircraft it built 1")])
def test_a_party_is_summed_up_in_its_role(client: FlaskClient, session: Session, name: str, words: str) -> None:
    a_crash(session, 2001)
    seen = text_of(client, f"/parties/{party(session, name)}")
    assert words in seen
    assert "The 1 occurrence" in seen


def test_an_authority_is_summed_up(client: FlaskClient, session: Session) -> None:
    authority = investigated(session, a_crash(session, 2001), "BEA")
    a_crash(session, 2002)
    seen = text_of(client, f"/parties/{authority}")
    assert "Investigates 1 occurrence" in seen
    assert "people killed, as far as stated 3" in seen


def test_a_merged_party_leads_on_and_is_counted_as_the_other(client: FlaskClient, session: Session) -> None:
    a_crash(session, 2001, operator="Metrojet")
    a_crash(session, 2002, operator="Kogalymavia")
    one, other = party(session, "Metrojet"), party(session, "Kogalymavia")
    session.commit()
    filing = Filing(session, ChangesetKind.EDIT, "one and the same")
    filing.merge_party(one, other, "the same certificate")
    filing.flush([])
    filing.accept()
    session.commit()
    assert client.get(f"/parties/{one}").location == f"/parties/{other}"
    assert rows(client, "/operators") == ["Kogalymavia"]
    assert rows(client, "/operators?q=metro") == ["Kogalymavia"]
    assert "Operated aircraft in 2 occurrences" in text_of(client, f"/parties/{other}")


def test_a_withdrawn_record_is_in_no_count(client: FlaskClient, session: Session) -> None:
    authority = investigated(session, a_crash(session, 2001), "BEA")
    session.execute(sa.update(Occurrence).values(state=OccurrenceState.WITHDRAWN))
    session.commit()
    for address in LISTS:
        assert rows(client, address) == []
    assert "No occurrence on record" in text_of(client, "/countries/EG")
    assert "does nothing that is listed here" in text_of(client, f"/parties/{authority}")
    text_of(client, "/types/Airbus%20A321-231", 404)


def test_a_dossier_leads_to_its_country_operator_maker_and_type(client: FlaskClient, session: Session) -> None:
    page = client.get(f"/occurrences/{a_crash(session, 2001)}", follow_redirects=True).text
    for address in ("/countries/EG", f"/parties/{party(session, 'Delta')}?role=operates",
                    f"/parties/{party(session, 'Airbus')}?role=built", "/types/Airbus%20A321-231"):  # fmt: skip
        assert f'href="{address}"' in page


@pytest.mark.parametrize("address", ["/", "/occurrences"])
def test_browsing_begins_on_the_first_page_and_beside_the_results(client: FlaskClient, session: Session, address: str) -> None:
    a_crash(session, 2001)
    page = client.get(address).text
    assert all(f'href="{each}"' in page for each in LISTS)


@pytest.mark.parametrize(
    ("address", "most"),
    [("/countries", 2), ("/types", 2), ("/operators", 3), ("/manufacturers", 3), ("/authorities", 4), ("/operators?q=d", 4),
     ("/countries/EG", 5), ("/types/Airbus%20A321-231", 5), ("/parties/2", 10)],
)  # fmt: skip
def test_a_page_needs_few_statements(client: FlaskClient, session: Session, address: str, most: int) -> None:
    for year in range(2001, 2006):
        a_crash(session, year, operator=f"Air {year}", country="EG")
    seen: list[str] = []
    with client.application.app_context():
        engine = db.engine
    assert client.get(address).status_code == 200
    sa.event.listen(engine, "before_cursor_execute", lambda *given: seen.append(given[2]))
    assert client.get(address).status_code == 200
    assert len([each for each in seen if not each.startswith("BEGIN")]) <= most, "\n".join(seen)
