"""Where somebody is logged in: everybody for himself, whoever may for a colleague (F:T16)."""

from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenants.desk.access import CLINIC, SITES
from tenants.desk.pages import ANY_STAFF, page_context, register_page
from tenants.middleware import works_while_suspended
from tenants.staff.models import User
from tenants.staff.services.agents import named
from tenants.staff.services.sessions import end_session, end_sessions, open_sessions

OWN, THEIRS = "staff_sessions", "staff_sessions_of"


@works_while_suspended
def own(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _shown(request, request.user)
    which = request.POST.get("session", "")
    if which == "others":
        end_sessions(request.user, except_key=request.session.session_key)
    else:
        end_session(request.user, _number(which))
        if not request.session.exists(request.session.session_key):
            logout(request)
    return redirect(f"admin:{OWN}")


def theirs(request: HttpRequest, user_id: int) -> HttpResponse:
    person = User.objects.visible_to(request.user).filter(pk=user_id).first()
    if person is None:
        raise Http404
    if request.method != "POST":
        return _shown(request, person)
    which = request.POST.get("session", "")
    if which == "others":
        end_sessions(person, except_key=request.session.session_key)
    else:
        end_session(person, _number(which))
    return redirect(f"admin:{THEIRS}", user_id=user_id)


def _shown(request: HttpRequest, person: User) -> HttpResponse:
    here = request.session.session_key
    rows = [
        {"row": one, "here": one.session_key == here, "browser": named(one.user_agent)}
        for one in open_sessions(person, now=timezone.now())
    ]
    context = page_context(request, rows=rows, person=person, own=person == request.user)
    return TemplateResponse(request, "admin/staff/sessions.html", context)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0


def register_sessions() -> None:
    title = _("Where you are logged in")
    for site in SITES:
        register_page("sessions/", own, name=OWN, title=title, permission=ANY_STAFF, site=site)
    register_page(
        "staff/user/<int:user_id>/sessions/",
        theirs,
        name=THEIRS,
        title=_("Where this person is logged in"),
        permission="usersessions.view_usersession",
        writing="usersessions.delete_usersession",
        site=CLINIC,
    )
