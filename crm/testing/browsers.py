"""Chromium for the journeys. Without it they are skipped with the reason; in CI that skip is a failure."""

import asyncio
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
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


def whole(page: Any) -> Any:
    """The page once its styles, scripts and letters are there; what is measured before is not yet true."""
    page.wait_for_load_state()
    page.evaluate("document.fonts.ready.then(() => null)")
    return page


def too_wide(page: Any) -> bool:
    """Whether the page, once it is whole, scrolls sideways."""
    return whole(page).evaluate("document.documentElement.scrollWidth > innerWidth")


@contextmanager
def news(page: Any, name: str = "lead_updated") -> Iterator[list[str]]:
    """What is done inside is told to open pages; afterwards this one has heard it and had its turn.

    Gives the addresses that the page asked for by itself. It asks 150 ms after news, but for one that asked in the
    last five seconds: load it before. The timers of a page ring in their order, however slow the machine: once ours
    has rung, it has asked or did not want to.
    """
    asked: list[str] = []
    page.on("request", lambda request: "x-by-itself" in request.headers and asked.append(request.url))
    page.wait_for_selector("html[data-live=on]")
    page.evaluate(
        """(name) => void (window.heard = new Promise((done) => document.addEventListener("bw:live",
            ({ detail }) => detail.name === name && setTimeout(done, 500))))""",
        name,
    )
    yield asked
    page.evaluate("() => window.heard")


@contextmanager
def no_loop_here() -> Iterator[None]:
    """For a loop of a test's own in the main thread: a browser test before it leaves Playwright's running there."""
    left = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    try:
        yield
    finally:
        asyncio._set_running_loop(left)
