"""What the working record brings to the list of leads: tags and a note for many at once (F:L4, L5)."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leads.actions import Chosen, LeadAction, lead_action
from leads.first_actions import UNMERGED
from leads.models import LeadTag, Tag
from leads.services.many import CHANGE, Done
from leads.services.notes_many import note_leads
from leads.services.tags import find_tag, tag_leads
from tenants.staff.models import User

TIE, UNTIE = "+", "-"
OFFERED = 100  # tags; more are typed on a lead's own page


def register_record_actions() -> None:
    label, note = gettext_lazy("Tag"), gettext_lazy("Note")
    lead_action(LeadAction("tag", label, "sell", CHANGE, _tag, 25, _tags, label, fit=_not_so_yet))
    lead_action(LeadAction("note", note, "edit_note", CHANGE, _note, 27, writes=note, fit=lambda chosen: UNMERGED))


def _tag(ids: Iterable[int], by: User, chosen: Chosen, now: datetime) -> Done:
    """The choice is a tag's name behind the sign of what to do with it."""
    way, name = chosen.choice[:1], chosen.choice[1:]
    add, remove = [name] if way == TIE else [], [name] if way == UNTIE else []
    return tag_leads(ids, add=add, remove=remove, by=by, now=now)


def _not_so_yet(chosen: Chosen) -> Q:
    ties = LeadTag.objects.filter(lead=OuterRef("pk"), tag=find_tag(chosen.choice[1:]))
    return UNMERGED & (Q(Exists(ties)) if chosen.choice[:1] == UNTIE else ~Q(Exists(ties)))


def _note(ids: Iterable[int], by: User, chosen: Chosen, now: datetime) -> Done:
    return note_leads(ids, body=chosen.choice, by=by, now=now)


def _tags(reader: User) -> list[tuple[object, object]]:
    names = list(Tag.objects.values_list("name", flat=True)[:OFFERED])
    without = [(f"{UNTIE}{name}", _("without %(tag)s") % {"tag": name}) for name in names]
    return [*((f"{TIE}{name}", name) for name in names), *without]
