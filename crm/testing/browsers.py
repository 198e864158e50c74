"""Chromium for the journeys. Without it they are skipped with the reason; in CI that skip is a failure."""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--no-first-run"]
SIZES = {"desk": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A running chromium; every test opens contexts of its own in it."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        reason = "No chromium on this machine: `make browser` says how to get one."
        pytest.fail(reason) if os.environ.get("BROWSER_REQUIRED") else pytest.skip(reason)
    from playwright.sync_api import sync_playwright

    # Its loop runs in this thread, and Django would take every query of a test for one from async code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()
