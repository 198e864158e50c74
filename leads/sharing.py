"""What sharing out and the clocks of answers bring to the desk, Beat and the floors below."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from leads.actions import Chosen, LeadAction, lead_action
from leads.admin import sharing
from leads.services.many import CHANGE as CHANGE_LEAD
from leads.services.many import Done
from leads.services.sharing.draining import assign_now
from leads.services.sharing.dropping import register_rules_back
from leads.services.sharing.duty import forget_workers
from leads.services.watching import WATCH, look_at
from tenants.context import is_platform
from tenants.desk.pages import register_page
from tenants.services.due import works_in_every_clinic
from tenants.settings.registry import CHANGE, VIEW, settings_page
from tenants.staff.models import User
from tenants.staff.shift_changes import shift_changes


def register_sharing() -> None:
    works_in_every_clinic(WATCH)
    register_rules_back()
    shift_changes.append(_somebody_came)
    about = _("Who gets new leads, and who hears when nobody answers")
    title = _("Sharing out")
    settings_page("sharing", view=sharing.overview, title=title, about=about, icon="diversity_3", order=40)
    may = {"title": title, "permission": VIEW, "writing": CHANGE}
    register_page("settings/sharing/new/", sharing.rule, name="sharing_rule_new", **may | {"permission": CHANGE})
    register_page("settings/sharing/<int:rule_id>/", sharing.rule, name="sharing_rule", **may)
    offered = {"offered": _at_work, "from_hand_to_hand": True, "lasts": True}
    lead_action(LeadAction("share_out", _("Share out"), "diversity_3", CHANGE_LEAD, _share_out, 25, **offered))


def _share_out(ids: Iterable[int], by: User, chosen: Chosen, now: datetime) -> Done:
    return assign_now(ids, by=by, now=now)


def _at_work(is_archived: bool) -> bool:
    return not is_archived


def _somebody_came(person: User, now: datetime) -> None:
    """The queue is looked at within a minute. The platform's own people have none."""
    if is_platform():
        return
    forget_workers()
    look_at(now)
