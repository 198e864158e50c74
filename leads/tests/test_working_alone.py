"""Where one person may have leads nobody is asked whose they are; a second one brings it all back (F:W19)."""

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from crm.testing.people import client_of, make_user
from leads.models import Lead, OwnerChange
from leads.services.sharing.draining import drain
from leads.services.sharing.duty import forget_workers
from leads.services.sharing.sentences import why_assigned
from leads.services.sharing.telling import TELL
from leads.tests.factories import make_lead
from tenants.context import clinic_context
from tenants.outbox.models import Job
from tenants.staff import roles
from tenants.staff.models import User
from tenants.staff.services.leaving import close_account

LEADS = "/admin/leads/lead/"
# Each page, and what it shows of owners; None is the page of a lead.
SHOWN = {
    LEADS: ("column-owner", 'value="assign"', "share_out"),
    "/admin/leads/filters/": ('name="assigned_to"',),
    "/admin/leads/board/": ('data-switch="assigned_to"', "Nobody yet"),
    "/admin/leads/new/": ('name="assigned_to"',),
    None: ('name="assigned_to"', "share_out"),
    "/": ("Of these without an owner",),
    "/admin/settings/sharing/": ('name="shares_out"', "Rules for new leads"),
}


def named(lead):
    return lead.assigned_to.full_name if lead.assigned_to else None


def refreshed(clinic, lead):
    with clinic_context(clinic):
        return Lead.objects.select_related("assigned_to", "stage").get(pk=lead.pk)


@pytest.fixture
def boss(clinic):
    return client_of(clinic, make_user(clinic, role=roles.ADMIN, email="boss@example.com"))


def owners_shown(client, lead):
    """The pieces of each page that are there."""
    found = {}
    for page, pieces in SHOWN.items():
        answer = client.get(page or f"{LEADS}{lead.pk}/change/", follow=True)
        assert answer.status_code == 200
        found[page] = tuple(piece for piece in pieces if piece in answer.content.decode())
    return found


def test_no_page_speaks_of_owners_until_a_second_one_may_have_leads(clinic, boss):
    lead = make_lead(clinic)
    make_user(clinic, role=roles.READ_ONLY, email="reader@example.com")

    alone = owners_shown(boss, lead)
    make_user(clinic)
    forget_workers()
    together = owners_shown(boss, lead)

    assert alone == dict.fromkeys(SHOWN, ())
    assert together == SHOWN


def test_the_page_of_sharing_out_says_why_there_is_nothing_to_set(boss):
    page = boss.get("/admin/settings/sharing/").content.decode()

    assert "every new one is theirs at once" in page
    assert 'name="next_answer_minutes"' in page


def test_a_lead_written_down_alone_is_theirs(clinic, boss):
    boss.post("/admin/leads/new/", {"first_name": "Mario", "email": "mario@example.com", "source": "other"})

    with clinic_context(clinic):
        lead = Lead.objects.select_related("assigned_to").get()
    assert lead.assigned_to.email == "boss@example.com"


def test_one_person_alone_has_everything_at_once_until_somebody_comes(clinic, staff, arrive):
    staff(shift=User.Shift.OFF, anna="it")
    first = arrive(language="de")
    staff(ben="de")

    second = arrive(language="de")

    assert (named(first), named(second)) == ("Anna", "Ben")
    assert refreshed(clinic, first).stage.semantic == "new"
    with clinic_context(clinic):
        assert why_assigned(OwnerChange.objects.get(lead=first)) == "Nobody else worked here then."
        assert not Job.objects.filter(kind=TELL, payload__lead_ids=[first.pk]).exists()


def test_what_a_colleague_who_left_had_is_theirs_once_they_are_alone(clinic, staff):
    people = staff(ben="it")
    boss = make_user(clinic, role=roles.ADMIN, email="boss@example.com", full_name="Anna")
    bens = {"assigned_to": people["ben"]}
    new, contacted = make_lead(clinic, **bens), make_lead(clinic, stage="Contacted", **bens)
    lost = make_lead(clinic, stage="Lost")
    with clinic_context(clinic):
        close_account(people["ben"].pk, heirs={"leads": None}, by=boss, now=timezone.now())
        forget_workers()

        given = [drain(now=timezone.now()) for _ in range(2)]

        why = why_assigned(OwnerChange.objects.filter(lead=contacted).latest("pk"))
        assert not Job.objects.filter(kind=TELL).exists()
    assert given == [2, 0]
    assert [named(refreshed(clinic, lead)) for lead in (new, contacted, lost)] == ["Anna", "Anna", None]
    assert why == "Nobody else worked here then."


@pytest.mark.parametrize("others", [{}, {"ben": "de"}])
@pytest.mark.parametrize("gone", ["account", "role"])
def test_whoever_may_have_no_lead_any_more_is_given_none_though_they_are_believed_there(
    clinic, staff, arrive, believed, gone, others
):
    anna = staff(anna="it", **others)["anna"]
    first = arrive()
    with clinic_context(clinic):
        if gone == "account":
            User.objects.filter(pk=anna.pk).update(is_active=False)
        else:
            anna.groups.set([Group.objects.get(name=roles.READ_ONLY)])

    second = arrive()

    assert (named(first), named(second)) == ("Anna", "Ben" if others else None)
