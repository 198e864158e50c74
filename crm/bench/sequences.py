"""Sequences: steps claimed and queued a second beside the floor of SQL, and a look at nothing at three sizes."""

import time
from datetime import UTC, datetime, timedelta

import psycopg
from psycopg import sql

from crm.bench.upkeep import Timed, time_of

DUE = 5_000
SIZES = (1_000, 100_000, 1_000_000)
LOOKS = 10
FLOOR = "floor: one statement"
OURS = "claimed and queued"
IDLE = "a look, {size:,} enrolled"
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
ENROL = """
INSERT INTO sequences_enrolment
    (sequence_id, version_id, lead_id, enquiry, "group", way, state, reason, next_step_id, due_at, since, slipped,
     began_at)
SELECT %(sequence)s, %(version)s, id, 1, 'open', 'many', 'active', '', %(step)s, %(due)s, now(), interval '0', now()
FROM leads_lead WHERE stage_id = %(stage)s OR %(every)s ORDER BY id LIMIT %(rows)s
"""


def measure_sequences(admin: psycopg.Connection, schema: str) -> list[Timed]:
    """The floor, then as a worker does it; then what it costs to find that nothing is due."""
    admin.execute(sql.SQL("SET search_path = {}").format(sql.Identifier(schema)))
    admin.execute("ANALYZE")
    timed = [_floor(admin)]
    about = _begin(schema)
    admin.execute(ENROL, {**about, "due": datetime.now(UTC), "rows": DUE, "every": True})
    timed.append(time_of(OURS, lambda: _run_all(schema)))
    for size in SIZES:
        admin.execute("TRUNCATE sequences_enrolment CASCADE")
        later = datetime.now(UTC) + timedelta(days=3)
        enrolled = admin.execute(ENROL, {**about, "due": later, "rows": size, "every": True}).rowcount
        admin.execute("VACUUM ANALYZE sequences_enrolment")
        timed.append(_looked(schema, enrolled))
    admin.execute("TRUNCATE sequences_enrolment CASCADE")
    admin.execute("RESET search_path")
    return timed


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


def _begin(schema: str) -> dict[str, int]:
    """A sequence of one SMS, open at every hour, for those of one stage; the line goes nowhere."""
    from comms.models import Account, Template, TemplateText
    from comms.sequences.models import Sequence, Step, Variant, Version
    from leads.models import Stage
    from tenants.context import clinic_context
    from tenants.models import Clinic

    now = datetime.now(UTC)
    with clinic_context(Clinic.objects.get(schema_name=schema)):
        Account.objects.create(channel="sms", external_id="+447700900001", kind="bench.sms")
        template = Template.objects.create(key="bench-sequence", title="Bench", channel="sms")
        TemplateText.objects.create(template=template, language="en", body="Hi {first_name}, shall we talk?")
        sequence = Sequence.objects.create(name="Bench")
        version = Version.objects.create(
            sequence=sequence, number=1, published_at=now, window_from="00:00", window_until="23:59:59.999999",
            weekdays=[*range(7)], keeps_holidays=False,
        )  # fmt: skip
        step = Step.objects.create(version=version, position=0, channel="sms")
        Variant.objects.create(step=step, label="A", template=template)
        sequence.version, sequence.state = version, Sequence.State.ACTIVE
        sequence.save()
        stage = Stage.objects.get(semantic="contacted")
        return {"sequence": sequence.pk, "version": version.pk, "step": step.pk, "stage": stage.pk}


def _run_all(schema: str) -> int:
    """Run after run, as one that was woken again; the messages that it queued."""
    from comms.sequences.models import StepRun

    before = time.monotonic()
    while _look(schema):
        if time.monotonic() - before > 300:
            break
    return _inside(schema, lambda: StepRun.objects.filter(outcome=StepRun.Outcome.MESSAGE).count())


def _looked(schema: str, size: int) -> Timed:
    def look() -> int:
        for _ in range(LOOKS):
            _look(schema)
        return LOOKS

    return time_of(IDLE.format(size=size), look)


def _look(schema: str) -> int:
    from comms.sequences.services import ticking

    return _inside(schema, lambda: ticking.run(now=datetime.now(UTC)))


def _inside(schema: str, do):
    from tenants.context import clinic_context
    from tenants.models import Clinic

    with clinic_context(Clinic.objects.get(schema_name=schema)):
        return do()
