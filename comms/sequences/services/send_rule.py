"""A rule that sends one template: a sequence of one step that stands with its rule alone (F:C24)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from comms.models import Template
from comms.sequences.models import Group, Rule, Sequence, Step, Variant
from comms.sequences.services.checking import problems_of
from comms.sequences.services.content import steps_of
from comms.sequences.services.drafts import draft_of
from comms.sequences.services.pausing import ACTIVATE
from comms.sequences.services.rules import WantedRule, keep_rule
from comms.services.templates.titles import template_title
from crm.lib.errors import InvalidData, NotAllowed
from leads.models.consent import Channel
from tenants.staff.models import User


@transaction.atomic
def keep_send_rule(template: int, wanted: WantedRule, *, by: User, now: datetime) -> Rule:
    """Made and put into use in one go, for whoever may start a sequence. The rule's wait is all the wait there is.

    Raises NotAllowed, and InvalidData by field for a template that is gone or cannot go out.
    """
    if not User.objects.get(pk=by.pk).has_perm(ACTIVATE):
        raise NotAllowed(_("Your role does not start and stop sequences."))
    text = Template.objects.filter(pk=template, archived_at=None, channel__in=Channel.values).first()
    if text is None:
        _refuse(_("Choose a template first."))
    about = {"of_rule": True, "groups": list(Group.values), "again_after": 0, "made_by": by}
    row = Sequence.objects.create(name=template_title(text)[:120], **about)
    draft = draft_of(row, now=now)
    step = Step.objects.create(version=draft, position=1, channel=text.channel)
    Variant.objects.create(step=step, label="A", template=text)
    if stopping := [one.said for one in problems_of(draft, steps_of(draft)) if one.stops]:
        _refuse(stopping[0])
    draft.published_at, draft.published_by = now, by
    draft.save(update_fields=["published_at", "published_by"])
    row.version, row.state = draft, Sequence.State.ACTIVE
    row.save(update_fields=["version", "state"])
    return keep_rule(row.pk, wanted, by=by)


def _refuse(said: str) -> None:
    raise InvalidData(said, fields={"template": [said]})
