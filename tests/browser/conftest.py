"""The browser of the tests: the system's Chromium, one for each module."""

import os
import shutil
from collections.abc import Iterator

import pytest

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync"]  # fmt: skip
PATIENCE = 30_000  # ms until what a page should show counts as missing, on a machine that does much else


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    """The system's Chromium."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        if os.environ.get("REQUIRE_BROWSER"):
            pytest.fail("a browser is required, but chromium was not found")
        pytest.skip("chromium is not installed: the browser's tests are skipped")
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield browser
        browser.close()
