"""Calls, as the floors below know them. Called once, from `apps.ready()`."""

from django.utils.translation import gettext_lazy as _

from comms.models import QueueTurn
from leads.merging import Policy, merges
from leads.person_data import holds_person_data
from leads.services.many import CHANGE
from tenants.desk.access import CLINIC, declare
from tenants.desk.navigation import TODAY, navigate
from tenants.desk.pages import register_page


def register_calls() -> None:
    merges(QueueTurn, Policy.STAY)
    holds_person_data(QueueTurn)


def register_call_pages() -> None:
    from comms.admin.queue import queue

    register_page("comms/queue/", queue, name="comms_queue", title=_("Call queue"), permission=CHANGE)
    declare("call-queue", CHANGE, site=CLINIC)
    navigate(_("Call queue"), icon="call", page="admin:comms_queue", permission=CHANGE, section=TODAY, order=6)
