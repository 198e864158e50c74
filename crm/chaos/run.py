"""One run: begin, let everything fall, let it settle, count. What needs Django is imported once it is set up."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from comms.providers.simulator.world import Patient
from crm.chaos.clinics import Side, conversations, have_leads, open_clinics, patients, wait_for_conversations
from crm.chaos.invariants import broken
from crm.chaos.options import Options
from crm.chaos.plan import Blow, most_unknown, plan
from crm.chaos.posting import Posted
from crm.chaos.stack import Stack, complete, running, servers_and_simulator
from crm.chaos.story import story
from crm.chaos.striking import fall

POSTMEN = 3  # beside the simulator's own: providers post at the same time

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Scene:
    """Everything stands, and nothing has fallen yet."""

    stack: Stack
    sides: Sequence[Side]
    people: Sequence[Patient]
    posted: Posted


def perform(options: Options, tell: Tell) -> list[str]:
    """What is broken, in sentences; nothing when all is well."""
    options.folder.mkdir(parents=True, exist_ok=True)
    blows = plan(options.seed, options.seconds)
    tell(f"chaos: seed {options.seed}, {len(blows)} blows in {options.seconds:g} s; logs in {options.folder}")
    began, posted = time.monotonic(), Posted()
    with servers_and_simulator(posted) as (servers, host), running(servers, host, options.folder) as stack:
        sides = open_clinics(host, options.folder)
        complete(stack)
        people = patients(host)
        have_leads(stack, sides, people)
        tell(f"began after {time.monotonic() - began:.0f} s")
        return _ruin(Scene(stack, sides, people, posted), blows, options, tell)


def _ruin(scene: Scene, blows: Sequence[Blow], options: Options, tell: Tell) -> list[str]:
    from crm.chaos.following import Following, followers
    from crm.chaos.gathering import gather
    from crm.chaos.settling import settle
    from crm.chaos.talking import Clinic, Patients

    host, sides = scene.stack.host, scene.sides
    said = Patients(host.world, sides, scene.people, options.seed)
    said.everybody()
    wait_for_conversations(sides)
    writers = [Clinic(side, conversations(side), host.timetable, options.seed) for side in sides]
    people = followers(host.world)
    behind = [Following(one, people, said.say, seconds=options.seconds, seed=options.seed) for one in sides]
    with _beside(
        [*(one.turn for one in (*writers, *behind)), behind[0].wake, said.turn, *[host.timetable.run_due] * POSTMEN]
    ):
        wrong = fall(scene.stack, blows, began=time.monotonic())
    said.last_words()
    took = settle(scene.stack, sides)
    tell("settled: not at all" if took is None else f"settled after {took:.0f} s")
    counts = {"most_unknown": most_unknown(blows), "least": int(options.seconds / 4)}
    facts = gather(host, scene.posted, writers, said, behind, **counts)
    tell(story(facts, scene.posted, scene.stack.programs.values()))
    return wrong + ([] if took is not None else ["something still waits"]) + broken(facts)


@contextmanager
def _beside(turns: Sequence[Callable[[], object]]) -> Iterator[None]:
    from crm.chaos.steadily import Beside

    threads = [Beside(turn, pause=0.15) for turn in turns]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        for thread in threads:
            thread.stop()
