"""A list brings no more leads than the clinic may have in a month; whoever comes by themselves is never refused."""

from datetime import timedelta
from functools import partial

import pytest
from django.core.management import call_command
from django.utils import timezone

from crm.lib.errors import InvalidData
from crm.testing.people import client_of, make_user
from crm.testing.threads import at_once
from leads.models import Lead, LeadImport
from leads.services.importing.bringing import bring, bring_in_background
from leads.services.importing.checking import check_all, held
from leads.services.importing.correcting import correct_row
from leads.services.importing.loading import go_on, load, load_all
from leads.services.importing.reserving import too_many
from leads.services.importing.taking import Sender, take_file
from leads.services.importing.telling import list_told
from leads.tests.factories import make_lead, reach
from leads.tests.lists import AS, checked, imported, lines, loaded, manager, person
from tenants.context import clinic_context
from tenants.limits.services.allowances import set_allowance
from tenants.runs.services.starting import stop
from tenants.runs.services.working import finish, one_piece
from tenants.staff.roles import ADMIN, MANAGER
from tenants.undo.services.ledger import undo

__all__ = ["manager"]
ROUNDS = 8


@pytest.fixture
def allowed(clinic):
    return partial(set_allowance, clinic, "leads_a_month")


def people(*numbers):
    return [person(n) for n in numbers]


def begun(brought, *, by):
    with pytest.raises(InvalidData) as refused:
        load(brought.pk, by=by, now=timezone.now())
    return refused.value.detail


def test_a_list_that_does_not_fit_is_told_with_numbers_and_nothing_of_it_is_loaded(clinic, manager, allowed):
    allowed(5)
    with clinic_context(clinic):
        imported(people(1, 2), by=manager)
        brought = checked(people(3, 4, 5, 6), by=manager)

        said, seen = begun(brought, by=manager), too_many(brought, now=timezone.now())

        assert said == seen
        assert "New leads in this list: 4. Your clinic may have 5" in said
        assert "3 are left" in said
        assert (Lead.objects.count(), LeadImport.objects.get(pk=brought.pk).state) == (2, "checked")
        allowed(6)
        loaded(brought, by=manager)
        assert Lead.objects.count() == 6


def test_the_page_says_so_before_and_refuses_it(clinic, manager, allowed):
    allowed(1)
    with clinic_context(clinic):
        brought = checked(people(1, 2), by=manager)
    client, address = client_of(clinic, manager), f"/admin/import/{brought.pk}/"

    page = client.get(address).content.decode()
    fields = {f"to_{at}": AS[name] for at, name in enumerate(brought.header)} | {"form_country": ""}
    answer = client.post(address, fields | {"do": "load"})

    assert "New leads in this list: 2." in page
    assert answer.status_code == 422
    assert "New leads in this list: 2." in answer.content.decode()


def test_who_comes_by_themselves_is_counted_and_never_refused(clinic, manager, allowed, arrive):
    allowed(1)
    with clinic_context(clinic):
        make_lead(clinic, "Of last month", created_at=timezone.now() - timedelta(days=40))
        loaded(checked(people(1), by=manager), by=manager)

    arrive()
    arrive()

    with clinic_context(clinic):
        fills = checked([person(1, company="Praxis")], by=manager)
        assert too_many(fills, now=timezone.now()) == ""
        assert loaded(fills, by=manager).counts["merge"] == 1
        assert "0 are left" in begun(checked(people(2), by=manager), by=manager)


def test_another_clinic_and_another_month_have_their_own(clinic, other_clinic, manager, allowed):
    allowed(1)
    with clinic_context(clinic):
        first = imported(people(1), by=manager)
        LeadImport.objects.filter(pk=first.pk).update(counts_in=first.counts_in.replace(year=2020))
        imported(people(2), by=manager)
    with clinic_context(other_clinic):
        theirs = make_user(other_clinic, role=MANAGER, email="theirs@example.com")
        imported(people(1, 2, 3), by=theirs)
        assert Lead.objects.count() == 3


def test_what_was_taken_back_or_stopped_is_free_again(clinic, manager, allowed, settings):
    allowed(4)
    settings.IMPORT_PIECE_ROWS = 1
    with clinic_context(clinic):
        brought = checked(people(1, 2, 3, 4), by=manager)
        run = load(brought.pk, by=manager, now=timezone.now())
        one_piece(run.pk, now=timezone.now())
        other = checked(people(5, 6, 7), by=manager)
        assert "0 are left" in begun(other, by=manager)

        stop(run.pk, by=manager, now=timezone.now())
        finish(run.pk)
        loaded(other, by=manager)
        assert "0 are left" in begun(brought, by=manager)

        undo(LeadImport.objects.get(pk=other.pk).operation_id, by=manager, now=timezone.now())
        assert loaded(brought, by=manager).made == 4
        assert Lead.objects.count() == 4


def test_a_list_that_a_command_left_on_its_way_sets_nothing_aside_once_it_is_taken_back(
    clinic, manager, allowed, settings
):
    allowed(4)
    settings.IMPORT_PIECE_ROWS = 1
    with clinic_context(clinic):
        brought, now = checked(people(1, 2, 3, 4), by=manager), timezone.now()
        for _step in range(2):  # it begins, and dies after a piece
            go_on(held(brought.pk), by=manager, now=now)
        assert "0 are left" in begun(checked(people(5), by=manager), by=manager)

        undo(LeadImport.objects.get(pk=brought.pk).operation_id, by=manager, now=now)

        imported(people(6, 7, 8, 9), by=manager)
        assert Lead.objects.count() == 4


def test_a_corrected_row_needs_room_too(clinic, manager, allowed):
    allowed(1)
    with clinic_context(clinic):
        brought = imported([person(1), ("Berta", "12", "", "IT", "")], by=manager)

        with pytest.raises(InvalidData, match="0 are left"):
            correct_row(brought.pk, 3, person(2), by=manager, now=timezone.now())
        allowed(2)
        correct_row(brought.pk, 3, person(2), by=manager, now=timezone.now())

        assert LeadImport.objects.get(pk=brought.pk).made == 2


def test_a_lead_that_was_to_be_filled_and_is_gone_needs_room_when_it_comes_anew(clinic, manager, allowed):
    allowed(1)
    with clinic_context(clinic):
        known = make_lead(clinic, "Anna", "Nr2", created_at=timezone.now() - timedelta(days=40))
        reach(clinic, known, "phone", "+393200000002")
        brought = checked(people(1, 2), by=manager)
        run = load(brought.pk, by=manager, now=timezone.now())
        known.identities.all().delete()

        ended = finish(run.pk)

        assert (ended.state, "New leads in this list: 2." in ended.error) == ("failed", True)
        assert list(Lead.objects.all()) == [known]


def test_a_dry_run_of_the_command_says_so(clinic, manager, allowed, tmp_path, capsys):
    allowed(1)
    file = tmp_path / "list.csv"
    file.write_bytes(lines(*people(1, 2)))

    call_command("import_leads", str(file), "--clinic", clinic.slug, "--dry-run")

    assert "New leads in this list: 2." in capsys.readouterr().out


def test_a_programs_list_that_does_not_fit_is_a_failed_job_and_can_be_imported_once_there_is_room(
    clinic, manager, allowed
):
    allowed(1)
    with clinic_context(clinic):
        now = timezone.now()
        brought = take_file("list.csv", [lines(*people(1, 2))], by=None, now=now, sender=Sender("API"))

        run = finish(bring_in_background(brought.pk, AS, {}, by=None, now=now).pk)

        told = list_told(LeadImport.objects.get())
        assert (run.state, told["state"], told["result"]["new"]) == ("failed", "checked", 2)
        assert "New leads in this list: 2." in told["error"]
        assert not Lead.objects.exists()
        allowed(2)
        boss = make_user(clinic, role=ADMIN, email="boss@example.com")
        assert loaded(brought, by=boss).made == 2


def bring_whole(numbers, by, now):
    brought = take_file("list.csv", [lines(*people(*numbers))], by=by, now=now)
    bring(brought.pk, AS, {}, by=by, now=now)
    check_all(brought.pk, by=by, now=now)
    load_all(brought.pk, by=by, now=now)


def test_two_lists_at_once_at_the_limit_bring_no_more_than_it(fresh_clinic, settings, tmp_path):
    settings.PRIVATE_FILES_ROOT = tmp_path
    clinic = fresh_clinic()
    by = make_user(clinic, role=MANAGER, email="manager@example.com")
    for number in range(ROUNDS):
        set_allowance(clinic, "leads_a_month", 3 * (number + 1))
        numbers = [range(start, start + 2) for start in (10 * number, 10 * number + 5)]
        deeds = [partial(bring_whole, two, by, timezone.now()) for two in numbers]

        heard = at_once(clinic, *deeds)

        with clinic_context(clinic):
            assert Lead.objects.count() <= 3 * (number + 1)
            assert [type(one).__name__ for one in heard].count("InvalidData") == 1
            set_allowance(clinic, "leads_a_month", None)
            bring_whole([10 * number + 9], by, timezone.now())
