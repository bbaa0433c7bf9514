"""The page of the API in a real browser: a call is tried on the page, and axe objects to nothing."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from app.config import Settings
from app.factory import create_app
from app.models.database import make_engine
from tests.browser.serving import is_fault, serving
from tests.web.examples import two_occurrences

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture(scope="module")
def address(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running server with two occurrences."""
    path = Path(shutil.copy(sqlite_template, tmp_path_factory.mktemp("browser") / "airdocket.sqlite3"))
    engine = make_engine(f"sqlite:///{path}")
    with Session(engine) as session:
        two_occurrences(session)
        session.commit()
    engine.dispose()
    with serving(create_app(Settings(home=path.parent, database_url=f"sqlite:///{path}"))) as address:
        yield address


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_a_call_is_tried_on_the_page(address: str, browser, scheme: str, width: int) -> None:  # type: ignore[no-untyped-def]
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import expect

    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if is_fault(message) else None)
    page.goto(f"{address}/about/api#get_claims_show")
    call = page.locator("#get_claims_show")
    call.get_by_role("textbox", name="number").fill("10")
    call.get_by_role("textbox", name="as_of").fill("2015-11-17")
    expect(call.locator(".curl")).to_have_text(f"curl '{address}/api/v1/claims/1-10?as_of=2015-11-17'")
    call.get_by_role("textbox", name="number").press("Enter")
    expect(call.get_by_role("status")).to_contain_text("200 OK")
    expect(call.get_by_label("Answer", exact=True)).to_contain_text('"text": "A bomb."')
    call.get_by_role("textbox", name="as_of").fill("2015-11-16")
    call.get_by_role("button", name="Try it").click()
    expect(call.get_by_role("status")).to_contain_text("404")
    expect(call.get_by_label("Answer", exact=True)).to_contain_text("was not public by the end of 2015-11-16")
    page.locator("#shape-FullClaimOut summary").click()
    complaints += [each["id"] for each in Axe().run(page).response["violations"]]
    if page.evaluate("document.documentElement.scrollWidth") > width:
        complaints.append(f"wider than {width}")
    page.close()
    assert complaints == []
