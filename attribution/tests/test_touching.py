"""What brought them: the visit in which they wrote, and the first one that their browser remembers (F:I5, I6)."""

from datetime import UTC, datetime

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from attribution.models import Touchpoint
from attribution.services import touching
from crm.testing.people import client_of, key_of, post_lead
from leads.models import Lead, LeadPayload, Stage
from leads.services import triage
from leads.services.telling import TELL_AGAIN, tell, tell_again
from leads.signals import lead_received
from leads.tests.factories import arrive, make_lead
from leads.tests.held import hold
from tenants.context import clinic_context
from tenants.outbox.models import Job
from tenants.undo.services.ledger import undo

MARIO = {"first_name": "Mario", "email": "mario@example.com"}
LAST = {
    "utm_source": "google",
    "utm_medium": "cpc",
    "gclid": "click-2",
    "landing_page_url": "https://site.example/b",
}
FIRST = {
    "utm_source": "facebook",
    "fbclid": "click-1",
    "landing_page_url": "https://site.example/a",
    "at": "2026-11-01T10:00:00Z",
}


@pytest.fixture
def post(clinic):
    client, key = client_of(clinic), key_of(clinic)
    return lambda **fields: post_lead(client, key, **fields)


def touches(clinic):
    with clinic_context(clinic):
        return list(Touchpoint.objects.values_list("kind", "source", "gclid", "fbclid", "landing", "enquiry"))


def test_an_arrival_leaves_its_own_touch_and_the_first_one_before_it(clinic, post):
    post(**MARIO, **LAST, first_touch=FIRST)

    assert touches(clinic) == [
        ("first", "facebook", "", "click-1", "https://site.example/a", 1),
        ("arrival", "google", "click-2", "", "https://site.example/b", 1),
    ]


def test_looks_at_a_form_before_it_was_sent_are_touches_each_once(clinic, post):
    seen = [LAST | {"at": f"2026-11-0{day}T10:00:00Z"} for day in (3, 2, 3)]
    post(**MARIO, first_touch=FIRST, form_views=[*seen, FIRST, LAST, "x", {"at": "2026-11-04T10:00:00Z"}])
    post(**MARIO, first_touch=FIRST, form_views=seen)

    with clinic_context(clinic):
        found = Touchpoint.objects.values_list("kind", "at__day", "gclid", "enquiry")
        assert list(found[:3]) == [
            ("first", 1, "", 1),
            ("form_view", 2, "click-2", 1),
            ("form_view", 3, "click-2", 1),
        ]
        assert [row[0] for row in found[3:]] == ["arrival", "arrival"]


def test_a_look_at_a_form_goes_along_with_a_merge_and_with_an_arrival_that_is_let_go(clinic, post):
    post(**MARIO, form_views=[LAST | {"at": "2026-11-03T10:00:00Z"}])
    with clinic_context(clinic):
        payload = LeadPayload.objects.get()
        touching.let_go(payload.lead, payload, is_new=False)

        assert not Touchpoint.objects.exists()


def test_a_visit_that_tells_nothing_is_a_touch_all_the_same(clinic, post):
    post(**MARIO)

    assert touches(clinic) == [("arrival", "", "", "", "", 1)]


def test_the_first_visit_is_told_with_every_enquiry_and_kept_once(clinic, post):
    for _ in range(3):
        post(**MARIO, **LAST, first_touch=FIRST)

    assert [touch[0] for touch in touches(clinic)] == ["first", "arrival", "arrival", "arrival"]


@pytest.mark.parametrize("at", ["", "yesterday", "2199-01-01T00:00:00Z", "2026-99-99T00:00Z", 7])
def test_a_first_visit_without_a_time_before_this_one_is_none(clinic, post, at):
    assert post(**MARIO, first_touch=FIRST | {"at": at}).status_code == 201

    assert [touch[0] for touch in touches(clinic)] == ["arrival"]


def test_a_visit_that_began_after_this_arrival_is_no_touch_of_it(clinic):
    lead = make_lead(clinic)
    payload = arrive(clinic, lead, first_touch=FIRST | {"at": timezone.now().isoformat()})

    with clinic_context(clinic):
        touching.touch(lead, payload, is_new=True)

    assert [touch[0] for touch in touches(clinic)] == ["arrival"]


def test_a_touch_belongs_to_the_enquiry_it_began(clinic, post):
    post(**MARIO)
    with clinic_context(clinic):
        Lead.objects.update(stage=Stage.objects.get(semantic="lost"))

    post(**MARIO, **LAST)

    assert [touch[-1] for touch in touches(clinic)] == [1, 2]


def test_the_neighbours_touches_stay_theirs(clinic, other_clinic, post):
    post(**MARIO, **LAST)

    assert touches(other_clinic) == []


def test_a_held_arrival_is_no_touch(clinic, post):
    post(**MARIO, **LAST, company_website="https://robot.example")

    assert touches(clinic) == []


def test_a_receiver_that_fails_costs_no_lead_and_is_repaired(clinic, post, monkeypatch):
    lead_received.connect("attribution.touch", lambda *_: 1 / 0)
    try:
        answer = post(**MARIO, **LAST)
    finally:
        lead_received.connect("attribution.touch", touching.touch)

    assert answer.status_code == 201
    assert touches(clinic) == []
    with clinic_context(clinic):
        assert Lead.objects.get().pk == answer.json()["lead_id"]
        job = Job.objects.get(kind=TELL_AGAIN)
        for _ in range(2):
            tell_again(job.payload)
    assert touches(clinic) == [("arrival", "google", "click-2", "", "https://site.example/b", 1)]


def test_a_receiver_that_the_database_refuses_costs_no_lead_either(clinic, post, monkeypatch):
    monkeypatch.setattr(touching, "ARRIVAL", "a kind that fits no column")

    assert post(**MARIO).status_code == 201
    with clinic_context(clinic):
        assert (Lead.objects.count(), Job.objects.filter(kind=TELL_AGAIN).count()) == (1, 1)
        assert LeadPayload.objects.get().lead == Lead.objects.get()


@transaction.atomic(savepoint=False)
def fail_in_a_block_without_a_savepoint():
    raise ZeroDivisionError


BAD = {"kind": "a", "key": "b", "state": "claimed", "due_at": datetime(2026, 3, 1, tzinfo=UTC)}


@pytest.mark.parametrize(
    "fail",
    [
        lambda: Job(**BAD).save(),
        lambda: Job.objects.create(**BAD),
        lambda: Job.objects.bulk_create([Job(**BAD)]),
        fail_in_a_block_without_a_savepoint,
    ],
    ids=["save", "create", "bulk_create", "atomic"],
)
def test_in_whatever_way_a_receiver_fails_it_costs_no_lead(clinic, post, fail):
    lead_received.connect("test.broken", lambda *_: fail())
    try:
        post(**MARIO)
    finally:
        del lead_received._receivers["test.broken"]

    assert len(touches(clinic)) == 1
    with clinic_context(clinic):
        assert Lead.objects.count() == 1
        assert Job.objects.get(kind=TELL_AGAIN).payload["receiver"] == "test.broken"


def test_an_arrival_that_becomes_another_lead_is_repaired_for_that_one_too(clinic, post):
    lead_received.connect("test.broken", lambda *_: 1 / 0)
    try:
        post(**MARIO)
        with clinic_context(clinic), transaction.atomic():
            another = make_lead(clinic)
            tell(another, LeadPayload.objects.get(), is_new=True, now=timezone.now())
    finally:
        del lead_received._receivers["test.broken"]

    with clinic_context(clinic):
        assert Job.objects.filter(kind=TELL_AGAIN).count() == 2


def test_one_receiver_that_fails_does_not_silence_the_others(clinic, post):
    heard = []
    lead_received.connect("test.broken", lambda *_: 1 / 0)
    lead_received.connect("test.listens", lambda lead, payload, is_new: heard.append((lead.pk, is_new)))
    try:
        answer = post(**MARIO, **LAST)
    finally:
        for name in ("test.broken", "test.listens"):
            lead_received._receivers.pop(name)

    assert heard[-1] == (answer.json()["lead_id"], True)
    assert len(touches(clinic)) == 1


def test_a_touch_goes_with_its_arrival_when_accepting_is_taken_back(clinic, agent):
    right, now = make_lead(clinic, "Anna", "Verdi"), timezone.now()
    held = hold(clinic, **LAST, first_touch=FIRST)

    with clinic_context(clinic):
        done = triage.accept(held.pk, by=agent, now=now)
        undo(done.operation.pk, by=agent, now=now)
        left = Touchpoint.objects.count()
        triage.merge(held.pk, right.pk, by=agent, now=now)

        assert left == 0
        assert list(Touchpoint.objects.values_list("lead", "kind")) == [(right.pk, "first"), (right.pk, "arrival")]


@given(st.dictionaries(st.sampled_from([*touching._OF_INSTANT, "form"]), st.text(max_size=260) | st.integers()))
def test_of_an_instant_form_an_id_is_kept_whole_or_left_out_and_fits_its_column(told):
    for column, value in touching._of_instant(told).items():
        field = Touchpoint._meta.get_field(column)
        assert 0 < len(value) <= field.max_length
        if column.endswith("_id"):
            assert value in {str(one).replace("\0", "") for one in told.values()}
