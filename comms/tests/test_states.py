"""Statuses in any order, any number of times, lead to the same message (H:W3)."""

from datetime import timedelta
from itertools import permutations

import pytest

from comms.models import Message
from comms.services.states import RANK, State, advance
from comms.tests.conftest import NOW
from comms.tests.factories import make_message

STEPS = [State.ACCEPTED, State.FAILED, State.DELIVERED, State.READ]
MOMENTS = {state: NOW + timedelta(minutes=number) for number, state in enumerate(STEPS)}


def outcome(order):
    Message.objects.update(
        state=State.CLAIMED, provider_id="", accepted_at=None, delivered_at=None, read_at=None, ended_at=None
    )
    for state in order:
        advance(
            Message.objects.all(),
            state,
            at=MOMENTS[state],
            provider_id="wamid.1",
            code="1" if state == State.FAILED else "",
        )
    return Message.objects.values_list(
        "state", "accepted_at", "delivered_at", "read_at", "code", "ended_at", "provider_id"
    ).get()


@pytest.mark.parametrize("told", [STEPS, STEPS[:3], STEPS[:2], [State.ACCEPTED, State.DELIVERED, State.READ]])
def test_every_order_and_every_repeat_ends_alike(talk, clinic, told):
    make_message(clinic, talk)

    ends = {outcome(order) for order in permutations(told)}
    ends |= {outcome([*order, *order[::-1]]) for order in permutations(told)}

    assert len(ends) == 1
    assert ends.pop()[0] == max(told, key=RANK.__getitem__)


@pytest.mark.parametrize("state", [State.CANCELLED, State.LOGGED])
def test_what_was_never_handed_over_is_not_moved_by_a_status(talk, clinic, state):
    make_message(clinic, talk, state=state)

    assert advance(Message.objects.all(), State.READ, at=NOW, provider_id="wamid.1") == 0


def test_what_they_wrote_is_not_moved_either(talk, clinic):
    make_message(clinic, talk, is_out=False, state=State.RECEIVED)

    assert advance(Message.objects.all(), State.READ, at=NOW, provider_id="wamid.1") == 0
