"""What holds of sequences however much was killed (H:S1, S3, S5, S11)."""

from collections import Counter
from collections.abc import Iterator

from crm.chaos.facts import Facts

SHUT = "asleep"  # stands in the text of what must not be written
MESSAGE, ACTIVE, STOPPED = "message", "active", "stopped"
Broken = Iterator[str]


def each_step_goes_once(facts: Facts) -> Broken:
    """One row of the ledger for a step of somebody, one message for a row, and one text for one person."""
    for (clinic, enrolment, key), times in Counter((s.clinic, s.enrolment, s.key) for s in facts.steps).items():
        if times > 1:
            yield f"{clinic}: step {key} of enrolment {enrolment} stands in the ledger {times} times"
    written = Counter((m.clinic, m.channel, m.address, m.text) for m in facts.messages if m.is_of_batch)
    for (clinic, _, address, text), times in written.items():
        if times > 1:
            yield f"{clinic}: {text} was written to {address} {times} times"


def ledger_and_messages_agree(facts: Facts) -> Broken:
    of_batch = {(one.clinic, one.reference) for one in facts.messages if one.is_of_batch}
    ledger = {(one.clinic, one.reference) for one in facts.steps if one.outcome == MESSAGE}
    for clinic, reference in sorted(ledger - of_batch):
        yield f"{clinic}: the ledger names the message {reference}, which is not there"
    for clinic, reference in sorted(of_batch - ledger):
        yield f"{clinic}: {reference} is of a sequence and in no ledger"


def answers_hold(facts: Facts) -> Broken:
    """No claim after the commit of their answer."""
    since = {(one.clinic, one.address): one.known_at for one in facts.answers}
    for one in facts.messages:
        answered = since.get((one.clinic, one.address))
        left = one.begun_at and one.state not in {"cancelled", "failed"}
        if one.is_of_batch and answered and left and one.begun_at > answered:
            yield f"{one.clinic}: {one.reference} was claimed at {one.begun_at} and the answer known at {answered}"


def nothing_goes_at_night(facts: Facts) -> Broken:
    for one in facts.messages:
        if one.is_of_batch and SHUT in one.text:
            yield f"{one.clinic}: {one.reference} was written though its hours are shut"


def everybody_came_to_an_end(facts: Facts) -> Broken:
    """Who answered was stopped; who did not has had all steps."""
    answered = {(one.clinic, one.address) for one in facts.answers}
    for one in facts.followers:
        if one.state == ACTIVE:
            yield f"{one.clinic}: {one.address} is still under way"
        elif (one.clinic, one.address) not in answered and not one.has_spoken and one.state != "finished":
            yield f"{one.clinic}: {one.address} was {one.state} and had said nothing"


def enough_was_sent(facts: Facts) -> Broken:
    """A run in which no step left, or nobody answered, proves nothing."""
    for clinic in facts.clinics:
        left = sum(one.clinic == clinic and one.outcome == MESSAGE for one in facts.steps)
        if left < facts.least_steps:
            yield f"only {left} steps of sequences of {clinic} were written, {facts.least_steps} are needed"
    # An answer races with the steps, which follow each other at once: in one clinic all of them may come too late.
    if facts.least_steps and not any(one.state == STOPPED for one in facts.followers):
        yield "nobody's answer stopped a sequence"


STEP_INVARIANTS = (
    each_step_goes_once,
    ledger_and_messages_agree,
    answers_hold,
    nothing_goes_at_night,
    everybody_came_to_an_end,
    enough_was_sent,
)
