"""Closing an account: who inherits, and the way back."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenants.desk.forms import AskingForm
from tenants.desk.pages import page_context, register_page
from tenants.staff.admin.answers import done_to, not_there
from tenants.staff.models import User
from tenants.staff.services.leaving import close_account, heirs_of, left_by, open_account
from tenants.staff.services.rights import MANAGE

NOBODY = "nobody"


class HeirsForm(AskingForm):
    """One question for each kind of thing that is left behind; none is answered beforehand."""

    def __init__(self, data: Any = None, *, person: User):
        super().__init__(data)
        for one, number in left_by(person):
            people = [(str(heir.pk), str(heir)) for heir in heirs_of(person, one)]
            self.fields[one.name] = forms.ChoiceField(
                label=_("Who inherits %(things)s?") % {"things": one.said(number)},
                choices=[("", _("Choose")), (NOBODY, _("Leave unassigned")), *people],
                widget=forms.Select(attrs={"class": "bw-input"}),
                error_messages={"required": _("Choose who inherits, or leave it unassigned.")},
            )

    def heirs(self) -> dict[str, int | None]:
        return {name: None if pk == NOBODY else int(pk) for name, pk in self.cleaned_data.items()}


def closing(request: HttpRequest, person_id: int) -> HttpResponse:
    person = User.objects.visible_to(request.user).filter(pk=person_id).first()
    if person is None:
        return not_there(request)
    form = HeirsForm(request.POST if request.method == "POST" else None, person=person)
    if form.sent(lambda: close_account(person.pk, heirs=form.heirs(), by=request.user, now=timezone.now())):
        messages.success(request, _("%(name)s can no longer log in.") % {"name": person})
        return redirect("admin:staff_user_change", person.pk)
    context = page_context(request, person=person, form=form)
    return TemplateResponse(request, "admin/staff/close.html", context, status=form.status)


def opening(request: HttpRequest, person_id: int) -> HttpResponse:
    return done_to(request, person_id, open_account, _("%(name)s can log in again."))


register_page(
    "staff/<int:person_id>/close/", closing, name="staff_close", title=_("Close the account"), permission=MANAGE
)
register_page(
    "staff/<int:person_id>/open/",
    opening,
    name="staff_open",
    title=_("Open the account"),
    permission=MANAGE,
    methods=["POST"],
)
