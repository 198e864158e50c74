"""One's own choice, for each kind of notice: at the bell, by mail."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenants.desk.pages import ANY_STAFF, page_context, register_page
from tenants.notices.carriers import carriers
from tenants.notices.services.choices import Choice, always_told, choices_of, choose


def choices(request: HttpRequest) -> HttpResponse:
    """A table of boxes, and what cannot be chosen away in words."""
    if request.method == "POST":
        choose(request.user, [_given(request, choice) for choice in choices_of(request.user)])
        messages.success(request, _("Your choice is saved."))
        return HttpResponseRedirect(reverse("admin:notices_choices"))
    context = page_context(request, choices=choices_of(request.user), always=always_told(), carriers=carriers())
    return TemplateResponse(request, "admin/notices/choices.html", context)


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
