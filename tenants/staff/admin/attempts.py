"""Login attempts: a page over axes' two tables (F:T10)."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from tenants.desk.access import SITES
from tenants.desk.navigation import CLINIC as CLINIC_SECTION
from tenants.desk.navigation import PLATFORM as PLATFORM_SECTION
from tenants.desk.navigation import navigate
from tenants.desk.pages import page_context, register_page
from tenants.staff.services.agents import named
from tenants.staff.services.attempts import FAILED, LOCKED, OK, OUTCOMES, RESET, attempts, outcome_of

NAME, PERMISSION, EACH = "staff_attempts", "axes.view_accessfailurelog", 50
WORDS = {OK: _("Logged in"), FAILED: _("Wrong"), LOCKED: _("Paused"), RESET: _("Asked for a new password")}


def listing(request: HttpRequest) -> HttpResponse:
    outcome = request.GET.get("outcome", "")
    outcome = outcome if outcome in OUTCOMES else ""
    mail = request.GET.get("mail", "").strip()[:254].replace("\0", "")
    page = Paginator(attempts(outcome=outcome, mail=mail), EACH).get_page(request.GET.get("page"))
    rows = [
        {**row, "kind": outcome_of(row), "words": WORDS[outcome_of(row)], "browser": named(row["user_agent"])}
        for row in page
    ]
    choices = [("", _("All")), *WORDS.items()]
    context = page_context(request, rows=rows, page=page, outcome=outcome, mail=mail, choices=choices)
    return TemplateResponse(request, "admin/staff/attempts.html", context)


def register_attempts() -> None:
    sections = dict(zip(SITES, (CLINIC_SECTION, PLATFORM_SECTION), strict=True))
    for site in SITES:
        title = _("Login attempts")
        register_page(
            "login-attempts/", listing, name=NAME, title=title, permission=PERMISSION, site=site, methods=["GET"]
        )
        navigate(
            title,
            icon="login",
            page=f"admin:{NAME}",
            permission=PERMISSION,
            section=sections[site],
            order=85,
            site=site,
        )
