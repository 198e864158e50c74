"""Many at once, through the real web process: one person is one lead, and every arrival is kept (H:L6)."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from attribution.models import Touchpoint
from leads.models import Identity, Lead, LeadPayload
from tenants.context import clinic_context
from tenants.outbox.models import Job

SPELLINGS = [
    "+39333111222",
    "0039333111222",
    "+39 333 111 222",
    "+39-333-111-222",
    "(+39) 333.111.222",
    "tel:+39333111222",
]
AT_ONCE = 20
SPELT = 50


def all_at_once(send, items):
    with ThreadPoolExecutor(len(items)) as crowd:
        return list(crowd.map(send, items))


def test_one_person_fifty_times_at_once_in_six_spellings_is_one_lead_with_fifty_touchpoints(door, ledger):
    def send(number):
        phone = SPELLINGS[number % len(SPELLINGS)]
        return ledger.post(*door, first_name="Mario", phone=phone, client_ref=f"mario-{number}")

    answers = all_at_once(send, range(SPELT))

    assert Counter(answer.status_code for answer in answers) == {201: 1, 200: SPELT - 1}
    assert len({answer.json()["lead_id"] for answer in answers}) == 1
    with clinic_context(door[1]):
        assert (Lead.objects.count(), Identity.objects.count(), Job.objects.count()) == (1, 1, 1)
        assert (LeadPayload.objects.count(), Touchpoint.objects.count()) == (SPELT, SPELT)
    assert ledger.missing(door[1]) == []


def test_people_who_share_a_mail_one_way_and_a_number_the_other_do_not_lock_each_other_out(door, ledger):
    mails, phones = ["a@example.com", "b@example.com"], ["+39333000001", "+39333000002"]

    def send(number):
        mail, phone = mails[number % 2], phones[number // 2 % 2]
        return ledger.post(*door, first_name="Ida", email=mail, phone=phone, client_ref=f"ida-{number}")

    answers = all_at_once(send, range(AT_ONCE))

    assert {answer.status_code for answer in answers} <= {200, 201}
    with clinic_context(door[1]):
        assert LeadPayload.objects.count() == AT_ONCE
        assert sorted(Identity.objects.values_list("value", flat=True)) == sorted(mails + phones)
    assert ledger.missing(door[1]) == []


def test_twenty_different_people_at_once_are_twenty_leads_each_told_once(door, ledger):
    def send(number):
        return ledger.post(*door, first_name=f"P{number}", phone=f"+393331112{number:02}", client_ref=str(number))

    answers = all_at_once(send, range(AT_ONCE))

    assert {answer.status_code for answer in answers} == {201}
    with clinic_context(door[1]):
        assert (Lead.objects.count(), LeadPayload.objects.count(), Job.objects.count()) == (AT_ONCE,) * 3
    assert (ledger.missing(door[1]), ledger.doubled(door[1])) == ([], set())
