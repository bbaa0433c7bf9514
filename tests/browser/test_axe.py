"""The pages in a real browser: nothing that axe objects to, and no scrolling sideways."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from app.config import Settings
from app.factory import create_app
from app.models.database import make_engine
from tests.browser.serving import is_fault, serving
from tests.inquiries import at_random, file_inquiries
from tests.web.examples import two_occurrences
from tests.web.test_releases import three_releases

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
PAGES = (
    "/", "/occurrences", "/occurrences?q=hasna+fatal:1..400", "/occurrences?q=dawn&unit=aircraft", "/occurrences?q=year:abc",
    "/occurrences?q=zeppelin", "/about/search", "/occurrences/1", "/occurrences/2", "/sources", "/sources/1", "/parties/1",
    "/countries", "/countries/EG", "/countries/FR", "/operators?q=k", "/authorities?q=z",
    "/parties/2?role=operates", "/parties/2?role=speaks",
    "/investigations", "/investigations?overdue=final&as_of=2016-11-01&state=EG", "/investigations?q=opreator:x",
    "/investigations?q=zeppelin", "/investigations/time-to-report", "/investigations/time-to-report?by=country",
    "/claims/1-9", "/dictionary", "/about/method", "/nowhere",
    "/disputes", "/disputes?q=zeppelin&as_of=2015-11-17",
    "/sources/8/changes", "/disputes/agreement",
)  # fmt: skip


@pytest.fixture(scope="module")
def address(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running server with two occurrences."""
    path = Path(shutil.copy(sqlite_template, tmp_path_factory.mktemp("browser") / "airdocket.sqlite3"))
    engine = make_engine(f"sqlite:///{path}")
    with Session(engine) as session:
        two_occurrences(session)
        session.commit()
        three_releases(session, path.parent)
        file_inquiries(session, at_random(1, 40))
    engine.dispose()
    app = create_app(Settings(home=path.parent, database_url=f"sqlite:///{path}"))
    with serving(app) as address:
        yield address


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_every_page_is_accessible(address: str, browser, scheme: str, width: int) -> None:  # type: ignore[no-untyped-def]
    from axe_playwright_python.sync_playwright import Axe

    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if is_fault(message) else None)
    for path in PAGES:
        page.goto(address + path)
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        for violation in Axe().run(page).response["violations"]:
            targets = [node["html"][:120] for node in violation["nodes"][:3]]
            complaints.append(f"{path}: {violation['id']}: {targets}")
        if page.evaluate("document.documentElement.scrollWidth") > width:
            complaints.append(f"{path}: wider than {width}")
    page.close()
    assert complaints == []


def test_a_fact_opens_without_scripts(address: str, browser) -> None:  # type: ignore[no-untyped-def]
    from playwright.sync_api import expect

    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/occurrences/1")
    claims = page.locator("#fact-time-utc .claims")
    expect(claims).to_be_hidden()
    page.locator("#fact-time-utc summary").click()
    expect(claims).to_contain_text("The Aviation Herald")
    context.close()


def test_the_keyboard_reaches_the_content_first(address: str, browser) -> None:  # type: ignore[no-untyped-def]
    from playwright.sync_api import expect

    page = browser.new_page()
    page.goto(address)
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    expect(page.locator(".skip")).to_be_in_viewport()
    page.close()
