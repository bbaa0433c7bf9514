"""The form of an account in a real browser: accessible in each state, quick by keyboard, and better with JavaScript."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from app.config import Settings
from app.factory import create_app
from app.models.database import make_engine
from app.vocab.users import Role
from tests.browser.serving import serving
from tests.web.examples import two_occurrences
from tests.web.test_contribute import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
FIND, PREVIEW = "[id='source.find']", "#send [value=preview]"


@pytest.fixture(scope="module")
def site(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The address of a running server with two occurrences, and the cookie of an editor's session."""
    home = tmp_path_factory.mktemp("contribute")
    url = f"sqlite:///{shutil.copy(sqlite_template, home / 'airdocket.sqlite3')}"
    app = create_app(Settings(home=home, database_url=url, limit_write="9999/minute", limit_search="9999/minute"))
    client = app.test_client()
    engine = make_engine(url)
    with Session(engine) as session:
        two_occurrences(session)
        signed_in(client, session, Role.EDITOR)
    engine.dispose()
    app.config["WTF_CSRF_ENABLED"] = True
    cookie = client.get_cookie("airdocket")
    assert cookie is not None
    with serving(app) as address:
        yield address, cookie.value


def open_page(browser, site: tuple[str, str], path: str, **context: object):  # type: ignore[no-untyped-def]
    """A page in a fresh context that is signed in."""
    address, cookie = site
    inside = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **context})
    inside.add_cookies([{"name": "airdocket", "value": cookie, "url": address}])
    page = inside.new_page()
    page.goto(address + path)
    return page


def faults_of(page) -> list[str]:  # type: ignore[no-untyped-def]
    """What axe objects to with every part of the page open."""
    from axe_playwright_python.sync_playwright import Axe

    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:120]}" for each in found]


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_every_state_of_the_form_is_accessible(site, browser, width: int, scheme: str) -> None:  # type: ignore[no-untyped-def]
    page = open_page(
        browser, site, "/occurrences/1/accounts/new", viewport={"width": width, "height": 900}, color_scheme=scheme
    )  # fmt: skip
    found = {"form": faults_of(page)}
    page.fill(FIND, "head")
    page.wait_for_selector("[role=option]")
    found["suggestions"] = faults_of(page)
    page.fill(FIND, "")
    page.fill("[id='0.coordinates.1']", "30N 34N")
    page.click(PREVIEW)
    expect(page.locator("#faults")).to_be_focused()
    found["errors"] = faults_of(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.goto(page.url + "?source=1")
    page.fill("[id='0.place.1']", "Elsewhere")
    page.click(PREVIEW)
    expect(page.locator("#comment")).to_be_focused()
    found["preview"] = faults_of(page)
    page.goto(site[0] + "/account/drafts")
    found["drafts"] = faults_of(page)
    assert found == {key: [] for key in found}
    page.context.close()


def test_ten_facts_take_47_tab_stops(site, browser) -> None:  # type: ignore[no-untyped-def]
    page = open_page(browser, site, "/occurrences/1/accounts/new")
    facts = {
        "0.class.1": "", "0.date.1": "31 October 2015", "0.time.local.1": "0613", "0.place.1": "Hasna", "0.country.1": "",
        "0.aerodrome.code.1": "HESH", "0.weather.conditions.1": "", "0.people.aboard.aboard": "224",
        "0.injuries.fatal.aboard": "224", "0.injuries.serious.aboard": "0",
    }  # fmt: skip
    page.focus(FIND)
    page.keyboard.type("head")
    page.wait_for_selector("[role=option]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    stops, at = 0, {}
    while stops < 47:
        page.keyboard.press("Tab")
        stops += 1
        name = page.evaluate("document.activeElement.id")
        at[name] = stops
        if name in facts:
            page.keyboard.type(facts[name]) if facts[name] else page.keyboard.press("ArrowDown")
    assert at["said_on"] == 6
    assert facts.keys() <= at.keys()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#comment")).to_be_focused()
    expect(page.locator("main")).to_contain_text("10 claims")
    page.keyboard.press("Enter")
    page.wait_for_url("**/changes/*")
    page.context.close()


def test_a_script_keeps_the_draft_and_marks_a_dispute(site, browser) -> None:  # type: ignore[no-untyped-def]
    page = open_page(browser, site, "/occurrences/2/accounts/new")
    page.fill("[id='0.place.1']", "Somewhere else")
    assert "This would be disputed" in page.inner_text("[id='others-0.place']")
    page.fill("[id='0.place.1']", "CHARKHI  DADRI")
    assert "This would be disputed" not in page.inner_text("[id='others-0.place']")
    page.click("[data-field='0.coordinates'] [data-add]")
    expect(page.locator("[id='0.coordinates.2']")).to_be_focused()
    page.keyboard.type("28.6 76.3")
    page.wait_for_selector("#saved:has-text('Draft saved')")
    page.goto(page.url)
    page.click("text=Resume")
    expect(page.locator("[id='0.coordinates.2']")).to_have_value("28.6 76.3")
    page.context.close()


def test_the_form_is_whole_without_javascript(site, browser) -> None:  # type: ignore[no-untyped-def]
    page = open_page(browser, site, "/occurrences/2/accounts/new", java_script_enabled=False)
    page.fill(FIND, "head of the fsb")
    page.click("[value=find]")
    page.check("#source-found input >> nth=0")
    page.fill("[id='0.coordinates.1']", "28.6 76.3")
    page.click("[data-field='0.coordinates'] [data-add]")
    page.fill("[id='0.coordinates.2']", "28.7 76.3")
    page.select_option("[id='0.coordinates.2.for']", "tail")
    page.click(PREVIEW)
    expect(page.locator("main")).to_contain_text("2 claims")
    page.click("[value=submit]")
    page.wait_for_url("**/changes/*")
    page.context.close()
