"""Who may be the same person as this lead, and whom somebody said it is not."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.lib.errors import HouseError, NotThere
from crm.lib.row_ids import row_id
from leads.admin.page import lead_shown
from leads.admin.record.doing import back
from leads.services.duplicates import said_of, say_two_people, similar_to, take_back_two_people
from leads.services.many import CHANGE
from tenants.desk.pages import page_context, register_page

TWO, MAYBE_ONE = "two", "one"


def similar(request: HttpRequest, lead_id: int) -> HttpResponse:
    lead = lead_shown(lead_id, request.user)
    if lead is None:
        raise Http404
    if request.method == "POST":
        return _say(request, lead_id)
    context = page_context(
        request, lead=lead, found=similar_to(lead, reader=request.user), said=said_of(lead_id, request.user)
    )
    return TemplateResponse(request, "admin/leads/twins/similar.html", context)


def _say(request: HttpRequest, lead_id: int) -> HttpResponse:
    """Back to the page that asked."""
    other, do = row_id(request.POST.get("other")), request.POST.get("do")
    try:
        if other is None or do not in {TWO, MAYBE_ONE}:
            raise NotThere
        if do == TWO:
            say_two_people(lead_id, other, by=request.user, now=timezone.now())
            messages.success(request, _("They are two people. Nobody is asked about them again."))
        else:
            take_back_two_people(lead_id, other, by=request.user)
            messages.success(request, _("They are shown to each other again if they look alike."))
    except NotThere as gone:
        raise Http404 from gone
    except HouseError as refused:
        messages.warning(request, refused.detail)
    return back(request, lead_id)


title = gettext_lazy("Similar leads")
register_page("leads/lead/<int:lead_id>/similar/", similar, name="lead_similar", title=title, permission=CHANGE)
