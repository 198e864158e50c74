"""What sequences add to the actions on leads."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from comms.sequences.models import Enrolment, Sequence
from comms.sequences.services.enrolling import ENROL
from comms.sequences.services.putting_in import put_in, take_out
from crm.lib.row_ids import row_id
from leads.actions import Chosen, LeadAction, lead_action
from leads.services.many import Done
from tenants.staff.models import User


def register_lead_actions() -> None:
    lead_action(
        LeadAction(
            "put_in_sequence", _("Put into a sequence"), "alt_route", ENROL, _put_in, 72, active_sequences,
            _("Sequence"), asks_first=True, offered=lambda archived: not archived,
            skipped=_("Skipped: they do not begin"),
        )
    )  # fmt: skip
    lead_action(
        LeadAction(
            "leave_sequences", _("Take out of sequences"), "logout", ENROL, _take_out, 74, lasts=True,
            offered=lambda archived: False, fit=lambda chosen: Q(Exists(under_way())),
        )
    )  # fmt: skip


def active_sequences(reader: User) -> list[tuple[object, str]]:
    rows = Sequence.objects.visible_to(reader).filter(of_rule=False, archived_at=None)
    return list(rows.filter(state=Sequence.State.ACTIVE).order_by("name", "pk").values_list("pk", "name"))


def under_way() -> object:
    """Of the lead of an outer query."""
    return Enrolment.objects.filter(lead=OuterRef("pk"), state=Enrolment.State.ACTIVE)


def _put_in(ids: Iterable[int], by: User, chosen: Chosen, now: datetime) -> Done:
    return put_in(ids, sequence=row_id(chosen.choice) or 0, by=by, now=now)


def _take_out(ids: Iterable[int], by: User, chosen: Chosen, now: datetime) -> Done:
    return take_out(ids, by=by, now=now)
