"""What a person types never becomes a schema's name, and a host belongs to one clinic (H:T14, T19)."""

import re
import uuid

import pytest
from django.db import IntegrityError, transaction

from crm.lib.errors import Conflict, InvalidData
from tenants.models import Clinic, Domain
from tenants.models.clinic import schema_for
from tenants.services.provisioning import NewClinic, reserve

SAFE = re.compile(r"c_[0-9a-f]{32}")
NASTY = [
    'a"; drop schema public; --',
    "public",
    "pg_temp",
    "clinic_template",
    "../etc",
    "Ω clinic",
    "😀",
    "x" * 120,
]


@pytest.mark.parametrize("name", NASTY)
def test_any_name_gives_a_schema_made_of_the_uuid_alone(database, name):
    clinic = reserve(NewClinic(name, "nasty", "nasty.example"))

    assert clinic.name == name
    assert clinic.schema_name == schema_for(clinic.uuid)
    assert SAFE.fullmatch(clinic.schema_name)


@pytest.mark.parametrize(
    "slug", [*NASTY, "", "-a", "a-", "a--b", "A", "a b", "a.b", "a_b", "www", "admin", "a" * 41]
)
def test_a_slug_that_is_no_host_label_is_refused_and_nothing_is_written(database, slug):
    before = Clinic.objects.count()

    with pytest.raises(InvalidData) as refusal:
        reserve(NewClinic("A name", slug, "nasty.example"))

    assert "slug" in refusal.value.fields
    assert Clinic.objects.count() == before


@pytest.mark.parametrize("schema", ["public", "c_x", 'c_"; drop', "pg_catalog", "c_" + "0" * 31, "C_" + "0" * 32])
def test_the_database_refuses_any_other_schema_name(database, schema):
    with pytest.raises(IntegrityError), transaction.atomic():
        Clinic.objects.create(uuid=uuid.uuid4(), slug="other", name="Other", schema_name=schema)


@pytest.mark.parametrize("spelling", ["{}", "{}.", "{}:443", " {} "])
def test_the_domain_of_another_clinic_is_a_conflict_and_leaves_no_row(clinic, other_clinic, spelling):
    taken = other_clinic.domains.get().name
    before = (Clinic.objects.count(), Domain.objects.count())

    with pytest.raises(Conflict):
        reserve(NewClinic("Thief", "thief", spelling.format(taken.upper())))

    assert (Clinic.objects.count(), Domain.objects.count()) == before
    assert Domain.objects.get(name=taken).clinic == other_clinic


@pytest.mark.parametrize("domain", ["localhost", "LOCALHOST.", "localhost:8000"])
def test_the_platforms_own_host_is_nobodys(database, domain):
    with pytest.raises(InvalidData) as refusal:
        reserve(NewClinic("Thief", "thief", domain))

    assert "domain" in refusal.value.fields


def test_the_database_lets_a_name_stand_once_and_only_normalised(clinic, other_clinic):
    for name in (other_clinic.domains.get().name, "Upper.example", "dot.example.", "port.example:80", "a b"):
        with pytest.raises(IntegrityError), transaction.atomic():
            clinic.domains.create(name=name, is_primary=False)


def test_a_clinic_has_one_primary_domain(clinic):
    with pytest.raises(IntegrityError), transaction.atomic():
        clinic.domains.create(name="second.example", is_primary=True)
