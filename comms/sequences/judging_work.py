"""What results need of the floors below: the hourly choice, who accepted, and the notice. From `apps.ready()`."""

from django.utils.translation import gettext_lazy as _

from comms.sequences.services import winning
from comms.sequences.services.accepting import note_accepted
from leads.signals import stage_changed
from tenants.notices.registry import notice_kind
from tenants.services.due import works_in_every_clinic


def register_judging() -> None:
    works_in_every_clinic(winning.TASK)
    stage_changed.connect("sequences.accepted", note_accepted)
    notice_kind(
        winning.CHOSEN,
        label=_("A text of your sequence was chosen for everybody"),
        title=_("%(sequence)s: everybody gets text %(text)s now"),
        body=_("It was answered more often than the others. You can take this back under the results."),
        icon="science",
        mail=True,
    )
