"""Whatever stands behind the ? of a list: a page or a redirect, never a 500 (H:L4)."""

from urllib.parse import quote

import pytest
from django.contrib import admin
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm.testing.people import client_of, make_user
from tenants.desk.sites import platform_site  # noqa: F401  the platform's lists are walked in test_platform_people

QUERIES = [
    "status=x", "status=1,new,%00", "status=" + "9" * 40, "source=" + "x" * 9000, "tags=%27,a", "custom_x=1",
    "lead_score_min=1e9", "date_range_start=99999-01-01", "due_to=x", "sort_by=password", "sort_order=up", "size=7",
    "days_since_created_min=99999999999", "search=%00", "search=" + quote("' OR 1=1--"), "waiting=maybe",
    "stage__isnull=2", "stage__isnull=1", "stage__id__exact=x", "stage__id__exact=1&stage__id__exact=2",
    "stage__id__exact=" + "9" * 40, "source__exact=" + "x" * 9000, "source__exact=%27", "source__in=a,b",
    "created_at__range=1", "created_at__gte=99999-01-01", "password__startswith=a", "assigned_to__password__gt=a",
    "nope=1", "o=", "o=-9.x", "o=1.1.1", "p=99999999999", "p=-1", "p=x", "all=", "_popup=1", "_to_field=nope",
    "_to_field=password", "e=1", "q=" + "a " * 500, "q=%F0%9F%98%80", "q=%ED%A0%80", "q=0000", "q=%25", "_facets=1",
    "q=" + quote("' OR 1=1--"), "pk__in=1,2,x", "id=1", "is_active__exact=maybe", "_changelist_filters=%",
]  # fmt: skip


def lists():
    return [(model._meta.app_label, model._meta.model_name) for model in admin.site._registry]


@pytest.fixture
def admin_client_of_clinic(clinic):
    return client_of(clinic, make_user(clinic, role="Admin", email="admin@example.com"))


@pytest.mark.parametrize("query", QUERIES)
def test_a_hostile_query_is_answered(admin_client_of_clinic, query):
    for app, model in lists():
        for page in ("", "1/change/", "autocomplete/"):
            address = (
                f"/admin/autocomplete/?{query}"
                if page == "autocomplete/"
                else f"/admin/{app}/{model}/{page}?{query}"
            )
            answer = admin_client_of_clinic.get(address)

            assert answer.status_code < 500, address


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(
        [
            "status",
            "tags",
            "due_to",
            "lead_score_min",
            "search",
            "stage__id__exact",
            "q",
            "p",
            "o",
            "stage__isnull",
            "e",
            "_to_field",
        ]
    ),
    value=st.text(max_size=40),
)
def test_any_text_in_any_parameter_is_answered(admin_client_of_clinic, name, value):
    answer = admin_client_of_clinic.get(f"/admin/leads/lead/?{name}={quote(value, errors='surrogatepass')}")

    assert answer.status_code < 500
