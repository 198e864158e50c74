"""Sequences: steps claimed and queued a second beside the floor of SQL, messages sent a second, and what a look at
nothing and one at a few costs at three sizes."""

import time
from datetime import UTC, datetime, timedelta

import psycopg
from psycopg import sql

from crm.bench.upkeep import Timed, time_of
from crm.collector import settle

DUE = 5_000
SIZES = (1_000, 100_000, 1_000_000)
LOOKS = 10
FEW = 500  # due among all who are enrolled
SENDING = 5.0  # seconds
NAME = "Bench"
FLOOR = "floor: one statement"
OURS, KNOWN = "claimed and queued", "the same, once written to"
SENT = "sent by one process"
IDLE, SOME = "a look, {size:,} enrolled", "{due:,} due of {size:,}"
TABLES = """
CREATE TEMP TABLE enrolled (id bigint PRIMARY KEY, due_at timestamptz);
CREATE TEMP TABLE outbox (id bigserial PRIMARY KEY, enrolled bigint, step int, UNIQUE (enrolled, step));
INSERT INTO enrolled SELECT n, now() FROM generate_series(1, {rows}) n;
CREATE INDEX ON enrolled (due_at);
"""
CLAIM = """
WITH claimed AS (SELECT id FROM enrolled WHERE due_at <= now() ORDER BY due_at LIMIT 500 FOR UPDATE SKIP LOCKED),
queued AS (INSERT INTO outbox (enrolled, step) SELECT id, 1 FROM claimed ON CONFLICT DO NOTHING)
UPDATE enrolled SET due_at = now() + interval '1 day' FROM claimed WHERE enrolled.id = claimed.id
"""
FOR_THEM = """
UPDATE leads_lead SET stage_id = %(stage)s WHERE id IN (SELECT id FROM leads_lead ORDER BY id LIMIT %(rows)s)
"""
ENROL = """
INSERT INTO sequences_enrolment
    (sequence_id, version_id, lead_id, enquiry, "group", way, state, reason, next_step_id, due_at, since, slipped,
     began_at)
SELECT %(sequence)s, %(version)s, id, 1, 'open', 'many', 'active', '', %(step)s, %(due)s, now(), interval '0', now()
FROM leads_lead ORDER BY id LIMIT %(rows)s
"""
NOW_DUE = """
UPDATE sequences_enrolment SET due_at = now() - interval '1 second'
WHERE id IN (SELECT id FROM sequences_enrolment ORDER BY lead_id LIMIT %s)
"""


def measure_sequences(admin: psycopg.Connection, schema: str) -> list[Timed]:
    """The floor, then as a worker does it; then what it costs to find that nothing is due, or little."""
    settle()
    admin.execute(sql.SQL("SET search_path = {}").format(sql.Identifier(schema)))
    about = inside(schema, _begin)
    admin.execute(FOR_THEM, {**about, "rows": DUE})
    admin.execute("VACUUM ANALYZE")
    timed = [_floor(admin)]
    for name in (OURS, KNOWN):
        admin.execute(ENROL, {**about, "due": datetime.now(UTC), "rows": DUE})
        timed.append(time_of(name, lambda: _run_all(schema)))
    timed.append(_sent(schema))
    for size in SIZES:
        timed += _at_size(admin, schema, about, size)
    admin.execute("TRUNCATE sequences_enrolment CASCADE")
    admin.execute("RESET search_path")
    return timed


def _at_size(admin: psycopg.Connection, schema: str, about: dict[str, int], size: int) -> list[Timed]:
    admin.execute("TRUNCATE sequences_enrolment CASCADE")
    later = datetime.now(UTC) + timedelta(days=3)
    enrolled = admin.execute(ENROL, {**about, "due": later, "rows": size}).rowcount
    admin.execute("VACUUM ANALYZE sequences_enrolment")
    timed = [time_of(IDLE.format(size=enrolled), lambda: _idle(schema))]
    due = admin.execute(NOW_DUE, [FEW]).rowcount
    return [*timed, time_of(SOME.format(due=due, size=enrolled), lambda: _look(schema))]


def enrol_now(admin: psycopg.Connection, schema: str, rows: int) -> int:
    """So many of a clinic, due at once, as far as there are so many; how many that is."""
    admin.execute(sql.SQL("SET search_path = {}").format(sql.Identifier(schema)))
    about = inside(schema, _begun) or inside(schema, _begin)
    admin.execute(FOR_THEM, {**about, "rows": rows})
    enrolled = admin.execute(ENROL, {**about, "due": datetime.now(UTC), "rows": rows}).rowcount
    admin.execute("VACUUM ANALYZE")
    admin.execute("RESET search_path")
    return enrolled


def sequence_faults(timed: list[Timed]) -> list[str]:
    return [f"sequences: {one.name} did nothing" for one in timed if not one.rows]


def sequence_table(timed: list[Timed]) -> str:
    lines = [f"{'':28}{'rows':>10}{'seconds':>10}{'rows/s':>12}{'ms each':>10}"]
    for one in timed:
        each = one.seconds / max(one.rows, 1) * 1000
        lines.append(f"{one.name:28}{one.rows:>10,}{one.seconds:>10.2f}{one.rate:>12,.0f}{each:>10.2f}")
    return "\n".join([*lines, "The floor asks for 1,000/s claimed and queued; a look costs the same at each size."])


def _floor(admin: psycopg.Connection) -> Timed:
    admin.execute(TABLES.format(rows=DUE * 4))

    def claim() -> int:
        total = 0
        while taken := admin.execute(CLAIM).rowcount:
            total += taken
        return total

    return time_of(FLOOR, claim)


def _begun() -> dict[str, int]:
    """What `_begin` made before; nothing where it did not."""
    from comms.sequences.models import Step
    from leads.models import Stage

    step = Step.objects.filter(version__sequence__name=NAME).select_related("version").first()
    return _about(step, Stage.objects.get(semantic="contacted")) if step else {}


def _about(step: object, stage: object) -> dict[str, int]:
    version = step.version
    return {"sequence": version.sequence_id, "version": version.pk, "step": step.pk, "stage": stage.pk}


def _begin() -> dict[str, int]:
    """A sequence of one SMS, open at every hour, for those of one stage; the line goes nowhere."""
    from comms.models import Account, Template, TemplateText
    from comms.sequences.models import Sequence, Step, Variant, Version
    from crm.bench.line import CHANNEL, KIND
    from leads.models import Stage
    from tenants.settings.services.credentials import store

    store(KIND, {"key": "of the bench, and of nobody else"}, by=None)
    Account.objects.create(channel=CHANNEL, external_id="+447700900001", kind=KIND)
    template = Template.objects.create(key="bench-sequence", title=NAME, channel=CHANNEL)
    TemplateText.objects.create(template=template, language="en", body="Hi {first_name}, shall we talk?")
    sequence = Sequence.objects.create(name=NAME)
    version = Version.objects.create(
        sequence=sequence, number=1, published_at=datetime.now(UTC), window_from="00:00",
        window_until="23:59:59.999999", weekdays=[*range(7)], keeps_holidays=False,
    )  # fmt: skip
    step = Step.objects.create(version=version, position=0, channel=CHANNEL)
    Variant.objects.create(step=step, label="A", template=template)
    sequence.version, sequence.state = version, Sequence.State.ACTIVE
    sequence.save()
    return _about(step, Stage.objects.get(semantic="contacted"))


def _run_all(schema: str) -> int:
    """Run after run, as one that was woken again; the messages that it queued."""
    from comms.models import Message

    before = inside(schema, Message.objects.count)
    while _look(schema):
        pass
    return inside(schema, Message.objects.count) - before


def _idle(schema: str) -> int:
    for _ in range(LOOKS):
        _look(schema)
    return LOOKS


def _sent(schema: str) -> Timed:
    """For SENDING seconds, by a line that takes all at once; what waits then is taken away."""
    from comms.models import Message
    from comms.services import sending
    from tenants.outbox.models import Job
    from tenants.outbox.services import work

    def send() -> int:
        ends = time.monotonic() + SENDING
        while time.monotonic() < ends and work.run_due(now=datetime.now(UTC)):
            pass
        return Message.objects.filter(state=Message.State.ACCEPTED).count()

    waiting = Job.objects.filter(state=Job.State.WAITING)
    inside(schema, lambda: waiting.exclude(kind=sending.SEND).update(state=Job.State.DONE))  # of other parts
    timed = inside(schema, lambda: time_of(SENT, send))
    inside(schema, lambda: waiting.update(state=Job.State.DONE))
    inside(schema, lambda: Message.objects.filter(state=Message.State.QUEUED).update(state=Message.State.CANCELLED))
    return timed


def _look(schema: str) -> int:
    from comms.sequences.services import ticking

    return inside(schema, lambda: ticking.run(now=datetime.now(UTC)))


def inside(schema: str, do):
    from tenants.context import clinic_context
    from tenants.models import Clinic

    with clinic_context(Clinic.objects.get(schema_name=schema)):
        return do()
