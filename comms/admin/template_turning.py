"""A template is archived or brought back from its page, and its places at the provider are said."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from comms.models import Template, TemplateText
from comms.services.templates.keeping import archive_template, keep_places, restore_template
from crm.lib.errors import HouseError
from tenants.undo.messages import say_undoable
from tenants.undo.registry import title_of


def archive(request: HttpRequest, template_id: int) -> HttpResponse:
    """POST: nobody is offered it any more, or it is offered again, as `wanted` says."""
    if not Template.objects.visible_to(request.user).filter(pk=template_id).exists():
        return render(request, "404.html", status=404)
    turn = restore_template if request.POST.get("wanted") == "restore" else archive_template
    operation = turn(template_id, by=request.user, now=timezone.now())
    if operation is None:
        messages.info(request, _("Nothing was changed."))
    else:
        say_undoable(request, f"{title_of(operation)}.", operation)
    return redirect("admin:comms_template_changelist")


def places(request: HttpRequest, text_id: int) -> HttpResponse:
    """POST: what stands in the places of a text that the provider knows, in their order."""
    seen = Template.objects.visible_to(request.user)
    text = TemplateText.objects.filter(pk=text_id, template__in=seen).first()
    if text is None:
        return render(request, "404.html", status=404)
    try:
        keep_places(text_id, request.POST.getlist("places"))
    except HouseError as refused:
        messages.warning(request, refused.detail)
    else:
        messages.success(request, _("The places are saved."))
    page = reverse("admin:comms_template_change", args=[text.template_id])
    return redirect(f"{page}?language={text.language}")
