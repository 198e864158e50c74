"""Calls, as the floors below know them. Called once, from `apps.ready()`."""

from django.utils.translation import gettext_lazy as _

from comms.history import call_moments
from comms.models import Call, CallRules, QueueTurn
from comms.receivers import tie_calls, untie_calls
from comms.services.calls import live
from comms.services.calls.missed import MISSED, missed
from comms.services.calls.recordings import HEAR, RECORDING, ended, fetch, recordings_of
from comms.services.calls.ringing import RUNG, register_ringing
from leads.merging import Policy, merges
from leads.person_data import holds_person_data
from leads.services.many import CHANGE
from leads.signals import arrival_freed, lead_received
from leads.timeline import CALLS, timeline_source
from tenants.audit.registry import trail
from tenants.desk.access import CLINIC, declare
from tenants.desk.navigation import TODAY, navigate
from tenants.desk.pages import register_page
from tenants.live import events
from tenants.outbox.handlers import register
from tenants.settings.registry import settings_page

SEE = "leads.view_lead"


def register_calls() -> None:
    merges(QueueTurn, Policy.STAY)
    holds_person_data(QueueTurn)
    trail(CallRules)
    merges(Call)
    holds_person_data(Call, "number", "state", "at", "seconds", "recording", files=recordings_of)
    lead_received.connect("comms.tie_calls", tie_calls)
    arrival_freed.connect("comms.untie_calls", untie_calls)
    timeline_source("calls", call_moments, kinds=[CALLS], tells=[RUNG])
    register_ringing()
    register(MISSED, missed, repeatable=True, while_suspended=True)
    register(RECORDING, fetch, repeatable=True, while_suspended=True, ended=ended)
    events.declare(live.EVENT, permission=SEE)


def register_call_pages() -> None:
    from comms.admin.queue import queue
    from comms.admin.recording import recording
    from comms.admin.rules_of_calls import rules_page
    from comms.admin.softphone import call, softphone, token

    register_page("comms/queue/", queue, name="comms_queue", title=_("Call queue"), permission=CHANGE)
    phone = {"title": _("Softphone"), "permission": CHANGE}
    register_page("comms/softphone/", softphone, name="comms_softphone", methods=["GET"], **phone)
    register_page("comms/softphone/call/", call, name="comms_call", methods=["POST"], **phone)
    register_page("comms/softphone/token/", token, name="comms_softphone_token", methods=["POST"], **phone)
    heard = {"title": _("Recording"), "permission": HEAR, "methods": ["GET"]}
    register_page("comms/recording/<int:call_id>/", recording, name="comms_recording", **heard)
    settings_page(
        "calls",
        title=_("Calls"),
        about=_("Recording, ringing, and the answer to a missed call."),
        icon="call",
        order=60,
        view=rules_page,
    )
    declare("softphone", CHANGE, site=CLINIC)
    declare("call-queue", CHANGE, site=CLINIC)
    navigate(_("Call queue"), icon="call", page="admin:comms_queue", permission=CHANGE, section=TODAY, order=6)
    phone = "admin:comms_softphone"
    navigate(_("Softphone"), icon="dialpad", page=phone, permission=CHANGE, section=TODAY, order=30)
