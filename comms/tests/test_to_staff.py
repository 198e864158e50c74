"""A hot lead on a colleague's own telephone: through the clinic's account, once, with nothing about a person."""

import pytest

from comms.models import Account, Channel, TemplateText
from comms.providers.base import OutcomeUnknown, Refused, Trouble
from comms.services.to_staff import bringing
from comms.tests.factories import make_account, make_template
from crm.testing.people import client_of, make_user
from leads.tests.factories import make_lead
from tenants.context import clinic_context
from tenants.notices.models import NoticeChoice
from tenants.notices.services.notify import notify
from tenants.outbox.models import Job
from tenants.outbox.services.work import run_due
from tenants.staff.models import User

OWN, PAGE = "+355691234567", "/admin/notices/choices/"


@pytest.fixture
def ana(clinic):
    return make_user(clinic, full_name="Ana", shift=User.Shift.ON, notice_phone=OWN)


@pytest.fixture
def hot(clinic, clock, line, ana):
    """`hot("sms")`: Ana asked for it that way, a lead is hot, and a worker has done what it could."""

    def become(by, person=ana):
        lead = make_lead(clinic, "Sarah", "Whitcombe")
        with clinic_context(clinic):
            NoticeChoice.objects.create(user=person, kind="lead_hot", carriers=[by])
            link = f"/admin/leads/lead/{lead.pk}/change/"
            notify([person], "lead_hot", about={"lead": "Sarah Whitcombe"}, link=link, key=str(lead.pk))
            job = Job.objects.get(kind="notices.carry")
            clock.move_to(job.due_at)
            run_due(now=job.due_at)
        return lead, job

    return become


def approved(clinic, **fields):
    text = make_template(clinic, key=bringing.TEMPLATE, **fields)
    with clinic_context(clinic):
        TemplateText.objects.filter(pk=text.pk).update(places=["", ""], place_names=[])


def test_by_sms_it_is_the_headline_in_their_language_and_the_way_in(clinic, line, hot, ana):
    make_account(clinic, Channel.SMS)
    with clinic_context(clinic):
        User.objects.filter(pk=ana.pk).update(language="it")

    lead, _job = hot("sms")

    (told,) = line.got
    words, _gap, address = told.body.partition("\n")
    assert (told.to.value, words) == (OWN, "Un lead caldo")
    assert address == f"http://{clinic.slug}.localhost:8000/admin/leads/lead/{lead.pk}/change/"
    assert "Sarah" not in told.body
    assert "Whitcombe" not in told.body


def test_by_whatsapp_it_goes_as_the_approved_template_alone(clinic, line, hot):
    make_account(clinic, Channel.WHATSAPP)
    approved(clinic)

    lead, _job = hot("whatsapp")

    (told,) = line.got
    assert (told.body, told.template.name, told.template.language) == ("", "staff_news", "en")
    assert told.template.values[1].endswith(f"/{lead.pk}/change/")


@pytest.mark.parametrize("why", ["template paused", "account broken", "number refused"])
def test_what_cannot_go_is_given_up_for_certain_and_the_page_says_why(clinic, line, hot, ana, why):
    make_account(clinic, Channel.WHATSAPP)
    approved(clinic, approval="paused" if why == "template paused" else "approved")
    if why == "account broken":
        with clinic_context(clinic):
            Account.objects.update(state=Account.State.BROKEN)
    line.then = [Refused(Trouble.ADDRESS, code="131026")]

    _lead, job = hot("whatsapp")

    with clinic_context(clinic):
        job.refresh_from_db()
        assert job.state == Job.State.FAILED
    page = client_of(clinic, ana).get(PAGE).content.decode()
    assert "Could not be sent" in page
    assert ("staff_news" in page) is (why == "template paused")


def test_one_of_which_nobody_knows_is_not_sent_again(clinic, line, hot):
    make_account(clinic, Channel.SMS)
    line.then = [OutcomeUnknown("hung")]

    _lead, job = hot("sms")
    with clinic_context(clinic):
        run_due(now=job.due_at)
        job.refresh_from_db()

    assert (job.state, len(line.got)) == (Job.State.UNKNOWN, 1)


def test_whoever_is_off_shift_or_of_another_clinic_hears_nothing(clinic, other_clinic, line, clock):
    make_account(clinic, Channel.SMS)
    ben = make_user(clinic, email="ben@example.com", notice_phone=OWN, shift=User.Shift.OFF)
    eve = make_user(other_clinic, email="eve@example.com", notice_phone=OWN, shift=User.Shift.ON)
    for whose, person in ((clinic, ben), (other_clinic, eve)):
        with clinic_context(whose):
            NoticeChoice.objects.create(user=person, kind="lead_hot", carriers=["sms"])
    with clinic_context(clinic):
        notify([ben], "lead_hot", about={}, key="1")
        assert not Job.objects.filter(kind="notices.carry").exists()
    with clinic_context(other_clinic):
        notify([eve], "lead_hot", about={}, key="1")
        job = Job.objects.get(kind="notices.carry")
        clock.move_to(job.due_at)
        run_due(now=job.due_at)

    assert line.got == []  # the other clinic has no account of its own
