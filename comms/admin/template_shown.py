"""What the page of a template shows beside its form, and the fragment that a script asks for."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from comms.admin.template_form import TemplateForm
from comms.models import Template, TemplateText
from comms.packs.templates import LANGUAGES
from comms.services.placeholders.known import KNOWN
from comms.services.templates.places import names_of
from comms.services.templates.previewing import Preview, leads_to_preview, preview_text
from comms.services.templates.seen import seen_of
from comms.services.templates.titles import template_title
from comms.template_words import reason_said
from crm.lib.errors import Conflict
from crm.lib.row_ids import row_id
from tenants.settings.services.clinic import clinic_settings
from tenants.staff.languages import SPOKEN

TONES = {"approved": "ok", "pending": "info", "rejected": "danger", "paused": "warn", "disabled": "danger"}
QUALITY_TONES = {"GREEN": "ok", "YELLOW": "warn", "RED": "danger"}


def language_wanted(request: HttpRequest, row: Template) -> str:
    """The tab that is open: the one asked for, else the clinic's language where there is a text in it."""
    asked = request.GET.get("language", "")
    if asked in SPOKEN:
        return asked
    own = clinic_settings().language
    written = [text.language for text in row.texts.all()] if row.pk else []
    return own if own in written or not written else written[0]


def shown(
    request: HttpRequest, row: Template, text: TemplateText, form: TemplateForm, *, may_write: bool
) -> dict[str, Any]:
    said = request.POST if request.method == "POST" else form.initial
    leads = leads_to_preview(request.user)
    lead = row_id(request.POST.get("lead") or request.GET.get("lead", "")) or (leads[0].pk if leads else None)
    return {
        "row": row,
        "title": template_title(row),
        "form": form,
        "seen": said.get("seen") if form.is_bound and form.status != Conflict.status else seen_of(text),
        "text": text,
        "tone": TONES.get(text.approval, ""),
        "reason": reason_said(text),
        "quality_tone": QUALITY_TONES.get(text.quality, ""),
        "may_write": may_write,
        "tabs": _tabs(row, text.language),
        "others": [(code, name) for code, name in SPOKEN.items() if code not in _written(row) | set(LANGUAGES)],
        "places": list(KNOWN.items()),
        "link_place": "link:https://",
        "provider_places": list(zip(names_of(text), text.places, strict=False)),
        "leads": [(one.pk, str(one)) for one in leads],
        "lead": lead,
        "preview": _preview(request, row.channel, text.language, said, lead),
    }


def preview(request: HttpRequest) -> HttpResponse:
    """POST: what stands in the form, for one lead."""
    language = request.POST.get("language", "")
    channel, lead = request.POST.get("channel", ""), row_id(request.POST.get("lead", ""))
    found = _preview(request, channel, language if language in SPOKEN else "en", request.POST, lead)
    return render(request, "admin/comms/template/preview.html", {"preview": found})


def _preview(request: HttpRequest, channel: str, language: str, said: Any, lead: int | None) -> Preview:
    written = {name: str(said.get(name) or "") for name in ("subject", "body")}
    way = channel or said.get("channel", "")
    return preview_text(channel=way, language=language, lead=lead, by=request.user, **written)


def _written(row: Template) -> set[str]:
    return {text.language for text in row.texts.all()} if row.pk else set()


def _tabs(row: Template, current: str) -> list[tuple[str, Any, bool, bool]]:
    """(code, its name, whether it is open, whether there is a text): what is written first, then what is not."""
    written = _written(row)
    codes = [*sorted(written), *(code for code in (*LANGUAGES, current) if code not in written)]
    return [
        (code, SPOKEN[code], code == current, code in written) for code in dict.fromkeys(codes) if code in SPOKEN
    ]
