"""The working record of a lead: what stands in its timeline, what of it can be taken back, where its lists are."""

from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy, ngettext

from leads.history import register_history
from leads.models import Lead
from leads.record_actions import register_record_actions
from leads.services.contacts_away import register_contacts_back
from leads.services.follow_ups import SET
from leads.services.many import CHANGE
from leads.services.named_leads import names_of_leads
from leads.services.notes_back import register_notes_back
from leads.services.notes_many import register_notes_many_back
from leads.services.tags_back import register_tags_back
from leads.services.taking_back import take_back
from tenants.audit.services.values import MOMENT
from tenants.desk.navigation import SETUP, navigate
from tenants.undo.models import Operation
from tenants.undo.registry import reversible


def register_record() -> None:
    register_history()
    register_notes_back()
    register_notes_many_back()
    register_tags_back()
    register_contacts_back()
    register_record_actions()
    reversible(SET, take_back, _planned, permission=CHANGE, names=names_of_leads, of=Lead, by_pieces=True)
    tags, fields = "admin:leads_tag_changelist", "admin:leads_customfield_changelist"
    may = "leads.view_tag"
    navigate(gettext_lazy("Tags"), icon="sell", page=tags, permission=may, section=SETUP, order=6)
    title, may = gettext_lazy("Fields of your own"), "leads.view_customfield"
    navigate(title, icon="edit_note", page=fields, permission=may, section=SETUP, order=7)


def _planned(operation: Operation) -> str:
    if operation.after.get("next_follow_up") is None:
        words = ngettext("Next step of %(number)d lead done", "Next step of %(number)d leads done", operation.count)
        return words % {"number": operation.count}
    words = ngettext(
        "Next step of %(number)d lead: %(at)s", "Next step of %(number)d leads: %(at)s", operation.count
    )
    return words % {"number": operation.count, "at": _moment(operation.after["next_follow_up"])}


def _moment(text: str) -> str:
    return date_format(localtime(parse_datetime(text)), MOMENT)
