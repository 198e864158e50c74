"""A short address leads one patient to the page that staff wrote, and is counted once (issue: tracked links)."""

import re

import pytest

from comms.models import ShortLink
from comms.services.links.making import Links, shown
from comms.services.links.opening import OPENED, score_opened
from comms.services.links.robots import is_robot
from comms.tests.factories import make_conversation, make_message
from crm.testing.people import client_of
from leads.models import Lead
from leads.services.scoring import facts_of_leads
from leads.services.scoring.gathering import _known
from leads.services.scoring.told_above import counts
from leads.tests.factories import make_lead
from tenants.context import clinic_context
from tenants.outbox.models import Job

PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Version/18.1 Mobile Safari/604.1"
)
PAGE = "https://clinic.example/implants?a=1&b=2"
ROBOTS = [
    "WhatsApp/2.24.6 A", "facebookexternalhit/1.1", "Slackbot-LinkExpanding 1.0", "Twitterbot/1.0", "",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "TelegramBot (like TwitterBot)",
    "Mozilla/5.0 (compatible; bingbot/2.0)", "LinkedInBot/1.0", "python-requests/2.32", "curl/8.5",
    "Mozilla/5.0 (Windows NT 10.0) BingPreview/1.0b", "Mozilla/5.0 Proofpoint URL Defense scanner",
]  # fmt: skip


@pytest.fixture
def linked(clinic):
    """`linked(lead)`: a message to them with one short link; returns its path."""

    def send(lead, page=PAGE):
        talk = make_conversation(clinic, lead, address=f"+4477009{lead.pk % 100000:05d}")
        message = make_message(clinic, talk)
        with clinic_context(clinic):
            links = Links()
            address = links(page)
            assert links(page) == address
            links.keep(message)
        return re.sub("https?://[^/]+", "", address)

    return send


def open_it(clinic, path, agent=PHONE, method="get", **headers):
    return getattr(client_of(clinic), method)(path, headers={"User-Agent": agent, **headers})


def opened_by(lead):
    rows = Lead.objects.select_related("treatment", "practice").filter(pk=lead.pk).annotate(**counts())
    return facts_of_leads(rows)[lead.pk].opened_links


def test_what_looks_like_no_code_is_not_there(clinic):
    assert open_it(clinic, "/l/a%00b").status_code == 404
    assert open_it(clinic, "/l/" + "x" * 3000).status_code == 404


def test_it_leads_to_what_staff_wrote_and_to_nothing_else(clinic, other_clinic, linked):
    path = linked(make_lead(clinic))

    answer = open_it(clinic, f"{path}?next=https://evil.example")

    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    assert len(path.rsplit("/", 1)[1]) >= 16
    assert open_it(other_clinic, path).status_code == 404
    assert open_it(clinic, "/l/no-such-code").status_code == 404
    assert client_of(clinic).post(path).status_code == 405


def test_robots_and_previews_are_led_on_and_not_counted(clinic, linked):
    path = linked(make_lead(clinic))

    for agent in ROBOTS:
        assert open_it(clinic, path, agent).status_code == 302
    open_it(clinic, path, method="head")
    open_it(clinic, path, **{"Sec-Purpose": "prefetch;prerender"})

    with clinic_context(clinic):
        assert ShortLink.objects.get().opened_at is None
    assert not is_robot("GET", {"User-Agent": PHONE})


def test_a_page_is_counted_once_for_a_patient_and_moves_their_score_once(clinic, other_clinic, linked):
    lead = make_lead(clinic)
    stranger = make_lead(other_clinic)
    first, second = linked(lead), linked(make_lead(clinic, companion_of=None))
    with clinic_context(clinic):
        ShortLink.objects.filter(code=second.rsplit("/", 1)[1]).update(
            message=ShortLink.objects.get(code=first.rsplit("/", 1)[1]).message
        )

    for path in (first, first, second):
        open_it(clinic, path)

    with clinic_context(clinic):
        jobs = Job.objects.filter(kind=OPENED)
        assert jobs.count() == 2
        assert opened_by(lead) == 1
        assert _known(lead, lead.last_arrival_at).above == {"opened_links": 1}
        before = Lead.objects.get(pk=lead.pk).lead_score
        score_opened(jobs.order_by("pk")[0].payload)
        assert Lead.objects.get(pk=lead.pk).lead_score > before
    with clinic_context(other_clinic):
        assert opened_by(stranger) == 0


def test_a_preview_shows_an_address_as_long_as_a_real_one_and_keeps_nothing(clinic):
    with clinic_context(clinic):
        assert len(shown(PAGE)) == len(Links()(PAGE))
        assert not ShortLink.objects.exists()


def test_who_knocks_too_often_waits(clinic, linked, monkeypatch):
    path = linked(make_lead(clinic))
    monkeypatch.setattr("comms.public.views.PER_ADDRESS", 3)

    told = [open_it(clinic, path).status_code for _ in range(5)]

    assert told == [302, 302, 302, 429, 429]
