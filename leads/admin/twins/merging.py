"""Two leads side by side: which one stays, whose values, and one button (F:L22)."""

from django.contrib import messages
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.lib.errors import HouseError, NotThere
from crm.lib.row_ids import row_id
from leads.admin.twins.comparing import moves, rows, together
from leads.models import ContactAttempt, Lead, LeadPayload, Note
from leads.services.editing import version_of
from leads.services.many import CHANGE
from leads.services.merging_leads import further, merge_leads
from leads.services.sharing.duty import is_alone
from tenants.desk.pages import page_context, register_page
from tenants.undo.messages import say_undoable

CHOOSE, SHOWN, SEEN = "choose.", "shown.", "seen."


def merging(request: HttpRequest, lead_id: int) -> HttpResponse:
    """The lead and the one that `with` names, both in sight or 404; without one, those to choose from."""
    pair = {lead_id, row_id(request.GET.get("with"))}
    if request.method == "POST":
        return _merge(request, pair)
    if "with" not in request.GET and _leads(request).filter(pk=lead_id).exists():
        return redirect("admin:lead_similar", lead_id)
    return _page(request, pair)


def _merge(request: HttpRequest, pair: set[int | None]) -> HttpResponse:
    stays = row_id(request.POST.get("stays"))
    others = pair - {stays, None}
    if stays not in pair or len(others) != 1:
        raise Http404
    [goes] = others
    said = {"chosen": _said(request, CHOOSE), "seen": _versions(request), "by": request.user}
    try:
        merged = merge_leads(stays, goes, now=timezone.now(), **said)
    except NotThere as gone:
        raise Http404 from gone
    except HouseError as refused:
        return _page(request, pair, refused=refused)
    who = merged.operation.about["who"]
    text = _("%(who)s is a part of %(lead)s now. Both numbers lead here.") % {"who": who, "lead": merged.lead}
    say_undoable(request, text, merged.operation)
    if Lead.objects.visible_to(request.user).filter(pk=merged.lead.pk).exists():
        return redirect("admin:leads_lead_change", merged.lead.pk)
    messages.info(request, _("It is a colleague's now."))
    return redirect("admin:leads_lead_changelist")


def _page(request: HttpRequest, pair: set[int | None], *, refused: HouseError | None = None) -> HttpResponse:
    found = list(_leads(request).filter(pk__in=pair - {None}))
    if len(found) != 2 or any(one.merged_into_id for one in found):
        return _away(request, found)
    asked = row_id(request.POST.get("stays") or request.GET.get("stays"))
    stays = next((one for one in found if one.pk == asked), None) or further(*found)
    [goes] = [one for one in found if one != stays]
    fields = rows(stays, goes, _said(request, CHOOSE), _said(request, SHOWN))
    context = page_context(
        request,
        stays=stays,
        goes=goes,
        rows=[row for row in fields if not (row.name == "assigned_to" and is_alone())],
        together=together(stays, goes),
        moves=moves(goes),
        versions=[(one.pk, version_of(one)) for one in (stays, goes)],
        refused=refused,
        archived=[one for one in found if one.archived_at],
    )
    return TemplateResponse(
        request, "admin/leads/twins/merge.html", context, status=refused.status if refused else 200
    )


def _away(request: HttpRequest, found: list[Lead]) -> HttpResponse:
    """To whom one of them turned out to be meanwhile, as far as it is in sight; else not there."""
    if merged := [one for one in found if one.merged_into_id]:
        messages.info(request, _("One of them was merged already."))
        return redirect("admin:leads_lead_change", merged[0].pk)
    raise Http404


def _leads(request: HttpRequest) -> QuerySet[Lead]:
    visible = Lead.objects.visible_to(request.user).select_related("stage", "treatment", "partner", "assigned_to")
    hanging = {
        "arrivals": LeadPayload.objects.all(),
        "noted": Note.objects.filter(removed_at=None),
        "tried": ContactAttempt.objects.all(),
    }
    counted = {name: _number(rows) for name, rows in hanging.items()}
    return visible.annotate(**counted).prefetch_related("identities", "lead_tags__tag")


def _number(hanging: QuerySet) -> Coalesce:
    rows = hanging.filter(lead=OuterRef("pk")).order_by().values("lead").annotate(number=Count("pk"))
    return Coalesce(Subquery(rows.values("number")), 0, output_field=IntegerField())


def _said(request: HttpRequest, prefix: str) -> dict[str, str]:
    return {name.removeprefix(prefix): value for name, value in request.POST.items() if name.startswith(prefix)}


def _versions(request: HttpRequest) -> dict[int, str]:
    read = {row_id(pk): version for pk, version in _said(request, SEEN).items()}
    return {pk: version for pk, version in read.items() if pk is not None}


title = gettext_lazy("Merge two leads")
register_page("leads/lead/<int:lead_id>/merge/", merging, name="lead_merge", title=title, permission=CHANGE)
