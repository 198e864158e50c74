"""Who hears of a new lead, a hot one, a move: whoever can answer, once, never the one who did it (F:C19, C20)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from crm.testing.mailboxes import ACCEPT_THEN_HANG
from crm.testing.people import client_of, key_of, make_user, post_lead
from leads.models import Heat, Lead, Stage, Temperature
from leads.services import operations
from leads.services.editing import change_lead
from leads.services.heat.pinning import pin
from leads.services.moving import move_leads
from leads.services.news import asking, hot
from leads.services.news.arrivals import tell_of_arrival
from leads.services.scoring import Scored, rescore
from leads.services.watchers import stop_watching, watch
from leads.tests.factories import make_lead
from tenants.audit.origin import as_if, going_on_for
from tenants.context import clinic_context
from tenants.notices.models import Notice
from tenants.notices.services.reading import told
from tenants.outbox.models import Job
from tenants.outbox.services.work import run_due
from tenants.staff import roles
from tenants.staff.models import User

NEWS = ["lead_new", "lead_hot", "leads_hot", "lead_moved", "leads_moved", "lead_shared"]


@pytest.fixture
def ana(clinic, agent):
    """A colleague, so that nobody works alone."""
    return make_user(clinic, email="ana@example.com", full_name="Ana Hoxha", language="it")


@pytest.fixture
def points(monkeypatch):
    """`points(30)`: what every arrival earns from here on."""

    def earn(number, temperature="cold"):
        scored = Scored(points=number, breakdown=[], version=1, temperature=temperature)
        monkeypatch.setattr("leads.services.scoring.score_arrival", lambda *_args, **_kwargs: scored)

    return earn


def heard(clinic, kinds=NEWS):
    """(who, which kind), in the order in which they heard; by then the jobs of that moment are done."""
    with clinic_context(clinic):
        run_due(now=timezone.now())
        rows = Notice.objects.filter(kind__in=kinds).order_by("pk")
        return [(one.user.email.partition("@")[0], one.kind) for one in rows.select_related("user")]


def move(clinic, leads, stage, by=None):
    with clinic_context(clinic):
        to = Stage.objects.get(name=stage).pk
        return move_leads([lead.pk for lead in leads], to=to, by=by, now=timezone.now())


@pytest.mark.parametrize(("number", "mails"), [(29, 0), (30, 2), (31, 2)])
def test_a_new_lead_that_nobody_has_is_mailed_to_the_shift_from_thirty_points_on(
    clinic, other_clinic, agent, ana, arrive, points, mailbox, number, mails
):
    points(number)

    lead = arrive()

    assert len([*mailbox.deliver(clinic), *mailbox.deliver(clinic, minutes=1)]) == mails
    assert heard(clinic) == [("agent", "lead_new"), ("ana", "lead_new")][:mails]
    assert heard(other_clinic) == []
    with clinic_context(clinic):
        links = set(Notice.objects.values_list("link", flat=True))
    assert links == ({f"/admin/leads/lead/{lead.pk}/change/"} if mails else set())


@pytest.mark.parametrize(("number", "mails"), [(29, 0), (30, 1)])
def test_whoever_is_given_a_new_lead_hears_it_at_the_bell_and_by_mail_from_thirty_points_on(
    clinic, staff, ana, arrive, points, mailbox, number, mails
):
    staff(ben="it")
    points(number)

    arrive()

    assert heard(clinic) == [("ben", "lead_shared")]
    assert len(mailbox.deliver(clinic, minutes=1)) == mails


def test_who_works_alone_hears_of_their_new_lead(clinic, agent, arrive, points):
    points(30)

    arrive()

    assert heard(clinic) == [("agent", "lead_new")]


def test_off_shift_and_out_of_sight_nobody_hears_of_a_new_lead(clinic, agent, ana, arrive, points):
    with clinic_context(clinic):
        User.objects.filter(pk=ana.pk).update(shift=User.Shift.OFF)
        User.objects.filter(pk=agent.pk).update(data_scope=User.DataScope.PARTNER)
    points(90)

    arrive()

    assert heard(clinic) == []


def test_a_new_lead_that_is_hot_is_told_as_hot_and_who_wants_none_of_that_hears_that_it_is_new(
    clinic, agent, ana, arrive, points
):
    with clinic_context(clinic):
        ana.notice_choices.create(kind="lead_hot", bell=False, mail=False)
    points(80, "hot")

    arrive()

    assert heard(clinic) == [("agent", "lead_hot"), ("ana", "lead_new")]


def test_a_hot_lead_is_given_to_somebody_in_one_notice(clinic, staff, ana, arrive, points):
    staff(ben="it")
    points(80, "hot")

    arrive()

    assert heard(clinic) == [("ben", "lead_hot")]


def test_an_arrival_is_told_once_however_often_its_jobs_are_done(clinic, agent, ana, arrive, points):
    points(40)
    lead = arrive()
    before = heard(clinic)

    with clinic_context(clinic):
        tell_of_arrival({"lead_id": lead.pk, "by": None}, now=timezone.now())
        hot.tell_hot({"lead_ids": [lead.pk], "by": None}, now=timezone.now())

    assert heard(clinic) == before


def test_a_lead_that_turns_hot_is_told_once_a_day_to_its_owner_but_not_to_whoever_did_it(clinic, act, ana, agent):
    lead = make_lead(clinic, assigned_to=ana)
    own = make_lead(clinic, assigned_to=agent)

    with clinic_context(clinic), going_on_for(agent):
        act(pin, lead.pk, "hot")
        act(pin, own.pk, "hot")
        act(pin, lead.pk, "warm")
        act(pin, lead.pk, "hot")

    assert heard(clinic) == [("ana", "lead_hot")]


def test_a_score_that_makes_hot_is_told_and_a_quiet_one_is_not(clinic, ana, monkeypatch):
    leads = [make_lead(clinic, assigned_to=ana) for _ in range(2)]
    monkeypatch.setattr("leads.services.scoring.rescoring.warmth_of", lambda *_a, **_k: Temperature.HOT)

    with clinic_context(clinic):
        rescore([leads[0].pk], now=timezone.now(), quietly=True)
        rescore([leads[1].pk], now=timezone.now())
        told_of = heard(clinic)

    assert told_of == [("ana", "lead_hot")]
    with clinic_context(clinic):
        assert Notice.objects.get().link.endswith(f"/{leads[1].pk}/change/")


def test_somebody_who_writes_again_and_is_hot_by_that_is_told(clinic, ana, arrive, monkeypatch):
    lead = arrive(email="again@example.com")
    with clinic_context(clinic):
        Lead.objects.filter(pk=lead.pk).update(assigned_to=ana)
        Heat.objects.filter(pk=lead.pk).update(temperature=Temperature.WARM)
    monkeypatch.setattr("leads.services.scoring.profile.Profile.temperature_of", lambda *_: "hot")

    for _ in range(2):
        post_lead(client_of(clinic), key_of(clinic), first_name="Mario", email="again@example.com")

    assert heard(clinic, ["lead_hot"]) == [("ana", "lead_hot")]


def test_many_that_are_hot_at_once_are_one_notice(clinic, ana):
    leads = [make_lead(clinic, assigned_to=ana, temperature="hot") for _ in range(3)]

    with clinic_context(clinic):
        hot.tell_hot({"lead_ids": [lead.pk for lead in leads], "by": None}, now=timezone.now())

    assert heard(clinic) == [("ana", "leads_hot")]


def test_a_move_is_told_to_owner_and_watchers_in_their_language_and_not_to_whoever_did_it(
    clinic, agent, ana, mailbox
):
    boss = make_user(clinic, role=roles.MANAGER, email="boss@example.com", full_name="<script>alert(1)</script>")
    lead = make_lead(clinic, "Marco", "Bellini", assigned_to=ana)
    with clinic_context(clinic):
        for person in (agent, boss):
            watch(lead.pk, by=person, now=timezone.now())

    move(clinic, [lead], "Qualified", by=boss)
    mailbox.deliver(clinic)
    mails = mailbox.deliver(clinic, minutes=1)

    assert heard(clinic) == [("ana", "lead_moved"), ("agent", "lead_moved")]
    assert sorted(mail.recipients for mail in mails) == [["agent@example.com"], ["ana@example.com"]]
    assert not any("<script>" in mail.html or "Bellini" in mail.html + mail.text for mail in mails)
    with clinic_context(clinic):
        body = told(Notice.objects.get(user=ana)).body
    assert body == "Marco Bellini: Qualificato"


def test_who_stopped_watching_or_sees_it_no_more_hears_of_no_move(clinic, agent, ana):
    narrow = make_user(clinic, email="narrow@example.com", data_scope=User.DataScope.OWN)
    lead = make_lead(clinic, assigned_to=None)
    with clinic_context(clinic):
        for person in (agent, narrow):
            watch(lead.pk, by=person, now=timezone.now())
        stop_watching(lead.pk, by=agent)
        Lead.objects.filter(pk=lead.pk).update(assigned_to=ana)

    move(clinic, [lead], "Qualified")

    assert heard(clinic) == [("ana", "lead_moved")]


def test_several_moves_of_one_order_are_one_notice_for_each_person(clinic, agent, ana):
    boss = make_user(clinic, role=roles.MANAGER, email="boss@example.com")
    theirs = [make_lead(clinic, assigned_to=ana) for _ in range(3)]
    other = make_lead(clinic, assigned_to=agent)

    move(clinic, [*theirs, other], "Qualified", by=boss)

    assert sorted(heard(clinic)) == [("agent", "lead_moved"), ("ana", "leads_moved")]


def test_a_stage_that_is_changed_on_the_leads_page_is_told_like_any_move(clinic, act, agent, ana):
    lead = make_lead(clinic, assigned_to=ana)
    with clinic_context(clinic):
        stage = Stage.objects.get(name="Qualified").pk

    act(change_lead, lead.pk, {"stage_id": stage})

    assert heard(clinic) == [("ana", "lead_moved")]


def test_that_a_lead_is_assigned_by_being_given_is_told_as_a_gift_alone(clinic, act, agent, ana):
    lead = make_lead(clinic)

    act(operations.assign, [lead.pk], to=ana.pk)

    assert heard(clinic, [*NEWS, "lead_assigned"]) == [("ana", "lead_assigned")]


def test_the_past_of_a_demo_is_no_news(clinic, ana):
    lead = make_lead(clinic, assigned_to=ana, lead_score=80)
    with as_if(timezone.now() - timedelta(days=9)):
        move(clinic, [lead], "Qualified")

        assert asking.arrived(lead, "hot") is None

    assert heard(clinic) == []


def test_whoever_sends_an_arrival_waits_for_no_mail(clinic, agent, ana, arrive, points, mailbox):
    mailbox.mode = ACCEPT_THEN_HANG
    points(80, "hot")

    arrive()

    with clinic_context(clinic):
        assert list(Job.objects.values_list("kind", flat=True)) == ["leads.announce"]
        assert not Notice.objects.exists()
    assert mailbox.mails == []
