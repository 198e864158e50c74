"""What holds however much was killed: each a question to the facts that answers with what is broken."""

from collections import Counter
from collections.abc import Callable, Iterator

from crm.chaos.facts import Facts, Sent
from crm.chaos.step_invariants import STEP_INVARIANTS

SENT = {"accepted", "delivered", "read"}
NOT_SENT = {"failed", "cancelled"}
UNKNOWN = "unknown"
FINAL = SENT | NOT_SENT | {UNKNOWN}
STOPPED = "stopped"  # comms.services.refusals
SHOWN = 5  # of one kind; the rest is counted
Broken = Iterator[str]


def each_message_is_there_and_final(facts: Facts) -> Broken:
    """H:S1."""
    known = Counter((one.clinic, one.reference) for one in facts.messages)
    for clinic, reference in facts.written:
        if known[clinic, reference] != 1:
            yield f"{clinic}: {reference} was written and is there {known[clinic, reference]} times"
    for one in facts.messages:
        if one.state not in FINAL:
            yield f"{one.clinic}: {one.reference} is still {one.state}"


def nothing_goes_twice(facts: Facts) -> Broken:
    """H:S1, S3."""
    for reference, times in Counter(one.reference for one in facts.taken).items():
        if times > 1:
            yield f"{reference} was accepted {times} times"


def both_sides_agree(facts: Facts) -> Broken:
    """Nothing is called sent that was not taken, nor the other way round (H:S2)."""
    taken = {one.reference for one in facts.taken}
    for one in facts.messages:
        if one.state in SENT and one.reference not in taken:
            yield f"{one.clinic}: {one.reference} is called {one.state} and was never accepted"
        if one.state in NOT_SENT and one.reference in taken:
            yield f"{one.clinic}: {one.reference} is called {one.state} ({one.code}) and was accepted"
        if one.accepts > 1:
            yield f"{one.clinic}: {one.reference} has {one.accepts} attempts that were accepted"


def unknown_is_seldom_and_believed(facts: Facts) -> Broken:
    """`unknown` is what a blow left in mid-call, and no longer what the provider has told us of since."""
    lost = unknown(facts)
    if len(lost) > facts.most_unknown:
        yield f"{len(lost)} are unknown, and the blows explain {facts.most_unknown} at most"
    for one in lost:
        if one.reference in facts.told_of:
            yield f"{one.clinic}: {one.reference} is unknown though we answered a status of it"


def clinics_stay_apart(facts: Facts) -> Broken:
    """No row, text or send of one clinic at another (H:T5, S16, W5)."""
    whose = {one.reference: one.clinic for one in facts.messages}
    for one in facts.taken:
        if whose.get(one.reference) != one.clinic:
            yield f"{one.reference} of {whose.get(one.reference)} left by {one.clinic}'s account"
    for one in (*facts.messages, *facts.taken, *facts.events):
        strange = [name for name in facts.clinics if name != one.clinic and name in one.text]
        if strange:
            yield f"{one.clinic} holds a text of {strange[0]}: {one.text[:60]}"


def what_we_answered_we_have(facts: Facts) -> Broken:
    """Each event is there once and read; what patients wrote to a sender that repeats is there (H:W2, W4)."""
    there = Counter((one.clinic, one.provider, one.name) for one in facts.events)
    for event in facts.answered:
        if there[event] != 1:
            yield f"{event} was answered and is there {there[event]} times"
    heard = Counter(facts.heard)
    for said in facts.spoken:
        if heard[said] != 1:
            yield f"{said} was written by a patient and is there {heard[said]} times"
    for one in facts.events:
        if one.state != "done":
            yield f"{one.clinic}: the event {one.name} is {one.state}"


def stops_hold(facts: Facts) -> Broken:
    """No claim after the commit of its STOP (H:S11)."""
    since = {(one.clinic, one.channel, one.address): one.known_at for one in facts.stops}
    for one in facts.messages:
        stopped = since.get((one.clinic, one.channel, one.address))
        if stopped and _was_claimed(one) and one.begun_at > stopped:
            yield f"{one.clinic}: {one.reference} was claimed at {one.begun_at} and STOP known at {stopped}"


def nothing_is_left_lying(facts: Facts) -> Broken:
    for clinic, what in facts.unfinished:
        yield f"{clinic}: {what}"


def enough_happened(facts: Facts) -> Broken:
    """A run in which nothing was sent or said proves nothing."""
    by_clinic = Counter(one.clinic for one in facts.taken)
    for clinic in facts.clinics:
        if by_clinic[clinic] < facts.least:
            yield f"only {by_clinic[clinic]} messages of {clinic} were accepted, {facts.least} are needed"
    whom = {(one.clinic, one.channel, one.address) for one in facts.messages}
    if not any((one.clinic, one.channel, one.address) in whom for one in facts.stops):
        yield "nobody's STOP was heard of those to whom something went"


INVARIANTS: tuple[Callable[[Facts], Broken], ...] = (
    each_message_is_there_and_final,
    nothing_goes_twice,
    both_sides_agree,
    unknown_is_seldom_and_believed,
    clinics_stay_apart,
    what_we_answered_we_have,
    stops_hold,
    nothing_is_left_lying,
    enough_happened,
    *STEP_INVARIANTS,
)


def broken(facts: Facts) -> list[str]:
    """All that is wrong, in sentences; the first few of each kind."""
    sentences = []
    for invariant in INVARIANTS:
        found = list(invariant(facts))
        more = [f"... and {len(found) - SHOWN} more like that"] if len(found) > SHOWN else []
        sentences += [*found[:SHOWN], *more]
    return sentences


def unknown(facts: Facts) -> list[Sent]:
    return [one for one in facts.messages if one.state == UNKNOWN]


def _was_claimed(one: Sent) -> bool:
    """A job whose message is refused in its claim has a time, too, and hands nothing over."""
    refused_here = one.state == "failed" and one.code == STOPPED
    return bool(one.begun_at and not refused_here and not one.is_last_word and one.state != "cancelled")
