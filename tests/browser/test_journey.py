"""From nothing: sign up, record EgyptAir 804, contradict it, review, prefer, undo, and find it all in the history.

The facts: Greece's defence minister said on 19 May 2016 that radar saw the aircraft turn and fall and lost it at 10,000 ft;
the head of Egypt's air navigation service told the Associated Press on 23 May that it was at 37,000 ft until it vanished.
With AIRDOCKET_SCREENSHOTS set to a folder, a picture of each step is left there.
"""

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from app.config import Settings
from app.factory import create_app
from app.models.database import make_engine
from app.services.verification import verify
from app.vocab.users import Role
from tests.browser.serving import serving
from tests.web.people import PASSWORD, a_user, mails

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
PREVIEW = "#send [value=preview]"


@pytest.fixture
def site(sqlite_template: Path, tmp_path: Path) -> Iterator[tuple[str, object, str]]:
    """(address, application, database) of a running server whose record is empty; an editor named Bessie has an account."""
    url = f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'airdocket.sqlite3')}"
    engine = make_engine(url)
    with Session(engine) as session:
        a_user(session, Role.EDITOR, "Bessie")
    engine.dispose()
    app = create_app(Settings(home=tmp_path, database_url=url, limit_write="9999/minute", limit_search="9999/minute"))
    with serving(app, "localhost") as address:
        yield address, app, url


class Traveller:
    """A browser's page that leaves pictures."""

    def __init__(self, page, folder: str | None) -> None:  # type: ignore[no-untyped-def]
        self.page, self.folder, self.n = page, folder, 0

    def picture(self, name: str) -> None:
        self.n += 1
        if self.folder:
            Path(self.folder).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=f"{self.folder}/{self.n:02d}-{name}.png", full_page=True)

    def sign_in(self, address: str, email: str) -> None:
        self.page.goto(address + "/account/sign-in")
        self.page.fill("#email", email)
        self.page.fill("#password", PASSWORD)
        self.page.click("main button[type=submit]")
        self.page.wait_for_url(lambda url: "sign-in" not in url)

    def source(self, title: str, kind: str, day: str, publisher: tuple[str, str, str], url: str) -> None:
        """Describe a new source with a new publisher."""
        page = self.page
        page.check("#source-new")
        if not page.locator("details.new-source").evaluate("each => each.open"):
            page.click("details.new-source > summary")
        page.fill("[id='source.title']", title)
        page.select_option("[id='source.kind']", kind)
        page.fill("[id='source.published_on']", day)
        self.party("source.publisher", *publisher)
        page.fill("[id='source.url']", url)

    def party(self, name: str, words: str, kind: str, country: str) -> None:
        page = self.page
        page.fill(f"[id='{name}']", words)
        page.keyboard.press("Escape")
        details = page.locator(f".party:has([id='{name}']) > details")
        if not details.evaluate("each => each.open"):
            details.locator("summary").click()
        page.select_option(f"[id='{name}.kind']", kind)
        page.select_option(f"[id='{name}.country']", country)

    def facts(self, facts: dict[str, str]) -> None:
        page = self.page
        page.evaluate("document.querySelectorAll('details.section').forEach(each => each.open = true)")
        for name, value in facts.items():
            field = page.locator(f"[id='{name}']")
            field.select_option(value) if field.evaluate("each => each.tagName") == "SELECT" else field.fill(value)


def test_from_nothing_to_the_history(site, browser, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    from playwright.sync_api import expect

    address, app, url = site
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    me = Traveller(page, os.environ.get("AIRDOCKET_SCREENSHOTS"))
    main = page.locator("main")

    page.goto(address)
    me.picture("nothing")
    page.goto(address + "/account/sign-up")
    page.fill("#name", "Amelia")
    page.fill("#email", "amelia@example.org")
    page.fill("#password", PASSWORD)
    me.picture("sign-up")
    page.click("main button[type=submit]")
    expect(page.locator("body")).to_contain_text("A mail is on its way")
    me.picture("confirm")
    with app.app_context():
        ((_, _, text),) = mails(app.test_client())
    page.goto(address + re.sub(r"^http://[^/]*", "", re.search(r"http://localhost\S+", text)[0]))
    me.picture("confirmed")
    me.sign_in(address, "amelia@example.org")

    page.goto(address + "/occurrences/new")
    me.source("Kammenos on the radar track of MS804", "official_statement", "2016-05-19",
              ("Greek Ministry of National Defence", "government", "GR"), "https://www.mod.mil.gr/")  # fmt: skip
    me.facts({"0.date.1": "19 May 2016", "0.place.1": "Eastern Mediterranean", "0.people.aboard.aboard": "66",
              "1.aircraft.registration.1": "SU-GCC", "1.aircraft.model.1": "A320-232", "1.aircraft.flight_number.1": "MS804",
              "1.aircraft.last_altitude.1": "10,000 ft"})  # fmt: skip
    me.picture("new-occurrence")
    page.click(PREVIEW)
    page.wait_for_selector("#comment")
    me.picture("preview")
    page.fill("#comment", "As the Greek minister of defence told the press")
    page.click("[value=submit]")
    page.wait_for_url("**/changes/1*")
    expect(main).to_contain_text("It waits for an editor")
    me.picture("waits")
    page.goto(address + "/occurrences")
    expect(main).not_to_contain_text("SU-GCC")

    editor = Traveller(browser.new_context(viewport={"width": 1280, "height": 900}).new_page(), me.folder)
    editor.n = 20
    editor.sign_in(address, "bessie@example.org")
    editor.page.goto(address + "/review")
    editor.picture("review-list")
    editor.page.click("main table a >> nth=0")
    editor.picture("review")
    editor.page.click("[value=accept]")
    editor.page.wait_for_url("**/changes/1*")
    editor.picture("accepted")

    page.goto(address + "/occurrences/1/accounts/new")
    me.source("No sign of a swerve before MS804 vanished", "press", "2016-05-23", ("Associated Press", "media", "US"),
              "https://apnews.com/")  # fmt: skip
    me.party("speaker", "Egypt’s National Air Navigation Services Company", "authority", "EG")
    me.facts({"1.aircraft.last_altitude.1": "37000"})
    expect(page.locator("[id='others-1.aircraft.last_altitude']")).to_contain_text("This would be disputed")
    me.picture("second-account")
    page.click(PREVIEW)
    page.wait_for_selector("#comment")
    expect(main).to_contain_text("disputed")
    me.picture("second-preview")
    page.click("[value=submit]")
    page.wait_for_url("**/changes/2*")

    editor.page.goto(address + "/review/2")
    editor.picture("review-second")
    editor.page.click("[value=accept]")
    editor.page.wait_for_url("**/changes/2*")
    editor.page.goto(address + "/occurrences/1")
    fact = editor.page.locator("#fact-1-aircraft-last-altitude")
    expect(fact).to_contain_text("disputed")
    editor.picture("disputed")
    expect(fact).to_contain_text("10,000 ft")
    fact.locator("summary").click()
    claims = fact.locator(".claims li")
    expect(claims).to_have_count(2)
    rival = claims.filter(has_text="37,000 ft").locator("a.permalink")
    rival.click()
    editor.picture("claim")
    editor.page.click("a[href$='/rank']")
    editor.page.check("#rank-preferred")
    editor.page.fill("#reason", "The radar service that followed the flight")
    editor.picture("rank")
    editor.page.click("[value=send]")
    editor.page.wait_for_url("**/changes/3*")
    editor.picture("preferred")
    editor.page.goto(address + "/occurrences/1")
    expect(editor.page.locator("#fact-1-aircraft-last-altitude .value").first).to_contain_text("37,000 ft")

    editor.page.goto(address + "/changes/3/revert")
    editor.picture("revert")
    editor.page.fill("#comment", "Both services saw it; neither is preferred")
    editor.page.click("main form button[type=submit]")
    editor.page.wait_for_url("**/changes/4*")
    editor.picture("reverted")
    editor.page.goto(address + "/occurrences/1")
    expect(editor.page.locator("#fact-1-aircraft-last-altitude .value").first).to_contain_text("10,000 ft")
    editor.page.goto(address + "/occurrences/1/history")
    history = editor.page.locator("main")
    for words in ("As the Greek minister", "No sign of a swerve", "Bessie", "Amelia", "neither is preferred"):
        expect(history).to_contain_text(words)
    editor.picture("history")
    editor.page.goto(address + "/occurrences/1/compare?from=1&to=2")
    editor.picture("compare")
    editor.page.goto(address + "/changes")
    editor.picture("changes")
    editor.page.context.close()
    page.context.close()
    engine = make_engine(url)
    with Session(engine) as session:
        assert list(map(str, verify(session))) == []
    engine.dispose()
