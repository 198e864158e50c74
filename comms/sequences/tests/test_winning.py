"""The better text for everybody: by a button, by itself, and taken back (F:C14)."""

import uuid

import pytest

from comms.models import Template
from comms.sequences.models import Verdict
from comms.sequences.services.winning import choose, choose_texts, take_back
from comms.sequences.tests.histories import NOW, make_compared, publish_again, sent_many
from crm.lib.errors import NotThere
from crm.testing.people import client_of, make_user
from tenants.audit.models import Entry
from tenants.context import clinic_context
from tenants.notices.models import Notice
from tenants.staff import roles


@pytest.fixture
def maker(clinic):
    return make_user(clinic, role=roles.MANAGER, email="maker@example.com")


def keys_of(sequence):
    step = sequence.version.steps.get()
    return step.key, {one.label: one.key for one in step.variants.all()}


def compared(clinic, maker, a=(60, 3), b=(60, 20), **fields):
    sequence = make_compared(clinic, made_by=maker, **fields)
    sent_many(clinic, sequence, "A", *a)
    sent_many(clinic, sequence, "B", *b)
    return sequence


def test_a_clear_winner_is_chosen_by_itself_once_and_its_maker_hears_of_it(clinic, other_clinic, maker):
    sequence = compared(clinic, maker, winner_at=95)
    theirs = compared(other_clinic, None, winner_at=95)

    with clinic_context(clinic):
        chosen = [choose_texts(now=NOW), choose_texts(now=NOW)]
        verdict = Verdict.objects.get()
        step, texts = keys_of(sequence)
        notices = Notice.objects.filter(user=maker, kind="sequence_text_chosen").count()
        lines = Entry.objects.filter(content_type__model="verdict").count()

    assert chosen == [1, 0]
    assert (verdict.step_key, verdict.variant_key, verdict.by) == (step, texts["B"], None)
    assert verdict.probability >= 0.95
    assert (notices, lines) == (1, 1)
    with clinic_context(other_clinic):
        assert not Verdict.objects.filter(sequence=theirs).exists()


@pytest.mark.parametrize(
    ("a", "b", "fields"),
    [
        ((60, 3), (60, 20), {}),
        ((60, 3), (60, 5), {"winner_at": 95}),
        ((29, 0), (60, 30), {"winner_at": 95}),
    ],
    ids=["by hand", "not sure enough", "too few of one"],
)
def test_nothing_is_chosen_by_itself_unless_it_was_asked_for_and_is_clear(clinic, maker, a, b, fields):
    compared(clinic, maker, a, b, **fields)

    with clinic_context(clinic):
        assert choose_texts(now=NOW) == 0


def test_what_somebody_chose_stays_whatever_the_numbers_say(clinic, maker):
    sequence = compared(clinic, maker, winner_at=95)

    with clinic_context(clinic):
        step, texts = keys_of(sequence)
        choose(sequence.pk, step, texts["A"], by=maker, now=NOW)
        again = choose_texts(now=NOW)
        kept = Verdict.objects.get()

    assert (again, kept.variant_key, kept.by_id) == (0, texts["A"], maker.pk)


def test_a_verdict_that_is_taken_back_does_not_come_again_by_itself(clinic, maker):
    sequence = compared(clinic, maker, winner_at=95)

    with clinic_context(clinic):
        step, _ = keys_of(sequence)
        choose_texts(now=NOW)
        taken = [take_back(sequence.pk, step), take_back(sequence.pk, step)]

        assert taken == [True, False]
        assert choose_texts(now=NOW) == 0
        assert not Verdict.objects.exists()


def test_a_text_of_another_step_is_not_chosen(clinic, maker):
    sequence, other = compared(clinic, maker), make_compared(clinic)

    with clinic_context(clinic):
        step, _ = keys_of(sequence)
        _, foreign = keys_of(other)
        with pytest.raises(NotThere):
            choose(sequence.pk, step, foreign["A"], by=maker, now=NOW)
        with pytest.raises(NotThere):
            choose(sequence.pk, uuid.uuid4(), foreign["A"], by=maker, now=NOW)


def test_the_page_says_honestly_what_is_known_and_chooses_by_its_button(clinic, maker):
    sequence = compared(clinic, maker, (94, 21), (91, 27))
    client = client_of(clinic, maker)
    with clinic_context(clinic):
        step, texts = keys_of(sequence)
    at = f"/admin/sequences/{sequence.pk}/"

    before = client.get(f"{at}results/").content.decode()
    client.post(f"{at}winner/", {"step": step, "text": texts["A"]})
    after = client.get(f"{at}results/").content.decode()
    client.post(f"{at}winner/", {"step": step, "do": "take_back"})

    assert "B leads with 87 % probability; you asked for 95 %. About 210 more sends would tell." in before
    assert "30 %, 21 to 40" in before
    assert "Everybody gets A." in after
    with clinic_context(clinic):
        assert not Verdict.objects.exists()


def test_a_choice_of_a_text_that_is_gone_since_does_not_keep_the_next_from_being_chosen(clinic, maker):
    sequence = compared(clinic, maker, winner_at=95)
    with clinic_context(clinic):
        step, texts = keys_of(sequence)
        choose(sequence.pk, step, texts["B"], by=maker, now=NOW)
    version = publish_again(clinic, sequence)
    with clinic_context(clinic):
        gone = version.steps.get().variants.get(label="B")
        new = Template.objects.create(key="new", title="New", channel="whatsapp")
        version.steps.get().variants.create(label="C", template=new)
        gone.delete()
    sent_many(clinic, sequence, "C", 60, 20)

    with clinic_context(clinic):
        chosen = [choose_texts(now=NOW), choose_texts(now=NOW)]
        verdict, texts = Verdict.objects.get(), keys_of(sequence)[1]

    assert chosen == [1, 0]
    assert (verdict.variant_key, verdict.by) == (texts["C"], None)
