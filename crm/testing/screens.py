"""Every page a person can open, so that a new one is looked at the day it is born."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.test import Client

from crm.testing.people import host_of
from crm.testing.walk import addresses
from tenants.models import Clinic

PUBLIC = ["/admin/login/", "/nothing-here"]
# What the browser says about our policy, told by the page itself; dialogs are what an injected script would open.
REPORTS = """window.reports = []; addEventListener("securitypolicyviolation", (event) =>
    window.reports.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`));"""


def screens(client: Client, *more: str) -> list[str]:
    """The paths of all whole pages that this visitor may open, without those that name a row; `more` are added."""
    named = (one for one in addresses(settings.ROOT_URLCONF) if not one.parameters and one.route[:1] != "^")
    plain = [f"/{one.route}" for one in named]
    return [path for path in [*plain, *more] if _is_page(client, path)]


def _is_page(client: Client, path: str) -> bool:
    if "logout" in path or path in PUBLIC or path == "/api/schema/":
        return False
    answer = client.get(path)
    kind = answer.get("Content-Type", "")
    return answer.status_code == 200 and kind.startswith("text/html") and b"<html" in answer.content


class Seat:
    """A browser window of somebody who is logged in, and what it complained about."""

    def __init__(self, chromium: Any, web: Any, clinic: Clinic, client: Client | None = None, **options: Any):
        self.home = f"http://{host_of(clinic)}:{web.port}"
        self.context = chromium.new_context(**options)
        self.context.add_init_script(REPORTS)
        if client:
            self.context.add_cookies(self._cookies(client))
        self.page = self.context.new_page()
        self.dialogs: list[str] = []
        self.page.on("dialog", self._dismiss)

    def _cookies(self, client: Client) -> list[dict[str, str]]:
        host = urlsplit(self.home).hostname
        return [{"name": n, "value": m.value, "domain": host, "path": "/"} for n, m in client.cookies.items()]

    def _dismiss(self, dialog: Any) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def open(self, path: str) -> Any:
        self.page.goto(self.home + path, wait_until="load")
        return self.page

    def reports(self) -> list[str]:
        """What the content policy refused on the page as it is now."""
        return self.page.evaluate("window.reports")

    def close(self) -> None:
        self.context.close()
