"""How this clinic takes calls; the usual way until somebody said otherwise."""

from django.db import transaction
from django.utils.translation import gettext as _

from comms.models import CallRules, Channel, Template
from crm.lib.errors import InvalidData, NotAllowed
from tenants.staff.models import User

CHANGE = "settings.change_clinicsettings"
SHORTEST, LONGEST = 5, 60  # seconds


def call_rules() -> CallRules:
    return CallRules.objects.first() or CallRules(pk=1)


@transaction.atomic
def keep_rules(*, is_recorded: bool, rings_seconds: int, text_back: int | None, by: User) -> CallRules:
    """Raises NotAllowed, and InvalidData for what is no such number or template."""
    if not User.objects.get(pk=by.pk).has_perm(CHANGE):
        raise NotAllowed(_("Your role does not change this."))
    if not SHORTEST <= rings_seconds <= LONGEST:
        said = _("From 5 to 60 seconds.")
        raise InvalidData(said, fields={"rings_seconds": [said]})
    template = Template.objects.filter(pk=text_back, channel=Channel.SMS).first() if text_back else None
    if text_back and template is None:
        said = _("Choose one from the list.")
        raise InvalidData(said, fields={"text_back": [said]})
    CallRules.objects.bulk_create([CallRules(pk=1)], ignore_conflicts=True)
    rules = CallRules.objects.select_for_update().get()
    rules.is_recorded, rules.rings_seconds, rules.text_back = is_recorded, rings_seconds, template
    rules.save()
    return rules
