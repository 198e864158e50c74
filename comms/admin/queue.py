"""The call queue: one lead at a time, a result before the next (F:C9, LOOK 07)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from comms.admin.queue_words import moments, results, why_now
from comms.services.calls import last_call, may_ring
from comms.services.queue import Turn, day_of, finish, pause, skip, take
from crm.lib.errors import HouseError, InvalidData, NotThere
from crm.lib.row_ids import row_id
from leads.models import ContactAttempt, Identity, LossReason
from leads.services.attempts import Said
from leads.services.dispositions import DAY, MOMENT, NEXT
from leads.services.follow_ups import their_moment
from leads.services.money import range_shown
from leads.services.operations import MOVE
from leads.services.timeline import timeline_of
from leads.timeline import CHANGES
from tenants.desk.pages import page_context
from tenants.undo.messages import say_undoable
from tenants.undo.models import Operation
from tenants.undo.registry import title_of

LAST_CONTACTS = 5
TEMPLATE = "admin/comms/queue.html"


def queue(request: HttpRequest) -> HttpResponse:
    """GET gives the next best lead, or the one that is in hand; POST `do` is save, skip or pause."""
    if request.method != "POST":
        return _page(request)
    lead_pk, now = row_id(request.POST.get("lead", "")), timezone.now()
    try:
        again = _do(request, request.POST.get("do", ""), lead_pk or 0, now)
    except NotThere:
        return render(request, "404.html", status=404)
    except HouseError as refused:
        return _page(request, refused)
    response = HttpResponseRedirect(reverse("admin:comms_queue") + again)
    response.status_code = 303
    return response


def _do(request: HttpRequest, what: str, lead_pk: int, now: datetime) -> str:
    if what == "pause":
        pause(by=request.user)
        return "?paused=1"
    if what == "skip":
        skip(lead_pk, by=request.user, now=now)
    elif what == "save":
        _finish(request, lead_pk, now)
    else:
        raise InvalidData(_("Choose what to do first."))
    return ""


def _finish(request: HttpRequest, lead_pk: int, now: datetime) -> None:
    sent = request.POST
    disposition = sent.get("disposition", "")
    if not disposition:
        said = _("Say how it went first.")
        raise InvalidData(said, fields={"disposition": [said]})
    when = _when(sent, disposition)
    at = their_moment(lead_pk, when, by=request.user) if when else None
    identity = row_id(sent.get("identity", ""))
    said = Said(at=at, reason=sent.get("reason", ""), note=sent.get("words", ""), identity=identity)
    _say(request, finish(lead_pk, disposition, said, by=request.user, now=now))


def _say(request: HttpRequest, attempt: ContactAttempt) -> None:
    """With the move that followed, which can be taken back."""
    told = {"result": attempt.get_disposition_display(), "who": attempt.lead.full_name}
    text = _("%(who)s: %(result)s.") % told
    moved = Operation.objects.filter(kind=MOVE, by=request.user, at=attempt.at).first()
    if moved is None:
        messages.success(request, text)
    else:
        say_undoable(request, f"{text} {title_of(moved)}.", moved)


def _when(sent: Mapping[str, str], disposition: str) -> str:
    """What was picked, else the moment that was chosen of those offered."""
    if disposition not in NEXT or NEXT[disposition].asks not in {MOMENT, DAY}:
        return ""
    return sent.get(f"at-{disposition}", "") or sent.get(f"likely-{disposition}", "")


def _page(request: HttpRequest, refused: HouseError | None = None) -> HttpResponse:
    now, is_paused = timezone.now(), "paused" in request.GET
    turn = None if is_paused else take(request.user, now=now)
    given = _given(request, turn) if refused else {}
    context = {
        "turn": turn,
        "day": day_of(request.user, now=now),
        "is_paused": is_paused,
        "wrong": (refused.fields or {"all": [refused.detail]}) if refused else {},
        "given": given,
        **(_of_turn(turn, request, given, now) if turn else {}),
    }
    return TemplateResponse(
        request, TEMPLATE, page_context(request, **context), status=refused.status if refused else 200
    )


def _given(request: HttpRequest, turn: Turn | None) -> dict[str, Any]:
    """What was typed, as long as it is about the lead that is still before them."""
    sent = request.POST.dict()
    return sent if turn and sent.get("lead") == str(turn.lead.pk) else {}


def _of_turn(turn: Turn, request: HttpRequest, given: Mapping[str, str], now: datetime) -> dict[str, Any]:
    lead = turn.lead
    holder = lead.companion_of
    numbers = [one for whose in (lead, holder) if whose for one in whose.identities.all()]
    phones = [one for one in numbers if one.kind == Identity.Kind.PHONE and one.is_valid]
    treatment = lead.treatment
    latest = timeline_of(lead, request.user, most=LAST_CONTACTS * 4)
    return {
        "lead": lead,
        "phones": phones,
        "why": why_now(turn.rank, lead, now),
        "results": results(lead, given),
        "moments": moments(turn.rank.facts, now),
        "zone": turn.rank.facts.zone,
        "reasons": LossReason.choices,
        "may_ring": may_ring(request.user),
        "last_call": last_call(lead, request.user, now=now),
        "about": range_shown(treatment.price_from, None, treatment.currency) if treatment else "",
        "last": [one for one in latest.moments if one.kind != CHANGES][:LAST_CONTACTS],
    }
