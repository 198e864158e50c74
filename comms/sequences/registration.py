"""What sequences tell the floors below when the product starts. Called once, from `apps.ready()`."""

from django.utils.translation import gettext_lazy as _

from comms.gates import gate
from comms.sequences import receivers
from comms.sequences.models import Enrolment, Rule, Sequence, Step, Variant, Verdict, Version
from comms.sequences.services.archiving import register_archiving
from comms.sequences.services.demo import fill_sequences
from comms.sequences.services.enrolling import RUN
from comms.sequences.services.gate import may_leave
from comms.sequences.services.moving_on import register_moving_on
from comms.sequences.services.rehearsing.rehearsing import register_rehearsing
from comms.sequences.services.taking_back import register_undo
from comms.sequences.services.ticking import wake_if_due
from comms.signals import patient_spoke
from leads.demo_parts import demo_part
from leads.merging import merges
from leads.person_data import holds_person_data
from leads.signals import contact_stopped, lead_received, leads_moved, leads_put_away
from tenants.audit.registry import trail, words
from tenants.outbox.services.places import works_beside_jobs
from tenants.services.due import works_in_every_clinic


def register_rows() -> None:
    """The trail, and what becomes of enrolments when leads are merged or somebody is erased: the ledger goes with
    its enrolment."""
    trail(Sequence, leave_out=["slipped", "paused_at"])
    for model in (Version, Step, Variant, Verdict, Rule):
        trail(model)
    merges(Enrolment, but_for=("rule", "enquiry"))
    holds_person_data(Enrolment, "sequence", "state", "reason", "began_at", "ended_at")
    words(
        {
            "lead.sequence_began": _("put %(thing)s into a sequence"),
            "lead.sequence_stopped": _("took %(thing)s out of a sequence"),
            "lead.sequence_paused": _("had %(thing)s wait in a sequence"),
            "lead.sequence_went_on": _("had %(thing)s go on in a sequence"),
        }
    )


def register_work() -> None:
    """The minute's look, the gate before a message leaves, and all that takes somebody out."""
    works_in_every_clinic(RUN)
    works_beside_jobs(wake_if_due)
    gate("sequences", may_leave)
    patient_spoke.connect("sequences.stop", receivers.stop_who_spoke)
    lead_received.connect("sequences.stop", receivers.stop_who_came_again)
    leads_moved.connect("sequences.stop", receivers.stop_who_moved)
    leads_put_away.connect("sequences.stop", receivers.stop_who_left)
    contact_stopped.connect("sequences.stop", receivers.stop_who_asked)


def register_building() -> None:
    """What of the builder can be taken back, what it does in the background, and what a demo clinic begins with."""
    register_undo()
    register_archiving()
    register_moving_on()
    register_rehearsing()
    demo_part("sequences", fill_sequences)
