"""Nothing fails without a word, and without a way out (LOOK 1.4)."""

import re

import pytest

from comms.models import Message
from comms.providers.base import Trouble
from comms.reasons import NOBODY_KNOWS, OF_CODE, OF_OURS, OF_TROUBLE, reason_of, why_not_arrived
from comms.services import refusals

EVERY = [*OF_TROUBLE.items(), *OF_CODE.items(), *OF_OURS.items(), ("unknown", NOBODY_KNOWS)]


def test_no_trouble_and_no_refusal_of_ours_is_without_words():
    assert set(OF_TROUBLE) == set(Trouble)
    assert set(OF_OURS) == set(refusals.WORDS)


@pytest.mark.parametrize(("code", "reason"), EVERY)
def test_each_says_in_two_short_sentences_what_happened_and_what_to_do(code, reason):
    said = f"{reason.what} {reason.out}"

    assert all(str(part).endswith(".") for part in (reason.what, reason.out))
    assert re.search(r"webhook|token|payload|template_id|please|oops|!|\berror\b", said, re.IGNORECASE) is None
    assert len(said) < 160


def test_a_code_says_more_than_its_kind_and_an_unknown_one_still_says_something():
    assert str(reason_of(Trouble.ADDRESS, "30006").what) == "This number is a landline."
    assert reason_of(Trouble.ADDRESS, "99999") is OF_TROUBLE[Trouble.ADDRESS]
    assert reason_of("", "") is OF_TROUBLE[Trouble.OTHER]


def test_what_nobody_knows_the_outcome_of_is_not_called_sent_or_failed():
    told = why_not_arrived(Message(state=Message.State.UNKNOWN))

    assert f"{told.what} {told.out}" == (
        "We cannot tell whether this arrived. Ask the patient before you send it again."
    )
    assert why_not_arrived(Message(state=Message.State.DELIVERED)) is None


def test_one_that_an_answer_made_needless_says_so():
    told = why_not_arrived(Message(state=Message.State.CANCELLED, code="answered"))

    assert "answered before it was due" in str(told.what)
