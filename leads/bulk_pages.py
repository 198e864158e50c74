"""What work on many leads brings to the desk and to the worker."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from leads.actions import Chosen, LeadAction, lead_action
from leads.services.bulk.beginning import BULK
from leads.services.bulk.telling import link_of_run, numbers_of_run, title_of_run
from leads.services.bulk.working import over, step
from leads.services.deleting import DELETE, delete_leads
from leads.services.many import CHANGE, Done
from tenants.desk.pages import register_page
from tenants.runs.registry import runs
from tenants.staff.models import User


def register_bulk() -> None:
    from leads.admin.many import many

    words, more = _("Delete for good"), {"confirm": "delete", "fit": lambda chosen: Q()}
    lead_action(LeadAction("delete", words, "delete_forever", DELETE, _delete, 95, **more))
    runs(BULK, step, title_of_run, permission=CHANGE, link=link_of_run, counted=numbers_of_run, over=over)
    page, title = "leads/many/<uuid:run_id>/", _("Many leads at once")
    register_page(page, many, name="lead_many", title=title, permission=CHANGE, methods=("GET",))


def _delete(ids: Iterable[int], by: User, chosen: Chosen, now: datetime) -> Done:
    return delete_leads(ids, is_confirmed=chosen.is_confirmed, by=by, now=now)
