"""Nobody opens a clinic from outside (H:N9)."""

import pytest

from tenants.models import Clinic


def test_the_page_says_who_opens_clinics_and_leads_to_the_login(platform_client):
    answer = platform_client.get("/company/register")

    assert answer.status_code == 200
    assert 'href="/"' in answer.content.decode()
    assert "<form" not in answer.content.decode()


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_nothing_can_be_registered(platform_client, method):
    before = Clinic.objects.count()

    answer = platform_client.generic(method, "/company/register", "name=x", "application/x-www-form-urlencoded")

    assert answer.status_code == 405
    assert Clinic.objects.count() == before


def test_a_clinics_host_has_no_such_page(clinic, client):
    assert client.get("/company/register", HTTP_HOST="clinic-a.localhost").status_code == 404
