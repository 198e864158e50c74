"""Who begins a sequence by itself: by stage, source and tag, once for an enquiry (F:C24, H:S13)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comms.models import Message
from comms.sequences.models import Enrolment, Rule, Sequence
from comms.sequences.services import joining, rules_on
from comms.sequences.services.rules import WantedRule, keep_rule, remove_rule, switch_rule
from comms.sequences.services.rules_told import rules_of_sequence, rules_of_stage
from comms.sequences.services.send_rule import keep_send_rule
from comms.sequences.tests.factories import look, make_person, make_sequence, make_text
from comms.tests.factories import make_account
from crm.lib.errors import InvalidData, NotAllowed
from crm.lib.ttl import TTLCache
from crm.testing.people import client_of, key_of, make_user, post_lead
from crm.testing.statements import statements
from leads.models import Lead, Tag
from leads.services.moving import move_leads
from leads.services.new_lead import write_down
from leads.services.tags import tag_leads
from leads.tests.factories import stage_of
from leads.tests.lists import imported, manager, person
from tenants.context import clinic_context
from tenants.staff import roles
from tenants.undo.services.ledger import undo

__all__ = ["manager"]
STAGE, SOURCE, TAG = Rule.Trigger.STAGE, Rule.Trigger.SOURCE, Rule.Trigger.TAG


@pytest.fixture(autouse=True)
def nothing_believed(monkeypatch):
    monkeypatch.setattr(rules_on, "_rules", TTLCache(seconds=0))


@pytest.fixture
def boss(clinic):
    return make_user(clinic, role=roles.ADMIN, email="boss@example.com")


@pytest.fixture
def inside(clinic):
    make_account(clinic, "sms")
    with clinic_context(clinic):
        yield clinic


def go(lead, meaning, by=None):
    move_leads([lead.pk], to=stage_of(meaning).pk, by=by, now=timezone.now())


def inside_of(sequence) -> list[tuple[int, str, str]]:
    rows = Enrolment.objects.filter(sequence=sequence).order_by("pk")
    return list(rows.values_list("lead", "state", "reason"))


def test_whoever_comes_into_the_stage_begins_leaves_with_it_and_never_comes_twice_in_an_enquiry(inside, boss):
    sequence, lead = make_sequence(inside, again_after=0), make_person(inside)
    for meaning in ("qualified", "contacted"):
        keep_rule(sequence.pk, WantedRule(STAGE, stage_id=stage_of(meaning).pk), by=boss)
    for meaning in ("qualified", "contacted", "qualified", "contacted", "qualified"):
        go(lead, meaning)

    states = [(state, reason) for _lead, state, reason in inside_of(sequence)]
    assert states == [("stopped", "left_stage")] * 2
    assert [len(one.warned) for one in rules_of_sequence(sequence)] == [1, 1]


def test_a_rule_of_one_clinic_takes_nobody_in_of_another(inside, other_clinic, boss):
    sequence = make_sequence(inside)
    keep_rule(sequence.pk, WantedRule(STAGE, stage_id=stage_of("qualified").pk), by=boss)
    lead = make_person(inside)
    go(lead, "qualified")
    with clinic_context(other_clinic):
        go(make_person(other_clinic), "qualified")
        theirs = Enrolment.objects.count()

    assert (theirs, inside_of(sequence)) == (0, [(lead.pk, "active", "")])


def test_a_new_arrival_begins_by_its_source_and_one_more_of_them_is_an_answer(inside, boss):
    sequence, key = make_sequence(inside), key_of(inside)
    keep_rule(sequence.pk, WantedRule(SOURCE, source="facebook"), by=boss)
    mario, client = {"first_name": "Mario", "phone": "+39333111222", "source": "facebook"}, client_of(inside)
    post_lead(client, key, **mario)
    post_lead(client, key, first_name="Ada", phone="+39333111333", source="website")
    with clinic_context(inside):
        [(lead, *began)] = inside_of(sequence)
    post_lead(client, key, **mario, message="Are you there?")

    assert began == ["active", ""]
    with clinic_context(inside):
        assert inside_of(sequence) == [(lead, "stopped", "replied")]


def test_a_list_and_a_tag_take_in_those_who_agreed_set_based_and_a_second_tag_nobody_again(inside, boss, manager):
    sequence = make_sequence(inside)
    keep_rule(sequence.pk, WantedRule(TAG, tag_id=Tag.objects.create(name="Fair").pk), by=boss)
    by_hand = write_down({"first_name": "Ada", "phone": "+39333111222"}, {}, by=boss, now=timezone.now())
    header, mapping = ("Name", "Phone", "Tags"), ("name", "phone", "tags")
    rows = [(name, phone, "Fair") for name, phone, *_ in map(person, range(3))]
    imported(rows, header=header, mapping=mapping, by=manager)
    for change in ({"add": ["Fair"]}, {"remove": ["Fair"]}, {"add": ["Fair"]}):
        tag_leads([by_hand.pk], **change, by=boss, now=timezone.now())

    assert inside_of(sequence) == [(by_hand.pk, "active", "")]  # who came with the list proved no consent (H:I11)


def test_send_a_template_after_a_while_is_one_message_that_stands_with_its_rule(inside, boss, clock):
    text = make_text(inside, "hi", "Hi")
    rule = keep_send_rule(
        text.pk, WantedRule(STAGE, stage_id=stage_of("qualified").pk, wait=2), by=boss, now=timezone.now()
    )
    lead = make_person(inside)
    go(lead, "qualified")

    told = rules_of_stage(stage_of("qualified"))
    assert [(one.what, one.wait, one.warned) for one in told] == [("Send: Hi", "2 hours", ())]
    due = Enrolment.objects.get(rule=rule).due_at
    assert look(inside, due) == 1
    assert Message.objects.get(step_run__enrolment__lead=lead).template == text
    assert Enrolment.objects.get(rule=rule).state == "finished"


def test_a_rule_that_is_off_removed_or_of_an_archived_sequence_takes_nobody_in_and_an_undo_brings_it_back(
    inside, boss
):
    sequence, lead, stage = make_sequence(inside), make_person(inside), stage_of("qualified")
    rule = keep_rule(sequence.pk, WantedRule(STAGE, stage_id=stage.pk), by=boss)
    switch_rule(rule.pk, on=False)
    go(lead, "qualified")
    switch_rule(rule.pk, on=True)
    removed = remove_rule(rule.pk, by=boss, now=timezone.now())
    go(lead, "contacted")
    go(lead, "qualified")
    nobody = inside_of(sequence)
    undo(removed.pk, by=boss, now=timezone.now())
    go(lead, "contacted")
    go(lead, "qualified")

    assert (nobody, len(inside_of(sequence))) == ([], 1)


def test_a_rule_that_breaks_keeps_no_other_from_taking_in(inside, boss, monkeypatch):
    broken, sound = make_sequence(inside), make_sequence(inside)
    for sequence in (broken, sound):
        keep_rule(sequence.pk, WantedRule(STAGE, stage_id=stage_of("qualified").pk), by=boss)
    known = joining.enrol

    def breaks(sequence, leads, **about):
        if sequence == broken.pk:
            raise ValueError("a window that never opens")
        return known(sequence, leads, **about)

    monkeypatch.setattr(joining, "enrol", breaks)
    go(make_person(inside), "qualified")

    assert len(inside_of(sound)) == 1


def test_a_rule_says_what_it_lacks_and_a_role_that_may_not_start_sends_nothing_by_itself(inside, boss, agent):
    sequence, stage = make_sequence(inside), stage_of("qualified").pk
    keep_rule(sequence.pk, WantedRule(STAGE, stage_id=stage), by=boss)
    for wrong, name in (
        (WantedRule(STAGE), "stage"),
        (WantedRule(SOURCE, source="radio"), "source"),
        (WantedRule(TAG), "tag"),
        (WantedRule(STAGE, stage_id=stage, wait=9000), "wait"),
        (WantedRule(STAGE, stage_id=stage), "trigger"),
    ):
        with pytest.raises(InvalidData) as refused:
            keep_rule(sequence.pk, wrong, by=boss)
        assert list(refused.value.fields) == [name]
    with pytest.raises(NotAllowed):
        keep_send_rule(
            make_text(inside, "hi", "Hi").pk, WantedRule(STAGE, stage_id=stage), by=agent, now=timezone.now()
        )
    assert not Sequence.objects.filter(of_rule=True).exists()


@pytest.mark.usefixtures("believed")
def test_without_a_rule_a_move_and_a_tag_ask_nothing_for_it_and_with_one_a_number_for_however_many(inside, boss):
    def cost(leads) -> int:
        with CaptureQueriesContext(connection) as captured:
            tag_leads(leads, add=["Fair"], by=boss, now=timezone.now())
        return len(statements(captured))

    sequence, tag = make_sequence(inside), Tag.objects.create(name="Fair")
    pks = [make_person(inside, number).pk for number in range(9)]
    cost(pks[:1])
    without = cost(pks[1:2])
    Rule.objects.create(sequence=sequence, trigger=TAG, tag=tag)
    rules_on.forget_rules()
    cost(pks[2:3])
    one, many = cost(pks[3:4]), cost(pks[4:])

    assert (one == many, one - without) == (True, many - without)
    assert Lead.objects.filter(enrolments__isnull=False).count() == 7


def test_a_rule_says_that_a_text_of_its_sequence_is_archived(inside, boss):
    text, stage = make_text(inside, "hi", "Hi"), stage_of("qualified")
    keep_send_rule(text.pk, WantedRule(STAGE, stage_id=stage.pk), by=boss, now=timezone.now())
    text.archived_at = timezone.now()
    text.save()

    [told] = rules_of_stage(stage)

    assert told.warned == ("A template of it is archived: its step is left out.",)
