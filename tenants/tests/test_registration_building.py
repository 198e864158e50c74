"""From the form to the login of the first Admin; whatever dies on the way is gone on with (F:I18, H:R8, N8)."""

import re
import uuid
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from urllib.parse import urlsplit

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connections

from crm.lib.errors import Conflict
from crm.testing.databases import remove_clinics
from crm.testing.forks import die, in_a_child
from crm.testing.people import PASSWORD, client_of
from crm.testing.processes import until
from tenants.context import clinic_context
from tenants.models import Clinic, Registration
from tenants.outbox.models import Job
from tenants.services import hosts
from tenants.services.locks import alone_on_platform
from tenants.services.registering import building, waking
from tenants.services.registering.deciding import approve, try_again
from tenants.settings.services.clinic import clinic_settings
from tenants.staff.models import User
from tenants.staff.roles import ADMIN
from tenants.tasks import build_clinics
from tenants.tests.registering import FORM, PATH, asked, forget_operator, visitor
from tenants.tests.visiting import NOON, operator_client, operator_user

pytestmark = [pytest.mark.chaos, pytest.mark.xdist_group("chaos")]


@pytest.fixture
def slug(committed, monkeypatch):
    """A workspace that nobody has; what becomes of it is removed. Nobody is woken: the test is the builder."""
    monkeypatch.setattr(waking.current_app, "send_task", lambda name, **options: None)
    slug = f"wished-{uuid.uuid4().hex[:8]}"
    yield slug
    remove_clinics(*Clinic.objects.filter(slug=slug))
    Registration.objects.all().delete()
    forget_operator("platform@example.com")


@pytest.fixture
def approved(slug):
    row = asked(now=NOON, slug=slug)
    return approve(row.pk, slug=slug, by=operator_user(), now=NOON)


def answer_of(clinic):
    hosts.forget_hosts()
    return client_of(clinic).get("/admin/login/").status_code


def invitations_in(clinic):
    with clinic_context(clinic):
        return Job.objects.filter(key__contains="staff.invitation").count()


def test_from_the_form_to_the_login_of_the_first_admin(slug, mailbox, clinics):
    visitor().post(PATH, {**FORM, "slug": slug})
    row = Registration.objects.get()
    boss = operator_client(operator_user())
    boss.post(f"/admin/tenants/registration/{row.pk}/approve/", {"slug": slug})
    waiting = boss.get(f"/admin/tenants/registration/{row.pk}/change/").content.decode()
    assert "data-building" in waiting
    assert answer_of(Clinic(slug=slug)) == 404

    assert build_clinics() == 1

    row.refresh_from_db()
    assert (row.state, row.step, row.error) == ("active", "opened", "")
    assert answer_of(row.clinic) == 200
    done = boss.get(f"/admin/tenants/registration/{row.pk}/change/").content.decode()
    assert "data-building" not in done
    assert f"http://{slug}.localhost" in done
    with clinic_context(row.clinic):
        told = clinic_settings()
        assert (told.country, told.language, told.time_zone) == ("AL", "sq", "Europe/Tirane")
    [mail] = mailbox.deliver(row.clinic)
    boss.post(f"/admin/tenants/registration/{row.pk}/invite/")
    [once_more] = mailbox.deliver(row.clinic)
    assert mail.recipients == once_more.recipients == ["arta@bright.example"]
    log_in_with(once_more, row.clinic)
    refused = boss.post(f"/admin/tenants/registration/{row.pk}/invite/", follow=True).content.decode()
    assert "has a password already" in refused
    assert "/invite/" not in refused
    with clinic_context(clinics[1]):
        assert not User.objects.filter(email="arta@bright.example").exists()


def log_in_with(mail, clinic):
    """Follow the link, choose a password, log in: the Admin's own pages open."""
    browser = client_of(clinic)
    path = urlsplit(re.search(r"http://\S+/invitation/\S+", mail.text)[0]).path
    assert browser.post(path, {"password": PASSWORD, "again": PASSWORD}).status_code == 302
    into = browser.post("/admin/login/", {"username": "arta@bright.example", "password": PASSWORD})
    assert into["Location"] == "/admin/"
    assert browser.get("/admin/settings/").status_code in {200, 302}
    with clinic_context(clinic):
        owner = User.objects.get()
        assert (owner.role, owner.full_name, owner.language) == (ADMIN, "Arta Hoxha", "sq")


def test_killed_after_each_step_it_is_completed_and_its_owner_invited_once(approved):
    """Four processes die: the step is done and not written down yet, or the whole is."""
    for step in ("cloned", "furnished", "invited", "opened"):
        dies = partial(building_that_dies_at, step, approved.pk)
        until(lambda dies=dies: in_a_child(dies) == 9)  # PostgreSQL notices a moment later that the one before died
        approved.refresh_from_db()
        assert approved.state == "building"
    approved.clinic.refresh_from_db()
    assert (approved.clinic.state, invitations_in(approved.clinic)) == ("active", 1)

    until(lambda: building.build(approved.pk))

    approved.refresh_from_db()
    assert (approved.state, approved.tries) == ("active", 5)
    assert invitations_in(approved.clinic) == 1
    with clinic_context(approved.clinic):
        assert User.objects.count() == 1
    assert not building.build(approved.pk)


def building_that_dies_at(step, pk):
    real = building._note

    def note(row, **fields):
        return die() if fields.get("step") == step else real(row, **fields)

    building._note = note
    building.build(pk)


def test_one_process_at_a_time_is_at_a_clinic(approved):
    def meanwhile():
        try:
            return building.build(approved.pk)
        finally:
            connections.close_all()

    with alone_on_platform(f"registration:{approved.pk}") as is_mine, ThreadPoolExecutor(1) as other:
        built = other.submit(meanwhile).result(20)

    approved.refresh_from_db()
    assert (is_mine, built, approved.state, approved.tries) == (True, False, "approved", 0)


@pytest.mark.parametrize(
    ("problem", "state", "words"),
    [
        (ImproperlyConfigured("postgres://secret@host"), "failed", building.NO_OWNER),
        (OperationalError("away: secret"), "building", building.BUSY),
        (ZeroDivisionError("secret"), "failed", building.BROKEN),
    ],
)
def test_what_goes_wrong_is_said_in_words_and_can_be_tried_again(approved, monkeypatch, problem, state, words):
    def fails(*args, **more):
        raise problem

    monkeypatch.setattr(building, "provision", fails)
    page = f"/admin/tenants/registration/{approved.pk}/change/"

    assert not building.build(approved.pk)

    approved.refresh_from_db()
    assert (approved.state, approved.error) == (state, words)
    shown = operator_client(User.objects.get(email="platform@example.com")).get(page).content.decode()
    assert words in shown
    assert ("/again/" in shown) == (state == "failed")


def test_before_the_tables_are_those_of_this_version_it_waits_and_counts_no_try(approved, monkeypatch):
    monkeypatch.setattr(building, "at_head", lambda schema: False)
    monkeypatch.setattr(building, "provision", lambda *args, **more: pytest.fail("too early"))

    assert building.build_waiting() == 0

    approved.refresh_from_db()
    assert (approved.state, approved.tries, approved.error) == ("approved", 0, "")


def test_what_another_process_opened_meanwhile_stays_open(approved, monkeypatch):
    def beaten(*args, **more):
        Registration.objects.filter(pk=approved.pk).update(state="active", step="opened")
        raise Conflict("It exists already.")

    monkeypatch.setattr(building, "provision", beaten)
    building.build(approved.pk)

    approved.refresh_from_db()
    assert (approved.state, approved.error) == ("active", "")


def test_a_process_that_dies_again_and_again_is_given_up_for_people(approved):
    Registration.objects.filter(pk=approved.pk).update(state="building", tries=5)

    assert not building.build(approved.pk)

    approved.refresh_from_db()
    assert (approved.state, approved.error) == ("failed", building.DIED)
    try_again(approved.pk)
    assert Registration.objects.to_build().count() == 1
