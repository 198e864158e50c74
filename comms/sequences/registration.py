"""What sequences tell the floors below when the product starts. Called once, from `apps.ready()`."""

from comms.sequences.models import Enrolment, Rule, Sequence, Step, Variant, Verdict, Version
from leads.merging import merges
from leads.person_data import holds_person_data
from tenants.audit.registry import trail


def register_rows() -> None:
    """The trail, and what becomes of enrolments when leads are merged or somebody is erased: the ledger goes with
    its enrolment."""
    trail(Sequence, leave_out=["slipped", "paused_at"])
    for model in (Version, Step, Variant, Verdict, Rule):
        trail(model)
    merges(Enrolment, but_for=("rule", "enquiry"))
    holds_person_data(Enrolment, "sequence", "state", "reason", "began_at", "ended_at")
