"""The addresses that HOUSE promises: each answers, or is named here as still to come."""

import pytest

from crm.testing.people import client_of, make_user
from tenants.staff import roles

# As HOUSE lists them ("Addresses that must answer"), typed once.
PROMISED_ON_A_CLINIC = {
    "/", "/dashboard", "/admin/", "/integrations", "/integrations/google-ads-export.csv", "/communications/inbox",
    "/communications/queue", "/communications/softphone", "/communications/thread/1", "/leads/single", "/leads/csv",
    "/api/leads/bulk", "/api/v1/leads", "/api/schema/", "/api/docs/",
}  # fmt: skip
PROMISED_ON_THE_PLATFORM = {
    "/", "/admin/", "/company/register", "/api/v1/leads", "/api/v1/webhooks/meta-leads",
    "/api/v1/webhooks/whatsapp", "/api/v1/webhooks/sms", "/api/v1/webhooks/voice", "/api/v1/webhooks/stripe",
    "/api/v1/meta/webhook", "/health", "/health/redis", "/metrics",
}  # fmt: skip
# (address, method) -> (answer to a stranger, answer to an Admin). 302 of a stranger is the login.
ON_A_CLINIC = {
    ("/", "GET"): (302, 302),
    ("/dashboard", "GET"): (302, 302),
    ("/admin/", "GET"): (302, 200),
    ("/communications/inbox", "GET"): (302, 302),
    ("/communications/queue", "GET"): (302, 302),
    ("/communications/softphone", "GET"): (302, 302),
    ("/communications/thread/1", "GET"): (302, 404),
    ("/integrations", "GET"): (302, 302),
    ("/integrations/google-ads-export.csv", "GET"): (302, 200),
    ("/api/v1/leads", "POST"): (401, 400),
    ("/leads/single", "POST"): (401, 401),
    ("/leads/csv", "POST"): (401, 422),
    ("/api/leads/bulk", "POST"): (401, 415),
    ("/api/schema/", "GET"): (401, 200),
    ("/api/docs/", "GET"): (302, 200),
}
ON_THE_PLATFORM = {
    ("/", "GET"): 200,
    ("/admin/", "GET"): 302,
    ("/company/register", "GET"): 200,
    ("/api/v1/leads", "POST"): 401,
    ("/api/v1/webhooks/meta-leads", "POST"): 401,
    ("/api/v1/meta/webhook", "POST"): 401,
    ("/api/v1/webhooks/whatsapp", "POST"): 401,
    ("/api/v1/webhooks/sms", "POST"): 401,
    ("/api/v1/webhooks/voice", "POST"): 401,
    ("/health", "GET"): 200,
    ("/health/redis", "GET"): 200,
}
# Their features are not built; whoever builds one moves its line up.
TO_COME_ON_A_CLINIC: list[str] = []
TO_COME_ON_THE_PLATFORM = [
    "/api/v1/webhooks/stripe",
    "/metrics",
]


def test_every_address_that_was_promised_answers_or_is_to_come():
    answering, to_come = {path for path, _ in ON_A_CLINIC}, set(TO_COME_ON_A_CLINIC)
    assert (answering | to_come, answering & to_come) == (PROMISED_ON_A_CLINIC, set())
    answering, to_come = {path for path, _ in ON_THE_PLATFORM}, set(TO_COME_ON_THE_PLATFORM)
    assert (answering | to_come, answering & to_come) == (PROMISED_ON_THE_PLATFORM, set())


@pytest.mark.parametrize(("address", "method"), ON_A_CLINIC)
def test_a_clinic_answers(clinic, address, method):
    admin = make_user(clinic, role=roles.ADMIN)
    stranger, known = ON_A_CLINIC[address, method]

    assert client_of(clinic).generic(method, address).status_code == stranger
    assert client_of(clinic, admin).generic(method, address).status_code == known


@pytest.mark.parametrize(("address", "method"), ON_THE_PLATFORM)
def test_the_platform_answers(platform_client, address, method):
    assert platform_client.generic(method, address).status_code == ON_THE_PLATFORM[address, method]


def test_the_alias_of_the_integrations_leads_to_their_page(clinic):
    answer = client_of(clinic, make_user(clinic, role=roles.ADMIN)).get("/integrations", follow=True)

    assert (answer.redirect_chain, answer.status_code) == ([("/admin/integrations/", 302)], 200)


def test_an_address_that_is_still_to_come_is_not_there_yet(clinic, platform_client):
    client = client_of(clinic, make_user(clinic, role=roles.ADMIN))

    assert {path: client.get(path).status_code for path in TO_COME_ON_A_CLINIC} == dict.fromkeys(
        TO_COME_ON_A_CLINIC, 404
    )
    assert {path: platform_client.get(path).status_code for path in TO_COME_ON_THE_PLATFORM} == dict.fromkeys(
        TO_COME_ON_THE_PLATFORM, 404
    )
