"""Accounts in a real browser: signing up and in, a passkey of a virtual device, and what axe says of the pages."""

import dataclasses
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from sqlalchemy.orm import Session

from app.config import Settings
from app.factory import create_app
from app.models.database import make_engine
from app.vocab.users import Role
from tests.browser.serving import serving
from tests.web.people import PASSWORD, a_user

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
PAGES = ("/account/sign-in", "/account/sign-up", "/account/recover", "/account/confirm", "/account/sign-in/passkey")
OWN_PAGES = ("/account", "/account/password", "/account/second-factor", "/account/passkeys", "/account/recovery-codes",
             "/account/tokens/new", "/admin/users", "/admin/settings", "/account/verify")  # fmt: skip


@pytest.fixture(scope="module")
def address(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running server with an administrator."""
    home = tmp_path_factory.mktemp("accounts")
    path = shutil.copy(sqlite_template, home / "airdocket.sqlite3")
    engine = make_engine(f"sqlite:///{path}")
    with Session(engine) as session:
        a_user(session, Role.ADMIN, "Ada")
    engine.dispose()
    app = create_app(dataclasses.replace(Settings(), home=home, database_url=f"sqlite:///{path}"))
    with serving(app, "localhost") as address:
        yield address


@pytest.fixture
def page(browser, address):
    """A new window."""
    context = browser.new_context()
    page = context.new_page()
    yield page
    context.close()


def sign_in(page, address: str) -> None:
    page.goto(f"{address}/account/sign-in")
    page.get_by_label("E-mail address").fill("ada@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", name="Ada").wait_for()


def faults(page) -> list[str]:
    found = Axe().run(page).response["violations"]
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return [f"{each['id']}: {each['nodes'][0]['html']}" for each in found] + ["scrolls sideways"] * wide


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_are_accessible(page, address: str, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 360, "height": 800})
    for each in PAGES:
        page.goto(address + each)
        assert faults(page) == [], each
    page.goto(f"{address}/account/sign-in")
    page.get_by_label("E-mail address").fill("nobody@example.org")
    page.get_by_label("Password").fill("wrong wrong wrong")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("alert").wait_for()
    assert faults(page) == []
    sign_in(page, address)
    for each in OWN_PAGES:
        page.goto(address + each)
        assert faults(page) == [], each


def test_a_passkey_is_made_and_signs_in(page, address: str) -> None:
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "usb", "hasResidentKey": True, "hasUserVerification": True,
               "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    sign_in(page, address)
    page.goto(f"{address}/account/passkeys")
    page.get_by_label("Name").fill("my key")
    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_role("button", name="Go on").click()
    page.get_by_text("Successfully added").wait_for()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("link", name="Sign in").wait_for()
    page.goto(f"{address}/account/sign-in/passkey")
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("heading", name="Ada").wait_for()
