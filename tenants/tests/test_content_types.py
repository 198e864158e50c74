"""Content types are the clinic's own, although Django caches them in the process (H:T7)."""

import random

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from crm.testing.canaries import clinic_models
from tenants.context import clinic_context


@pytest.fixture
def other_numbers(other_clinic):
    """B's content types get other ids than A's, as after migrations in another order."""
    with clinic_context(other_clinic), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for table, column in (("auth_permission", "content_type_id"), ("django_content_type", "id")):
            cursor.execute(f"UPDATE {table} SET {column} = {column} + 500")


def test_the_cached_content_type_is_the_clinics_own_after_200_random_switches(clinic, other_clinic, other_numbers):
    draw = random.Random(1)
    models = clinic_models()

    wrong = []
    for _ in range(200):
        model, one = draw.choice(models), draw.choice([clinic, other_clinic])
        with clinic_context(one):
            stored = ContentType.objects.filter(app_label=model._meta.app_label, model=model._meta.model_name).get()
            if ContentType.objects.get_for_model(model, for_concrete_model=False).pk != stored.pk:
                wrong.append((one.slug, model))

    assert not wrong


def test_permissions_follow_the_clinics_own_content_types(clinic, other_clinic, other_numbers):
    from crm.testing.people import make_user

    for one in (clinic, other_clinic):
        user = make_user(one)
        with clinic_context(one):
            assert user.has_perm("leads.view_lead")
