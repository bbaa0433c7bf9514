"""The charts of search results in a real browser: nothing that axe objects to, the fitting picture, and bars that lead on."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from app.config import Settings
from app.factory import create_app
from app.models.database import make_engine
from tests.browser.serving import is_fault, serving
from tests.web.test_charts import CHARTS, some_years

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture(scope="module")
def address(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running server with occurrences of some years."""
    path = shutil.copy(sqlite_template, tmp_path_factory.mktemp("charts") / "airdocket.sqlite3")
    engine = make_engine(f"sqlite:///{path}")
    with Session(engine) as session:
        some_years(session)
    engine.dispose()
    app = create_app(Settings(home=path.parent, database_url=f"sqlite:///{path}"))
    with serving(app) as address:
        yield address


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_the_charts_are_accessible_and_fit(address: str, browser, scheme: str, width: int) -> None:  # type: ignore[no-untyped-def]
    from axe_playwright_python.sync_playwright import Axe

    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if is_fault(message) else None)
    for path in (CHARTS, f"{CHARTS}&unit=aircraft&stack=injury", f"{CHARTS}&q=has:investigation"):
        page.goto(address + path)
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        for violation in Axe().run(page).response["violations"]:
            complaints.append(f"{path}: {violation['id']}: {[node['html'][:120] for node in violation['nodes'][:3]]}")
        if page.evaluate("document.documentElement.scrollWidth") > width:
            complaints.append(f"{path}: wider than {width}")
    page.close()
    assert complaints == []


@pytest.mark.parametrize(("width", "shown", "other"), [(1280, "wide", "narrow"), (390, "narrow", "wide")])
def test_one_picture_of_each_chart_is_seen(address: str, browser, width: int, shown: str, other: str) -> None:  # type: ignore[no-untyped-def]
    from playwright.sync_api import expect

    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(address + CHARTS)
    expect(page.locator(f"#chart-phase .picture.{shown}")).to_be_visible()
    expect(page.locator(f"#chart-phase .picture.{other}")).to_be_hidden()
    expect(page.get_by_role("img", name="Phase of flight")).to_have_count(1)
    page.close()


def test_bars_have_the_colours_of_the_scheme(address: str, browser) -> None:  # type: ignore[no-untyped-def]
    found = set()
    for scheme in ("light", "dark"):
        page = browser.new_page(color_scheme=scheme)
        page.goto(address + CHARTS)
        found.add(page.locator("#chart-phase .wide .t-bar").first.evaluate("each => getComputedStyle(each).fill"))
        page.close()
    assert len(found) == 2
    assert "rgb(0, 0, 0)" not in found


def test_a_click_at_a_bar_opens_its_records_without_scripts(address: str, browser) -> None:  # type: ignore[no-untyped-def]
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + CHARTS)
    page.locator("#chart-phase .wide .targets a").filter(has_text="Landing: 2").click()
    page.wait_for_url(lambda url: "q=phase" in url and "LDG" in url and "view=charts" not in url)
    context.close()


def test_a_file_is_saved_and_the_page_stays(address: str, browser) -> None:  # type: ignore[no-untyped-def]
    page = browser.new_page()
    page.goto(address + CHARTS)
    with page.expect_download() as saving:
        page.get_by_role("link", name="CSV of Phase of flight").click()
    assert saving.value.suggested_filename == "airdocket-phase-occurrences.csv"
    assert "view=charts" in page.url
    page.close()
