"""What the working record brings to the list of leads: tags for many at once (F:L5)."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leads.actions import Chosen, LeadAction, lead_action
from leads.models import Tag
from leads.services.many import CHANGE, Done
from leads.services.tags import tag_leads
from tenants.staff.models import User

TIE, UNTIE = "+", "-"
OFFERED = 100  # tags; more are typed on a lead's own page


def register_record_actions() -> None:
    label = gettext_lazy("Tag")
    lead_action(LeadAction("tag", label, "sell", CHANGE, _tag, 25, _tags, label))


def _tag(ids: Iterable[int], by: User, chosen: Chosen, now: datetime) -> Done:
    """The choice is a tag's name behind the sign of what to do with it."""
    way, name = chosen.choice[:1], chosen.choice[1:]
    add, remove = [name] if way == TIE else [], [name] if way == UNTIE else []
    return tag_leads(ids, add=add, remove=remove, by=by, now=now)


def _tags(reader: User) -> list[tuple[object, object]]:
    names = list(Tag.objects.values_list("name", flat=True)[:OFFERED])
    without = [(f"{UNTIE}{name}", _("without %(tag)s") % {"tag": name}) for name in names]
    return [*((f"{TIE}{name}", name) for name in names), *without]
