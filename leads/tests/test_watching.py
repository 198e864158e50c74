"""Whoever sees a lead may watch it from its page, and stop."""

import pytest

from crm.testing.people import client_of, make_user
from leads.models import Watcher
from leads.tests.factories import make_lead
from tenants.context import clinic_context
from tenants.staff import roles


def watchers(clinic):
    with clinic_context(clinic):
        return [str(one.user) for one in Watcher.objects.select_related("user")]


def ask(client, lead, watch):
    return client.post(f"/admin/leads/{lead.pk}/watch/", {"watch": watch})


@pytest.mark.parametrize("role", [roles.AGENT, roles.READ_ONLY])
def test_the_button_watches_and_stops(clinic, other_clinic, role):
    user = make_user(clinic, role=role, email="vera@example.com", full_name="Vera")
    client, lead = client_of(clinic, user), make_lead(clinic)

    for _ in range(2):
        assert ask(client, lead, "yes").status_code == 302
    page = client.get(f"/admin/leads/lead/{lead.pk}/change/").content.decode()
    watched = watchers(clinic)
    ask(client, lead, "no")

    assert ('name="watch" value="no" aria-pressed="true"' in page, watched) == (True, ["Vera"])
    assert (watchers(clinic), watchers(other_clinic)) == ([], [])


@pytest.mark.parametrize("watch", ["yes", "no"])
def test_a_lead_that_one_does_not_see_is_not_there(clinic, own_client, colleagues, watch):
    assert ask(own_client, colleagues, watch).status_code == 404
    assert watchers(clinic) == []
