"""Which of several texts somebody gets: always the same one, of each as many as its share says (F:C14). Pure."""

import hashlib
from collections.abc import Mapping, Sequence
from uuid import UUID

from comms.sequences.models import Step, Variant


def variant_for(
    step: Step, variants: Sequence[Variant], sequence: UUID, lead: int, verdicts: Mapping[UUID, UUID]
) -> Variant | None:
    """None for a step without texts. `verdicts` are the chosen texts by step, both by their keys: who has one gets
    it whatever their share. Texts keep their place by their key, so that other names change nothing."""
    chosen = verdicts.get(step.key)
    if winner := next((one for one in variants if one.key == chosen), None):
        return winner
    ordered = sorted(variants, key=lambda one: one.key)
    total = sum(one.share for one in ordered)
    if not total:
        return None
    place = _drawn(sequence, step.key, lead) % total
    for one in ordered:
        if place < one.share:
            return one
        place -= one.share
    return None


def _drawn(sequence: UUID, step: UUID, lead: int) -> int:
    """The same in every process and for ever."""
    told = sequence.bytes + step.bytes + lead.to_bytes(8, "big")
    return int.from_bytes(hashlib.blake2b(told, digest_size=8).digest(), "big")
