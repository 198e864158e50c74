"""What conversations add to the actions on leads."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from comms.models import Template
from comms.services.bulk.sending import SEND_MANY, send_many
from comms.services.templates.titles import template_title
from crm.lib.row_ids import row_id
from leads.actions import Chosen, LeadAction, lead_action
from leads.services.many import Done
from tenants.staff.models import User


def register_lead_actions() -> None:
    lead_action(
        LeadAction(
            "send_template", _("Send a template"), "forward_to_inbox", SEND_MANY, _send, 70, _templates,
            _("Template"), asks_first=True, offered=lambda archived: not archived,
            skipped=_("Skipped: nothing goes to them"),
        )
    )  # fmt: skip


def _send(ids: Iterable[int], by: User, chosen: Chosen, now: datetime) -> Done:
    return send_many(ids, template=row_id(chosen.choice) or 0, by=by, now=now)


def _templates(reader: User) -> list[tuple[object, str]]:
    offered = Template.objects.visible_to(reader).filter(archived_at=None)
    named = [(one.pk, f"{one.get_channel_display()} · {template_title(one)}") for one in offered]
    return sorted(named, key=lambda one: one[1].casefold())
