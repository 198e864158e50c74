"""Whoever is given leads by a colleague hears of it: once for each time, with a way to them."""

import pytest
from django.utils import timezone

from crm.lib.errors import NotAllowed
from crm.testing.people import client_of, make_user
from leads.services import operations
from leads.services.editing import change_lead
from leads.tests.factories import make_lead
from tenants.context import clinic_context
from tenants.notices.models import Notice
from tenants.notices.services.reading import told
from tenants.staff import roles
from tenants.staff.services.leaving import close_account
from tenants.undo.services.ledger import undo


@pytest.fixture
def ana(clinic):
    return make_user(clinic, email="ana@example.com", full_name="Ana Hoxha")


@pytest.fixture
def boss(clinic):
    return make_user(clinic, role=roles.MANAGER, email="boss@example.com", full_name="Giulia Serra")


def give(clinic, leads, to, by):
    with clinic_context(clinic):
        return operations.assign([lead.pk for lead in leads], to=to and to.pk, by=by, now=timezone.now())


def notices(clinic):
    with clinic_context(clinic):
        return [(one.user_id, one.kind, told(one).title, told(one).body, one.link) for one in Notice.objects.all()]


def test_one_lead_is_told_by_name_and_leads_to_its_page(clinic, other_clinic, ana, boss, mailbox):
    lead = make_lead(clinic, "Marco", "Bellini")

    give(clinic, [lead], ana, boss)
    (mail,) = mailbox.deliver(clinic)

    address = f"/admin/leads/lead/{lead.pk}/change/"
    assert notices(clinic) == [(ana.pk, "lead_assigned", "Giulia Serra gave you a lead", "Marco Bellini", address)]
    assert client_of(clinic, ana).get(address).status_code == 200
    assert notices(other_clinic) == []
    assert (mail.recipients, "Bellini" in mail.text + mail.html) == ([ana.email], False)


def test_many_leads_at_once_are_one_notice_that_counts_those_that_changed(clinic, ana, boss):
    already = make_lead(clinic, assigned_to=ana)

    give(clinic, [already, *(make_lead(clinic) for _ in range(3))], ana, boss)

    link = "/admin/leads/lead/"
    assert notices(clinic) == [(ana.pk, "leads_assigned", "Giulia Serra gave you 3 leads", "", link)]


def test_the_form_of_a_lead_tells_the_new_owner_and_only_about_a_new_owner(clinic, ana, boss):
    lead = make_lead(clinic)

    with clinic_context(clinic):
        for wanted in ({"assigned_to_id": ana.pk}, {"assigned_to_id": ana.pk, "first_name": "Mario"}):
            change_lead(lead.pk, wanted, by=boss, now=timezone.now())

    assert [(user, kind) for user, kind, *_ in notices(clinic)] == [(ana.pk, "lead_assigned")]


def test_nobody_is_told_what_they_took_themselves_nor_what_lies_with_them_already(clinic, ana, boss):
    taken, hers, nobodys = make_lead(clinic), make_lead(clinic, assigned_to=ana), make_lead(clinic, assigned_to=ana)

    give(clinic, [taken], boss, boss)
    give(clinic, [hers], ana, boss)
    give(clinic, [nobodys], None, boss)
    with clinic_context(clinic):
        change_lead(taken.pk, {"assigned_to_id": None}, by=boss, now=timezone.now())
        change_lead(taken.pk, {"assigned_to_id": boss.pk}, by=boss, now=timezone.now())

    assert notices(clinic) == []


def test_taking_it_back_tells_who_has_it_again_and_not_oneself(clinic, ana, boss):
    mira = make_user(clinic, email="mira@example.com")
    hers, nobodys, taken = (make_lead(clinic, assigned_to=owner) for owner in (ana, None, boss))
    more = [make_lead(clinic, assigned_to=ana), make_lead(clinic, assigned_to=ana)]
    one, two = give(clinic, [hers, nobodys, taken], mira, boss), give(clinic, more, mira, boss)
    told_before = len(notices(clinic))

    with clinic_context(clinic):
        for done in (one, two):
            undo(done.operation.pk, by=boss, now=timezone.now())

    page = f"/admin/leads/lead/{hers.pk}/change/"
    assert notices(clinic)[:-told_before] == [
        (ana.pk, "leads_assigned", "Giulia Serra gave you 2 leads", "", "/admin/leads/lead/"),
        (ana.pk, "lead_assigned", "Giulia Serra gave you a lead", str(hers), page),
    ]


def test_taking_back_that_it_was_moved_tells_nobody(clinic, ana, boss):
    lead = make_lead(clinic, assigned_to=ana)
    with clinic_context(clinic):
        done = operations.archive([lead.pk], by=boss, now=timezone.now())
        undo(done.operation.pk, by=boss, now=timezone.now())

    assert notices(clinic) == []


@pytest.mark.parametrize("number", [1, 3])
def test_an_heir_hears_of_it_once(clinic, ana, number):
    admin = make_user(clinic, role=roles.ADMIN, email="admin@example.com", full_name="Luan Krasniqi")
    gone = make_user(clinic, email="gone@example.com")
    for _ in range(number):
        make_lead(clinic, assigned_to=gone)
    make_lead(clinic, assigned_to=gone, archived_at=timezone.now())

    with clinic_context(clinic):
        close_account(gone.pk, heirs={"leads": ana.pk}, by=admin, now=timezone.now())

    heard = [(user, title) for user, _, title, *_ in notices(clinic)]
    assert heard == [(ana.pk, f"Luan Krasniqi gave you {'a lead' if number == 1 else '3 leads'}")]


@pytest.mark.parametrize("to_whom", ["nobody", "oneself"])
def test_inheriting_what_one_gave_oneself_or_nobody_is_no_news(clinic, to_whom):
    admin = make_user(clinic, role=roles.ADMIN, email="admin@example.com")
    gone = make_user(clinic, email="gone@example.com")
    make_lead(clinic, assigned_to=gone)

    with clinic_context(clinic):
        heir = admin.pk if to_whom == "oneself" else None
        close_account(gone.pk, heirs={"leads": heir}, by=admin, now=timezone.now())

    assert notices(clinic) == []


def test_what_is_refused_is_not_told(clinic, ana):
    reader = make_user(clinic, role=roles.READ_ONLY, email="reader@example.com")

    with pytest.raises(NotAllowed):
        give(clinic, [make_lead(clinic)], ana, reader)

    assert notices(clinic) == []
