"""How this clinic takes calls; the usual way until somebody said otherwise."""

from django.db import transaction
from django.utils.translation import gettext as _

from comms.models import CallRules, Channel, Template, TemplateText
from crm.lib.errors import InvalidData, NotAllowed
from tenants.staff.models import User

CHANGE = "settings.change_clinicsettings"
SHORTEST, LONGEST = 5, 60  # seconds
BY = (Channel.SMS, Channel.WHATSAPP)  # how a missed call may be answered


def call_rules() -> CallRules:
    return CallRules.objects.first() or CallRules(pk=1)


@transaction.atomic
def keep_rules(
    *, is_recorded: bool, rings_seconds: int, text_back: int | None, by: User, deletes_recordings: bool = True
) -> CallRules:
    """Raises NotAllowed, and InvalidData for what is no such number or template, or could not go to a stranger."""
    if not User.objects.get(pk=by.pk).has_perm(CHANGE):
        raise NotAllowed(_("Your role does not change this."))
    if not SHORTEST <= rings_seconds <= LONGEST:
        said = _("From 5 to 60 seconds.")
        raise InvalidData(said, fields={"rings_seconds": [said]})
    template = _text_back(text_back) if text_back else None
    CallRules.objects.bulk_create([CallRules(pk=1)], ignore_conflicts=True)
    rules = CallRules.objects.select_for_update().get()
    rules.is_recorded, rules.rings_seconds, rules.text_back = is_recorded, rings_seconds, template
    rules.deletes_recordings = deletes_recordings
    rules.save()
    return rules


def _text_back(pk: int) -> Template:
    """Who calls has written nothing: free text of WhatsApp is closed to them, so that one has to be approved."""
    template = Template.objects.filter(pk=pk, channel__in=BY, archived_at=None).first()
    said = _("Choose one from the list.") if template is None else ""
    if template and template.channel == Channel.WHATSAPP:
        approved = template.texts.filter(approval=TemplateText.Approval.APPROVED).exists()
        said = "" if approved else _("WhatsApp has not approved this template in any language yet.")
    if said:
        raise InvalidData(said, fields={"text_back": [said]})
    return template
