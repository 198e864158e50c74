from collections.abc import Iterable, Mapping

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.lib.errors import NotThere
from leads.packs.stages import Preset
from leads.services.own_names import shown_name
from leads.services.stage_names import stage_name
from leads.services.stage_presets import Going, asked_as, choose_preset, homes_in, leaving, preset_named
from tenants.desk.forms import AskingForm
from tenants.desk.pages import page_context


class PresetForm(AskingForm):
    """Where the leads go of each stage that has no counterpart in the set."""

    def __init__(self, data: Mapping[str, str] | None, *, goes: Iterable[Going], preset: Preset):
        super().__init__(data)
        homes = [("", "…"), *((one.semantic.value, shown_name(one)) for one in homes_in(preset))]
        self.asked = {one.stage.pk: asked_as(one.stage) for one in goes if one.is_asked}
        for one in goes:
            if one.is_asked:
                self.fields[self.asked[one.stage.pk]] = forms.ChoiceField(
                    label=_("The leads of %(stage)s go to") % {"stage": stage_name(one.stage)},
                    choices=homes,
                    error_messages={"invalid_choice": _("This does not exist.")},
                    widget=forms.Select(attrs={"class": "bw-input"}),
                )

    def to(self) -> dict[int, str]:
        return {pk: self.cleaned_data[name] for pk, name in self.asked.items()}


def preset(request: HttpRequest, preset_key: str) -> HttpResponse:
    """What the set holds, and where the leads of the stages go that it does not have; a POST chooses it."""
    try:
        chosen = preset_named(preset_key)
    except NotThere:
        return render(request, "404.html", status=404)
    goes = leaving(chosen)
    form = PresetForm(request.POST if request.method == "POST" else None, goes=goes, preset=chosen)
    moved = form.sent(lambda: choose_preset(preset_key, to=form.to(), by=request.user, now=timezone.now()))
    if moved is not None:
        messages.success(request, _("Your stages are now those of %(set)s.") % {"set": chosen.title})
        return redirect("admin:stages")
    named = {one.semantic: one.name for one in chosen.stages}
    listed = [(one.stage, one.leads, named.get(one.to, "")) for one in goes]
    context = page_context(request, preset=chosen, goes=listed, form=form, title=chosen.title)
    return TemplateResponse(request, "admin/leads/stages/preset.html", context, status=form.status)
