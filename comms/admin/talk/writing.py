"""What the composer sends, and the composer again with what was wrong and the words that stood in it."""

import uuid
from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from comms.admin.inbox.page import shown
from comms.admin.talk.doing import back
from comms.admin.talk.shown import NOTE, Talk, with_lead
from comms.models import Attachment, Conversation
from comms.services.answering import Written, answer
from comms.services.files.checking import MOST, SIZE, Unfit
from comms.services.files.keeping import keep_file
from comms.services.later import due_at
from crm.lib.errors import HouseError, InvalidData, NotThere
from crm.lib.row_ids import row_id
from leads.models import Lead
from leads.services.notes import add_note
from leads.services.patient_time import zone_of

NOW, TYPED = "", "at"
MOST_FILES = 5


def write(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """From the page of a conversation: a message by the chosen way, or a note for colleagues."""
    conversation = with_lead(Conversation.objects.visible_to(request.user)).filter(pk=conversation_id).first()
    if conversation is None:
        return render(request, "404.html", status=404)
    return sent(request, Talk.of(request, conversation, given=request.POST.dict()))


def message(request: HttpRequest, lead_id: int) -> HttpResponse:
    """A lead that is written to by a way of one's choice, whether or not there is a conversation."""
    seen = Lead.objects.visible_to(request.user).select_related("stage", "treatment", "assigned_to", "heat")
    lead = seen.prefetch_related("identities").filter(pk=lead_id).first()
    if lead is None:
        return render(request, "404.html", status=404)
    newest = lead.conversations.select_related("account").order_by("-last_at", "-pk").first()
    if newest is not None:
        newest.lead = lead
    talk = Talk(request, newest, lead, given=request.POST.dict())
    return sent(request, talk) if request.method == "POST" else shown(request, talk)


def sent(request: HttpRequest, talk: Talk) -> HttpResponse:
    """Back to the conversation with what was written in it; refused, the page again with the words kept."""
    try:
        conversation = _send(request, talk)
    except NotThere:
        return render(request, "404.html", status=404)
    except HouseError as refused:
        talk.wrong = dict(refused.fields) or {"body": [refused.detail]}
        return shown(request, talk, status=refused.status)
    talk.conversation, talk.given = conversation or talk.conversation, {}
    return back(request, talk.here)


def _send(request: HttpRequest, talk: Talk) -> Conversation | None:
    """The conversation that was written to; None for a note."""
    now, asked = timezone.now(), request.POST
    if asked.get("way") == NOTE and talk.lead is not None:
        add_note(talk.lead.pk, body=asked.get("body", ""), by=request.user, now=now)
        messages.success(request, _("The note is saved."))
        return None
    if talk.way is None:
        raise InvalidData(_("There is no way to write to them yet. Add a number or a mail."))
    if asked.get("way", "") not in {talk.way.key, talk.way.begins_as}:
        raise InvalidData(_("This way is not there any more. Choose another one."))
    written = Written(
        body=asked.get("body", ""),
        subject=asked.get("subject", ""),
        token=_token(asked.get("token", "")),
        template=row_id(asked.get("template", "")),
        as_template=bool(asked.get("as_template")),
        due_at=_due_at(talk, asked),
        cancel_on_reply=asked.get("keep") != "1",
        files=_files(request),
    )
    return answer(talk.way, talk.lead, written, by=request.user, now=now).conversation


def _due_at(talk: Talk, asked: Mapping[str, str]):
    """The chosen moment on the patient's clock; None for now. Raises InvalidData for the past."""
    when = asked.get("when", NOW)
    if when == NOW:
        return None
    zone = zone_of(talk.lead, talk.lead.identities.all()) if talk.lead else timezone.get_current_timezone()
    return due_at(asked.get("at", "") if when == TYPED else when, zone, talk.now)


def _files(request: HttpRequest) -> list[Attachment]:
    """Stored, not yet rows. Raises InvalidData for what is not taken, or too many."""
    given = request.FILES.getlist("files")
    if len(given) > MOST_FILES:
        raise InvalidData(_("At most %(most)d files at once.") % {"most": MOST_FILES})
    if any(one.size > MOST for one in given):
        raise Unfit(SIZE)
    return [keep_file(one.name, one.read()) for one in given]


def _token(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
