from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.lib.errors import Conflict
from tenants.inbound.models import WebhookEvent
from tenants.inbound.services.reading import replay


def replay_event(request: HttpRequest, webhook_id: int) -> HttpResponse:
    """Read once more what was given up, and go back to it."""
    if not WebhookEvent.objects.visible_to(request.user).filter(pk=webhook_id).exists():
        return render(request, "404.html", status=404)
    try:
        replay(webhook_id, now=timezone.now())
    except Conflict as refused:
        messages.info(request, refused.detail)
    else:
        messages.success(request, _("It is read once more within seconds."))
    return redirect("admin:inbound_webhookevent_change", webhook_id)
