"""A template that was sent to many: what has not left is cancelled (F:T18)."""

from datetime import datetime

from django.utils.translation import ngettext

from comms.models import Message, Template
from comms.services import live
from comms.services.bulk.sending import SENT
from comms.services.templates.titles import template_title
from leads.models import Lead
from leads.services.named_leads import names_of_leads
from tenants.audit.services.record import record_many
from tenants.staff.models import User
from tenants.undo.models import Operation
from tenants.undo.registry import Outcome, reversible

CHANGE = "leads.change_lead"


def register_sent_back() -> None:
    reversible(SENT, cancel_rest, _title, permission=CHANGE, names=names_of_leads, of=Lead, by_pieces=True)


def cancel_rest(operation: Operation, by: User, now: datetime) -> Outcome:
    """What has left is with the patient, and counts as changed since."""
    kept = {pk: before["message"] for pk, before in operation.rows.values_list("object_pk", "before")}
    list(Lead.objects.filter(pk__in=kept).order_by("pk").select_for_update(no_key=True).values("pk"))
    leads = list(Lead.objects.visible_to(by).filter(pk__in=kept).order_by("pk").prefetch_related("identities"))
    wanted = Message.objects.filter(pk__in=[kept[lead.pk] for lead in leads], state=Message.State.QUEUED)
    waiting = dict(wanted.select_for_update(no_key=True).order_by("pk").values_list("pk", "conversation"))
    Message.objects.filter(pk__in=waiting).update(state=Message.State.CANCELLED, ended_at=now)
    back = [lead for lead in leads if kept[lead.pk] in waiting]
    record_many("lead.template_cancelled", Lead, [(lead.pk, str(lead), None) for lead in back])
    live.changed(*waiting.values())
    since = tuple(str(lead) for lead in leads if kept[lead.pk] not in waiting)
    return Outcome(len(back), since, len(kept) - len(leads), [lead.pk for lead in back])


def _title(operation: Operation) -> str:
    template = Template.objects.filter(pk=operation.about.get("template")).first()
    told = {"number": operation.count, "template": template_title(template) if template else ""}
    words = ngettext("%(template)s: sent to %(number)d", "%(template)s: sent to %(number)d", operation.count)
    return words % told
