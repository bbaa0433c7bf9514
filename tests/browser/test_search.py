"""The page of results in a real browser: by keyboard alone, updated in place, by dragging, and back again."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from app.config import Settings
from app.factory import create_app
from app.models.database import make_engine
from tests.browser.serving import serving
from tests.factories import A, an_occurrence
from tests.web.examples import two_occurrences

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture(scope="module")
def address(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running server with a dozen occurrences."""
    home = tmp_path_factory.mktemp("search")
    url = f"sqlite:///{shutil.copy(sqlite_template, home / 'airdocket.sqlite3')}"
    engine = make_engine(url)
    with Session(engine) as session:
        two_occurrences(session)
        for year in range(2001, 2011):
            an_occurrence(session, [A("date", f"{year}-05-01"), A("place", f"Town {year}"), A("country", "FR")])
    engine.dispose()
    with serving(create_app(Settings(home=home, database_url=url, limit_search="9999/minute"))) as found:
        yield found


@pytest.fixture
def page(address: str, browser) -> Iterator[Page]:  # type: ignore[no-untyped-def]
    """A page on the list, with a mark on its window that only a new page would take away."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{address}/occurrences")
    page.evaluate("window.marked = 1")
    yield page
    page.close()


def tab_to(page: Page, selector: str, limit: int = 120) -> None:
    """Press Tab until what the selector names has the focus."""
    for _ in range(limit):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} is not reached by {limit} stops")


def test_all_of_it_works_by_keyboard(page: Page) -> None:
    page.keyboard.press("/")
    expect(page.get_by_label("Search", exact=False).first).to_be_focused()
    page.keyboard.type("town")
    page.keyboard.press("Enter")
    expect(page.locator(".total strong")).to_have_text("10")
    tab_to(page, "#f-country-1")
    page.keyboard.press("Enter")
    expect(page.locator("#f-country-1")).to_have_class("chosen")
    expect(page.locator("#f-country-1")).to_be_focused()  # the place is kept
    page.locator("#chip-1").focus()
    tab_to(page, ".hits th a")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Town 20")
    page.go_back()
    expect(page.locator(".total strong")).to_have_text("10")
    expect(page.locator("#q")).to_have_value("town country:FR")
    page.go_back()
    expect(page.locator("#q")).to_have_value("town")


def test_a_choice_is_made_in_place_and_told(page: Page) -> None:
    page.locator("#f-country-1").click()
    expect(page.locator("#q")).to_have_value("country:FR")
    assert page.evaluate("window.marked") == 1  # no new page was loaded
    expect(page).to_have_url(re.compile("q=country(%3A|:)FR"))
    expect(page.locator("#said")).to_have_text("10 occurrences in France")
    expect(page).to_have_title("Occurrences in France — airdocket")
    page.locator("#view-map").click()
    expect(page.get_by_label("World map", exact=False)).to_be_visible()
    page.locator("#view-charts").click()
    expect(page.get_by_role("heading", name="Phase of flight")).to_be_visible()
    assert page.evaluate("window.marked") == 1


def test_years_are_chosen_by_dragging(page: Page) -> None:
    box = page.locator(".years svg").bounding_box()
    assert box
    width = box["width"] / 20  # 1996 to 2015
    page.mouse.move(box["x"] + 5.5 * width, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 7.5 * width, box["y"] + 20, steps=4)
    page.mouse.up()
    expect(page.locator("#from")).to_have_value("2001")
    expect(page.locator("#to")).to_have_value("2003")
    expect(page.locator(".total strong")).to_have_text("3")
    assert page.evaluate("window.marked") == 1
    page.locator("#from").fill("2002-01")
    page.locator("#from").press("Enter")
    expect(page.locator(".total strong")).to_have_text("2")


def test_a_fault_is_told_in_place(page: Page) -> None:
    page.locator("#q").fill("opreator:x")
    page.locator("#q").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("opreator")
    expect(page.locator("#q")).to_have_attribute("aria-invalid", "true")
    page.get_by_role("link", name="operator:x").click()
    expect(page.locator("#q")).to_have_value("operator:x")
