"""The forms that are seldom seen, with axe: parting what was merged, restoring, revising, a code at sign-in, a new token."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from sqlalchemy.orm import Session

from app.config import Settings
from app.factory import create_app
from app.models.database import make_engine
from app.services import contributions, drafts
from app.services import steps as s
from app.services.permissions import Actor
from app.vocab.users import Role
from tests.browser.serving import serving
from tests.web.examples import two_occurrences
from tests.web.people import sign_in_as

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
PAGES = ("/occurrences/3/split", "/occurrences/4/restore", "/occurrences/4", "/parties/2/split", "/parties/1/edit",
         "/changes/{}/form", "/changes/{}/revise", "/account/second-factor", "/account/tokens/new")  # fmt: skip


@pytest.fixture(scope="module")
def site(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, str], int]]:
    """(address, cookie of an administrator, id of a contribution of theirs that waits) of a running server.

    Occurrence 3 is merged into 1, occurrence 4 withdrawn, party 2 merged into 1.
    """
    home = tmp_path_factory.mktemp("seldom")
    url = f"sqlite:///{shutil.copy(sqlite_template, home / 'airdocket.sqlite3')}"
    app = create_app(Settings(home=home, database_url=url))
    client = app.test_client()
    engine = make_engine(url)
    with Session(engine) as session:
        for _ in range(2):
            two_occurrences(session)
        user = sign_in_as(client, session, Role.ADMIN, "Ada")
        owner = user.id
        ada = Actor(owner, "Ada", frozenset({Role.ADMIN}))
        for step in (s.Merge(3, 1, "the same"), s.WithdrawOccurrence(4, "a drill"), s.MergeParty(2, 1, "one body")):
            contributions.submit(session, ada, [step], "so it is")
            session.commit()
        account = s.FileAccount(1, 1, 1, "2016-01-01", claims=(s.ClaimStep("place", "Elsewhere"),))
        waiting = contributions.submit(session, Actor(owner, "Ada", frozenset({Role.CONTRIBUTOR})), [account], "a place").id
        session.commit()
        fields = {
            "source": "1",
            "speaker": "NTSB",
            "said_on": "2016-01-01",
            "0.place.1": "Elsewhere",
            "draft": f"sent-{waiting}",
        }
        drafts.save_sent(session, owner, waiting, "a place", fields)
        session.commit()
    engine.dispose()
    cookie = client.get_cookie("airdocket")
    assert cookie is not None
    with serving(app) as address:
        yield address, {"name": cookie.key, "value": cookie.value, "url": address}, waiting


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_seldom_forms_are_accessible(site, browser, width: int, scheme: str) -> None:  # type: ignore[no-untyped-def]
    address, cookie, waiting = site
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    context.add_cookies([cookie])
    page = context.new_page()
    complaints: list[str] = []
    for path in PAGES:
        answer = page.goto(address + path.format(waiting))
        if answer.status not in (200, 410) or "/sign-in" in page.url:
            complaints.append(f"{path}: status {answer.status} at {page.url}")
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        found = Axe().run(page).response["violations"]
        complaints += [f"{path}: {each['id']}: {each['nodes'][0]['html'][:120]}" for each in found]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            complaints.append(f"{path}: wider than {width}")
    context.close()
    assert complaints == []
