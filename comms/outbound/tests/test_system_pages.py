"""Own systems on the desk: the Admin adds them, their secret is shown once (F:T8, H:K1)."""

import re

import pytest

from comms.outbound.models import Connector, Delivery
from comms.outbound.tests.factories import answers, make_delivery, make_system, tell_due
from crm.testing.answering import answering
from crm.testing.people import client_of, make_user
from tenants.audit.models import Entry
from tenants.context import clinic_context
from tenants.staff import roles

LIST = "/admin/outbound/systems/"


@pytest.fixture
def boss(clinic):
    return client_of(clinic, make_user(clinic, role=roles.ADMIN, email="boss@example.com"))


def row_of(clinic):
    with clinic_context(clinic):
        return Connector.objects.get()


def test_an_address_is_added_its_secret_shown_once_and_a_test_tells_it(clinic, other_clinic, boss, clock):
    with answering(answers(204)) as server:
        about = {"name": "Warehouse", "address": f"http://127.0.0.1:{server.port}/hook", "events": ["lead.created"]}
        page = boss.post(f"{LIST}new/", about).content.decode()
        secret = re.search(r"whsec_[A-Za-z0-9+/=]+", page).group()
        row = row_of(clinic)
        answer = boss.post(f"{LIST}{row.pk}/ping/")
        with clinic_context(clinic):
            tell_due()
            assert (Delivery.objects.get().event, Delivery.objects.get().state) == ("ping", "success")
        assert len(server.heard) == 1

    assert answer["Location"].startswith("/admin/outbound/deliveries/")
    for path in (LIST, f"{LIST}{row.pk}/", answer["Location"]):
        assert secret not in boss.get(path).content.decode()
    with clinic_context(clinic):
        assert not any(secret in str(entry.changes) for entry in Entry.objects.all())
    with clinic_context(other_clinic):
        assert not Connector.objects.exists()


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("http://system.example/", "An address like"),
        ("https://user:word@system.example/", "An address like"),
        ("https://127.0.0.1/", "our own network"),
        ("https://[::ffff:7f00:1]/", "our own network"),
        ("https://nowhere.invalid/", "no server of this name"),
    ],
)
def test_an_address_that_nobody_may_be_told_at_is_refused_in_words(clinic, boss, settings, address, words):
    settings.CREDENTIAL_TESTS_INSIDE = False

    answer = boss.post(f"{LIST}new/", {"name": "X", "address": address, "events": ["lead.created"]})

    assert answer.status_code == 422
    assert words in answer.content.decode()
    with clinic_context(clinic):
        assert not Connector.objects.exists()


def test_it_is_changed_switched_given_another_secret_and_removed_for_good(clinic, boss):
    system = make_system(clinic)
    waiting = make_delivery(clinic, system)
    boss.post(f"{LIST}{system.pk}/", {"name": "Other name", "events": ["lead.accepted", "no.such"]})
    assert row_of(clinic).name == "Our system"  # an event that there is not
    boss.post(f"{LIST}{system.pk}/", {"name": "Other name", "events": ["lead.accepted"]})
    assert (row_of(clinic).name, row_of(clinic).events) == ("Other name", ["lead.accepted"])

    boss.post(f"{LIST}{system.pk}/switch/", {"on": "no"})
    assert row_of(clinic).state == "off"
    boss.post(f"{LIST}{system.pk}/switch/", {"on": "yes"})
    assert row_of(clinic).state == "open"
    before = bytes(row_of(clinic).sealed)
    assert "whsec_" in boss.post(f"{LIST}{system.pk}/secret/").content.decode()
    assert bytes(row_of(clinic).sealed) != before

    boss.post(f"{LIST}{system.pk}/remove/")
    assert (row_of(clinic).state, bytes(row_of(clinic).sealed)) == ("removed", b"")
    assert boss.get(f"{LIST}{system.pk}/").status_code == 404
    with clinic_context(clinic):
        tell_due()
        waiting.refresh_from_db()
    assert (waiting.state, waiting.code) == ("failed", "removed")


def test_a_manager_looks_and_another_clinics_system_is_not_there(clinic, other_clinic, boss):
    system, theirs = make_system(clinic), make_system(other_clinic)
    manager = client_of(clinic, make_user(clinic, role=roles.MANAGER, email="manager@example.com"))

    assert "Our system" in manager.get(LIST).content.decode()
    assert "Add an address" not in manager.get(LIST).content.decode()
    for page in (LIST, f"{LIST}{system.pk}/"):  # what follows the host may be a key
        assert "/hook" not in manager.get(page).content.decode()
        assert "https://system.example/\u2026" in manager.get(page).content.decode()
        assert "https://system.example/hook" in boss.get(page).content.decode()
    for verb in ("switch", "secret", "ping", "remove"):
        assert manager.post(f"{LIST}{system.pk}/{verb}/").status_code == 403
        assert boss.post(f"{LIST}{theirs.pk}/{verb}/").status_code == 404
    assert row_of(clinic).state == "open"
