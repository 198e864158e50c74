"""Meta asks whether the address is ours (H:W8); pure."""

from urllib.parse import parse_qs

import pytest

from attribution.meta_leads.services.challenge import challenged
from attribution.tests.lead_ads.wire import named, needs_vectors
from crm.lib.errors import HouseError


def answer(query, known="vt_test_1"):
    said = {name: values[0] for name, values in parse_qs(query, keep_blank_values=True).items()}
    asked = [said.get(f"hub.{name}", "") for name in ("mode", "verify_token", "challenge")]
    try:
        return 200, challenged(*asked, known=known)
    except HouseError as refused:
        return refused.status, None


@needs_vectors
def test_every_question_of_the_vectors_is_answered_as_it_has_to_be():
    for one in named("hub_challenge.json"):
        status, said = answer(one["query"], known="vt_test_1")
        assert status == one["status"], one["query"]
        assert status != 200 or said == one.get("body", "<script>alert(1)</script>")


@pytest.mark.parametrize("token", ["", "x"])
def test_without_a_word_of_ours_no_word_is_right(token):
    assert answer(f"hub.mode=subscribe&hub.challenge=5&hub.verify_token={token}", known="") == (403, None)


@pytest.mark.parametrize("challenge", ["", "a" * 501, "1%0d%0aSet-Cookie:x", "%00"])
def test_what_is_no_challenge_is_not_said_again(challenge):
    assert answer(f"hub.mode=subscribe&hub.challenge={challenge}&hub.verify_token=vt_test_1") == (400, None)
