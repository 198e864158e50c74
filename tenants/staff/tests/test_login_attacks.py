"""Attacks on the login, run through it (H:N1, N3, N4, N13, F:T10)."""

import re
from datetime import timedelta
from urllib.parse import urlencode, urlsplit

import pytest
import time_machine
from django.utils import timezone

from crm.testing.people import PASSWORD, client_of, host_of, make_user
from tenants.context import clinic_context, platform_schema
from tenants.staff.models import User
from tenants.staff.roles import ADMIN

LOGIN = "/admin/login/"
STRANGE = [
    "https://evil.example/", "http://evil.example", "//evil.example", "///evil.example", "////evil.example",
    "/\\evil.example", "\\\\evil.example", "\\/evil.example", "/\\/evil.example", "https:evil.example",
    "https:/evil.example", "https:///evil.example", "http:\\\\evil.example", "javascript:alert(1)",
    "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x", "ftp://evil.example/", "mailto:a@evil.example",
    "//evil.example@clinic-a.localhost", "https://clinic-a.localhost@evil.example",
    "https://clinic-a.localhost.evil.example", "//clinic-b.localhost/", "http://clinic-b.localhost/admin/",
    "http://localhost/", " https://evil.example", "\thttps://evil.example", "\nhttps://evil.example",
    "/\t/evil.example", "h\ttps://evil.example", "http://[::1", "//evil%E3%80%82example",
]  # fmt: skip


def wrong(client, email="agent@example.com", **extra):
    return client.post(LOGIN, {"username": email, "password": "wrong"}, **extra)


def right(client, **extra):
    return client.post(LOGIN, {"username": "agent@example.com", "password": PASSWORD}, **extra)


def test_a_hundred_tries_with_invented_senders_are_five(clinic, agent):
    client = client_of(clinic)

    heard = [wrong(client, HTTP_X_FORWARDED_FOR=f"192.0.2.{number}").status_code for number in range(100)]

    assert heard == [200] * 4 + [429] * 96


def test_the_page_counts_the_tries_that_are_left_for_known_and_unknown_alike(clinic, agent):
    said = {}
    for mail in ("agent@example.com", "nobody@example.com"):
        client = client_of(clinic)
        pages = [wrong(client, mail).content.decode() for _ in range(4)]
        said[mail] = [re.search(r"(\d) (?:try|tries) left", page)[1] for page in pages]

    assert said["agent@example.com"] == said["nobody@example.com"] == ["4", "3", "2", "1"]


def test_a_thousand_wrong_ones_from_elsewhere_do_not_shut_the_owner_out(clinic):
    make_user(clinic, role=ADMIN)
    client = client_of(clinic)
    right(client_of(clinic), REMOTE_ADDR="192.0.2.1")
    for number in range(1000):
        wrong(client, REMOTE_ADDR=f"10.9.{number // 250}.{number % 250}")

    assert right(client, REMOTE_ADDR="192.0.2.1").status_code == 302


def test_fifty_wrong_ones_over_two_clinics_pause_the_address_everywhere(clinic, other_clinic, platform_client):
    agents = [make_user(one) for one in (clinic, other_clinic)]
    for number in range(50):
        wrong(client_of((clinic, other_clinic)[number % 2]), f"somebody{number}@example.com")

    here, there = right(client_of(clinic)), right(client_of(other_clinic))
    platform = platform_client.post(LOGIN, {"username": "a@example.com", "password": "x"})
    elsewhere = right(client_of(clinic), REMOTE_ADDR="192.0.2.7")
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        later = right(client_of(other_clinic))

    assert agents
    assert [one.status_code for one in (here, there, platform)] == [429] * 3
    assert int(here["Retry-After"]) <= 900
    assert "nobody can log in from this connection" in here.content.decode()
    assert (elsewhere.status_code, later.status_code) == (302, 302)


def test_nothing_in_public_says_whose_password_was_tried(clinic):
    from axes.models import AccessFailureLog

    wrong(client_of(clinic), "private@example.com")

    with platform_schema():
        assert [row.username for row in AccessFailureLog.objects.all()] == [None]


def test_at_the_lock_the_owner_gets_one_mail_and_unlocks_with_it(clinic, agent, mailbox):
    client = client_of(clinic)
    for _ in range(9):
        wrong(client)
    (mail,) = mailbox.deliver(clinic)
    path = urlsplit(re.search(r"http://\S+/unlock/\S+", mail.text)[0]).path

    looked = client_of(clinic).get(path)
    still = right(client_of(clinic))
    client_of(clinic).post(path)

    assert mail.recipients == [agent.email]
    assert (looked.status_code, still.status_code) == (200, 429)
    assert right(client_of(clinic)).status_code == 302


def test_an_unlock_forgives_what_was_before_it_only(clinic, agent):
    from tenants.staff.services.unlocking import unlock_link

    with clinic_context(clinic):
        path = urlsplit(unlock_link(agent)).path
    client = client_of(clinic)
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        for _ in range(5):
            wrong(client)
        client.post(path)

        assert right(client).status_code == 429


def test_too_old_an_unlock_link_is_404(clinic, agent):
    from tenants.staff.services.unlocking import unlock_link

    with clinic_context(clinic):
        path = urlsplit(unlock_link(agent)).path

    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        assert client_of(clinic).get(path).status_code == 404


@pytest.mark.parametrize("onward", STRANGE)
def test_no_next_leads_to_another_host(clinic, agent, onward):
    address = f"{LOGIN}?{urlencode({'next': onward})}"

    for answer in (
        client_of(clinic).post(address, {"username": agent.email, "password": PASSWORD}),
        client_of(clinic).post(LOGIN, {"username": agent.email, "password": PASSWORD, "next": onward}),
        client_of(clinic, agent).get(address),
    ):
        to = urlsplit(answer["Location"])
        assert (answer.status_code, to.scheme, to.netloc) == (302, "", "")
        assert not answer["Location"].startswith(("//", "/\\"))


def test_a_next_of_ours_is_followed(clinic, agent):
    to = "/admin/leads/lead/?q=x"

    answer = right(client_of(clinic), QUERY_STRING=urlencode({"next": to}))

    assert answer["Location"] == to


@pytest.mark.parametrize("path", ["/signup/", "/accounts/signup/", "/accounts/", "/register/", "/accounts/email/"])
def test_nobody_signs_up(clinic, platform_client, path):
    assert client_of(clinic).post(path).status_code == 404
    assert platform_client.post(path).status_code == 404


def test_the_admin_reads_who_tried_and_how_it_ended(clinic, agent):
    boss = make_user(clinic, role=ADMIN, email="boss@example.com")
    for _ in range(5):
        wrong(client_of(clinic))
    client = client_of(clinic, boss)

    page = client.get("/admin/login-attempts/").content.decode()
    paused = client.get("/admin/login-attempts/?outcome=locked").content.decode()
    none = client.get("/admin/login-attempts/?mail=nobody%40example.com").content.decode()

    assert page.count("<bdi>agent@example.com</bdi>") == 5
    assert paused.count("<bdi>agent@example.com</bdi>") == 1
    assert "No attempt fits" in none
    assert client_of(clinic, agent).get("/admin/login-attempts/").status_code == 403


def test_the_host_header_chooses_no_link(clinic, agent, mailbox):
    answer = client_of(clinic).post("/reset/", {"email": agent.email}, HTTP_X_FORWARDED_HOST="evil.example")

    (mail,) = mailbox.deliver(clinic)

    assert answer.status_code == 200
    assert "evil" not in mail.text + mail.html
    assert f"http://{host_of(clinic)}:" in mail.text


def test_the_platforms_people_reset_by_a_link_of_the_platforms_host(platform_client):
    from tenants.staff.services.platform import make_platform_admin
    from tenants.staff.services.resets import reset_link

    make_platform_admin(email="boss@example.com", password=PASSWORD)
    with platform_schema():
        link = urlsplit(reset_link(User.objects.get(email="boss@example.com")))

    assert (link.hostname, platform_client.get(link.path).status_code) == ("localhost", 200)
