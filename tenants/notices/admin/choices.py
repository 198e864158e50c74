"""One's own choice, for each kind of notice: at the bell, by mail."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.lib.errors import HouseError
from tenants.desk.pages import ANY_STAFF, page_context, register_page
from tenants.notices.carriers import carriers
from tenants.notices.services.carried import carried_to
from tenants.notices.services.choices import Choice, always_told, choices_of
from tenants.notices.services.number import choose_with_number
from tenants.staff.models import User


def choices(request: HttpRequest) -> HttpResponse:
    """A table of boxes, and what cannot be chosen away in words; a number where there are carriers."""
    given, wrong, status = choices_of(request.user), "", 200
    typed = request.user.notice_phone
    if request.method == "POST":
        given = [_given(request, choice) for choice in given]
        typed = request.POST.get("notice_phone", typed)[:40]
        try:
            choose_with_number(request.user, given, typed)
        except HouseError as refused:
            wrong, status = refused.detail, refused.status
        else:
            messages.success(request, _("Your choice is saved."))
            return HttpResponseRedirect(reverse("admin:notices_choices"))
    context = page_context(request, choices=given, always=always_told(), carriers=_ways(request.user))
    context |= {"typed": typed, "wrong": wrong, "carried": carried_to(request.user)}
    return TemplateResponse(request, "admin/notices/choices.html", context, status=status)


def _ways(person: User) -> list[dict[str, object]]:
    return [
        {"name": one.name, "label": one.label, "cost": one.cost, "why_not": one.why_not(person)}
        for one in carriers()
    ]


def _given(request: HttpRequest, choice: Choice) -> Choice:
    ticked = request.POST
    carried = [name for name in choice.can_carry if f"{name}:{choice.kind}" in ticked]
    return choice.changed(
        bell=f"bell:{choice.kind}" in ticked, mail=f"mail:{choice.kind}" in ticked, carried=carried
    )


register_page(
    "notices/choices/",
    choices,
    name="notices_choices",
    title=gettext_lazy("What you are told"),
    permission=ANY_STAFF,
)
