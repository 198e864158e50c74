"""The button "Read again"."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.lib.errors import NotAllowed
from leads.models import LeadPayload
from leads.services import replay as replaying
from leads.services.replay import Replayed
from tenants.desk.pages import register_page


def replay(request: HttpRequest, payload_id: int) -> HttpResponse:
    """Back to the arrival with a sentence."""
    if not LeadPayload.objects.visible_to(request.user).filter(pk=payload_id).exists():
        raise Http404
    try:
        _say(request, replaying.replay(payload_id, by=request.user, now=timezone.now()))
    except NotAllowed as refusal:
        messages.warning(request, refusal.detail)
    response = HttpResponseRedirect(reverse("admin:leads_leadpayload_change", args=[payload_id]))
    response.status_code = 303
    return response


def _say(request: HttpRequest, done: Replayed) -> None:
    said = {
        replaying.JUDGED: _("Read again: it is a lead now."),
        replaying.LEAD: _("It belongs to a lead already. Nothing was changed."),
        replaying.GONE: _("Its lead was removed. Nothing was changed."),
        replaying.WAITS: _("It waits in triage. Decide there."),
        replaying.DECLINED: _("It was declined. Take it back in triage first."),
        replaying.SETTLED: _("They sent the form again, complete. Nothing is left to do."),
        replaying.REFUSED: _("Read again, and still not usable."),
    }
    (messages.success if done.outcome == replaying.JUDGED else messages.warning)(request, said[done.outcome])


register_page(
    "arrivals/<int:payload_id>/read-again/",
    replay,
    name="replay_arrival",
    title=gettext_lazy("Read again"),
    permission="leads.view_leadpayload",
    methods=("POST",),
)
