"""Provisioning dies (kill -9) at ten points, and the same command finishes what was begun (H:R8)."""

import json
import os
import subprocess
import sys
import uuid

import pytest

from crm.testing.databases import remove_clinics
from crm.testing.people import client_of
from crm.testing.schemas import rows_of, schemas_of_clinics, shape_of
from leads.models import Stage
from tenants.context import clinic_context
from tenants.models import Clinic, ClinicDue, Domain, SchemaState
from tenants.services import hosts
from tenants.services.provisioning import NewClinic, provision
from tenants.staff import roles
from tenants.staff.models import User

pytestmark = [pytest.mark.chaos, pytest.mark.xdist_group("chaos")]
POINTS, NEVER = 10, 0
MAIL = "first.admin@example.com"


@pytest.fixture(scope="module")
def mortal(clinics):
    """Runs a manage.py command in a process that dies at its N-th SQL statement; says how that went."""
    nursery = subprocess.Popen(
        [sys.executable, "-m", "tenants.tests.dying"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env=os.environ,
    )  # fmt: skip

    def run(*command, at):
        nursery.stdin.write(json.dumps({"command": command, "at": at}) + "\n")
        nursery.stdin.flush()
        return json.loads(nursery.stdout.readline())

    yield run
    nursery.stdin.close()
    nursery.wait(10)


@pytest.fixture
def slug(committed):
    slug, before = f"mortal-{uuid.uuid4().hex[:8]}", left_over()
    yield slug
    assert left_over() == before
    remove_clinics(*Clinic.objects.filter(slug=slug))


@pytest.fixture(scope="module")
def undisturbed(clinics, django_db_blocker):
    """What a clinic looks like of which nothing was killed."""
    with django_db_blocker.unblock():
        clinic = provision(NewClinic("Undisturbed", "undisturbed", "undisturbed.localhost"))
        look = look_of(clinic)
        remove_clinics(clinic)
    return look


@pytest.fixture(scope="module")
def length(mortal, django_db_blocker):
    """How many statements a whole run takes until the clinic opens, which is the last thing it writes."""
    whole = mortal(*command_for("whole-run"), at=NEVER)
    assert whole["code"] == 0
    with django_db_blocker.unblock():
        remove_clinics(Clinic.objects.get(slug="whole-run"))
    return whole["last_write"]


@pytest.mark.parametrize("point", range(POINTS))
def test_killed_anywhere_the_same_command_completes_the_clinic(mortal, undisturbed, length, slug, point):
    at = 1 + point * (length - 1) // (POINTS - 1)

    killed = mortal(*command_for(slug), at=at)

    assert killed["signal"] == 9
    assert not Clinic.objects.filter(slug=slug, state=Clinic.State.ACTIVE).exists()
    assert answer_of(slug) == 404
    resumed = mortal(*command_for(slug), at=NEVER)
    assert resumed["code"] == 0
    assert_complete(slug, undisturbed)
    assert answer_of(slug) == 200


def test_a_clinic_killed_again_and_again_is_completed_in_the_end(mortal, undisturbed, length, slug):
    deaths = 0
    while mortal(*command_for(slug), at=length // 4 + deaths * length // 8)["signal"]:
        deaths += 1

    assert deaths > 1
    assert_complete(slug, undisturbed)


def command_for(slug):
    return ["create_clinic", slug.title(), "--slug", slug, "--domain", f"{slug}.localhost", "--admin-email", MAIL]


def answer_of(slug):
    hosts.forget_hosts()
    return client_of(Clinic(slug=slug)).get("/admin/login/").status_code


def assert_complete(slug, undisturbed):
    clinic = Clinic.objects.get(slug=slug)
    assert clinic.state == Clinic.State.ACTIVE
    assert list(clinic.domains.values_list("name", "is_primary")) == [(f"{slug}.localhost", True)]
    with clinic_context(clinic):
        admin = User.objects.get()
        assert (admin.email, [group.name for group in admin.groups.all()]) == (MAIL, [roles.ADMIN])
        assert Stage.objects.count() == 12
    assert_like(undisturbed, clinic)


def assert_like(undisturbed, clinic):
    people = {"staff_user", "staff_user_groups", "auditlog_logentry"}  # the first Admin, and the lines of them
    shape, rows, kinds = look_of(clinic)
    assert shape == undisturbed[0]
    assert {t: r for t, r in rows.items() if t not in people} == {
        t: r for t, r in undisturbed[1].items() if t not in people
    }
    assert kinds == undisturbed[2]


def look_of(clinic):
    """Tables, rows, and the work that is due."""
    kinds = ClinicDue.objects.filter(clinic=clinic).values_list("kind", flat=True)
    return shape_of(clinic.schema_name), rows_of(clinic.schema_name), sorted(kinds)


def left_over():
    """Schemas, domains and notes of clinics that are not there, or of no clinic at all."""
    known = set(Clinic.objects.values_list("schema_name", flat=True))
    noted = set(SchemaState.objects.values_list("schema_name", flat=True)) - {"public", "clinic_template"}
    unfinished = set(Domain.objects.filter(clinic__state=Clinic.State.PROVISIONING).values_list("name", flat=True))
    return (schemas_of_clinics() ^ known) | (noted ^ known) | unfinished
