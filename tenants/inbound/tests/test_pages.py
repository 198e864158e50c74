"""Arrived from outside: what came is looked at as text, by Admin and Manager, and read once more on demand."""

import pytest

from crm.testing.people import client_of, make_user
from tenants.context import clinic_context
from tenants.inbound.models import WebhookEvent
from tenants.inbound.services.keeping import Came, keep
from tenants.inbound.tests.conftest import NOW
from tenants.outbox.services import work

LIST = "/admin/inbound/webhookevent/"
BODY = b'{"text": "<script>alert(1)</script>\xff +12025550123\x00"}'


@pytest.fixture
def dead(clinic):
    """An event that nobody reads."""
    with clinic_context(clinic):
        keep([Came("testing", "<b>one</b>", BODY)], now=NOW)
        work.run_due(now=NOW)
        return WebhookEvent.objects.get()


@pytest.fixture
def manager(clinic):
    return client_of(clinic, make_user(clinic, email="manager2@example.com", role="Manager"))


def test_the_list_says_what_became_of_it_and_nothing_of_what_it_says(dead, manager):
    shown = manager.get(LIST).content.decode()

    assert "Given up" in shown
    assert "&lt;b&gt;one" in shown
    assert "2025550123" not in shown


def test_the_list_can_be_narrowed_to_what_was_given_up(dead, manager):
    assert "Given up" in manager.get(LIST, {"state": "dead"}).content.decode()
    assert "&lt;b&gt;one" not in manager.get(LIST, {"state": "done"}).content.decode()


def test_its_page_shows_the_bytes_as_text(dead, manager):
    answer = manager.get(f"{LIST}{dead.pk}/change/")

    shown = answer.content.decode()
    assert "+12025550123" in shown
    assert "<script>alert(1)" not in shown
    assert "no-store" in answer["Cache-Control"]


def test_replay_is_a_button_of_what_was_given_up_alone(dead, manager, clinic):
    page, replay = f"{LIST}{dead.pk}/change/", f"{LIST}{dead.pk}/replay/"
    assert replay in manager.get(page).content.decode()

    assert manager.post(replay).status_code == 302

    with clinic_context(clinic):
        dead.refresh_from_db()
    assert dead.state == "waiting"
    assert replay not in manager.get(page).content.decode()
    assert manager.post(replay, follow=True).status_code == 200


def test_who_sees_some_leads_alone_sees_none_of_it(dead, clinic):
    person = make_user(clinic, email="own@example.com", role="Manager", data_scope="own")
    client = client_of(clinic, person)

    assert "&lt;b&gt;one" not in client.get(LIST).content.decode()
    assert client.get(f"{LIST}{dead.pk}/change/").status_code == 404
    assert client.post(f"{LIST}{dead.pk}/replay/").status_code == 404


def test_another_clinic_has_none_of_it(dead, other_clinic):
    client = client_of(other_clinic, make_user(other_clinic, email="other@example.com", role="Admin"))

    assert client.get(f"{LIST}{dead.pk}/change/").status_code == 404
    assert client.post(f"{LIST}{dead.pk}/replay/").status_code == 404
