"""The box of the search in a real browser: suggestions by keyboard and pointer, and the key that leads to it."""

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
    """The address of a running server with three occurrences."""
    home = tmp_path_factory.mktemp("box")
    url = f"sqlite:///{shutil.copy(sqlite_template, home / 'airdocket.sqlite3')}"
    engine = make_engine(url)
    with Session(engine) as session:
        two_occurrences(session)
        an_occurrence(session, [A("category", "CFIT"), A("injuries.fatal", "3", qualifier="all"), A("place", "<b>Hill</b>")])
    engine.dispose()
    with serving(create_app(Settings(home=home, database_url=url, limit_search="9999/minute"))) as found:
        yield found


@pytest.fixture
def page(address: str, browser) -> Iterator[Page]:  # type: ignore[no-untyped-def]
    """A page on the results that fails on any error of its scripts."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if "Content Security Policy" in message.text else None)
    page.goto(f"{address}/occurrences")
    yield page
    assert errors == []
    page.close()


def write(page: Page, text: str) -> None:
    """Put the cursor into the box with the key, and type."""
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type(text)


def test_a_value_is_taken_by_keyboard_and_typing_goes_on_behind_it(page: Page) -> None:
    write(page, "fatal:3 controlled fl")
    first = page.locator(".suggestions [role=option]").first
    expect(first).to_have_text("Controlled flight into or toward terrain category:CFIT · 1 occurrence")
    page.keyboard.press("ArrowDown")
    expect(first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(page.locator("#q")).to_have_value("fatal:3 category:CFIT ")
    expect(page.locator(".suggestions")).to_be_hidden()
    page.keyboard.type("hill")
    expect(page.locator("#q")).to_have_value("fatal:3 category:CFIT hill")
    page.keyboard.press("Enter")
    expect(page.locator(".total")).to_contain_text("1")
    expect(page.locator(".chips li")).to_have_count(4)


def test_a_field_is_followed_by_its_values(page: Page) -> None:
    write(page, "categ")
    page.locator(".suggestions [role=option]", has_text="Occurrence category").click()
    expect(page.locator("#q")).to_have_value("category:")
    expect(page.locator(".suggestions [role=option]").first).to_contain_text("category:CFIT")


def test_what_stands_behind_the_cursor_stays(page: Page) -> None:
    write(page, "cfi fatal:3")
    for _ in range(len(" fatal:3")):
        page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowDown")
    page.locator(".suggestions [role=option]").first.click()
    expect(page.locator("#q")).to_have_value("category:CFIT fatal:3")
    assert page.evaluate("document.activeElement.selectionStart") == len("category:CFIT ")


def test_a_record_is_gone_to(page: Page, address: str) -> None:
    write(page, "EI-ETJ")
    page.locator(".suggestions [role=option]", has_text="Registration EI-ETJ").click()
    page.wait_for_url(f"{address}/occurrences/1-*")


def test_suggestions_are_text(page: Page) -> None:
    write(page, "place:hil")
    expect(page.locator(".suggestions [role=option]").first).to_contain_text("hill")
    assert page.locator(".suggestions b").count() == 0


def test_the_box_that_comes_with_new_results_has_suggestions_too(page: Page) -> None:
    write(page, "hill")
    page.keyboard.press("Enter")
    expect(page.locator(".chips li").first).to_be_visible()
    page.locator("#q").fill("")
    page.locator("#q").press_sequentially("cfi")
    expect(page.locator(".suggestions [role=option]").first).to_contain_text("category:CFIT")
    expect(page.locator(".suggestions")).to_have_count(1)


def test_escape_closes_the_list_and_keeps_the_text(page: Page) -> None:
    write(page, "cfi")
    expect(page.locator(".suggestions")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".suggestions")).to_be_hidden()
    expect(page.locator("#q")).to_have_value("cfi")


def test_the_key_is_a_character_in_fields(page: Page) -> None:
    write(page, "1/2")
    expect(page.locator("#q")).to_have_value("1/2")


def test_the_list_lies_below_the_box_within_the_page(page: Page) -> None:
    write(page, "co")
    expect(page.locator(".suggestions")).to_be_visible()
    box, listed = page.locator("#q").bounding_box(), page.locator(".suggestions").bounding_box()
    assert box is not None
    assert listed is not None
    assert listed["y"] >= box["y"] + box["height"] - 2
    assert listed["x"] + listed["width"] <= 1280
