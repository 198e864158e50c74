"""300 texts that act come in by every way there is, and every screen shows them as letters (H:X1, X2, X5)."""

from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from comms.models import Account, Conversation, Message, Template
from comms.services.demo_lines import keys_of
from comms.services.fetching import fetch_mail
from comms.services.labelling import label
from comms.tests import hostile_patients as patients
from comms.tests.factories import make_template
from crm.testing.acting import ACTING, not_in
from crm.testing.browsers import SIZES, whole
from crm.testing.people import client_of, host_of, key_of, make_user, post_lead
from crm.testing.screens import Seat
from crm.testing.simulators import a_line
from leads.models import Lead
from leads.services.attempts import Said, log_attempt
from leads.services.notes import add_note
from tenants.context import clinic_context
from tenants.outbox.services.work import run_due
from tenants.settings.services.credentials import store
from tenants.staff.roles import ADMIN

pytestmark = pytest.mark.browser

SHORT = [text for text in ACTING if len(text) <= 40][:10]
MAIL = "sarah.whitcombe@example.com"
INBOX, TIMELINE = "/admin/comms/inbox/", "/admin/leads/lead/{}/change/"
ACCOUNTS = "/admin/comms/accounts/"
PAGES = ["/admin/", "/admin/comms/queue/", "/admin/notices/", "/admin/triage/", "/admin/leads/board/"]
OPENED = "() => document.querySelectorAll('details').forEach((one) => (one.open = true))"
# A script of nobody's page, and an element that listens or leads somewhere by what a text said.
BELIEVED = """() => [...document.querySelectorAll("*")].flatMap((one) => [
    ...(one.tagName === "SCRIPT" && !one.src && one.type !== "application/json" ? [one.outerHTML] : []),
    ...[...one.attributes].filter((is) => is.name.startsWith("on") || /^(javascript|data:text)/i.test(is.value))
        .map((is) => `${one.tagName} ${is.name}=${is.value}`)])"""


@pytest.fixture
def line(fresh_clinic, simulator, settings):
    """A clinic with its own numbers and mailbox at the simulator, and nothing in it yet."""
    settings.CREDENTIAL_TESTS_INSIDE, settings.PUBLIC_SCHEME, settings.PUBLIC_PORT = True, "http", ""
    clinic = fresh_clinic()
    hooks = {name: f"http://localhost/api/v1/webhooks/{name}/{clinic.pk}" for name in ("whatsapp", "sms")}
    urls = {f"{name}_url": url for name, url in hooks.items()}
    line = simulator.connect(a_line(clinic.slug, 1, verify_token="vt", **urls))
    with clinic_context(clinic):
        for kind, values in keys_of(line, port=1).items():
            at = {"port": str(simulator.ports[kind])} if kind in {"smtp", "imap"} else {}
            store(kind, values | at, by=None)
        fetch_mail(now=timezone.now())  # what lies there already is no enquiry
    return clinic, line


@pytest.fixture
def admin(line):
    return make_user(line[0], role=ADMIN, email="admin@example.com", full_name="Ada Admin")


@pytest.fixture
def arrived(line, admin, simulator):
    """Everybody has written, by the doors that patients have, and a worker has read it; colleagues wrote, too."""
    clinic, own = line
    sarah = simulator.patient("sarah")
    key, web = key_of(clinic), Client(HTTP_HOST=host_of(clinic))
    told = patients.by_website(lambda **fields: post_lead(web, key, **fields), sarah.phone, MAIL)
    assert {one.status_code for one in told} == {200, 201}
    patients.by_whatsapp(simulator, own, sarah.phone)
    patients.by_sms(simulator, own, sarah)
    assert {one["status"] for one in simulator.deliver(Client(HTTP_HOST="localhost"))} == {200}
    patients.by_mail(simulator, own, MAIL)
    with clinic_context(clinic):
        fetch_mail(now=timezone.now())
        while run_due(now=timezone.now()):
            pass
    return inside(clinic, admin)


def inside(clinic, admin):
    """What colleagues write; where the conversation, the lead and the template stand."""
    now = timezone.now()
    make_template(clinic, title=ACTING[8], channel="mail", body=patients.LONG[0], approval="")
    with clinic_context(clinic):
        lead = Lead.objects.get(first_name="Sarah")
        for text in patients.LONG:
            add_note(lead.pk, body=text, by=admin, now=now)
        said = Said(note=ACTING[11])
        log_attempt(lead.pk, channel="call", disposition="no_answer", said=said, by=admin, now=now)
        talk = lead.conversations.get(channel="whatsapp")
        label(talk.pk, add=SHORT, by=admin, now=now)
        Account.objects.filter(channel="whatsapp").update(shown=ACTING[12])
        assert Conversation.objects.count() == 3 + len(patients.NAMES) + len(patients.SENDERS)
        assert not Message.objects.filter(body="").exists()
        template = Template.objects.get(title=ACTING[8])
    return f"{INBOX}{talk.pk}/", TIMELINE.format(lead.pk), f"/admin/comms/template/{template.pk}/change/"


@pytest.fixture
def seat(chromium, web, line, arrived, admin):
    clinic, _line = line
    seat = Seat(chromium, web, clinic, client_of(clinic, admin), viewport=SIZES["desk"])
    seat.asked = []
    seat.context.on("request", lambda request: seat.asked.append(request.url))
    yield seat
    seat.close()


def look(seat, address, *, further="no-more"):
    """The words of that page, and of those that `further` leads to, with everything open that opens."""
    page = seat.page
    assert page.goto(urljoin(seat.home, address)).status == 200, address
    whole(page).evaluate(OPENED)
    assert page.evaluate(BELIEVED) == [], address
    assert (seat.dialogs, seat.reports()) == ([], []), address
    shown = " ".join(page.evaluate("document.body.textContent").split())
    onward = page.locator(further)
    return shown + look(seat, onward.get_attribute("href"), further=further) if onward.count() else shown


def outside(seat, *ours):
    """Whatever was asked of somebody who is not us."""
    known = {urlsplit(seat.home).hostname, *ours}
    return [url for url in seat.asked if url[:4] == "http" and urlsplit(url).hostname not in known]


def test_whatever_patients_and_colleagues_write_is_letters_on_every_screen(seat, arrived, simulator, line):
    conversation, lead, template = arrived
    of_a_kind = [*patients.FILES, *patients.PLACES, *patients.CARDS, *patients.TITLES, *patients.ADS]
    of_mails = [*patients.SUBJECTS, *patients.MAIL_FILES, "How it begins"]

    talk = look(seat, conversation, further="#bw-older")
    # each in a text, a caption, an SMS, a mail, a form and a note
    assert [text for text in ACTING if talk.count(text) < 6] == []
    assert not_in(talk, [*of_a_kind, *of_mails, *SHORT, ACTING[11]]) == []
    inbox = look(seat, f"{INBOX}?tab=all", further="[rel=next]")
    assert not_in(inbox, [*patients.NAMES, *patients.SENDERS, *SHORT]) == []
    for address, texts in {lead: ACTING, template: [*ACTING[:50], ACTING[8]], ACCOUNTS: [ACTING[12]]}.items():
        assert not_in(look(seat, address), texts) == [], address
    for address in PAGES:
        look(seat, address)
    assert outside(seat) == []
    for page in ("", "/talk"):
        phone = look(seat, f"{simulator.url}/phone/sarah{page}?clinic={line[1].slug}")
    assert not_in(phone, ACTING) == []
    assert outside(seat, "127.0.0.1") == []
