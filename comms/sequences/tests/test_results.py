"""What a sequence achieved: in a fixed number of statements, of those whom the reader sees (F:C14, A4, C27)."""

import re
from datetime import timedelta

import pytest

from comms.sequences import reasons
from comms.sequences.models import StepRun, Version
from comms.sequences.services.listing import numbers_of
from comms.sequences.services.reactivating import brought_back
from comms.sequences.services.results import results_of
from comms.sequences.services.stopping import stop_spoken
from comms.sequences.tests.histories import NOW, make_compared, publish_again, sent_many, take, wrote
from crm.testing.people import client_of, make_user
from leads.models import Lead, LeadImport, Stage
from leads.models.importing import ImportedLead
from leads.services.moving import move_leads
from leads.services.moving.given import Given
from leads.tests.factories import make_lead
from tenants.context import clinic_context
from tenants.staff import roles
from tenants.staff.models import User

DAY = timedelta(days=1)


@pytest.fixture
def boss(clinic):
    return make_user(clinic, role=roles.MANAGER, email="boss@example.com", data_scope=User.DataScope.ALL)


def found(clinic, sequence, by, **more):
    with clinic_context(clinic):
        return results_of(sequence, by=by, now=NOW, **more)


def test_each_number_counts_what_it_says_and_an_answer_counts_as_reached(clinic, other_clinic, boss):
    sequence = make_compared(clinic)
    wrote(clinic, take(clinic, sequence), "A", "read", accepted_at=NOW)
    wrote(clinic, take(clinic, sequence), "A", "delivered")
    wrote(clinic, take(clinic, sequence), "B", "unknown", replied_at=NOW)
    wrote(clinic, take(clinic, sequence), "B", "unknown")
    wrote(clinic, take(clinic, sequence), "B", "failed")
    wrote(clinic, take(clinic, sequence), "B", "queued")
    theirs = make_compared(other_clinic)
    wrote(other_clinic, take(other_clinic, theirs), "A", "read", replied_at=NOW)

    step = found(clinic, sequence, boss).steps[0]

    told = step.counts
    assert (told.reached, told.sent, told.delivered, told.read, told.replied) == (6, 3, 3, 2, 1)
    assert (told.accepted, told.unknown, told.failed, told.waiting) == (1, 1, 1, 1)
    assert [(one.counts.sent, one.counts.replied) for one in step.comparison.texts] == [(2, 0), (1, 1)]


def test_results_of_versions_add_up_by_the_keys_of_step_and_text(clinic, boss):
    sequence = make_compared(clinic)
    wrote(clinic, take(clinic, sequence), "A", replied_at=NOW)
    publish_again(clinic, sequence)
    wrote(clinic, take(clinic, sequence), "A")

    told = found(clinic, sequence, boss)

    assert len(told.steps) == 1
    assert (told.steps[0].counts.sent, told.steps[0].comparison.texts[0].counts.sent) == (2, 2)


def test_the_days_asked_for_limit_what_is_shown_and_not_what_is_judged(clinic, boss):
    sequence = make_compared(clinic)
    wrote(clinic, take(clinic, sequence, began_at=NOW - 40 * DAY), "A", at=NOW - 40 * DAY)
    wrote(clinic, take(clinic, sequence), "A")

    told = found(clinic, sequence, boss, days=30)

    assert (told.people, told.steps[0].counts.sent) == (1, 1)
    assert told.steps[0].comparison.texts[0].counts.sent == 2


def test_who_sees_their_own_leads_sees_their_own_numbers(clinic):
    agent = make_user(clinic, data_scope=User.DataScope.OWN)
    colleague = make_user(clinic, email="other@example.com")
    sequence = make_compared(clinic)
    wrote(clinic, take(clinic, sequence, make_lead(clinic, assigned_to=agent)), replied_at=NOW)
    wrote(clinic, take(clinic, sequence, make_lead(clinic, assigned_to=colleague)))

    told = found(clinic, sequence, agent)

    assert (told.people, told.steps[0].counts.sent, told.channels[0][1].sent) == (1, 1, 1)
    assert told.steps[0].comparison.texts[0].counts.sent == 1
    with clinic_context(clinic):
        assert [one.people for _, one in brought_back(sequence.pk, by=agent).weeks] == [1]


def test_however_many_people_it_has_it_costs_the_same_statements(clinic, boss, django_assert_num_queries):
    sequence = make_compared(clinic)
    sent_many(clinic, sequence, "A", 30, 3)
    sent_many(clinic, sequence, "B", 30, 9)

    with clinic_context(clinic):
        boss.has_perm("leads.view_lead")
        with django_assert_num_queries(10):
            told = results_of(sequence, by=boss, now=NOW)

    assert [one.counts.replied for one in told.steps[0].comparison.texts] == [3, 9]


def test_every_number_of_the_page_leads_to_as_many_people(clinic, boss):
    sequence = make_compared(clinic)
    wrote(clinic, take(clinic, sequence), "A", "delivered", replied_at=NOW)
    wrote(clinic, take(clinic, sequence), "B", "failed")
    ended = {"state": "stopped", "ended_at": NOW, "due_at": None}
    take(clinic, sequence, reason=reasons.LOST, **ended)
    one = take(clinic, sequence, reason=reasons.REPLIED, **ended)
    with clinic_context(clinic):
        step = sequence.version.steps.get()
        left_out = {"step": step, "step_key": step.key, "outcome": "skipped", "reason": reasons.CONDITION}
        StepRun.objects.create(enrolment=one, at=NOW, **left_out)
    client = client_of(clinic, boss)

    page = client.get(f"/admin/sequences/{sequence.pk}/results/?days=30").content.decode()

    links = re.findall(r'href="(/admin/sequences/\d+/people/\?[^"]+)"[^>]*>(\d+)<', page)
    assert len(links) >= 12
    for link, number in links:
        shown = client.get(link.replace("&amp;", "&")).content.decode()
        assert shown.count('/change/" dir="auto"') == int(number), link


def test_the_list_of_people_goes_on_where_its_page_ended_and_shows_each_once(clinic, boss, monkeypatch):
    monkeypatch.setattr("comms.sequences.services.people.PAGE", 2)
    sequence = make_compared(clinic)
    for place in range(5):
        take(clinic, sequence, began_at=NOW - place // 3 * DAY)
    client, query, seen = client_of(clinic, boss), "", []

    while True:
        page = client.get(f"/admin/sequences/{sequence.pk}/people/?{query}").content.decode()
        seen += re.findall(r"/lead/(\d+)/change/\" dir", page)
        onward = re.search(r'href="\?([^"]*after=\d+)"', page)
        if not onward:
            break
        query = onward[1]

    assert len(seen) == len(set(seen)) == 5


def test_whoever_accepts_counts_for_the_last_message_that_went_to_them_and_once(clinic, boss):
    lead = make_lead(clinic)
    first, second = make_compared(clinic), make_compared(clinic)
    ended = {"state": "finished", "ended_at": NOW, "due_at": None}
    early = wrote(clinic, take(clinic, first, lead, **ended), at=NOW - 2 * DAY)
    late = wrote(clinic, take(clinic, second, lead, **ended), at=NOW - DAY)
    with clinic_context(clinic):
        accepted = Stage.objects.filter(semantic="accepted").first()
        done = Stage.objects.filter(semantic="completed").first()
        move_to(lead, accepted, by=boss, amount=70)
        move_to(lead, done, by=boss, now=NOW + DAY)
        told = dict(StepRun.objects.values_list("pk", "accepted_at"))

    assert told[late.pk] == NOW
    assert told[early.pk] is None


def move_to(lead, stage, *, by, now=NOW, **given):
    move_leads([lead.pk], to=stage.pk, given=Given(**given), by=by, now=now)


def test_replies_and_bookings_are_told_by_week_and_by_the_list_that_people_came_from(clinic, boss):
    sequence = make_compared(clinic)
    lead = make_lead(clinic)
    wrote(clinic, take(clinic, sequence, lead), replied_at=NOW)
    wrote(clinic, take(clinic, sequence, began_at=NOW - 14 * DAY))
    with clinic_context(clinic):
        file = {"created_at": NOW, "expires_at": NOW, "size": 1, "sha256": "0" * 64}
        brought = LeadImport.objects.create(name="old.csv", by=boss, **file)
        ImportedLead.objects.create(lead=lead, brought=brought, number=1, is_new=True, at=NOW - 9 * DAY)
        callback = Stage.objects.filter(semantic="callback").first()
        move_to(Lead.objects.get(pk=lead.pk), callback, by=boss, follow_up_at=NOW + DAY)
        told = brought_back(sequence.pk, by=boss)

    assert [(one.people, one.sent, one.replied, one.booked) for _, one in told.weeks] == [
        (1, 1, 1, 1),
        (1, 1, 0, 0),
    ]
    assert [(row.name, one.people, one.booked) for row, one in told.lists] == [("old.csv", 1, 1)]


def test_the_list_calls_sent_what_the_results_call_sent(clinic, boss):
    sequence = make_compared(clinic)
    for state in ("read", "failed", "cancelled", "queued"):
        wrote(clinic, take(clinic, sequence), "A", state)

    with clinic_context(clinic):
        listed = numbers_of([sequence.pk], by=boss, now=NOW)[sequence.pk]

    assert listed.sent == found(clinic, sequence, boss).steps[0].counts.sent == 1


def test_an_answer_that_is_told_late_counts_for_what_had_gone_when_it_was_written(clinic, other_clinic):
    lead = make_lead(clinic)
    before, later = (wrote(clinic, take(clinic, make_compared(clinic), lead), at=at) for at in (NOW - 2 * DAY, NOW))
    theirs = wrote(other_clinic, take(other_clinic, make_compared(other_clinic)), at=NOW - 2 * DAY)

    with clinic_context(clinic):
        stop_spoken(lead.pk, at=NOW - DAY, now=NOW)
        replied = dict(StepRun.objects.values_list("pk", "replied_at"))

    assert replied == {before.pk: NOW - DAY, later.pk: None}
    with clinic_context(other_clinic):
        assert StepRun.objects.get(pk=theirs.pk).replied_at is None


def test_a_text_of_a_step_that_is_gone_is_not_offered_for_everybody(clinic, boss):
    sequence = make_compared(clinic)
    wrote(clinic, take(clinic, sequence), "A")
    client, page = client_of(clinic, boss), f"/admin/sequences/{sequence.pk}/results/"
    offered = client.get(page).content.decode().count('name="text"')
    with clinic_context(clinic):
        sequence.version = Version.objects.create(sequence=sequence, number=2, published_at=NOW)
        sequence.save()

    assert (offered, client.get(page).content.decode().count('name="text"')) == (2, 0)


def test_who_may_not_see_leads_sees_no_numbers_of_them(clinic, boss):
    sequence = make_compared(clinic)
    wrote(clinic, take(clinic, sequence), "A", "read")
    nobody = make_user(clinic, email="nobody@example.com", data_scope=User.DataScope.ALL)

    with clinic_context(clinic):
        nobody.groups.clear()
        seen = [numbers_of([sequence.pk], by=by, now=NOW)[sequence.pk] for by in (boss, nobody)]

    assert [(one.under_way, one.sent) for one in seen] == [(1, 1), (0, 0)]


def test_what_is_not_yet_95_percent_is_nowhere_called_so(clinic, boss):
    sequence = make_compared(clinic)
    sent_many(clinic, sequence, "A", 30, 1)
    sent_many(clinic, sequence, "B", 30, 5)  # 94.8 %

    page = client_of(clinic, boss).get(f"/admin/sequences/{sequence.pk}/results/").content.decode()

    assert "B leads with 94 % probability" in page
    assert re.findall(r'<td class="r">(\d+) %</td>', page) == ["5", "94"]
