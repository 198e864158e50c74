"""The activity as a file: the rows of the list as it is filtered now. By POST, for it leaves a line itself."""

from django.contrib.admin import AdminSite, site
from django.contrib.admin.options import IncorrectLookupParameters
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.lib.sheets import KINDS
from tenants.audit.models import Entry
from tenants.audit.services.export import file_of
from tenants.audit.services.record import record
from tenants.desk.access import CLINIC, PLATFORM
from tenants.desk.pages import register_page
from tenants.desk.sites import platform_site

NAME = "audit_export"


def download(request: HttpRequest) -> HttpResponse:
    """Streams; the filters are those of the list, in the query. CSV unless another kind is named."""
    kind = KINDS.get(request.POST.get("kind", "csv"))
    if kind is None:
        return HttpResponseBadRequest(_("There is no such kind of file."), content_type="text/plain; charset=utf-8")
    here: AdminSite = platform_site if request.clinic is None else site
    admin = here._registry[Entry]
    try:
        entries = admin.get_changelist_instance(request).get_queryset(request)
    except IncorrectLookupParameters:
        return HttpResponseBadRequest(_("This filter is not known."), content_type="text/plain; charset=utf-8")
    filters = sorted(name for name, value in request.GET.items() if value)
    record("trail.exported", note=", ".join(filters))
    answer = StreamingHttpResponse(file_of(entries, request.clinic, kind.name), content_type=kind.content_type)
    day = timezone.localdate().isoformat()
    answer["Content-Disposition"] = f'attachment; filename="activity-{day}.{kind.name}"'
    return answer


for one in (CLINIC, PLATFORM):
    register_page(
        "activity.csv", download, name=NAME, title=_("Activity"), permission="audit.export_entry",
        site=one, methods=("POST",),
    )  # fmt: skip
