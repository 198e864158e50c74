"""Rules for leads: when they cool, how often people are tried (F:0.1, F 2b)."""

from datetime import timedelta

import pytest

from crm.testing.people import client_of, make_user
from leads.models import Heat, LeadRules, Temperature
from leads.services.rules import lead_rules
from leads.tests.factories import make_lead
from tenants.audit.models import Entry
from tenants.context import clinic_context
from tenants.staff import roles

PAGE = "/admin/settings/leads/"
SENT = {"hot_days": 3, "warm_days": 7, "most_attempts": 3, "again_hours": "4, 24"}


@pytest.fixture
def boss(clinic):
    return client_of(clinic, make_user(clinic, role=roles.ADMIN, email="boss@example.com"))


def rules_of(clinic) -> LeadRules:
    with clinic_context(clinic):
        return LeadRules.objects.get()


def test_the_page_shows_the_numbers_and_takes_others(clinic, other_clinic, boss, on_commit):
    with clinic_context(clinic):
        lead_rules()

    shown = boss.get(PAGE).content.decode()
    with on_commit(execute=True):
        answer = boss.post(PAGE, SENT | {"most_attempts": 5, "again_hours": " 2,8 , 48", "texts_count": "on"})

    row = rules_of(clinic)
    assert 'value="4, 24"' in shown
    assert (answer.status_code, row.most_attempts, row.again_hours, row.texts_count) == (302, 5, [2, 8, 48], True)
    assert rules_of(other_clinic).most_attempts == 3
    with clinic_context(clinic):
        assert lead_rules().most_attempts == 5
        assert Entry.objects.filter(changes__has_key="most_attempts").count() == 1


def test_other_days_date_anew_when_leads_cool(clinic, boss):
    make_lead(clinic, temperature=Temperature.HOT)

    boss.post(PAGE, SENT | {"hot_days": 5})

    with clinic_context(clinic):
        heat = Heat.objects.get()
    assert heat.cools_at == heat.warmed_at + timedelta(days=5)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("hot_days", 0),
        ("hot_days", "soon"),
        ("hot_days", 10**40),
        ("warm_days", 2),
        ("most_attempts", 21),
        ("again_hours", "4, soon"),
        ("again_hours", "0"),
        ("again_hours", "721"),
        ("again_hours", "1," * 21),
        ("again_hours", "\u0664"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field(clinic, boss, field, value):
    page = boss.post(PAGE, SENT | {field: value})

    assert (page.status_code, list(page.context["form"].errors)) == (422, [field])
    assert rules_of(clinic).hot_days == 3


def test_an_agent_does_not_come_near(clinic, agent_client):
    assert [agent_client.get(PAGE).status_code, agent_client.post(PAGE, SENT).status_code] == [403, 403]
