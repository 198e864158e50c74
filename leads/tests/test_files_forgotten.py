"""Files go with what they belong to: of nobody after a day, of leads when one is deleted for good (H:E5)."""

import os
from datetime import timedelta
from functools import partial

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from crm.lib.errors import NotThere
from crm.testing.people import make_user
from crm.testing.threads import at_once
from leads.models import Export, LeadImport
from leads.services.deleting import delete_leads
from leads.services.exporting import making, reading
from leads.services.exporting.fetching import ready_export
from leads.services.importing.taking import take_file
from leads.services.list_uploads import keep_upload
from leads.tests.exported import data_of, export, ids_in
from leads.tests.factories import make_lead
from leads.tests.lists import lines, person
from leads.tests.many import make_leads
from tenants.context import clinic_context
from tenants.runs.services.working import finish, one_piece
from tenants.services.forgetting import forget_useless
from tenants.staff import roles
from tenants.storage import PrivateStorage
from tenants.tests.queueing import one_after_the_other

ROUNDS = 6


@pytest.fixture(autouse=True)
def _private_files(settings, tmp_path):
    settings.PRIVATE_FILES_ROOT = tmp_path


def admin_of(clinic):
    return make_user(clinic, role=roles.ADMIN, email="boss@example.com")


def lie(name, *, days):
    """A file that has lain there for so long."""
    storage = PrivateStorage()
    stored = storage.save(name, ContentFile(b"Anna Rossi")) if not storage.exists(name) else name
    then = (timezone.now() - timedelta(days=days)).timestamp()
    os.utime(storage.path(stored), (then, then))
    return stored


def lying():
    storage = PrivateStorage()
    return {f"{folder}/{name}" for folder in ("imports", "list-uploads") for name in storage.listdir(folder)[1]}


def delete(pks, by):
    return delete_leads(pks, is_confirmed=True, by=by, now=timezone.now())


def test_a_file_that_belongs_to_nothing_goes_after_a_day_and_no_other_does(clinic, other_clinic):
    one, two = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"
    with clinic_context(other_clinic):
        theirs = {lie(f"{folder}/{one}", days=2) for folder in ("imports", "list-uploads")}
    with clinic_context(clinic):
        by, now = admin_of(clinic), timezone.now()
        brought = take_file("list.csv", [lines(person(1))], by=by, now=now)
        upload = keep_upload("tag", "tags.csv", [b"name"], by=by, now=now)
        owned = {lie(brought.stored, days=2), lie(f"list-uploads/{upload.pk}", days=2)}
        owned |= {lie("list-uploads/of-somebody-at-the-disk.txt", days=2)}
        lie("exports/of-somebody-at-the-disk.txt", days=2)
        young = {lie(f"{folder}/{two}", days=0) for folder in ("imports", "list-uploads")}
        for folder in ("imports", "list-uploads"):
            lie(f"{folder}/{one}", days=2)

        forget_useless(now=now)

        assert lying() == owned | young
        assert LeadImport.objects.get().stored == brought.stored
    with clinic_context(other_clinic):
        assert lying() == theirs


def test_whoever_is_deleted_is_in_no_file_of_leads_any_more(clinic, other_clinic, on_commit):
    neighbour = admin_of(other_clinic)
    make_lead(other_clinic)
    with clinic_context(other_clinic):
        theirs = export(neighbour)
    by, [gone, stays] = admin_of(clinic), make_leads(clinic, 2)
    with clinic_context(clinic):
        filtered, chosen, others = export(by), export(by, ids=[gone]), export(by, ids=[stays])

        with on_commit(execute=True):
            delete([gone], by)

        for made in (filtered, chosen):
            with pytest.raises(NotThere):
                ready_export(made.pk, by=by, now=timezone.now())
            assert not PrivateStorage().exists(f"exports/{made.pk}/000001")
        assert ids_in(data_of(ready_export(others.pk, by=by, now=timezone.now()))) == {stays}
    with clinic_context(other_clinic):
        assert ready_export(theirs.pk, by=neighbour, now=timezone.now())


def test_a_file_that_is_being_made_begins_anew_without_them(clinic, monkeypatch):
    monkeypatch.setattr(reading, "PART", 2)
    monkeypatch.setattr(making, "AT_ONCE", 1)
    by, ids = admin_of(clinic), make_leads(clinic, 7)
    with clinic_context(clinic):
        made = export(by)
        for _piece in range(3):
            one_piece(made.run_id, now=timezone.now())

        delete(ids[:5], by)
        run = finish(made.run_id)

        assert (run.state, run.result) == ("done", {"written": 2})
        assert ids_in(data_of(made)) == set(ids[5:])
        assert len(PrivateStorage().listdir(f"exports/{made.pk}")[1]) == Export.objects.get().parts == 2


def test_deleted_at_the_moment_of_an_export_they_are_not_in_a_file_that_can_be_had(fresh_clinic):
    clinic = fresh_clinic()
    by = admin_of(clinic)
    for _round in range(ROUNDS):
        [gone] = make_leads(clinic, 1)
        with clinic_context(clinic):
            Export.objects.all().delete()

        made, _deleted = at_once(clinic, partial(export, by), partial(delete, [gone], by))

        with clinic_context(clinic):
            try:
                found = ready_export(made.pk, by=by, now=timezone.now())
            except NotThere:
                continue
            assert gone not in ids_in(data_of(found))


@pytest.mark.parametrize("part", [1, 100], ids=["of several parts", "whole"])
def test_deleted_while_a_worker_writes_the_first_part_they_are_not_in_the_file(
    no_worker, fresh_clinic, monkeypatch, part
):
    monkeypatch.setattr(reading, "PART", part)
    monkeypatch.setattr(making, "AT_ONCE", 1)
    clinic = fresh_clinic()
    by, [gone, stays, other] = admin_of(clinic), make_leads(clinic, 3)
    with clinic_context(clinic):
        made = export(by)

    def inside(work):
        with clinic_context(clinic):
            return work()

    write = partial(inside, lambda: one_piece(made.run_id, now=timezone.now()))
    written, deleted = one_after_the_other(write, partial(inside, partial(delete, [gone], by)))

    assert (written.exception(), deleted.exception()) == (None, None)
    with clinic_context(clinic):
        finish(made.run_id)
        if part == 1:
            assert ids_in(data_of(ready_export(made.pk, by=by, now=timezone.now()))) == {stays, other}
        else:
            with pytest.raises(NotThere):
                ready_export(made.pk, by=by, now=timezone.now())
