"""The log, history, review and undoing in a real browser: nothing that axe objects to, and no scrolling sideways."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.config import Settings
from app.factory import create_app
from app.models import Occurrence, Party, Source
from app.models.database import make_engine
from app.services import contributions
from app.services.steps import ClaimStep, FileAccount, NewSource, RecommendationStep, Revert, Withdraw, WithdrawOccurrence
from app.vocab.users import Role
from tests.browser.serving import serving
from tests.factories import A, more_claims
from tests.web.examples import two_occurrences
from tests.web.people import sign_in_as
from tests.web.test_changes import as_actor

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
PAGES = (
    "/changes", "/changes?kind=x", "/changes/1", "/changes/3", "/changes/4/revert", "/changes/5", "/changes/5/revise",
    "/changes/7", "/occurrences/1/history", "/occurrences/1/compare?from=0", "/occurrences/1/compare?from=x", "/occurrences/2",
    "/occurrences/2/history", "/users/Ada", "/review", "/review/5", "/review/6", "/occurrences/1",
)  # fmt: skip


def fill(session: Session) -> None:
    """Seven changesets: two records, one with advice, one withdrawn; two that wait, one of them overtaken; one undone."""
    two_occurrences(session)
    party, source = session.scalar(sa.select(Party.id).limit(1)), session.scalar(sa.select(Source.id).limit(1))
    ada = as_actor(session, Role.ADMIN, "Ada")
    bob = as_actor(session, Role.CONTRIBUTOR, "Bob")
    advice = RecommendationStep("Screen twice.", party, "2015-12-14")
    account = FileAccount(1, party, source, "2015-12-14", claims=(ClaimStep("place", "Sinai"),), recommendations=(advice,))
    contributions.submit(session, ada, [account], "What it said in December")
    session.commit()
    contributions.submit(session, ada, [WithdrawOccurrence(2, "It was a drill")], "No accident")
    session.commit()
    base = {1: session.get_one(Occurrence, 1).version}
    steps = [
        NewSource("new:1", "press", "The second day", party),
        FileAccount(1, party, "new:1", "2015-11-01", claims=(ClaimStep("place", "El Arish", quote="near El Arish"),)),
        Withdraw(1, "claim", 1, "a slip"),
    ]
    # What Ada sends in as a contributor waits for her as an administrator, who may see each of its states.
    number = contributions.submit(session, type(ada)(ada.user_id, "Ada", bob.roles), steps, "The first report", base=base).id
    session.commit()
    contributions.submit(session, bob, [Revert(3)], "It was misread", base=base)
    session.commit()
    more_claims(session, 1, [A("place", "Hasna", by="Egypt")])
    contributions.ask_back(session, ada, number, "On which page?")
    session.commit()


@pytest.fixture(scope="module")
def site(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, str]]]:
    """The address of a running server, and the cookie of an administrator."""
    home = tmp_path_factory.mktemp("changes")
    settings = Settings(home=home, database_url=f"sqlite:///{shutil.copy(sqlite_template, home / 'airdocket.sqlite3')}")
    app = create_app(settings)
    client = app.test_client()
    engine = make_engine(settings.url)
    with Session(engine) as session:
        fill(session)
        sign_in_as(client, session, Role.ADMIN, "Ada")
    engine.dispose()
    cookie = client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert cookie is not None
    with serving(app) as address:
        yield address, {"name": cookie.key, "value": cookie.value, "url": address}


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_every_page_is_accessible(site, browser, scheme: str, width: int) -> None:  # type: ignore[no-untyped-def]
    from axe_playwright_python.sync_playwright import Axe

    address, cookie = site
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    context.add_cookies([cookie])
    page = context.new_page()
    complaints: list[str] = []
    for path in PAGES:
        answer = page.goto(address + path)
        if answer.status not in (200, 400, 410):
            complaints.append(f"{path}: status {answer.status}")
        for violation in Axe().run(page).response["violations"]:
            complaints.append(f"{path}: {violation['id']}: {[node['html'][:120] for node in violation['nodes'][:3]]}")
        if page.evaluate("document.documentElement.scrollWidth") > width:
            complaints.append(f"{path}: wider than {width}")
    context.close()
    assert complaints == []
