"""/admin/settings/scoring/: the method in words, a form, and what it would change before it is kept."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.lib.errors import Conflict, HouseError
from leads.admin.scoring.form import ScoringForm
from leads.admin.scoring.shown import bars, differences, recalculation_at_work, turns, versions
from leads.models import ScoringProfile
from leads.services.scoring import PRESETS
from leads.services.scoring.keeping import CHANGE, Wished, check, keep_profile, use_again, wished_of
from leads.services.scoring.method import counted, profile_name
from leads.services.scoring.previewing import preview
from tenants.desk import access
from tenants.desk.pages import page_context

PAGE = "admin:settings_scoring"


def scoring(request: HttpRequest) -> HttpResponse:
    """`seen` is the version that stood beside the form when it was filled in."""
    if request.method == "POST" and request.POST.get("again"):
        return _again(request)
    used, seen = _in_use(), _number(request.POST.get("seen", ""))
    may_write = access.allows(CHANGE, request)
    sent = request.POST if request.method == "POST" else None
    form = ScoringForm(sent, wished=_begun(request, used), readable_only=not may_write)
    looks = request.POST.get("do") != "keep"
    answer = form.sent(lambda: _looked_at(form.wished()) if looks else _kept(form.wished(), request, seen))
    if answer is not None and not looks:
        return redirect(PAGE)
    differs = []
    if isinstance(form.refused, Conflict):
        used, seen = _in_use(), None
        differs = differences(wished_of(used), form.wished())
    around = _around(used) | {"differs": differs, "seen": seen or (used.version if used else None)}
    context = page_context(request, form=form, may_write=may_write, preview=answer, **around)
    return TemplateResponse(request, "admin/leads/scoring/page.html", context, status=form.status)


def _in_use() -> ScoringProfile | None:
    return ScoringProfile.objects.filter(is_active=True).first()


def _number(text: str) -> int | None:
    """A version; None for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _begun(request: HttpRequest, used: ScoringProfile | None) -> Wished:
    """What the form begins with: a preset that was asked for, else what is in use."""
    chosen = PRESETS.get(request.GET.get("preset", ""))
    if chosen or used is None:
        chosen = chosen or PRESETS["dental_tourism"]
        return Wished(chosen.weights, chosen.base)
    return wished_of(used)


def _looked_at(wished: Wished) -> dict[str, Any]:
    check(wished)
    seen = preview(wished.profile(), now=timezone.now())
    return {"bars": bars(seen), "turns": turns(seen), "leads": seen.leads, "is_estimate": seen.is_estimate,
            "looked_at": seen.looked_at}  # fmt: skip


def _kept(wished: Wished, request: HttpRequest, seen: int | None) -> ScoringProfile:
    row = keep_profile(wished, by=request.user, now=timezone.now(), seen=seen)
    messages.success(
        request, _("Version %(version)d is in use. All leads are scored anew.") % {"version": row.version}
    )
    return row


def _again(request: HttpRequest) -> HttpResponse:
    version, seen = (_number(request.POST.get(name, "")) for name in ("again", "seen"))
    try:
        row = use_again(version or 0, by=request.user, now=timezone.now(), seen=seen)
    except HouseError as refused:
        messages.error(request, refused.detail)
    else:
        told = _("Version %(version)d is in use. All leads are scored anew.")
        messages.success(request, told % {"version": row.version})
    return redirect(PAGE)


def _around(used: ScoringProfile | None) -> dict[str, Any]:
    factors = used.factors if used else []
    return {
        "used": used,
        "name": profile_name(used) if used else "",
        "method": [(counted(factor["key"]), factor["most"]) for factor in factors],
        "presets": [(preset.key, preset.name) for preset in PRESETS.values()],
        "versions": versions(),
        "at_work": recalculation_at_work(),
    }
