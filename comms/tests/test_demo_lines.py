"""`make run` connects the demo clinics with the simulator, and leaves alone what somebody else connected."""

import pytest

from comms.models import Account
from comms.providers.simulator.lines import kept
from comms.services.demo.accounts import demo_accounts
from comms.services.demo_lines import connect_demo
from crm.run.children import simulator as child_of
from crm.run.demo import Demo
from crm.run.options import Ports
from crm.run.table import ready_table
from crm.testing.simulators import a_line
from tenants.context import clinic_context
from tenants.settings.services.credentials import store, use


@pytest.fixture
def home(clinic, simulator, settings, tmp_path, monkeypatch):
    settings.DEMO_FILE, settings.SIMULATOR_PORT = tmp_path / "demo.json", simulator.url.rpartition(":")[2]
    for module in ("comms.services.demo_lines", "leads.services.demo"):
        monkeypatch.setattr(f"{module}.CLINICS", ((clinic.name, clinic.slug),))
    return tmp_path


def test_a_demo_clinic_is_connected_and_the_simulator_knows_it(home, clinic, other_clinic):
    assert connect_demo() == 1

    (line,) = kept(home)
    assert (home / "simulator.json").stat().st_mode & 0o077 == 0
    assert line.whatsapp_url.endswith(f"/api/v1/webhooks/whatsapp/{clinic.uuid}")
    with clinic_context(clinic):
        assert use("whatsapp")["token"] == line.token
        assert set(Account.objects.values_list("channel", flat=True)) == {"whatsapp", "sms", "mail"}
    with clinic_context(other_clinic):
        assert not Account.objects.exists()


def test_again_on_other_ports_it_follows_and_keeps_its_secrets(home, clinic, settings):
    connect_demo()
    (before,) = kept(home)
    settings.SIMULATOR_PORT = "9004"

    connect_demo()

    assert kept(home) == [before]
    with clinic_context(clinic):
        assert (use("smtp")["port"], use("imap")["port"]) == ("9005", "9006")


def test_keys_of_somebodys_own_stay(home, clinic):
    own = a_line("own", 7)
    names = ("phone_number_id", "waba_id", "token", "app_secret")
    with clinic_context(clinic):
        store("whatsapp", {name: getattr(own, name) for name in names} | {"verify_token": "v"}, by=None)

    connect_demo()

    with clinic_context(clinic):
        assert use("whatsapp")["token"] == own.token


def test_where_a_real_provider_is_asked_for_nothing_is_connected(home, clinic, settings):
    settings.WHATSAPP_BASE_URL = "https://graph.facebook.com"

    assert connect_demo() == 0
    assert not (home / "simulator.json").exists()


@pytest.mark.parametrize("text", ["", "{}", '[{"slug": 1}]', "[1]"])
def test_a_file_that_is_none_connects_nobody(tmp_path, text):
    (tmp_path / "simulator.json").write_text(text)

    assert kept(tmp_path) == []


def test_make_run_starts_it_and_shows_the_phone(tmp_path):
    (child,) = child_of(Ports(8000, 8001), tmp_path)

    assert child.command[-3:] == ["8005", "8006", "8007"]
    assert "The patient's phone   http://localhost:8005/" in ready_table(Demo([], {}), Ports(8000, 8001))


def test_without_a_simulator_a_demos_accounts_are_switched_off(home, clinic, settings):
    settings.WHATSAPP_BASE_URL = "https://graph.facebook.com"

    with clinic_context(clinic):
        first, again = demo_accounts(), demo_accounts()

    assert {one.state for one in first.values()} == {Account.State.OFF}
    assert [one.pk for one in first.values()] == [one.pk for one in again.values()]
    assert kept(home) == []
