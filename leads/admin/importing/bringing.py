from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.lib.errors import HouseError, InvalidData
from leads.models import LeadImport
from leads.services.importing.checking import check
from leads.services.importing.files import in_words
from leads.services.importing.taking import take_file
from tenants.desk.pages import page_context

SHOWN = 30  # the newest


def bring(request: HttpRequest) -> HttpResponse:
    """The form for a file, and the lists that were brought before; a POST brings one and goes on to its columns."""
    refused = ""
    status = 200
    if request.method == "POST":
        try:
            return redirect("admin:import", _taken(request).pk)
        except HouseError as wrong:
            refused, status = wrong.detail, wrong.status
    found = LeadImport.objects.visible_to(request.user).select_related("by", "operation")[:SHOWN]
    earlier = [{"row": row, "about": in_words(row.about), "can_go_back": can_go_back(row)} for row in found]
    context = page_context(request, earlier=earlier, refused=refused, megabytes=settings.MAX_CSV_SIZE_MB)
    return TemplateResponse(request, "admin/leads/importing/bring.html", context, status=status)


def can_go_back(row: LeadImport) -> bool:
    """Whether what this list did can still be taken back."""
    done = row.operation
    return done is not None and done.undone_at is None and done.expires_at > timezone.now()


def _taken(request: HttpRequest) -> LeadImport:
    """The list, looked through with the columns that were suggested, as far as there are any."""
    file = request.FILES.get("file")
    if file is None:
        raise InvalidData(_("Choose a file first."))
    now = timezone.now()
    brought = take_file(file.name or "", file.chunks(), by=request.user, now=now)
    if any(brought.mapping.values()):
        check(brought.pk, brought.mapping, brought.options, by=request.user, now=now)
    return brought
