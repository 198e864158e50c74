"""A clinic with a page at the simulated Meta; what Meta tells arrives at once, in this very transaction."""

from datetime import datetime

import pytest
from django.utils import timezone

from attribution.meta_leads.services.connecting import connect
from attribution.providers.simulator.lead_pages import drawn_page
from crm.testing.people import make_user
from tenants.context import activate, clinic_context
from tenants.outbox.services.work import run_due

SECRET = "meta-app-secret"
ADDRESS = "http://localhost/api/v1/webhooks/meta-leads"
GIULIA = {"full_name": ["Giulia Bellini"], "phone_number": ["+393399957010"], "which": ["implants"]}


@pytest.fixture
def meta(simulator, settings, database):
    settings.META_APP_ID, settings.META_APP_SECRET, settings.META_VERIFY_TOKEN = "1234567", SECRET, "word"
    settings.ALLOWED_HOSTS = ["*"]
    return simulator


@pytest.fixture
def page(meta):
    """As Meta has it."""
    return meta.host.pages.know(drawn_page("clinic-a", "Smile", app_id="1234567", app_secret=SECRET, url=ADDRESS))


@pytest.fixture
def admin(clinic):
    return make_user(clinic, role="Admin")


@pytest.fixture
def connection(clinic, page, admin):
    """As the clinic has it."""
    with clinic_context(clinic):
        yield connect(page.token, partner=None, by=admin, now=timezone.now())


@pytest.fixture
def delivered(clinic, meta, platform_client):
    """Meta tells what it has to tell, to the platform's host."""

    def deliver() -> None:
        meta.deliver(platform_client)
        activate(clinic)

    return deliver


@pytest.fixture
def worked():
    def work(now: datetime | None = None) -> int:
        """Whatever is due is done, readers of webhooks first."""
        return sum(run_due(now=now or timezone.now()) for _ in range(4))

    return work
