"""Somebody writes to a patient: the message and the job that sends it, in one transaction (HOUSE 7)."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from comms.models import Attachment, Channel, Conversation, Message
from comms.services import live
from comms.services.holding import hold_conversation
from comms.services.lengths import SUBJECT_MOST
from comms.services.refusals import LAST_WORD, WINDOW, WORDS, Draft, why_not
from comms.services.sending import SEND
from comms.services.showing import show
from comms.services.templates.checking import tidy_body, tidy_subject
from crm.lib.errors import Conflict, InvalidData, NotAllowed, NotThere
from leads.services.many import as_of_now
from leads.services.triage import accept
from tenants.context import current_clinic
from tenants.outbox.services.enqueue import enqueue
from tenants.staff.models import User

WRITE = "comms.change_conversation"
LONGEST = {Channel.WHATSAPP: 4096, Channel.SMS: 1600, Channel.MAIL: 100_000}  # signs (INTEGRATIONS 4.1, 5.1)
State = Message.State


@transaction.atomic
def write(
    pk: int,
    draft: Draft,
    *,
    by: User | None,
    now: datetime,
    due_at: datetime | None = None,
    cancel_on_reply: bool | None = None,
    batch: uuid.UUID | None = None,
    files: Sequence[Attachment] = (),
    reference: uuid.UUID | None = None,
) -> Message:
    """Write to the conversation `pk`; it goes at once, or at `due_at` (aware), which a reply cancels unless told
    otherwise. Whoever waits in triage is accepted by being answered.

    What could not arrive is refused here, in words; whoever claims it asks again (H:S11). Raises NotAllowed,
    NotThere, Conflict, InvalidData. A repeat is another message, but with the same `reference`: that is the one
    that was written.
    """
    draft = replace(draft, subject=tidy_subject(draft.subject), body=tidy_body(draft.body))
    conversation = _hold(pk, by, now)
    if reference and (known := conversation.messages.filter(reference=reference).first()):
        return known
    later = due_at is not None and due_at > now
    at = due_at if later else now
    _check(conversation, draft, bool(files), now=at)
    message = _make(conversation, draft, by=by, due_at=at, batch=batch, reference=reference)
    if later:
        message.cancel_on_reply = cancel_on_reply is not False
        message.save(update_fields=["cancel_on_reply"])
    for one in files:
        one.message = message
        one.save(force_insert=True)
    payload = {"message": message.pk, "account": message.account_id}
    enqueue(kind=SEND, key=f"{SEND}:{message.reference}", payload=payload, due_at=message.due_at)
    _show(conversation, message, later=later)
    return message


@transaction.atomic
def cancel(pk: int, *, by: User, now: datetime) -> Message:
    """Take back what has not left. Raises NotAllowed, NotThere, and Conflict for one that is on its way."""
    by = may_write(by)
    whose = Message.objects.visible_to(by).filter(pk=pk, is_out=True).values_list("conversation", flat=True).first()
    if whose is None or hold_conversation(whose) is None:
        raise NotThere
    waiting = Message.objects.filter(pk=pk, state=State.QUEUED)
    if not waiting.update(state=State.CANCELLED, ended_at=now):
        raise Conflict(_("It has left already."))
    live.changed(whose)
    return Message.objects.get(pk=pk)


def cancel_waiting(talk: Conversation, *, now: datetime) -> int:
    """They answered at `now`, by whatever way: what was to go to them later and is over with it does not go; what
    was written after it, and before we read it, does. Part of the caller's transaction, which holds the lead, and
    so whoever would claim it."""
    theirs = Conversation.objects.filter(lead=talk.lead_id) if talk.lead_id else Conversation.objects.none()
    waiting = Message.objects.filter(Q(conversation=talk.pk) | Q(conversation__in=theirs), cancel_on_reply=True)
    waiting = waiting.filter(state=State.QUEUED, created_at__lte=now)
    return waiting.update(state=State.CANCELLED, ended_at=now, code="answered")


def may_write(by: User) -> User:
    """`by` with the rights of this moment. Raises NotAllowed."""
    by = as_of_now(by)
    if not by.has_perm(WRITE):
        raise NotAllowed(_("Your role does not write to patients."))
    return by


def _hold(pk: int, by: User | None, now: datetime) -> Conversation:
    """Without a person it is the product that writes, and what it may was asked by whoever had it do so."""
    arrival = Conversation.objects.filter(pk=pk, lead=None).values_list("arrival", flat=True).first()
    if arrival and by is not None:
        accept(arrival, by=may_write(by), now=now)
    conversation = hold_conversation(pk)
    if by is not None:
        seen = Conversation.objects.visible_to(may_write(by))
        conversation = conversation if seen.filter(pk=pk).exists() else None
    if conversation is None:
        raise NotThere
    return conversation


def _check(conversation: Conversation, draft: Draft, has_files: bool, *, now: datetime) -> None:
    """What goes later is measured by the window of then."""
    if not draft.body and not has_files and not draft.template_call:
        raise InvalidData(_("Write something."), fields={"body": [_("Write something.")]})
    if len(draft.body) > LONGEST.get(conversation.channel, 4096):
        longest = LONGEST.get(conversation.channel, 4096)
        said = _("This is too long: %(most)s signs at most.") % {"most": longest}
        raise InvalidData(said, fields={"body": [said]})
    if len(draft.subject) > SUBJECT_MOST:
        said = _("At most %(most)d signs.") % {"most": SUBJECT_MOST}
        raise InvalidData(said, fields={"subject": [said]})
    if reason := why_not(conversation, draft, now=now):
        raise InvalidData(WORDS[reason], fields={"window" if reason == WINDOW else "body": [WORDS[reason]]})


def _make(
    conversation: Conversation,
    draft: Draft,
    *,
    by: User | None,
    due_at: datetime,
    batch: uuid.UUID | None,
    reference: uuid.UUID | None,
) -> Message:
    reference = reference or uuid.uuid4()
    answers = ""
    if conversation.channel == Channel.MAIL:
        newest = conversation.messages.filter(is_out=False).exclude(provider_id="").order_by("-at", "-id")
        answers = newest.values_list("provider_id", flat=True).first() or ""
    return Message.objects.create(
        reference=reference,
        conversation=conversation,
        account=conversation.account,
        is_out=True,
        subject=draft.subject,
        body=draft.body,
        at=due_at,
        state=State.QUEUED,
        # a mail's own name is written down before it leaves, so that an answer finds it (INTEGRATIONS 6)
        provider_id=message_id(conversation, reference),
        author=by,
        purpose=draft.purpose,
        template_id=draft.template_id,
        template_call=dict(draft.template_call or {}),
        about={LAST_WORD: True} if draft.is_last_word else {},
        in_reply_to=answers,
        due_at=due_at,
        batch=batch,
    )


def message_id(conversation: Conversation, reference: uuid.UUID) -> str:
    """A mail's own name; other channels give theirs when they take a message."""
    if conversation.channel != Channel.MAIL:
        return ""
    domain = conversation.account.external_id.rpartition("@")[2] or "localhost"
    return f"<msg-{reference}.{current_clinic().uuid.hex[:12]}@{domain}>"


def _show(conversation: Conversation, message: Message, *, later: bool) -> None:
    """The list shows what goes now; what goes later is shown in the thread alone, until it has left."""
    if not later:
        show(message)
        Conversation.objects.filter(pk=conversation.pk).update(unread=0, done_at=None)
    live.changed(conversation.pk)
