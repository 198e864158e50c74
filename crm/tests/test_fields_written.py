"""Whatever field of the row is sent along, only those of the form or the description are written (H:A5)."""

import json

import pytest
from django.db.models import Model

from crm.testing.people import client_of, make_user
from leads.api.lead_schema import CREATE, PATCH
from leads.models import Lead, Partner
from leads.tests.factories import make_lead
from tenants.context import clinic_context
from tenants.settings.models import ClinicSettings
from tenants.settings.registry import settings_pages
from tenants.settings.services.clinic import clinic_settings
from tenants.staff.models import Team, User
from tenants.staff.roles import ADMIN


@pytest.fixture
def boss(clinic):
    return client_of(clinic, make_user(clinic, role=ADMIN, email="boss@example.com", full_name="Boss"))


def names_of(model: type[Model]) -> set[str]:
    """By every name that a form could have: "stage" and "stage_id", and those of many to many."""
    fields = [*model._meta.concrete_fields, *model._meta.many_to_many]
    return {name for one in fields for name in (one.name, one.attname)}


def held(clinic, obj: Model) -> dict[str, object]:
    """The row with the numbers of what it is tied to."""
    with clinic_context(clinic):
        row = type(obj).objects.get(pk=obj.pk)
        tied = {
            one.name: sorted(getattr(row, one.name).values_list("pk", flat=True)) for one in obj._meta.many_to_many
        }
        return {one.attname: getattr(row, one.attname) for one in obj._meta.concrete_fields} | tied


def sent(client, path: str) -> dict[str, object]:
    """What a browser would send of the page's form if nothing was changed."""
    context = client.get(path).context
    forms = [context["adminform"].form] if "adminform" in context else []
    named = (context.get(name) for name in ("form", "holiday_form"))
    form = next(one for one in [*forms, *named] if one is not None and one.fields)
    given = {name: form[name].value() for name in form.fields}
    initial = {f"initial-{name}": value for name, value in given.items()}
    return {name: "" if value is None else value for name, value in {**given, **initial}.items()}


def same_after(clinic, client, path: str, obj: Model) -> None:
    """Save the page twice: as it is, and with a 1 in every other field of the row."""
    form = sent(client, path)
    extra = dict.fromkeys(names_of(type(obj)) - form.keys(), "1")
    assert len(extra) >= 1
    assert client.post(path, form).status_code in (200, 302)
    before, form = held(clinic, obj), sent(client, path)

    answer = client.post(path, {**extra, **form})

    assert answer.status_code in (200, 302)
    assert held(clinic, obj) == before


def test_of_a_lead_by_its_page(clinic, boss):
    lead = make_lead(clinic)

    same_after(clinic, boss, f"/admin/leads/lead/{lead.pk}/change/", lead)


def test_of_a_lead_by_its_programs_each_is_refused_by_name(clinic, boss):
    lead = make_lead(clinic)
    before = held(clinic, lead)
    others = names_of(Lead) - PATCH["properties"].keys()

    for name in sorted(others):
        change = json.dumps({"first_name": "Eve", name: 1})
        answer = boss.patch(f"/api/v1/leads/{lead.pk}", change, content_type="application/json")
        assert (answer.status_code, list(answer.json()["fields"])) == (422, [name])

    assert others >= {"id", "archived_at", "created_at", "stage_id"}
    assert held(clinic, lead) == before


def test_of_a_new_lead_by_its_programs_each_is_refused_by_name(clinic, boss):
    others = names_of(Lead) - CREATE["properties"].keys()

    for name in sorted(others):
        person = json.dumps({"first_name": "Eve", "email": "eve@example.com", name: 1})
        answer = boss.post("/api/v1/leads", person, content_type="application/json")
        assert (answer.status_code, list(answer.json()["fields"])) == (422, [name])

    assert others >= {"id", "lead_score", "do_not_contact", "merged_into", "conversion_probability"}
    with clinic_context(clinic):
        assert not Lead.objects.exists()


def test_of_a_partner(clinic, boss):
    with clinic_context(clinic):
        partner = Partner.objects.create(name="Adria", code="adria")

    same_after(clinic, boss, f"/admin/leads/partner/{partner.pk}/change/", partner)


def test_of_a_colleague(clinic, boss):
    them = make_user(clinic, email="colleague@example.com", full_name="Colleague")

    same_after(clinic, boss, f"/admin/staff/user/{them.pk}/change/", them)


@pytest.mark.parametrize("role", [ADMIN, "Agent"])
def test_of_oneself(clinic, role):
    me = make_user(clinic, role=role, email="me@example.com", full_name="Me")
    more = {"role": "Admin", "data_scope": "own", "capacity": "9", "teams": "1", "email": "other@example.com"}
    client = client_of(clinic, me)
    before = held(clinic, me)

    same_after(clinic, client, "/admin/me/", me)
    assert client.post("/admin/me/", {**sent(client, "/admin/me/"), **more}).status_code == 302

    assert held(clinic, me) == before | {"last_login": held(clinic, me)["last_login"]}


def test_of_a_team(clinic, boss):
    with clinic_context(clinic):
        team = Team.objects.create(name="Bari")

    same_after(clinic, boss, f"/admin/staff/team/{team.pk}/change/", team)


@pytest.mark.parametrize("slug", [page.slug for page in settings_pages()])
def test_of_a_settings_page(clinic, boss, slug):
    with clinic_context(clinic):
        row = clinic_settings()
    others = {"currency": "USD", "country": "AL", "language": "sq", "idle_minutes": "5", "time_zone": "Asia/Tokyo"}
    path = f"/admin/settings/{slug}/"

    same_after(clinic, boss, path, row)
    before, form = held(clinic, row), sent(boss, path)
    assert boss.post(path, {**others, **form}).status_code in (200, 302)

    assert held(clinic, row) == before
    assert set(others) <= names_of(ClinicSettings)


def test_a_person_has_fields_that_no_form_may_offer():
    assert names_of(User) >= {"password", "is_superuser", "is_staff", "is_visitor", "groups", "user_permissions"}
