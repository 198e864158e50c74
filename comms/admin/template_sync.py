"""WhatsApp is asked what it says of the templates."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from comms.services.templates.asking import ask_soon


def sync(request: HttpRequest) -> HttpResponse:
    if ask_soon(now=timezone.now()):
        messages.success(request, _("WhatsApp is being asked. The list follows in a moment."))
    else:
        messages.warning(request, _("No WhatsApp number is connected. The Admin does that under Integrations."))
    return redirect("admin:comms_template_changelist")
