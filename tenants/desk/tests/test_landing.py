"""Where somebody lands, and which addresses are none."""

import pytest

from crm.testing.people import client_of, make_user
from tenants.context import clinic_context

LEADS = "/admin/leads/lead/"


@pytest.mark.parametrize("path", ["/", "/dashboard"])
def test_home_leads_to_work(agent_client, path):
    assert agent_client.get(path, follow=True).redirect_chain[-1][0] == LEADS


def test_home_of_somebody_logged_out_is_the_login(clinic):
    answer = client_of(clinic).get("/", follow=True)

    assert answer.redirect_chain[-1][0].startswith("/admin/login/")


def test_somebody_without_a_role_is_told_whom_to_ask(clinic):
    nobody = make_user(clinic)
    client = client_of(clinic, nobody)
    with clinic_context(clinic):
        nobody.groups.clear()

    assert "The Admin of your clinic" in client.get("/admin/").content.decode()


def test_an_address_with_nul_is_400(agent_client):
    assert agent_client.get("/admin/leads/lead/?source__exact=%00").status_code == 400


def test_no_address_asks_for_any_table_by_number(agent_client):
    assert agent_client.get("/admin/r/1/1/").status_code == 404
