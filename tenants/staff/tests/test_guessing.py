"""Guessing a password slowly, from many addresses, all at once, or from inside (H:N1 to N4, ASVS 6.1.1)."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from urllib.parse import urlsplit

import pytest
import time_machine
from axes.models import AccessAttempt, AccessFailureLog
from django.db import connections
from django.utils import timezone

from crm.testing.people import PASSWORD, client_of, make_user
from tenants.audit.models import Entry
from tenants.context import clinic_context, platform_schema
from tenants.staff.services.addresses import paused_until

LOGIN, CHANGE, RESET, WORK = "/admin/login/", "/admin/password_change/", "/reset/", "/admin/leads/lead/"
HOME, NEW = "192.0.2.1", "quite-another-long-password"


def log_in(clinic, password=PASSWORD, email="agent@example.com", address=HOME):
    return client_of(clinic).post(LOGIN, {"username": email, "password": password}, REMOTE_ADDR=address)


def guess_from(clinic, addresses, email="agent@example.com"):
    return [log_in(clinic, "wrong", email, address).status_code for address in addresses]


def elsewhere(count):
    return [f"198.51.100.{number}" for number in range(count)]


def one_network(count):
    """Addresses that one household has."""
    return [f"2001:db8:1:2::{number + 1:x}" for number in range(count)]


def test_all_addresses_of_an_ipv6_network_have_five_tries_together(clinic, agent):
    heard = guess_from(clinic, one_network(80))

    assert heard == [200] * 4 + [429] * 76
    assert log_in(clinic, address="2001:db8:1:3::1").status_code == 302


def test_all_addresses_of_an_ipv6_network_are_paused_together_on_every_host(clinic, other_clinic):
    for number, address in enumerate(one_network(50)):
        log_in(clinic, "wrong", f"somebody{number}@example.com", address)

    assert log_in(other_clinic, "x", "a@example.com", "2001:db8:1:2:ffff::1").status_code == 429
    assert paused_until("2001:db8:1:2::", now=timezone.now())


def test_all_addresses_of_an_ipv6_network_ask_for_twenty_resets_together(clinic):
    for number, address in enumerate(one_network(25)):
        client_of(clinic).post(RESET, {"email": f"somebody{number}@example.com"}, REMOTE_ADDR=address)

    with clinic_context(clinic):
        from tenants.outbox.models import Job

        assert Job.objects.filter(key__contains="staff.reset").count() == 20


def test_the_trail_and_the_list_of_browsers_keep_the_whole_address(clinic, agent):
    from allauth.usersessions.models import UserSession

    (address,) = one_network(1)
    log_in(clinic, address=address)

    with clinic_context(clinic):
        assert UserSession.objects.get().ip == address
        assert address in set(Entry.objects.values_list("remote_addr", flat=True))


def test_fifty_wrong_ones_from_anywhere_pause_a_mail_where_nobody_logged_in_with_it(clinic, agent):
    make_user(clinic, email="colleague@example.com")
    before = log_in(clinic).status_code
    heard = guess_from(clinic, elsewhere(60))

    assert before == 302
    assert heard == [200] * 50 + [429] * 10
    assert log_in(clinic, address="203.0.113.9").status_code == 429
    assert log_in(clinic, address=HOME).status_code == 302
    assert log_in(clinic, email="colleague@example.com", address="203.0.113.9").status_code == 302


def test_a_mail_that_nobody_has_is_paused_the_same(clinic, agent):
    heard = guess_from(clinic, elsewhere(52), "nobody@example.com")

    assert heard == [200] * 50 + [429] * 2


def test_that_pause_ends_an_hour_after_the_tries_and_says_so(clinic, agent):
    guess_from(clinic, elsewhere(50))

    paused = log_in(clinic)
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        later = log_in(clinic)

    assert 3500 < int(paused["Retry-After"]) <= 3600
    assert "it opens only where you logged in before" in paused.content.decode()
    assert later.status_code == 302


@pytest.mark.parametrize(("days", "status"), [(29, 302), (31, 429)])
def test_an_address_is_known_for_thirty_days(clinic, agent, days, status):
    with time_machine.travel(timezone.now() - timedelta(days=days)):
        log_in(clinic)

    guess_from(clinic, elsewhere(50))

    assert log_in(clinic).status_code == status


def test_that_pause_holds_in_one_clinic_only(clinic, other_clinic, agent):
    make_user(other_clinic)
    guess_from(clinic, elsewhere(50))

    assert (log_in(clinic).status_code, log_in(other_clinic).status_code) == (429, 302)


def test_the_owner_gets_one_mail_about_it_and_logs_in_though_it_goes_on(clinic, agent, mailbox):
    guess_from(clinic, elsewhere(55))
    (mail,) = mailbox.deliver(clinic)
    path = urlsplit(re.search(r"http://\S+/unlock/\S+", mail.text)[0]).path

    unlocked = client_of(clinic).post(path, REMOTE_ADDR=HOME)
    more = guess_from(clinic, [f"203.0.113.{number}" for number in range(52)])

    assert mail.recipients == [agent.email]
    assert "Many wrong passwords" in mail.text
    assert (unlocked.status_code, more) == (302, [200] * 50 + [429] * 2)
    assert log_in(clinic).status_code == 302


def test_what_is_forgiven_is_no_line_of_the_login_attempts(clinic, agent):
    from tenants.staff.services.attempts import attempts
    from tenants.staff.services.tries import forgive

    with clinic_context(clinic):
        forgive(agent.email, until=timezone.now(), address=HOME)

        assert list(attempts()) == []


def test_of_thirty_at_once_five_are_tried(fresh_clinic):
    clinic = fresh_clinic()
    make_user(clinic)
    start = Barrier(30)

    def once(_):
        start.wait()
        try:
            return log_in(clinic, "wrong").status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(30) as threads:
        heard = sorted(threads.map(once, range(30)))

    with clinic_context(clinic):
        assert sum(AccessAttempt.objects.values_list("failures_since_start", flat=True)) == 5
    assert heard == [200] * 4 + [429] * 26
    forget_counted(HOME)


def forget_counted(address):
    with platform_schema():
        AccessFailureLog.objects.filter(ip_address=address).delete()


@pytest.fixture
def inside(clinic, agent):
    """A browser that somebody left open."""
    client = client_of(clinic)
    client.post(LOGIN, {"username": agent.email, "password": PASSWORD}, REMOTE_ADDR=HOME)
    return client


def change(client, old, address=HOME, **more):
    typed = {"old_password": old, "new_password1": NEW, "new_password2": NEW, **more}
    return client.post(CHANGE, typed, REMOTE_ADDR=address)


def test_five_wrong_guesses_at_the_old_password_end_the_session_and_pause_the_login(clinic, inside):
    heard = [change(inside, f"wrong{number}").status_code for number in range(5)]

    assert heard == [200] * 4 + [429]
    assert inside.get(WORK)["Location"].startswith(LOGIN)
    assert log_in(clinic).status_code == 429


def test_five_wrong_guesses_from_five_addresses_end_the_session(clinic, inside):
    heard = [change(inside, "wrong", address).status_code for address in elsewhere(5)]

    assert heard == [200] * 4 + [302]
    assert inside.get(WORK)["Location"].startswith(LOGIN)


def test_of_twelve_at_once_from_twelve_addresses_five_are_tested(fresh_clinic):
    clinic = fresh_clinic()
    make_user(clinic)
    open_one = client_of(clinic)
    open_one.post(LOGIN, {"username": "agent@example.com", "password": PASSWORD}, REMOTE_ADDR=HOME)
    start, places = Barrier(12), list(elsewhere(12))

    def guess(address):
        carried = client_of(clinic)
        carried.cookies = open_one.cookies.copy()
        start.wait()
        try:
            return change(carried, "wrong", address).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(12) as threads:
        list(threads.map(guess, places))

    with clinic_context(clinic):
        assert AccessFailureLog.objects.filter(path_info=CHANGE).count() == 5
    for address in places:
        forget_counted(address)


def test_whoever_logged_in_anew_has_five_tries_anew(clinic, inside):
    for address in elsewhere(5):
        change(inside, "wrong", address)
    inside.post(LOGIN, {"username": "agent@example.com", "password": PASSWORD}, REMOTE_ADDR=HOME)

    assert change(inside, "wrong").status_code == 200
    assert change(inside, PASSWORD).status_code == 302


def test_another_name_in_the_form_is_no_new_set_of_tries(inside):
    heard = [change(inside, "wrong", username=f"a{number}@example.com").status_code for number in range(5)]

    assert heard == [200] * 4 + [429]


def test_while_the_login_is_paused_the_password_is_not_asked_for(clinic, inside):
    guess_from(clinic, [HOME] * 5)

    assert change(inside, PASSWORD).status_code == 429
    assert inside.get(WORK).status_code == 200


def test_a_weak_new_password_is_no_wrong_one(clinic, inside):
    for _ in range(6):
        change(inside, PASSWORD, new_password1="short", new_password2="short")

    assert change(inside, PASSWORD).status_code == 302


def test_no_password_is_kept_of_a_wrong_guess(clinic, inside):
    change(inside, "nearly-the-right-one")

    with clinic_context(clinic):
        kept = AccessAttempt.objects.get().post_data
    assert "nearly" not in kept
    assert NEW not in kept
