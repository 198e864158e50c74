"""One step further with many people of one sequence: looked at, written and moved on in so many statements for
each text that goes out. Part of a transaction that holds their leads."""

from collections.abc import Collection, Iterable
from datetime import datetime

from comms.sequences import reasons
from comms.sequences.models import Enrolment, Sequence, Step, StepRun, Variant
from comms.sequences.services.advancing import UNASKED, due_of, following, names_of, steps_of, window_for
from comms.sequences.services.conditions import unmet
from comms.sequences.services.gate import unfit
from comms.sequences.services.letters import Letters
from comms.sequences.services.planning import is_allowed, next_allowed
from comms.sequences.services.stopping import stop_rows
from comms.sequences.services.throttling import put_later
from leads.services.consent import StopsOf
from leads.services.follow_ups_asked import ask_owners
from tenants.services.changes import change_rows
from tenants.services.copying import copy_in
from tenants.settings.services.clinic import clinic_settings

COLUMNS = ("state", "next_step", "due_at", "since", "slipped", "ended_at")
WRITTEN = ("enrolment_id", "step_id", "step_key", "variant_id", "outcome", "reason", "message_id", "at")
LONGEST = StepRun._meta.get_field("reason").max_length
State, Outcome, Kind = Enrolment.State, StepRun.Outcome, Step.Kind


class Batch:
    """Those of `leads` whose turn it is in this sequence. What is decided gathers here until it is written."""

    def __init__(self, sequence: Sequence, leads: Collection[int], now: datetime) -> None:
        rows = Enrolment.objects.filter(sequence=sequence, lead__in=leads, state=State.ACTIVE, due_at__lte=now)
        rows = rows.select_related("lead").defer(*(f"lead__{name}" for name in UNASKED))
        rows = rows.prefetch_related("lead__stage", "lead__identities")
        self.sequence, self.rows, self.now = sequence, list(rows.order_by("due_at", "pk")), now
        self.zone = clinic_settings().time_zone
        self.steps = steps_of(one.version_id for one in self.rows)
        self.at = {one.pk: self._step(one) for one in self.rows}
        ran = StepRun.objects.filter(enrolment__in=[one.pk for one in self.rows])
        self.done = names_of(ran.values_list("enrolment", "step_key"))
        self.stops = StopsOf(one.lead_id for one in self.rows) if self.rows else None
        self.runs: list[tuple] = []
        self.changed: dict[int, Enrolment] = {}

    def take(self) -> int:
        """How many were looked after: went on, were put off, or stopped."""
        for one in self.rows:
            one.sequence = self.sequence
        whys = unfit(self.rows, self.stops) if self.rows else {}
        stop_rows(whys, now=self.now)
        due = [one for one in self.rows if one.pk not in whys and self._is_now(one)]
        due = [one for one in due if not self._is_done(one)]
        left = unmet([(one.lead, self.at[one.pk]) for one in due], now=self.now)
        for one in due:
            if one.lead_id in left:
                self.leave_out(one, reasons.CONDITION)
        self._do([one for one in due if one.lead_id not in left])
        self.write()
        return len(self.rows)

    def leave_out(self, one: Enrolment, why: str) -> None:
        self._ran(one, Outcome.SKIPPED, reason=str(why)[:LONGEST])

    def write(self) -> None:
        if self.runs:
            copy_in(StepRun, WRITTEN, self.runs)
        rows = {one.pk: [getattr(one, column) for column in COLUMNS] for one in self.changed.values()}
        change_rows(Enrolment, COLUMNS, rows)

    def _step(self, one: Enrolment) -> Step:
        return next(step for step in self.steps[one.version_id] if step.pk == one.next_step_id)

    def _is_now(self, one: Enrolment) -> bool:
        """Moved by the time that did not count, and by night to the morning."""
        window = window_for(self.at[one.pk], one.lead, otherwise=self.zone)
        due, missed = one.due_at, self.sequence.slipped - one.slipped
        if missed:
            due, one.since, one.slipped = due + missed, one.since + missed, self.sequence.slipped
        due = next_allowed(max(due, self.now), window)
        if due > self.now or missed:
            self._put(one, due)
        return due <= self.now and is_allowed(self.now, window)

    def _put(self, one: Enrolment, due: datetime) -> None:
        one.due_at = due
        self.changed[one.pk] = one

    def _is_done(self, one: Enrolment) -> bool:
        """A step that is in the ledger is never done again, whatever led here (H:S3)."""
        if self.at[one.pk].key not in self.done.get(one.pk, ()):
            return False
        self._go_on(one)
        return True

    def _do(self, rows: Collection[Enrolment]) -> None:
        writes = [one for one in rows if self.at[one.pk].kind == Kind.MESSAGE]
        for one, due in put_later(self.sequence, writes, self.now).items():
            self._put(one, next_allowed(due, window_for(self.at[one.pk], one.lead, otherwise=self.zone)))
        self._write_letters([one for one in writes if one.due_at <= self.now])
        self._ask([one for one in rows if self.at[one.pk].kind != Kind.MESSAGE])

    def _write_letters(self, rows: Collection[Enrolment]) -> None:
        wanted = [(one.lead, self.at[one.pk]) for one in rows]
        letters = Letters(self.sequence, wanted, self.now, self.stops)
        for one in rows:
            variant, message = letters.variant(one.lead_id), letters.messages.get(one.lead_id)
            if message is None:
                self._ran(one, Outcome.SKIPPED, reason=letters.why(one.lead_id)[:LONGEST], variant=variant)
            else:
                self._ran(one, Outcome.MESSAGE, message=message, variant=variant)

    def _ask(self, rows: Iterable[Enrolment]) -> None:
        """Tasks and calls are the owner's next step; a call is found by the call queue there."""
        rows = list(rows)
        ask_owners({one.lead: self.at[one.pk].task for one in rows}, now=self.now)
        for one in rows:
            self._ran(one, Outcome.CALL if self.at[one.pk].kind == Kind.CALL else Outcome.TASK)

    def _ran(
        self,
        one: Enrolment,
        outcome: str,
        *,
        variant: Variant | None = None,
        message: int | None = None,
        reason: str = "",
    ) -> None:
        step = self.at[one.pk]
        text = variant.pk if variant else None
        self.runs.append((one.pk, step.pk, step.key, text, outcome, reason, message, self.now))
        self._go_on(one)

    def _go_on(self, one: Enrolment) -> None:
        """To the next step of its version, counted from now; finished after the last."""
        done = {*self.done.get(one.pk, ()), self.at[one.pk].key}
        step = following(self.steps[one.version_id], self.at[one.pk], done)
        one.since, one.next_step = self.now, step
        one.due_at = due_of(step, self.now, one.lead, otherwise=self.zone) if step else None
        if step is None:
            one.state, one.ended_at = State.FINISHED, self.now
        self.changed[one.pk] = one
