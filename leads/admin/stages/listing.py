from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from crm.lib.errors import NotThere
from crm.lib.row_ids import row_id
from leads.models import Stage
from leads.packs.stages import PRESETS
from leads.services.stage_list import leads_in, order_stages, shift_stage
from tenants.desk.pages import page_context


def stages(request: HttpRequest) -> HttpResponse:
    """The list; a POST says a whole order (`order`), or which one goes `up` or `down`."""
    if request.method == "POST":
        return redirect(f"{reverse('admin:stages')}{_put_in_order(request)}")
    rows = list(Stage.objects.all())
    number = leads_in(rows)
    listed = [(row, number[row.pk]) for row in rows]
    context = page_context(request, rows=listed, presets=PRESETS.values())
    return TemplateResponse(request, "admin/leads/stages/list.html", context)


def _put_in_order(request: HttpRequest) -> str:
    """Where the page goes on: at the arrow that was pressed, for whoever presses it again."""
    for name, by in (("up", -1), ("down", 1)):
        if name in request.POST:
            try:
                shift_stage(_number(request.POST[name]), by)
            except NotThere:
                messages.warning(request, _("This stage is not there any more."))
            return f"#{name}-{_number(request.POST[name])}"
    order_stages([_number(one) for one in request.POST.getlist("order")])
    messages.success(request, _("Saved."))
    return ""


def _number(text: str) -> int:
    """0, which no row has, for what is no id."""
    return row_id(text) or 0
