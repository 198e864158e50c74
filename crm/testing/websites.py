"""A clinic's website on an origin of its own, as a browser meets it: a page with the form, or the sample sites."""

import json
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

from crm.samples.server import policy
from crm.testing.people import host_of, key_of
from crm.testing.processes import Process, free_port, until
from crm.testing.screens import REPORTS
from leads.website.snippet import Form, snippet
from tenants.models import Clinic

TROUBLE = {"error"}


@dataclass(frozen=True)
class Website:
    """Where it stands, whose it is, and the form of it."""

    clinic: Clinic
    origin: str
    key: str
    home: str
    pages: dict[str, str] = field(default_factory=dict)

    def html(self, *, language: str = "en", lang: str = "", **form: Any) -> str:
        """A whole page; `lang` is what it says about itself."""
        wanted = Form(key=self.key, slug=self.clinic.slug, home=self.home, language=language, **form)
        said = f' lang="{lang}"' if lang else ""
        head = f"<!doctype html><html{said}><meta charset=utf-8><title>Clinic</title>"
        return f"{head}<body>{snippet(wanted)}</body></html>"


class Patient:
    """Somebody with a browser of their own on that website; what the browser complained about is kept."""

    def __init__(self, chromium: Any, site: Website, **options: Any):
        self.site = site
        self.context = chromium.new_context(**options)
        self.context.add_init_script(REPORTS)
        self.page = self.context.new_page()
        self.troubles: list[str] = []
        self.page.on("console", lambda line: line.type in TROUBLE and self.troubles.append(line.text))
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))

    def open(self, html: str, path: str = "/", *, origin: str = "") -> Any:
        """The page, on the site's origin unless another is named."""
        self.site.pages[path.partition("?")[0]] = html
        self.page.goto((origin or self.site.origin) + path)
        return self.page

    def fill(self, **fields: str) -> None:
        for name, text in fields.items():
            self.page.fill(f"[name={name}]", text)

    def send(self) -> None:
        self.page.click("form[data-bridgework] button")

    def told(self, kind: str) -> str:
        """The sentence of the live region, once it is of this kind (sent, fix, failed, closed, ...)."""
        place = self.page.locator(".bridgework-status")
        until(lambda: self.page.wait_for_timeout(50) or place.get_attribute("data-kind") == kind, told=self._state)
        return place.inner_text()

    def _state(self) -> str:
        return f"{self.page.inner_text('body')} {self.page.evaluate('window.reports')} {self.troubles}"


def website_of(clinic: Clinic, web: Any, *, port: int) -> Website:
    origin = f"http://{clinic.slug}-site.localhost:{port}"
    key = key_of(clinic, kind="site", origins=[origin])
    return Website(clinic, origin, key, f"http://{host_of(clinic)}:{web.port}")


@pytest.fixture
def website(fresh_clinic: Callable[[], Clinic], web: Any) -> Iterator[Website]:
    """A clinic's website under the policy that docs/website.md asks for, with the site key of its origin.

    A real server: chromium keeps pages that it cannot place from asking the loopback.
    """
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    site = website_of(fresh_clinic(), web, port=server.server_port)
    server.RequestHandlerClass = type("Pages", (_Pages,), {"site": site})
    threading.Thread(target=server.serve_forever, args=[0.05], daemon=True).start()
    yield site
    server.shutdown()
    server.server_close()


class _Pages(BaseHTTPRequestHandler):
    site: Website

    def do_GET(self) -> None:
        html = self.site.pages.get(self.path.partition("?")[0])
        body = (html or "").encode()
        self.send_response(200 if html or self.path == "/favicon.ico" else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", policy(self.site.home))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def patient(chromium: Any, website: Website) -> Iterator[Callable[..., Patient]]:
    """Call it for one more browser."""
    patients: list[Patient] = []

    def come(**options: Any) -> Patient:
        patients.append(Patient(chromium, website, **options))
        return patients[-1]

    yield come
    for one in patients:
        one.context.close()


@pytest.fixture
def samples(web: Any, tmp_path: Path) -> Iterator[Callable[[Clinic], Website]]:
    """Serves the sample website of a clinic, by the server of `make run`."""
    started: list[Process] = []

    def serve(clinic: Clinic) -> Website:
        port = free_port()
        site = website_of(clinic, web, port=port)
        entry = {"name": clinic.name, "slug": clinic.slug, "host": host_of(clinic), "secret_key": "", "logins": []}
        (tmp_path / "demo.json").write_text(json.dumps({"clinics": [entry | {"site_key": site.key}]}))
        command = [sys.executable, "-m", "crm.samples", str(tmp_path), str(web.port), str(port)]
        started.append(Process(command))
        until(lambda: _serves(site, port), told=started[-1].output)
        return site

    yield serve
    for process in started:
        process.stop()


def _serves(site: Website, port: int) -> bool:
    host = site.origin.removeprefix("http://")
    try:
        return httpx.get(f"http://127.0.0.1:{port}/", headers={"Host": host}, trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False
