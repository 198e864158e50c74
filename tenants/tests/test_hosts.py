"""The Host header chooses the clinic, nothing else does; an unknown one is one constant 404 (H:T12, T13)."""

import random
import string

import pytest

from crm.testing.people import client_of, host_of, make_user
from tenants.context import clinic_context, is_platform
from tenants.models import Clinic
from tenants.services import hosts
from tenants.staff.services.invitations import invitation_link

JUNK = [
    "",
    ".",
    "..",
    "clinic-a",
    "clinic-c.localhost",
    "clinic-a.localhost.evil.example",
    "evil.example",
    "evil.example:80",
    "EVIL.Example.",
    "www.clinic-a.localhost",
    "clinic-a..localhost",
    ".clinic-a.localhost",
    "clinic-a.localhost..",
    "clinic-a.localhost:port",
    "clinic-a.localhost:8000:8000",
    "clinic-a.localhost/admin",
    "clinic-a.localhost, clinic-b.localhost",
    "user@clinic-a.localhost",
    "clínic-a.localhost",
    "xn--clnic-a-5va.localhost",
    "clinic_a.localhost",
    "127.0.0.1",
    "127.0.0.1:8000",
    "0.0.0.0",
    "[::1]",
    "[::1]:8000",
    "2130706433",
    "0x7f000001",
    "localhost.",
    "public",
    "clinic_template",
    "a" * 300,
    "clinic-a.localhost\\r\\nX-Other: 1",
    "%63linic-a.localhost",
    "*",
    "*.localhost",
    "null",
    "{{host}}",
    "' OR 1=1 --",
]  # fmt: skip
draw = random.Random(12)
RANDOM = ["".join(draw.choices(string.ascii_lowercase + "-.", k=12)) + ".example" for _ in range(15)]
PLATFORMS_OWN = {"localhost."}  # the platform, spelled with a trailing dot


@pytest.mark.parametrize(
    "path", ["/", "/admin/", "/admin/login/", "/api/v1/leads", "/static/crm/mark.svg", "/nothing"]
)
def test_every_host_we_do_not_know_gets_the_same_404(clinic, client, path):
    unknown = [host for host in [*JUNK, *RANDOM] if host not in PLATFORMS_OWN]

    answers = {
        (a.status_code, a.content, a["Content-Type"]) for a in (client.get(path, HTTP_HOST=h) for h in unknown)
    }

    assert len(unknown) > 50
    assert answers == {(404, b"Not found.\n", "text/plain")}


@pytest.mark.parametrize("state", [Clinic.State.PROVISIONING, Clinic.State.CLOSING])
def test_a_clinic_that_is_not_there_yet_or_no_more_is_that_same_404(clinic, client, state):
    Clinic.objects.filter(pk=clinic.pk).update(state=state)
    hosts.forget_hosts()

    answer = client.get("/admin/login/", HTTP_HOST=host_of(clinic))

    assert (answer.status_code, answer.content) == (404, b"Not found.\n")


@pytest.mark.parametrize("spelling", ["{}", "{}:8000", "{}.", "{}.:8000"])
@pytest.mark.parametrize("case", [str.lower, str.upper, str.title])
def test_a_known_host_is_found_however_it_is_spelt(clinic, client, spelling, case):
    answer = client.get("/admin/login/", HTTP_HOST=case(spelling.format(host_of(clinic))))

    assert answer.status_code == 200
    assert answer.wsgi_request.clinic == clinic


@pytest.mark.parametrize(
    "header", ["HTTP_X_FORWARDED_HOST", "HTTP_X_HOST", "HTTP_FORWARDED", "HTTP_X_ORIGINAL_HOST"]
)
def test_no_other_header_chooses_a_clinic(clinic, other_clinic, header):
    answer = client_of(clinic).get("/admin/login/", **{header: host_of(other_clinic)})

    assert answer.wsgi_request.clinic == clinic
    assert host_of(other_clinic).encode() not in answer.content


@pytest.mark.parametrize(
    "header", ["HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PORT", "HTTP_ORIGIN", "HTTP_REFERER"]
)
def test_no_answer_repeats_a_poisoned_header(clinic, header):
    answer = client_of(clinic).get("/admin/", **{header: "https://evil.example"})

    assert answer["Location"].startswith("/admin/login/")
    assert "evil.example" not in repr(answer.headers) + answer.content.decode()


def test_links_are_built_from_the_primary_domain_whatever_the_request_says(clinic, client):
    second = clinic.domains.create(name="second.example", is_primary=False)
    hosts.forget_hosts()

    answer = client.get("/admin/login/", HTTP_HOST=second.name)

    assert answer.wsgi_request.clinic == clinic
    assert hosts.address_of(clinic) == f"http://{host_of(clinic)}:8000"


def test_a_request_leaves_no_clinic_behind_not_even_one_that_broke(clinic, monkeypatch):
    client = client_of(clinic)
    client.raise_request_exception = False

    fine = client.get("/admin/login/")
    left = [is_platform()]
    monkeypatch.setattr("tenants.staff.views.InvitationView.owner", lambda *_: 1 / 0)
    broken = client.get("/invitation/x/y/")

    assert (fine.status_code, broken.status_code) == (200, 500)
    assert [*left, is_platform()] == [True, True]


@pytest.mark.parametrize("primary", ["first.example", "clinic-a.localhost"])
def test_an_invitation_leads_to_the_primary_domain(clinic, primary):
    clinic.domains.all().delete()
    clinic.domains.create(name=primary)
    user = make_user(clinic)

    with clinic_context(clinic):
        assert invitation_link(user).startswith(f"http://{primary}:8000/invitation/")
