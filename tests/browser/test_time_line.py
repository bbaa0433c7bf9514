"""The time line in a real browser: dragged, stepped through by keyboard, as links without scripts, on a phone."""

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from app.config import Settings
from app.factory import create_app
from app.models.database import make_engine
from tests.browser.serving import is_fault, serving
from tests.factories import A, an_occurrence

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
FIRST = dt.date(2014, 3, 8)
STANCES = ("asserts", "suspects", "denies")


@pytest.fixture(scope="module")
def address(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a record on which forty statements were made, on as many days."""
    path = shutil.copy(sqlite_template, tmp_path_factory.mktemp("time_line") / "airdocket.sqlite3")
    days = [FIRST + dt.timedelta(days=n if n < 25 else 23 * (n - 24)) for n in range(40)]
    claims = [
        A("cause.statement", f"Account {n}.", by=f"Speaker {n}", said=day, stance=STANCES[n % 3]) for n, day in enumerate(days)
    ]
    engine = make_engine(f"sqlite:///{path}")
    with Session(engine) as session:
        an_occurrence(session, [A("date", FIRST.isoformat(), said=FIRST), *claims])
    engine.dispose()
    app = create_app(Settings(home=path.parent, database_url=f"sqlite:///{path}"))
    with serving(app) as address:
        yield f"{address}/occurrences/1"


def test_the_arrow_keys_step_from_statement_to_statement(address: str, browser) -> None:  # type: ignore[no-untyped-def]
    from playwright.sync_api import expect

    page = browser.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if is_fault(message) else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{address}?as_of=2014-03-10")
    scale = page.get_by_role("slider", name="Day looked at")
    expect(scale).to_have_attribute("aria-valuetext", "10 March 2014: 1 statement; 1 fact new or changed")
    scale.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".clocks")).to_contain_text("As known on 12 March 2014")
    assert page.url.endswith("?as_of=2014-03-12")
    expect(scale).to_be_focused()
    page.keyboard.press("Home")
    expect(page.locator(".clocks")).to_contain_text("As known on 8 March 2014")
    page.keyboard.press("End")
    expect(page.locator(".clocks")).to_have_count(0)
    assert "as_of" not in page.url
    page.go_back()
    expect(page.locator(".clocks")).to_contain_text("As known on 8 March 2014")
    box = scale.bounding_box()
    page.mouse.move(box["x"] + 8, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=5)
    page.mouse.up()
    expect(page.locator(".clocks")).not_to_contain_text("on 8 March 2014")
    expect(page.locator(".clocks")).to_contain_text("As known on")
    assert page.locator('script[type="application/ld+json"]').count() == 1  # data: nothing that the policy forbids
    page.get_by_role("link", name="Cite this").click()
    expect(page.get_by_role("button", name="Copy: APA, 7th edition")).to_be_visible()
    assert complaints == []
    page.close()


def test_without_scripts_links_lead_from_day_to_day(address: str, browser) -> None:  # type: ignore[no-untyped-def]
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    assert page.get_by_role("slider").count() == 0
    page.get_by_role("link", name="9 March 2014: 1 statement; 1 fact new or changed", exact=True).click()
    page.get_by_role("link", name="10 March 2014 →").click()
    page.get_by_role("link", name="11 March 2014 →").click()
    assert "As known on 11 March 2014" in page.locator(".clocks").inner_text()
    page.get_by_label("As known on").fill("2014-03-20")
    page.get_by_role("button", name="Show").click()
    assert "As known on 20 March 2014" in page.locator(".clocks").inner_text()
    page.get_by_role("link", name="Compare with today").click()
    assert "What was known on two days" in page.locator("h1").inner_text()
    context.close()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_the_time_line_is_accessible_and_fits(address: str, browser, scheme: str, width: int) -> None:  # type: ignore[no-untyped-def]
    from axe_playwright_python.sync_playwright import Axe

    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    complaints: list[str] = []
    for asked in ("", "?as_of=2014-04-05", "?compare=2014-03-09..today"):
        page.goto(address + asked)
        for violation in Axe().run(page).response["violations"]:
            complaints.append(f"{asked}: {violation['id']}: {[node['html'][:120] for node in violation['nodes'][:3]]}")
        if page.evaluate("document.documentElement.scrollWidth") > width:
            complaints.append(f"{asked} is wider than {width}")
    page.close()
    assert complaints == []
