"""The address of a list answers no questions about what the list hides (H:A4)."""

import pytest
from django.contrib import admin

from crm.testing.people import client_of, make_user
from tenants.context import clinic_context
from tenants.desk.lookups import asks_a_filter
from tenants.staff import roles
from tenants.staff.models import User

FILTERS = ["stage", ("source", object), type("ByTeam", (), {"parameter_name": "team"})]


@pytest.mark.parametrize(
    "lookup", ["stage", "stage__id__exact", "stage__isnull", "source__in", "source_from", "source_to_0", "team"]
)
def test_what_a_filter_asks_is_answered(lookup):
    assert asks_a_filter(lookup, FILTERS)


@pytest.mark.parametrize(
    "lookup",
    [
        "password",
        "password__startswith",
        "stage__name__startswith",
        "stage__leads__first_name",
        "stage_id_password",
        "source__regex",
        "source__",
        "sources",
        "",
        "team__user__password",
    ],
)
def test_anything_else_is_not(lookup):
    assert not asks_a_filter(lookup, FILTERS)


def test_no_list_tells_a_hash_sign_by_sign(clinic):
    boss = make_user(clinic, role=roles.ADMIN)
    with clinic_context(clinic):
        beginning = User.objects.get(pk=boss.pk).password[:9]

    answer = client_of(clinic, boss).get("/admin/staff/user/", {"password__startswith": beginning})

    assert answer.status_code == 400


def test_no_list_of_the_clinic_can_be_asked_about_a_field_that_is_no_filter(clinic):
    client = client_of(clinic, make_user(clinic, role=roles.ADMIN))
    told = {}
    for model, page in admin.site._registry.items():
        address = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        for field in model._meta.concrete_fields:
            for lookup in (f"{field.name}__startswith", f"{field.name}__regex", f"{field.name}__id__gt"):
                if not asks_a_filter(lookup, page.list_filter):
                    told[address, lookup] = client.get(address, {lookup: "a"}).status_code

    assert set(told.values()) == {400}, [asked for asked, status in told.items() if status != 400]
