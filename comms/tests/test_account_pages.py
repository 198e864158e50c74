"""The accounts on the desk: how each is, in words, and who switches it (H:S14)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from comms.models import Account
from comms.tests.factories import make_account
from crm.testing.people import client_of, make_user
from tenants.context import clinic_context
from tenants.staff import roles

PAGE = "/admin/comms/accounts/"


@pytest.fixture
def boss(clinic):
    return client_of(clinic, make_user(clinic, role=roles.ADMIN, email="boss@example.com"))


def switched(client, account, on):
    return client.post(f"{PAGE}{account.pk}/switch/", {"on": on})


def state_of(clinic, account):
    with clinic_context(clinic):
        return Account.objects.get(pk=account.pk).state


def test_the_page_says_why_an_account_stands_still_and_until_when_one_waits(clinic, other_clinic, boss):
    make_account(clinic, shown="+39 333 000", state="broken", trouble="auth", code="190")
    make_account(clinic, "sms", paused_until=timezone.now() + timedelta(hours=1))
    make_account(clinic, "mail", cursor={"refused": "login"})
    make_account(other_clinic, shown="+44 7700 900999")

    page = boss.get(PAGE).content.decode()

    for words in ("+39 333 000", "Stands still", "not valid any more", "waits until", "Gmail wants an app"):
        assert words in page
    assert "+44 7700 900999" not in page


def test_an_admin_switches_off_and_on_again_and_a_manager_only_looks(clinic, other_clinic, boss):
    account, theirs = make_account(clinic), make_account(other_clinic, "mail")
    manager = client_of(clinic, make_user(clinic, role=roles.MANAGER, email="manager@example.com"))

    assert switched(boss, account, "no").status_code == 302
    assert state_of(clinic, account) == "off"
    assert switched(manager, account, "yes").status_code == 403
    assert "Switch on again" not in manager.get(PAGE).content.decode()
    switched(boss, account, "yes")
    assert state_of(clinic, account) == "open"
    assert switched(boss, theirs, "no").status_code == 404
    assert state_of(other_clinic, theirs) == "open"


def test_a_number_that_another_took_the_place_of_stays_off_and_a_telephone_of_ones_own_is_no_account(clinic, boss):
    make_account(clinic)
    with clinic_context(clinic):
        old = Account.objects.create(channel="whatsapp", external_id="1", kind="test.whatsapp", state="off")
        own = Account.objects.create(channel="whatsapp", external_id="2", kind=Account.PERSONAL, state="off")

    for account, status in ((old, 302), (own, 404)):
        assert switched(boss, account, "yes").status_code == status
        assert state_of(clinic, account) == "off"
