"""A kept arrival is read again: by hand, and by itself after a fault of ours (F:L21)."""

import json

import pytest
from django.db import transaction
from django.utils import timezone

from crm.lib.errors import NotAllowed, NotThere
from crm.testing.people import key_of, make_user
from leads.models import Lead, LeadPayload
from leads.services import replay as replaying
from leads.services import triage
from leads.services.refusing import REPLAY
from leads.services.replay import replay, replay_by_itself
from leads.tests.factories import make_lead, reach
from leads.tests.held import HeldFor, as_stored, hold
from tenants.audit.models import Entry
from tenants.context import clinic_context
from tenants.keys.models import ApiKey
from tenants.outbox.handlers import TryAgain, handler_of
from tenants.settings.services.clinic import save_settings
from tenants.staff import roles

ANNA = {"first_name": "Anna", "email": "anna@example.com"}


def keep(clinic, body: object = ANNA, *, result: str = "stored", **fields) -> LeadPayload:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    with clinic_context(clinic):
        return LeadPayload.objects.create(body=raw, result=result, received_at=timezone.now(), **fields)


@pytest.fixture
def again(clinic, agent):
    """`again(payload)`: read again by the agent; the word for what came of it."""

    def run(payload, by=agent):
        with clinic_context(clinic):
            return replay(payload.pk, by=by, now=timezone.now()).outcome

    return run


def count(clinic, model) -> int:
    with clinic_context(clinic):
        return model.objects.count()


@pytest.mark.parametrize("result", ["stored", "refused", "unreadable"])
def test_what_today_is_understood_becomes_a_lead_that_came_then(clinic, again, result):
    kept = keep(clinic, result=result, reason="Something was wrong then.")

    outcome = again(kept)

    after = as_stored(clinic, kept)
    assert (outcome, after.result, after.reason) == ("judged", "new", "")
    assert (after.lead.full_name, after.lead.created_at) == ("Anna", kept.received_at)
    with clinic_context(clinic):
        assert "arrival.replayed" in [entry.verb for entry in Entry.objects.all()]


def test_again_and_again_changes_nothing_more(clinic, again):
    kept = keep(clinic)

    outcomes = [again(kept) for _ in range(3)]

    assert outcomes == ["judged", "lead", "lead"]
    assert (count(clinic, Lead), count(clinic, LeadPayload)) == (1, 1)


def test_what_is_wrong_still_says_so(clinic, again):
    unreadable, useless = keep(clinic, b"\xff{"), keep(clinic, {"message": "Hello"})

    assert [again(unreadable), again(useless)] == ["refused", "refused"]
    assert [as_stored(clinic, one).result for one in (unreadable, useless)] == ["unreadable", "refused"]
    assert count(clinic, Lead) == 0


@pytest.mark.parametrize(
    ("body", "held_for"), [({"first_name": "Anna"}, "incomplete"), (ANNA | {"company_website": "x"}, "trap")]
)
def test_what_nobody_vouches_for_goes_to_triage(clinic, again, body, held_for):
    kept = keep(clinic, body)

    assert again(kept) == "waits"
    assert as_stored(clinic, kept).held_for == held_for


def test_a_companion_goes_to_triage(clinic, again):
    marco = make_lead(clinic, "Marco", "Rossi")
    reach(clinic, marco, "email", "anna@example.com")
    kept = keep(clinic)

    assert again(kept) == "waits"
    assert as_stored(clinic, kept).about == marco


def test_what_people_decide_is_not_judged_by_the_button(clinic, agent, again):
    waiting, declined = hold(clinic), hold(clinic)
    gone = keep(clinic, result="new")
    with clinic_context(clinic):
        triage.decline_many([declined.pk], by=agent, now=timezone.now())

    assert [again(one) for one in (waiting, declined, gone)] == ["waits", "declined", "gone"]
    assert count(clinic, Lead) == 0


def test_the_neighbours_is_not_there_and_who_only_looks_may_not(clinic, other_clinic, again):
    kept = keep(clinic)
    reader = make_user(clinic, email="reader@example.com", role=roles.READ_ONLY)

    with pytest.raises(NotThere):
        again(keep(other_clinic))
    with pytest.raises(NotAllowed):
        again(kept, by=reader)

    assert count(clinic, Lead) + count(other_clinic, Lead) == 0


def by_itself(clinic, payload) -> None:
    with clinic_context(clinic), transaction.atomic():
        replay_by_itself({"payload_id": payload.pk}, now=timezone.now())


def test_after_a_fault_of_ours_it_is_read_by_itself_once(clinic):
    kept = keep(clinic)

    by_itself(clinic, kept)
    by_itself(clinic, kept)

    assert handler_of(REPLAY).repeatable
    assert as_stored(clinic, kept).lead.full_name == "Anna"
    assert count(clinic, Lead) == 1


def test_while_the_fault_lasts_it_is_tried_again_and_stays_kept(clinic, monkeypatch):
    kept = keep(clinic)

    def break_down(*args, **kwargs):
        raise RuntimeError("A bug.")

    monkeypatch.setattr(replaying, "judge_again", break_down)

    with pytest.raises(TryAgain):
        by_itself(clinic, kept)

    assert as_stored(clinic, kept).result == "stored"


@pytest.mark.parametrize("result", ["refused", "held"])
def test_by_itself_only_what_was_our_fault_is_read(clinic, result):
    kept = keep(clinic, result=result, held_for=HeldFor.UNCHECKED if result == "held" else "")

    by_itself(clinic, kept)

    assert (as_stored(clinic, kept).result, count(clinic, Lead)) == (result, 0)


def test_a_payload_that_is_gone_is_nothing_to_do(clinic):
    kept = keep(clinic)
    with clinic_context(clinic):
        LeadPayload.objects.all().delete()

    by_itself(clinic, kept)

    assert count(clinic, Lead) == 0


def test_what_came_again_meanwhile_is_not_read_a_second_time(clinic):
    kept = keep(clinic, ANNA, key_id=7)
    again = keep(clinic, ANNA, key_id=7, result="held", held_for=HeldFor.COMPANION)

    by_itself(clinic, kept)

    assert (as_stored(clinic, kept).result, as_stored(clinic, again).held_for) == ("stored", "companion")
    assert count(clinic, Lead) == 0


@pytest.mark.parametrize("result", ["refused", "unreadable"])
def test_what_was_only_refused_the_second_time_is_read(clinic, result):
    kept = keep(clinic, ANNA, key_id=7)
    keep(clinic, ANNA, key_id=7, result=result)

    by_itself(clinic, kept)

    assert count(clinic, Lead) == 1


def test_of_several_that_broke_the_last_is_read(clinic):
    first, second, last = (keep(clinic, ANNA, key_id=7) for _ in range(3))

    for one in (first, second, last):
        by_itself(clinic, one)

    assert [as_stored(clinic, one).result for one in (first, second, last)] == ["stored", "stored", "new"]


def test_another_senders_same_bytes_are_another_arrival(clinic):
    kept = keep(clinic, ANNA, key_id=7)
    keep(clinic, ANNA, key_id=8, result="held", held_for=HeldFor.COMPANION)

    by_itself(clinic, kept)

    assert count(clinic, Lead) == 1


@pytest.mark.parametrize(("kind", "outcome"), [("site", ("held", "unchecked")), ("secret", ("new", ""))])
def test_a_pages_arrival_that_broke_before_its_check_waits_for_people(clinic, kind, outcome):
    key_of(clinic, kind=kind, origins=["https://clinic-site.example"] if kind == "site" else None)
    with clinic_context(clinic):
        save_settings({"captcha": "altcha"})
        kept = keep(clinic, ANNA, key_id=ApiKey.objects.get().pk)

    by_itself(clinic, kept)

    assert (as_stored(clinic, kept).result, as_stored(clinic, kept).held_for) == outcome
