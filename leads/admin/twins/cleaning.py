"""All pairs of the clinic that may be one person, the likeliest first."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from leads.models import PairSearch
from leads.services.duplicates.looking import ask_to_look
from leads.services.duplicates.pairs import VIEW, likely_pairs, why_in_words
from tenants.desk.pages import page_context, register_page

ON_A_PAGE = 25


def duplicates(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        ask_to_look(by=request.user, now=timezone.now())
        return redirect("admin:duplicates")
    pages = Paginator(likely_pairs(request.user), ON_A_PAGE)
    page = pages.get_page(request.GET.get("page"))
    context = page_context(
        request,
        pairs=[(pair, why_in_words(pair)) for pair in page],
        page=page,
        number=pages.count,
        search=PairSearch.objects.first(),
    )
    return TemplateResponse(request, "admin/leads/twins/pairs.html", context)


title = gettext_lazy("Duplicates")
register_page("duplicates/", duplicates, name="duplicates", title=title, permission=VIEW)
