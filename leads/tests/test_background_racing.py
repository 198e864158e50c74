"""Work in the background beside somebody who gives its leads away: no edit lands after the loss (H:A14)."""

from functools import partial

import pytest
from django.utils import timezone

from crm.testing.people import make_user
from crm.testing.processes import until
from crm.testing.threads import at_once
from leads.models import Identity, Lead
from leads.services import operations
from leads.services.bulk import working
from leads.tests.lists import checked, loaded
from leads.tests.many import make_leads, work
from tenants.audit.models import Entry
from tenants.context import clinic_context
from tenants.staff import roles
from tenants.tests.queueing import one_after_the_other

LEADS, AT_ONCE = 60, 4
MET = {(True, True), (False, False)}  # some were edited before the loss, others not at all
HEADER, MAPPING = ("Full name", "Phone", "Company"), ("name", "phone", "company")


def archiving(ids, by):
    """The verb, and the work itself."""
    return "lead.archived", partial(work, "archive", ids, by=by)


def filling(ids, by):
    phones = [f"+39320{number:07}" for number in range(LEADS)]
    Identity.objects.bulk_create(
        Identity(lead_id=pk, kind="phone", value=phone, typed=phone, is_valid=True)
        for pk, phone in zip(ids, phones, strict=True)
    )
    rows = [(f"Lead {number}", phone, "Praxis") for number, phone in enumerate(phones)]
    brought = checked(rows, by=by, header=HEADER, mapping=MAPPING)
    assert brought.counts["merge"] == LEADS
    return "lead.import_filled", partial(loaded, brought, by=by)


@pytest.fixture(params=[archiving, filling], ids=["bulk", "import"])
def race(request, no_worker, fresh_clinic, settings, tmp_path, monkeypatch):
    """(clinic, leads of one person, verb and work of that person, `take(ids)` of somebody else)."""
    settings.PRIVATE_FILES_ROOT, settings.IMPORT_PIECE_ROWS = tmp_path, AT_ONCE
    monkeypatch.setattr(working, "PIECE", AT_ONCE)
    clinic = fresh_clinic()
    one = make_user(clinic, role=roles.MANAGER, email="one@example.com", data_scope="own")
    two = make_user(clinic, email="two@example.com")
    ids = make_leads(clinic, LEADS, assigned_to=one)

    def take(wanted):
        operations.assign(wanted, to=two.pk, by=two, now=timezone.now())

    with clinic_context(clinic):
        return clinic, ids, *request.param(ids, one), take


def outcomes(clinic, verb):
    """By lead that was given away whether it was edited, and whether that came before."""
    with clinic_context(clinic):
        lines = Entry.objects.filter(additional_data__verb__in=[verb, "lead.assigned"]).order_by("id")
        by_lead = {}
        for entry in lines:
            by_lead.setdefault(int(entry.object_pk), []).append(entry.verb)
        edited = {"lead.archived": Lead.objects.archived(), "lead.import_filled": Lead.objects.exclude(company="")}
        assert set(edited[verb].values_list("pk", flat=True)) == {
            pk for pk, told in by_lead.items() if verb in told
        }
    return {pk: (verb in told, told[0] == verb) for pk, told in by_lead.items() if "lead.assigned" in told}


def test_a_lead_that_is_taken_away_while_its_piece_waits_is_left_alone(race):
    clinic, ids, verb, deed, take = race
    lost = ids[1::3]

    def inside(work):
        with clinic_context(clinic):
            work()

    taken, done = one_after_the_other(partial(inside, partial(take, lost)), partial(inside, deed))

    assert (taken.exception(), done.exception()) == (None, None)
    assert outcomes(clinic, verb) == dict.fromkeys(lost, (False, False))


def test_no_lead_is_edited_after_it_was_given_away_however_the_two_meet(race):
    clinic, ids, verb, deed, take = race

    def take_all():
        """Once some are edited, and from the end."""
        until(Entry.objects.saying(verb).exists)
        for start in range(LEADS - AT_ONCE, -1, -AT_ONCE):
            take(ids[start : start + AT_ONCE])

    at_once(clinic, deed, take_all)

    found = outcomes(clinic, verb)
    assert (len(found), set(found.values())) == (LEADS, MET)
