"""No address without a permission, and none opened without it (H:A1, F:T5)."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.urls import path

from crm.start import refuse_unsafe_start
from crm.testing.people import client_of, make_user
from tenants.desk import access, addresses
from tenants.desk.access import ANY_STAFF, ANYONE, CLINIC, PLATFORM, Rule, declare
from tenants.staff import roles


@pytest.fixture
def declarations(monkeypatch):
    """Those of the product, thrown away afterwards with what a test adds."""
    monkeypatch.setattr(access, "_rules", dict(access._rules))
    return access._rules


@pytest.mark.parametrize("site", [CLINIC, PLATFORM])
def test_every_address_of_the_product_has_a_name_and_a_rule(site):
    for one in addresses.addresses(site):
        assert one.name, one.route
        assert access.rule_of(site, one.name, one.view), one.route


def test_an_address_that_nobody_declared_keeps_the_process_from_starting(declarations):
    del declarations[CLINIC, "invitation"]

    with pytest.raises(ImproperlyConfigured, match=r"invitation.*is not declared"):
        refuse_unsafe_start(database=False)


def test_a_declaration_without_an_address_keeps_the_process_from_starting(declarations):
    declare("long-gone", ANYONE, site=CLINIC)

    with pytest.raises(ImproperlyConfigured, match="long-gone is declared"):
        refuse_unsafe_start(database=False)


def test_an_address_without_a_name_keeps_the_process_from_starting(monkeypatch):
    from crm import urls_clinic

    nameless = path("nameless/", lambda request: HttpResponse())
    monkeypatch.setattr(urls_clinic, "urlpatterns", [nameless, *urls_clinic.urlpatterns])
    from django.urls import clear_url_caches

    clear_url_caches()
    try:
        with pytest.raises(ImproperlyConfigured, match="without a name"):
            refuse_unsafe_start(database=False)
    finally:
        clear_url_caches()


def test_what_became_undeclared_while_running_is_not_there(clinic, agent_client, declarations):
    del declarations[CLINIC, "admin:leads_lead_changelist"]

    assert agent_client.get("/admin/leads/lead/").status_code == 404


def test_two_declarations_must_agree(declarations):
    declare("somewhere", ANYONE)

    with pytest.raises(ValueError, match="twice"):
        declare("somewhere", ANY_STAFF)


def test_writing_may_ask_for_more_than_reading():
    rule = Rule("leads.view_lead", "leads.change_lead")

    assert rule.asks("GET") == rule.asks("HEAD") == "leads.view_lead"
    assert rule.asks("POST") == rule.asks("PURGE") == rule.asks(None) == "leads.change_lead"


def test_without_the_permission_the_answer_is_403_and_a_page(clinic):
    client = client_of(clinic, make_user(clinic, role=roles.AGENT))

    answer = client.get("/admin/staff/user/")

    assert answer.status_code == 403
    assert "This is not open to you" in answer.content.decode()


def test_a_program_is_told_in_json_to_log_in_first(clinic):
    answer = client_of(clinic).get("/api/schema/")

    assert answer.status_code == 401
    assert answer.json() == {"code": "unauthorized", "detail": "Log in first.", "fields": {}}


def test_somebody_who_was_disabled_a_moment_ago_is_out(clinic, agent, agent_client):
    from tenants.context import clinic_context

    assert agent_client.get("/admin/leads/lead/").status_code == 200
    with clinic_context(clinic):
        agent.is_active = False
        agent.save()

    assert agent_client.get("/admin/leads/lead/").status_code == 302
    assert agent_client.get("/api/schema/").status_code == 401


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"])
def test_a_page_is_asked_as_a_browser_asks_and_by_nothing_else(clinic, agent_client, method):
    refused = agent_client.generic(method, "/admin/leads/lead/")
    stranger = client_of(clinic).generic(method, "/admin/leads/lead/")

    assert (refused.status_code, refused["Allow"]) == (405, "GET, HEAD, POST")
    assert stranger.status_code == 302
