"""What a run tells of itself."""

from collections import Counter
from collections.abc import Iterable

from crm.chaos.facts import Facts
from crm.chaos.invariants import unknown
from crm.chaos.posting import Posted
from crm.chaos.programs import Program


def story(facts: Facts, posted: Posted, programs: Iterable[Program]) -> str:
    """A few lines, and one for each message of which nobody knows what became of it."""
    states = Counter(one.state for one in facts.messages)
    by_state = ", ".join(f"{number} {state}" for state, number in states.most_common())
    starts = ", ".join(f"{one.name} {one.starts}" for one in programs)
    lines = [
        f"messages: {len(facts.messages)} ({by_state}); the providers accepted {len(facts.taken)}",
        f"told to us: {posted.tries} times, of these {posted.refused} in vain; {len(facts.events)} events",
        f"STOPs heard: {len(facts.stops)}; starts: {starts}",
        f"sequences: {len(facts.steps)} steps of {len(facts.followers)} people, {len(facts.answers)} answered",
        f"unknown: {len(unknown(facts))}; the blows explain {facts.most_unknown} at most",
    ]
    taken = {one.reference for one in facts.taken}
    for one in unknown(facts):
        arrived = "accepted there" if one.reference in taken else "never accepted"
        lines.append(f"  {one.clinic} {one.reference} ({one.channel}): {arrived}")
    return "\n".join(lines)
