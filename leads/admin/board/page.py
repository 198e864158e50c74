from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from leads.admin.board.asking import AFTER, ENDED, OPENED, SWITCHES, Asked
from leads.admin.board.form import destinations
from leads.admin.board.words import number_words, worth_words
from leads.admin.waits import Wait, wait_of
from leads.asked import AskedOfOne, asks
from leads.models import Lead, Stage
from leads.models.stage import DONE, Semantic
from leads.services.board import Column
from leads.services.board.worth import Worth
from leads.services.many import CHANGE
from leads.services.money import range_shown
from leads.services.sharing.duty import is_alone
from tenants.desk.pages import page_context
from tenants.desk.templatetags.desk_shown import duration_since


def board(request: HttpRequest) -> HttpResponse:
    asked = Asked(request)
    found, alone = asked.columns(), is_alone()
    hidden = "assigned_to" if alone else ""
    context = {
        "asked_for": asked,
        "columns": [_column(one, asked) for one in found],
        "open": _open(found),
        "is_empty": not any(one.number for one in found),
        "ended": asked.with_(**{ENDED: None if asked.is_unfolded else OPENED}),
        "switches": [(name, asked.is_on(name), asked.switched(name)) for name in SWITCHES if name != hidden],
        "alone": alone,
    }
    if request.user.has_perm(CHANGE):
        context |= {"may_move": True, "destinations": destinations(), "asked": AskedOfOne(auto_id="move-%s")}
    return TemplateResponse(request, "admin/leads/board/board.html", page_context(request, **context))


def _column(column: Column, asked: Asked) -> dict[str, Any]:
    more = 0 if column.is_folded else column.more
    return {
        "stage": column.stage,
        "is_folded": column.is_folded,
        "asks": asks(column.stage.semantic),
        "is_by_hand": column.stage.semantic != Semantic.REPLIED,
        "number": number_words(column.number, is_over=column.is_over),
        "worth": worth_words(column.worth),
        "cards": [_card(lead, asked.now) for lead in column.cards],
        "more": number_words(more, is_over=column.is_over) if more else "",
        "to_act": _to_act(column.stage, asked.now),
        "next": asked.with_(status=column.stage.pk, **{AFTER: column.cards[-1].pk}) if more else "",
        "in_list": asked.in_list(column.stage),
    }


def _to_act(stage: Stage, now: datetime) -> str:
    """How long there is to act, as other clocks say it: 15 min, 1 d."""
    return duration_since(now - timedelta(minutes=stage.sla_minutes), now) if stage.sla_minutes else ""


def _card(lead: Lead, now: datetime) -> dict[str, Any]:
    wait = wait_of(lead, now)
    is_late = lead.next_follow_up is not None and lead.next_follow_up < now
    return {
        "lead": lead,
        "wait": wait,
        "edge": _edge(wait, is_late),
        "step_is_late": is_late,
        "worth": range_shown(lead.amount, None, lead.currency or "") if lead.amount else "",
    }


def _edge(wait: Wait | None, is_late: bool) -> str:
    """soon and late are seen from afar."""
    if wait and wait.state in ("soon", "late"):
        return wait.state
    return "late" if is_late else ""


def _open(columns: Iterable[Column]) -> dict[str, str]:
    """How many are on their way, and what they are worth."""
    under_way = [one for one in columns if one.stage.semantic not in DONE]
    worth: Counter[str] = Counter()
    for one in under_way:
        worth.update({part.currency: part.amount for part in one.worth})
    number = sum(one.number for one in under_way)
    summed = [Worth(amount, currency) for currency, amount in worth.most_common()]
    return {
        "number": number_words(number, is_over=any(one.is_over for one in under_way)),
        "worth": worth_words(summed),
    }
