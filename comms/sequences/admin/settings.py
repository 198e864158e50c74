"""For whom a sequence is and how much at most; and in its draft, when messages may go."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from comms.sequences.admin.builder import not_there, sequence_seen
from comms.sequences.admin.forms import SequenceForm, SettingsForm, WindowForm
from comms.sequences.models import Sequence
from comms.sequences.services.drafts import open_version
from comms.sequences.services.keeping import keep_settings, keep_window
from tenants.desk.pages import page_context


def settings(request: HttpRequest, sequence_id: int) -> HttpResponse:
    row = sequence_seen(request, sequence_id)
    if row is None:
        return not_there(request)
    form = SettingsForm(request.POST if request.method == "POST" else None, row=row)
    if form.sent(lambda: keep_settings(row.pk, form.wanted(), seen=form.cleaned_data["seen"])):
        messages.success(request, _("Saved. This holds from now on, for those under way, too."))
        return redirect("admin:sequence", row.pk)
    return _shown(request, row, form, _("Settings"), _("These hold at once, whatever the version."))


def window(request: HttpRequest, sequence_id: int) -> HttpResponse:
    row = sequence_seen(request, sequence_id)
    if row is None:
        return not_there(request)
    form = WindowForm(request.POST if request.method == "POST" else None, version=open_version(row))
    if form.sent(lambda: keep_window(row.pk, form.wanted(), seen=form.cleaned_data["seen"], now=timezone.now())):
        messages.success(request, _("Saved in the draft."))
        return redirect("admin:sequence", row.pk)
    about = _("On the patient's clock, by their number or country. This holds once the draft is published.")
    return _shown(request, row, form, _("When messages may go"), about)


def _shown(request: HttpRequest, row: Sequence, form: SequenceForm, title: str, about: str) -> HttpResponse:
    context = page_context(request, title=title, row=row, form=form, about=about)
    return TemplateResponse(request, "admin/sequences/settings.html", context, status=form.status)
