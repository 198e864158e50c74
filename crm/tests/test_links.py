"""Every link that a page shows can be followed by whoever sees it."""

from collections import Counter, deque
from datetime import date
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.test import Client

from attribution.conversions.tests.factories import NOW, make_event
from attribution.meta_leads.tests.factories import page_with_trouble
from attribution.services.counting import count_anew
from attribution.services.spending.keeping import write_typed
from attribution.tests.factories import campaign_in, touch_of
from comms.sequences.services.presets import start_from
from crm.testing.people import client_of, host_of, make_user
from leads.tests.factories import arrive, make_lead, reach
from tenants.context import clinic_context
from tenants.models import Clinic
from tenants.staff.models import Team, User
from tenants.staff.roles import ADMIN, AGENT

START, MOST, VARIANTS = "/admin/", 500, 3  # VARIANTS of one path: filters and orders would multiply for ever


class Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        href = dict(attrs).get("href") if tag == "a" else None
        if href and not href.startswith("#"):
            self.found.append(href)


def crawl(client: Client, host: str, *, until: int = 0) -> tuple[dict[str, int], dict[str, str]]:
    """{address: status} of all that links lead to from the landing page on, and {address: where it stands}.
    The first answer `until` is the last."""
    statuses, stands_on, seen = {}, {START: ""}, Counter()
    waiting = deque([START])
    while waiting and len(statuses) < MOST and until not in statuses.values():
        address = waiting.popleft()
        answer = client.get(address)
        statuses[address] = answer.status_code
        for link in [answer["Location"]] if answer.status_code in (301, 302) else _links(answer):
            target = urlsplit(urldefrag(urljoin(f"http://{host}{address}", link)).url)
            follow = f"{target.path}?{target.query}" if target.query else target.path
            if target.scheme != "http" or target.hostname != host or follow in stands_on:
                continue
            seen[target.path] += 1
            if seen[target.path] <= VARIANTS:
                stands_on[follow] = address
                waiting.append(follow)
    return statuses, stands_on


def _links(answer: object) -> list[str]:
    if not answer.get("Content-Type", "").startswith("text/html") or answer.streaming:
        return []
    page = Links()
    page.feed(answer.content.decode())
    return page.found


@pytest.fixture
def at_work(clinic: Clinic, agent: User) -> Clinic:
    """Something for every list: leads of all sorts, a sequence, a team, colleagues closed and invited, an undo,
    what an ad brought and cost, what came of it, and a page of Meta."""
    lead = make_lead(clinic, country="IT", assigned_to=agent)
    reach(clinic, lead, "phone", "+393331234567")
    arrive(clinic, lead, landing_page_url="https://clinic.example/implants")
    make_lead(clinic, "Old", archived_at=lead.created_at)
    make_user(clinic, email="gone@example.com", is_active=False)
    with clinic_context(clinic):
        start_from("first_week", by=agent, now=lead.created_at)
        Team.objects.create(name="Italy").members.add(agent)
        User.objects.create_user("invited@example.com", None)
        campaign = campaign_in("google_ads", "Sorriso")
        touch_of(lead, gclid="x", campaign="Sorriso")
        count_anew([lead.pk])
        write_typed(campaign, *[date(2026, 11, 10)] * 2, 10_00, "EUR", by=agent, now=NOW)
    make_event(clinic)
    page_with_trouble(clinic)
    action = {"action": "archive", "_selected_action": [make_lead(clinic, "Gone").pk]}
    client_of(clinic, agent).post("/admin/leads/lead/", action)
    return clinic


@pytest.mark.parametrize(("role", "least"), [(ADMIN, 45), (AGENT, 12)])
def test_no_link_leads_nowhere_or_to_a_closed_door(at_work, role, least):
    person = make_user(at_work, role=role, email="crawler@example.com")

    statuses, stands_on = crawl(client_of(at_work, person), host_of(at_work))

    broken = {page: (status, stands_on[page]) for page, status in statuses.items() if status not in (200, 301, 302)}
    assert broken == {}
    assert least <= len(statuses) < MOST


def test_a_link_to_a_closed_door_is_found(at_work, agent, monkeypatch):
    from tenants.desk import access

    client = client_of(at_work, agent)
    monkeypatch.setattr(access, "allows", lambda permission, request: permission != "undo.use")

    statuses, _stands_on = crawl(client, host_of(at_work), until=403)

    assert 403 in statuses.values()
