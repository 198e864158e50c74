"""Each gets one of several texts, always the same, of each as many as its share says (F:C14)."""

import uuid
from collections import Counter

from comms.sequences.models import Step, Variant
from comms.sequences.services.splitting import variant_for

STEP, SEQUENCE = Step(key=uuid.UUID(int=7)), uuid.UUID(int=3)
TEXTS = [Variant(key=uuid.UUID(int=n), label=label, share=share) for n, label, share in ((1, "A", 1), (2, "B", 3))]


def labels(texts, verdicts=None):
    return [variant_for(STEP, texts, SEQUENCE, lead, verdicts or {}).label for lead in range(1, 4001)]


def test_of_each_as_many_as_its_share_says_whatever_their_order():
    found = labels(TEXTS)
    assert 900 < Counter(found)["A"] < 1100
    assert labels(TEXTS[::-1]) == found


def test_a_verdict_is_for_everybody_and_one_about_a_text_that_is_gone_for_nobody():
    assert set(labels(TEXTS, {STEP.key: TEXTS[0].key})) == {"A"}
    assert labels(TEXTS, {STEP.key: uuid.UUID(int=9)}) == labels(TEXTS)
    assert variant_for(STEP, [], SEQUENCE, 1, {}) is None
