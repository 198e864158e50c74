"""An Admin sends a colleague a link for a new password (F:T7, H:A11)."""

import re
from urllib.parse import urlsplit

import pytest

from crm.lib.errors import NotAllowed
from crm.testing.people import PASSWORD, client_of, host_of, make_user
from tenants.audit.models import Entry
from tenants.context import clinic_context
from tenants.outbox.models import Job
from tenants.staff import roles
from tenants.staff.models import User
from tenants.staff.services.invitations import invite
from tenants.staff.services.resetting import send_reset

BUTTON = "Send a link for a new password"
NEW = "quite-another-long-password"


@pytest.fixture
def admin(clinic):
    return make_user(clinic, role=roles.ADMIN, email="admin@example.com", full_name="Drita Leka")


def page_of(person):
    return f"/admin/staff/user/{person.pk}/change/"


def address(person):
    return f"/admin/staff/{person.pk}/reset/"


def queued(clinic):
    with clinic_context(clinic):
        return Job.objects.filter(key__contains="staff.reset_sent").count()


def test_the_colleague_gets_a_mail_whose_link_sets_a_password_and_the_trail_says_who_sent_it(
    clinic, admin, agent, mailbox
):
    browser = client_of(clinic, admin)

    shown = browser.get(page_of(agent)).content.decode()
    answer = browser.post(address(agent), follow=True)
    (mail,) = mailbox.deliver(clinic)
    link = re.search(r"http://\S+/reset/\S+", mail.text)[0]
    with clinic_context(clinic):
        kept = User.objects.get(pk=agent.pk).check_password(PASSWORD)
    done = client_of(clinic).post(urlsplit(link).path, {"password": NEW, "again": NEW})

    with clinic_context(clinic):
        line = Entry.objects.about(agent).saying("staff.reset_sent").get()
        assert User.objects.get(pk=agent.pk).check_password(NEW)
    assert f'action="{address(agent)}"' in shown
    assert BUTTON in shown
    assert "agent@example.com gets a mail with a link." in answer.content.decode()
    assert (mail.recipients, urlsplit(link).hostname) == ([agent.email], host_of(clinic))
    assert (kept, done.status_code) == (True, 302)
    assert line.actor_id == admin.pk


def test_whoever_never_joined_left_or_visits_gets_no_link_and_no_button(clinic, admin):
    with clinic_context(clinic):
        invited = invite(email="invited@example.com", role=roles.AGENT)
    closed = make_user(clinic, email="closed@example.com", is_active=False)
    visitor = make_user(clinic, email="visitor@example.com", is_visitor=True)
    browser = client_of(clinic, admin)

    for person in (invited, closed, visitor):
        assert BUTTON not in browser.get(page_of(person)).content.decode()
        browser.post(address(person))

    assert queued(clinic) == 0


def test_a_mail_that_waits_while_the_account_is_closed_is_not_sent(clinic, admin, agent, mailbox):
    client_of(clinic, admin).post(address(agent))
    with clinic_context(clinic):
        User.objects.filter(pk=agent.pk).update(is_active=False)

    assert mailbox.deliver(clinic) == []


def test_only_an_admin_sends_it_and_a_guest_of_the_platform_never(clinic, agent):
    manager = make_user(clinic, role=roles.MANAGER, email="manager@example.com")
    guest = make_user(clinic, role=roles.ADMIN, email="guest@example.com", is_visitor=True)

    assert client_of(clinic, manager).post(address(agent)).status_code == 403
    assert BUTTON not in client_of(clinic, manager).get(page_of(agent)).content.decode()
    with clinic_context(clinic), pytest.raises(NotAllowed):
        send_reset(agent.pk, by=guest)
    assert queued(clinic) == 0


def test_looking_at_the_address_sends_nothing_and_a_neighbours_colleague_is_not_there(clinic, other_clinic, admin):
    stranger = make_user(other_clinic, email="stranger@example.com")
    browser = client_of(clinic, admin)

    assert browser.get(address(admin)).status_code == 405
    assert browser.post(address(stranger)).status_code == 404
    assert (queued(clinic), queued(other_clinic)) == (0, 0)
