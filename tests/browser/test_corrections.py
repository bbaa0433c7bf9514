"""The forms that correct, in a real browser: nothing that axe objects to, and no scrolling sideways."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from app.config import Settings
from app.factory import create_app
from app.models.database import make_engine
from app.vocab.users import Role
from tests.browser.serving import serving
from tests.factories import A, an_occurrence
from tests.web.examples import two_occurrences
from tests.web.people import sign_in_as
from tests.web.test_corrections import investigation, sent

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
PAGES = (
    "/claims/1-5/withdraw", "/claims/1-10/withdraw", "/occurrences/1/accounts/1/withdraw", "/claims/1-9/rank",
    "/occurrences/1/withdraw", "/occurrences/3/merge", "/occurrences/3/merge?q=charkhi", "/occurrences/3/merge?with=2",
    "/occurrences/3/different?with=1", "/parties/1/edit", "/parties/2/merge?into=%231", "/parties/2/merge?into=nobody",
    "/occurrences/1/investigations/new", "/occurrences/1/entries/investigation_event/1-1/withdraw", "/account/watched",
    "/admin", "/admin/imports", "/admin/status", "/occurrences/1", "/claims/1-5", "/parties/1",
)  # fmt: skip


@pytest.fixture(scope="module")
def site(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, str]]]:
    """The address of a running server, and the cookie of an administrator."""
    home = tmp_path_factory.mktemp("corrections")
    settings = Settings(home=home, database_url=f"sqlite:///{shutil.copy(sqlite_template, home / 'airdocket.sqlite3')}")
    app = create_app(settings)
    client = app.test_client()
    engine = make_engine(settings.url)
    with Session(engine) as session:
        two_occurrences(session)
        an_occurrence(session, [A("date", "1996-11-12"), A("aircraft.registration", "UN-76435", aircraft=1)])
        sign_in_as(client, session, Role.ADMIN)
        assert sent(client, "/occurrences/1/investigations/new", **investigation(session, 1)).status_code == 303
    engine.dispose()
    cookie = client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert cookie is not None
    with serving(app) as address:
        yield address, {"name": cookie.key, "value": cookie.value, "url": address}


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_every_form_is_accessible_in_each_state(site, browser, scheme: str, width: int) -> None:  # type: ignore[no-untyped-def]
    from axe_playwright_python.sync_playwright import Axe

    address, cookie = site
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=True)
    context.add_cookies([cookie])
    page = context.new_page()
    complaints: list[str] = []

    def look(where: str) -> None:
        for violation in Axe().run(page).response["violations"]:
            complaints.append(f"{where}: {violation['id']}: {[node['html'][:120] for node in violation['nodes'][:3]]}")
        if page.evaluate("document.documentElement.scrollWidth") > width:
            complaints.append(f"{where}: wider than {width}")

    for path in PAGES:
        page.goto(address + path)
        look(path)
    for value, state in (("223", "preview"), ("many", "fault")):
        page.goto(f"{address}/claims/1-5/withdraw")
        page.fill("#value", value)
        page.fill("#reason", "a slip")
        with page.expect_navigation():
            page.click(".buttons button[value=preview]")
        look(state)
    page.goto(f"{address}/occurrences/1/investigations/new")
    page.fill("#event-1-on", "x")
    with page.expect_navigation():
        page.click(".buttons button[value=send]")
    look("faults of an investigation")
    context.close()
    assert complaints == []


def test_a_source_and_a_speaker_are_suggested_for_an_investigation(site, browser) -> None:  # type: ignore[no-untyped-def]
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import expect

    address, cookie = site
    context = browser.new_context()
    context.add_cookies([cookie])
    page = context.new_page()
    page.goto(f"{address}/occurrences/1/investigations/new")
    page.locator("[id='source.find']").press_sequentially("http://nowhere.example/report")
    page.locator("[id='source.find']").press("Enter")  # searches; nothing is previewed
    expect(page.get_by_role("status").filter(has_text="No source on record matches")).to_be_visible()
    expect(page.locator("[id='source.url']")).to_have_value("http://nowhere.example/report")
    assert [each["id"] for each in Axe().run(page).response["violations"]] == []
    for field, words in (("[id='source.find']", "wikipedia"), ("#speaker", "ntsb"), ("#authority", "ntsb")):
        page.locator(field).fill("")
        page.locator(field).press_sequentially(words)
        expect(page.locator(".suggestions:visible [role=option]").first).to_be_visible()
        page.locator(field).press("ArrowDown")
        page.locator(field).press("Enter")
    expect(page.locator("#source-found input")).to_be_checked()
    expect(page.locator("#speaker")).to_have_value(re.compile(r"\(#\d+\)$"))
    expect(page.locator("#authority")).to_have_value(re.compile(r"\(#\d+\)$"))
    context.close()


def test_a_fault_leads_to_its_field(site, browser) -> None:  # type: ignore[no-untyped-def]
    from playwright.sync_api import expect

    address, cookie = site
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies([cookie])
    page = context.new_page()
    page.goto(f"{address}/claims/1-5/withdraw")
    page.locator("#value").fill("many")
    page.locator("#value").press("Enter")  # previews; nothing is sent
    page.get_by_role("alert").get_by_role("link", name="is not a whole number").click()
    expect(page.locator("#value")).to_be_focused()
    context.close()
