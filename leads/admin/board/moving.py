from typing import Any

from django.contrib import messages
from django.contrib.messages.constants import SUCCESS
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from crm.lib.errors import HouseError, InvalidData, NotThere
from leads.admin.board.asking import Asked
from leads.admin.board.form import MoveForm, destinations, shown
from leads.admin.board.words import head_of
from leads.asked import AskedOfOne
from leads.models import Lead, Stage
from leads.services.board import columns_of, move_card
from leads.services.many import Done
from leads.services.stage_names import stage_name
from tenants.desk.pages import page_context
from tenants.undo.messages import TAG, say_undoable

JSON = "application/json"


def move(request: HttpRequest, lead_id: int) -> HttpResponse:
    """The page of a card without a script; a POST moves it, and answers a script in JSON.

    The address carries the filters of the board, which is where it leads back to.
    """
    lead = Lead.objects.visible_to(request.user).filter(pk=lead_id).select_related("stage").first()
    if lead is None:
        return _refused(request, NotThere()) if _is_script(request) else render(request, "404.html", status=404)
    board = Asked(request)
    if request.method != "POST":
        return _page(request, lead, board, AskedOfOne())
    form, asked = MoveForm(request.POST), AskedOfOne(request.POST, lead=lead)
    try:
        done = _moved(lead, form, asked, board)
    except HouseError as refusal:
        return _refused(request, refusal) if _is_script(request) else _again(request, lead, board, asked, refusal)
    text = _said(lead, form.cleaned_data["stage"])
    return _answer(board, done, lead, text, request) if _is_script(request) else _back(board, done, text, request)


def _moved(lead: Lead, form: MoveForm, asked: AskedOfOne, board: Asked) -> Done:
    if not (form.is_valid() & asked.is_valid()):
        wrong = {name: list(said) for name, said in (form.errors | asked.errors).items()}
        raise InvalidData(next(iter(wrong.values()))[0], fields=wrong)
    to, given = form.cleaned_data["stage"], asked.given()
    return move_card(lead.pk, to=to, seen=form.seen(), given=given, by=board.reader, now=board.now)


def _said(lead: Lead, to: int) -> str:
    stage = Stage.objects.filter(pk=to).first()
    return _("%(name)s moved to %(stage)s.") % {"name": lead, "stage": stage_name(stage) if stage else "?"}


def _answer(board: Asked, done: Done, lead: Lead, text: str, request: HttpRequest) -> HttpResponse:
    """The numbers of both columns, and the message with its way back."""
    to = int(request.POST["stage"])
    both = Stage.objects.filter(pk__in=[lead.stage_id, to])
    heads = [head_of(one) for one in columns_of(board.rows, stages=both, shown=1)]
    undoable = f"{TAG}{done.operation.pk}" if done.operation else ""
    message = {"message": Message(SUCCESS, text, extra_tags=undoable), "back": board.with_()}
    return JsonResponse({"columns": heads, "said": render_to_string("undo/message.html", message, request)})


def _back(board: Asked, done: Done, text: str, request: HttpRequest) -> HttpResponse:
    if done.operation:
        say_undoable(request, text, done.operation)
    else:
        messages.success(request, text)
    answer = redirect(board.with_())
    answer.status_code = 303
    return answer


def _refused(request: HttpRequest, refusal: HouseError) -> HttpResponse:
    gone = _("This lead is not there, or not yours any more.")
    detail = gone if isinstance(refusal, NotThere) else refusal.detail
    told = {"code": refusal.code, "detail": detail, "fields": refusal.fields}
    return JsonResponse(told, status=refusal.status)


def _again(request: HttpRequest, lead: Lead, board: Asked, asked: AskedOfOne, refusal: HouseError) -> HttpResponse:
    """With what is wrong beside its field; after a colleague's change with the lead as it is now."""
    if isinstance(refusal, NotThere):
        return render(request, "404.html", status=404)
    lead.refresh_from_db()
    rest = []
    for name, sentences in refusal.fields.items():
        if name not in asked.fields:
            rest += sentences
        elif not asked.has_error(name):
            asked.add_error(name, sentences)
    said = "" if refusal.fields else refusal.detail
    more = {"refused": said or " ".join(rest), "chosen": request.POST.get("stage", "")}
    return _page(request, lead, board, asked, status=refusal.status, **more)


def _page(
    request: HttpRequest, lead: Lead, board: Asked, asked: AskedOfOne, *, status: int = 200, **more: Any
) -> HttpResponse:
    shows = {"lead": lead, "back": board.with_(), "destinations": destinations(), "asked": asked, **shown(lead)}
    context = page_context(request, title=str(lead), **shows, **more)
    return TemplateResponse(request, "admin/leads/board/move.html", context, status=status)


def _is_script(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "") == JSON
