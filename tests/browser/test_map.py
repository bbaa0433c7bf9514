"""The map in a real browser: moved and zoomed by keyboard, wheel and clicks; accessible, on a phone and in the dark too."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from app.config import Settings
from app.factory import create_app
from app.models.database import make_engine
from tests.browser.serving import is_fault, serving
from tests.web.test_map import some_places

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture(scope="module")
def address(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running server with occurrences in some places."""
    home = tmp_path_factory.mktemp("map")
    url = f"sqlite:///{shutil.copy(sqlite_template, home / 'airdocket.sqlite3')}"
    engine = make_engine(url)
    with Session(engine) as session:
        some_places(session)
    engine.dispose()
    with serving(create_app(Settings(home=home, database_url=url, limit_search="9999/minute"))) as found:
        yield found


@pytest.fixture
def page(address: str, browser) -> Iterator[Page]:  # type: ignore[no-untyped-def]
    """A page on the map of everything, with its cells fetched."""
    page = browser.new_page(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    page.goto(f"{address}/occurrences?view=map")
    expect(page.locator("#map [data-said]")).to_contain_text("4 occurrences, 227 people killed")
    yield page
    page.close()


def test_the_keyboard_moves_and_zooms(page: Page) -> None:
    page.locator(".map-frame").focus()
    for _ in range(4):
        page.keyboard.press("+")
    expect(page.locator("#map [data-said]")).not_to_contain_text("4 occurrences")
    page.keyboard.press("0")
    expect(page.locator("#map [data-said]")).to_contain_text("4 occurrences")


def test_a_click_comes_closer_until_it_leads_to_the_record(page: Page) -> None:
    mark = page.locator(".map-marks a[aria-label*='224 people killed']")
    for _ in range(12):
        label = mark.get_attribute("aria-label") or ""
        if label.startswith("1 occurrence"):
            break
        mark.click(force=True)
        expect(mark).not_to_have_attribute("aria-label", label)
    mark.click(force=True)
    expect(page.locator(".total strong")).to_have_text("1 hit:")


def test_the_view_becomes_a_condition(page: Page) -> None:
    page.locator(".map-frame").focus()
    for _ in range(3):
        page.keyboard.press("+")
    expect(page.locator("#map [data-said]")).not_to_contain_text("4 occurrences")
    page.get_by_role("link", name="Search in this view").click()
    expect(page.locator("#chip-1")).to_be_visible()
    assert page.locator("#q").input_value().startswith("in:")


def test_a_map_that_comes_with_an_update_works_too(page: Page) -> None:
    page.locator("#view-list").click()
    expect(page.locator(".hits")).to_be_visible()
    page.locator("#view-map").click()
    expect(page.locator("#map [data-said]")).to_contain_text("4 occurrences, 227 people killed")


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_the_map_is_accessible_and_fits(address: str, browser, scheme: str, width: int) -> None:  # type: ignore[no-untyped-def]
    from axe_playwright_python.sync_playwright import Axe

    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if is_fault(message) else None)
    for path in ("/occurrences?view=map", "/occurrences?view=map&q=in:20,20,40,40", "/occurrences?view=map&q=place:nowhere"):
        page.goto(address + path)
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        if page.locator("#map.live").count():
            expect(page.locator("#map [data-said]")).to_contain_text("n this view")
        for violation in Axe().run(page).response["violations"]:
            complaints.append(f"{path}: {violation['id']}: {[node['html'][:160] for node in violation['nodes'][:3]]}")
        if page.evaluate("document.documentElement.scrollWidth") > width:
            complaints.append(f"{path}: wider than {width}")
    page.close()
    assert complaints == []
