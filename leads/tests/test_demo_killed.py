"""Seeding dies (kill -9) at many points, and the same command makes of it what an undisturbed one makes (F:I25)."""

import json
import os
import subprocess
import sys

import pytest
from django.core.management import call_command
from django.forms import model_to_dict

from comms.models import Conversation
from crm.testing.databases import remove_clinics
from crm.testing.people import client_of, post_lead
from leads.models import Identity, Lead, LeadPayload
from leads.services import demo
from tenants.context import clinic_context, platform_schema
from tenants.keys.models import ApiKey
from tenants.keys.services.check import forget_keys
from tenants.models import Clinic, KeyRoute
from tenants.notices.models import Notice
from tenants.outbox.models import Job
from tenants.services import hosts
from tenants.settings.services.clinic import clinic_settings
from tenants.staff.models import User
from tenants.staff.services.weekly import stretches_of

pytestmark = [pytest.mark.chaos, pytest.mark.xdist_group("chaos")]
POINTS, NEVER, LEADS = 8, 0, 8
BELIEVED = 20  # statements that a slow run asks anew, of what is believed for seconds: a quick one is shorter
SLUGS = [slug for _, slug in demo.CLINICS]


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


def remove_demo():
    remove_clinics(*Clinic.objects.filter(slug__in=SLUGS))
    with platform_schema():
        # Leads point at people, and there are none in public for the ORM to look at.
        User.objects.filter(email=demo.PLATFORM_MAIL)._raw_delete("default")
    forget_keys()


@pytest.fixture
def no_demo(committed):
    remove_demo()
    yield
    remove_demo()


def command_for(note, *more):
    return ["seed_demo_data", "--leads", str(LEADS), "--note", str(note), *more]


@pytest.fixture(scope="module")
def undisturbed(mortal, django_db_blocker, tmp_path_factory):
    """(statements until the last clinic opens, what was made of it)."""
    note = tmp_path_factory.mktemp("undisturbed") / "demo.json"
    with django_db_blocker.unblock():
        remove_demo()
        whole = mortal(*command_for(note), at=NEVER)
        assert whole["code"] == 0
        made = facts(note)
        remove_demo()
    return whole["last_write"], made


@pytest.mark.parametrize("point", range(POINTS))
def test_killed_anywhere_the_same_command_makes_the_same_clinics(mortal, undisturbed, no_demo, tmp_path, point):
    length, made = undisturbed
    note = tmp_path / "demo.json"

    killed = mortal(*command_for(note), at=1 + point * (length - BELIEVED) // (POINTS - 1))
    opened = Clinic.objects.filter(slug__in=SLUGS, state=Clinic.State.ACTIVE).count()
    resumed = mortal(*command_for(note), at=NEVER)

    assert killed["signal"] == 9
    assert opened < len(SLUGS)
    assert resumed["code"] == 0
    assert facts(note) == made
    assert_the_noted_key_works(note)


def test_killed_again_and_again_make_run_completes_it(mortal, undisturbed, no_demo, tmp_path):
    length, made = undisturbed
    note, deaths = tmp_path / "demo.json", 0

    mortal(*command_for(note), at=length // 8)
    while mortal(*command_for(note, "--if-empty"), at=length // 6 + deaths * length // 6)["signal"]:
        deaths += 1

    assert deaths > 1
    assert facts(note) == made


def test_what_somebody_removed_or_changed_afterwards_stays_so(no_demo, tmp_path, settings):
    settings.DEBUG, note = True, tmp_path / "demo.json"
    call_command(*command_for(note))
    kept, gone = (Clinic.objects.get(slug=slug) for slug in SLUGS)
    with clinic_context(kept):
        lead = Lead.objects.first()
        LeadPayload.objects.filter(lead=lead).delete()
        lead.delete()
        left = Lead.objects.count()
    Clinic.objects.filter(pk=kept.pk).update(name="Renamed", state=Clinic.State.SUSPENDED)
    remove_clinics(gone)

    call_command(*command_for(note, "--if-empty"))

    again = Clinic.objects.get(slug=kept.slug)
    assert (again.name, again.state) == ("Renamed", Clinic.State.SUSPENDED)
    assert not Clinic.objects.filter(slug=gone.slug).exists()
    with clinic_context(kept):
        assert Lead.objects.count() == left


def test_with_clinics_of_ones_own_nothing_is_seeded(no_demo, tmp_path):
    call_command(*command_for(tmp_path / "demo.json", "--if-empty"))

    assert not Clinic.objects.filter(slug__in=SLUGS).exists()
    assert not (tmp_path / "demo.json").exists()


def facts(note):
    """What an undisturbed run and a resumed one must agree on: all but ids, moments and secrets."""
    noted = json.loads(note.read_text())
    assert [entry["slug"] for entry in noted["clinics"]] == SLUGS
    with platform_schema():
        assert User.objects.filter(email=demo.PLATFORM_MAIL, is_superuser=True).count() == 1
    return {
        "platform": noted["platform"],
        "noted": [(entry["slug"], entry["host"], entry["logins"]) for entry in noted["clinics"]],
        "clinics": [facts_of(Clinic.objects.get(slug=slug)) for slug in SLUGS],
    }


def facts_of(clinic):
    assert clinic.state == Clinic.State.ACTIVE
    routes = set(KeyRoute.objects.filter(clinic=clinic).values_list("route", flat=True))
    with clinic_context(clinic):
        keys = dict(ApiKey.objects.values_list("pk", "route"))
        assert sorted(ApiKey.objects.values_list("kind", flat=True)) == ["secret", "site"]
        assert routes == set(keys.values())
        forms = LeadPayload.objects.exclude(held_for=LeadPayload.HeldFor.WROTE)
        assert set(forms.values_list("key_id", flat=True)) == set(keys)
        return {
            "people": sorted((user.email, user.role, user.check_password(demo.DEBUG_PASSWORD), user.data_scope,
                              user.languages, stretches_of(user), [str(team) for team in user.teams.all()])
                             for user in User.objects.all()),
            "settings": model_to_dict(clinic_settings()),
            "notices": Notice.objects.count(),
            "leads": [(lead.full_name, lead.stage.name, str(lead.assigned_to), lead.lead_score, lead.enquiry,
                       lead.archived_at is not None)
                      for lead in Lead.objects.order_by("pk").select_related("stage", "assigned_to")],
            "identities": list(Identity.objects.order_by("pk").values_list("kind", "value")),
            "arrivals": [(said_in(one), one.result, one.held_for) for one in forms.order_by("pk")],
            "talks": sorted(Conversation.objects.values_list("channel", "address")),
            "jobs": Job.objects.count(),
        }  # fmt: skip


def said_in(payload):
    """Without the moments in it."""
    said = json.loads(bytes(payload.body))
    said.get("first_touch", {}).pop("at", None)
    return said | ({"message": ""} if "company_website" in said else {})


def assert_the_noted_key_works(note):
    for entry in json.loads(note.read_text())["clinics"]:
        hosts.forget_hosts()
        answer = post_lead(
            client_of(Clinic(slug=entry["slug"])), entry["secret_key"], first_name="Mario", email="m@example.com"
        )
        assert answer.status_code == 201
