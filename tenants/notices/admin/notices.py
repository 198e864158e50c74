"""The page behind the bell."""

from dataclasses import asdict

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from tenants.desk.pages import ANY_STAFF, page_context, register_page
from tenants.middleware import works_while_suspended
from tenants.notices.models import Notice
from tenants.notices.services import reading
from tenants.notices.services.screen import on_screen

ON_A_PAGE = 25


def notices(request: HttpRequest) -> HttpResponse:
    """One's own, the newest first."""
    pages = Paginator(Notice.objects.visible_to(request.user), ON_A_PAGE)
    page = pages.get_page(request.GET.get("page"))
    shown = [reading.told(notice) for notice in page]
    unread = reading.unread_count(request.user)
    context = page_context(request, notices=shown, page_obj=page, unread=unread)
    return TemplateResponse(request, "admin/notices/notices.html", context)


def unread(request: HttpRequest) -> JsonResponse:
    """How many are unread, for the bell of a page that is open; with `after`, what its browser shows beside it."""
    answer: dict[str, object] = {"unread": reading.unread_count(request.user)}
    if "after" in request.GET:
        answer["screen"] = asdict(on_screen(request.user, request.GET["after"], now=timezone.now()))
    return JsonResponse(answer)


@works_while_suspended
def open_notice(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Read it and go where it leads, or back to the page of notices."""
    notice = reading.read_one(request.user, notice_id, now=timezone.now())
    if notice is None:
        raise Http404
    return _to(notice.link or reverse("admin:notices"))


@works_while_suspended
def read_all(request: HttpRequest) -> HttpResponse:
    count = reading.read_many(request.user, None, now=timezone.now())
    said = ngettext("%(count)d notice marked as read.", "%(count)d notices marked as read.", count)
    messages.success(request, said % {"count": count})
    return _to(reverse("admin:notices"))


def _to(address: str) -> HttpResponse:
    """303: what follows is a GET, whatever this was."""
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response


register_page("notices/", notices, name="notices", title=_("Notices"), permission=ANY_STAFF, methods=["GET"])
register_page("notices/unread/", unread, name="notices_unread", title="", permission=ANY_STAFF, methods=["GET"])
register_page("notices/read/", read_all, name="notices_read", title="", permission=ANY_STAFF, methods=["POST"])
register_page(
    "notices/<int:notice_id>/open/",
    open_notice,
    name="notices_open",
    title="",
    permission=ANY_STAFF,
    methods=["POST"],
)
