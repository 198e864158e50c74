"""Attempts to reach a lead, by how they ended: what each leads to (F:L14, L24, F 2b)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from crm.lib.errors import InvalidData, NotAllowed, NotThere
from crm.testing.people import make_user
from leads.models import ContactAttempt, Enquiry, Identity, Lead, LeadRules, Note
from leads.services.attempts import Said, log_attempt
from leads.services.consent import suppress
from leads.services.dispositions import NEXT
from leads.services.rules import forget_lead_rules
from leads.services.scoring import rescore
from leads.tests.factories import make_lead, reach
from tenants.audit.models import Entry
from tenants.context import clinic_context
from tenants.staff import roles

NOW = timezone.now()
REACHED = ["interested", "quote", "booked", "not_now", "callback"]
IN_VAIN = ["no_answer", "voicemail", "busy"]


@pytest.fixture
def lead(clinic):
    lead = make_lead(clinic, country="IT")
    reach(clinic, lead, "phone", "+393331112222")
    with clinic_context(clinic):
        Enquiry.objects.create(lead=lead, number=1, began_at=lead.created_at)
    return lead


@pytest.fixture
def attempt(clinic, agent, lead):
    """`attempt("busy", hours=4)`: that many hours from now on."""

    def run(disposition, *, hours=0, channel="call", by=None, **said):
        now = NOW + timedelta(hours=hours)
        with clinic_context(clinic):
            asked = {"disposition": disposition, "channel": channel, "said": Said(**said)}
            return log_attempt(lead.pk, **asked, by=by or agent, now=now)

    return run


@pytest.fixture
def rules(clinic):
    def change(**numbers):
        with clinic_context(clinic):
            LeadRules.objects.update(**numbers)
        forget_lead_rules()

    yield change
    forget_lead_rules()


def fresh(clinic, lead) -> Lead:
    with clinic_context(clinic):
        return Lead.objects.select_related("stage").get(pk=lead.pk)


def lost_for(clinic, lead) -> str:
    with clinic_context(clinic):
        return Enquiry.objects.get(lead=lead, number=1).lost_reason


def test_after_the_first_in_vain_in_4_hours_after_the_second_in_24_after_the_third_lost(clinic, lead, attempt):
    steps = []
    for hours, disposition in ((0, "no_answer"), (5, "voicemail"), (30, "busy")):
        attempt(disposition, hours=hours)
        now = fresh(clinic, lead)
        steps.append((now.stage.name, now.next_follow_up and now.next_follow_up - NOW, now.call_attempts))

    assert steps == [
        ("New", timedelta(hours=4), 1),
        ("New", timedelta(hours=5 + 24), 2),
        ("Lost", None, 3),
    ]
    assert lost_for(clinic, lead) == "no_contact"


def test_the_clinics_own_numbers_are_asked(clinic, lead, attempt, rules):
    rules(most_attempts=4, again_hours=[1, 2, 48])

    found = []
    for hours in (0, 10, 20):
        attempt("no_answer", hours=hours)
        found.append(fresh(clinic, lead).next_follow_up - NOW - timedelta(hours=hours))

    assert found == [timedelta(hours=1), timedelta(hours=2), timedelta(hours=48)]


def test_whoever_was_reached_is_tried_anew_from_the_first(clinic, lead, attempt):
    attempt("no_answer")
    attempt("busy", hours=5)
    attempt("interested", hours=6)

    attempt("no_answer", hours=7)

    now = fresh(clinic, lead)
    assert (now.stage.name, now.next_follow_up) == ("Contacted", NOW + timedelta(hours=11))


def test_a_message_alone_is_no_attempt_unless_the_clinic_says_so(clinic, lead, attempt, rules):
    quiet = attempt("sent", channel="whatsapp")
    rules(texts_count=True)
    loud = attempt("sent", channel="whatsapp", hours=1)

    assert (quiet.counted, loud.counted) == (False, True)
    assert (quiet.follow_up_at, loud.follow_up_at) == (None, NOW + timedelta(hours=5))
    assert fresh(clinic, lead).call_attempts == 1


@pytest.mark.parametrize("disposition", [*REACHED, *IN_VAIN, "sent"])
def test_each_is_a_contact_of_ours_a_row_and_a_line(clinic, lead, attempt, disposition):
    attempt(disposition, at=NOW + timedelta(days=1) if NEXT[disposition].asks else None)

    with clinic_context(clinic):
        rows = ContactAttempt.objects.filter(lead=lead).values_list("disposition", flat=True)
        assert list(rows) == [disposition]
        assert Entry.objects.about(lead).saying("lead.tried").count() == 1
    assert fresh(clinic, lead).last_contact_date == NOW


@pytest.mark.parametrize(
    ("disposition", "begins", "ends"),
    [
        ("interested", "New", "Contacted"),
        ("interested", "Negotiation", "Negotiation"),
        ("quote", "Contacted", "Qualified"),
        ("booked", "Quote sent", "Quote sent"),
        ("not_now", "New", "Contacted"),
        ("callback", "Quote sent", "Callback"),
        ("callback", "Travelling", "Travelling"),
    ],
)
def test_a_good_call_moves_forward_and_never_back(clinic, attempt, lead, disposition, begins, ends):
    with clinic_context(clinic):
        Lead.objects.filter(pk=lead.pk).update(stage=lead.stage._meta.model.objects.get(name=begins))

    attempt(disposition, at=NOW + timedelta(days=1) if NEXT[disposition].asks else None)

    assert fresh(clinic, lead).stage.name == ends


def test_a_call_back_is_due_when_they_asked(clinic, lead, attempt):
    attempt("callback", at=NOW + timedelta(days=3))

    now = fresh(clinic, lead)
    assert (now.next_follow_up, now.follow_up_why) == (NOW + timedelta(days=3), "call_back")


def test_a_wrong_number_is_marked_and_another_is_left_to_try(clinic, lead, attempt):
    other = reach(clinic, lead, "phone", "+393339998888")

    attempt("wrong_number", identity=other.pk)

    with clinic_context(clinic):
        assert list(Identity.objects.order_by("pk").values_list("is_valid", flat=True)) == [True, False]
    assert fresh(clinic, lead).stage.name == "New"


def test_a_wrong_number_counts_no_more_for_score_and_stops_of_the_companion_too(clinic, lead, attempt):
    companion = make_lead(clinic, "Anna", companion_of=lead)
    with clinic_context(clinic):
        suppress([("phone", "+393331112222")], reason="bounced", source="test", by=None, now=NOW)
        rescore([lead.pk], now=NOW)
    before = fresh(clinic, lead)

    attempt("wrong_number")

    after = fresh(clinic, lead)
    assert (before.do_not_contact, after.do_not_contact) == (True, False)
    assert not fresh(clinic, companion).do_not_contact
    assert after.lead_score < before.lead_score
    with clinic_context(clinic):
        assert Entry.objects.about(lead).saying("lead.reached").exists()


def test_whose_only_number_is_wrong_is_lost_for_it(clinic, lead, attempt):
    attempt("wrong_number")

    assert (fresh(clinic, lead).stage.name, lost_for(clinic, lead)) == ("Lost", "invalid")


def test_a_number_of_another_lead_is_not_marked(clinic, lead, attempt):
    foreign = reach(clinic, make_lead(clinic, "Heike"), "phone", "+4915112345678")

    attempt("wrong_number", identity=foreign.pk)

    with clinic_context(clinic):
        assert Identity.objects.get(pk=foreign.pk).is_valid


def test_the_wrong_language_gives_the_lead_back(clinic, agent, colleague, attempt, lead):
    with clinic_context(clinic):
        Lead.objects.filter(pk=lead.pk).update(assigned_to=agent)

    attempt("wrong_language")

    assert fresh(clinic, lead).assigned_to_id is None


def test_not_interested_is_lost_with_their_reason(clinic, lead, attempt):
    attempt("not_interested", reason="price")

    now = fresh(clinic, lead)
    assert (now.stage.name, now.next_follow_up, lost_for(clinic, lead)) == ("Lost", None, "price")


def test_do_not_contact_stops_all_that_is_planned(clinic, lead, attempt):
    attempt("no_answer")
    attempt("do_not_contact", hours=1)

    now = fresh(clinic, lead)
    assert (now.do_not_contact, now.next_follow_up) == (True, None)


def test_what_was_said_stands_with_the_attempt(clinic, lead, attempt):
    attempt("interested", note="Wants it\nin May")

    with clinic_context(clinic):
        assert Note.objects.get().body == "Wants it\nin May"
        assert ContactAttempt.objects.get().note == Note.objects.get()


def test_a_button_pressed_twice_is_one_attempt(clinic, lead, attempt):
    assert attempt("busy") == attempt("busy")

    assert fresh(clinic, lead).call_attempts == 1


def test_the_same_result_with_other_words_is_another(lead, attempt):
    assert attempt("busy", note="Rang twice") != attempt("busy", note="Try in the evening")


@pytest.mark.parametrize(
    ("disposition", "said", "field"),
    [
        ("callback", {}, "at"),
        ("not_now", {"at": timedelta(days=-1)}, "at"),
        ("not_interested", {}, "reason"),
        ("not_interested", {"reason": "boredom"}, "reason"),
        ("vanished", {}, "disposition"),
        ("busy", {"channel": "pigeon"}, "channel"),
    ],
    ids=str,
)
def test_what_it_asks_and_nobody_said_is_refused_by_field_and_nothing_is_noted(
    clinic, lead, attempt, disposition, said, field
):
    said = {name: NOW + value if isinstance(value, timedelta) else value for name, value in said.items()}

    with pytest.raises(InvalidData) as refused:
        attempt(disposition, **said)

    assert list(refused.value.fields) == [field]
    with clinic_context(clinic):
        assert not ContactAttempt.objects.exists()


def test_a_colleagues_lead_and_a_reader_are_refused(clinic, lead, attempt):
    reader = make_user(clinic, role=roles.READ_ONLY, email="reader@example.com")
    other = make_user(clinic, email="other@example.com", data_scope="own")
    with clinic_context(clinic):
        Lead.objects.filter(pk=lead.pk).update(assigned_to=make_user(clinic, email="third@example.com"))

    with pytest.raises(NotAllowed):
        attempt("busy", by=reader)
    with pytest.raises(NotThere):
        attempt("busy", by=other)

    assert fresh(clinic, lead).call_attempts == 0
