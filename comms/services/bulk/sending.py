"""A template is written to many leads: messages, jobs and what the inbox shows, in a fixed number of statements."""

import uuid
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from comms.models import Conversation, Message, ShortLink, Template
from comms.services import live
from comms.services.accounts import account_for
from comms.services.bulk.deciding import Deciding, Letter
from comms.services.bulk.reaching import begin_new
from comms.services.sending import SEND
from comms.services.showing import PREVIEW
from comms.services.writing import message_id
from crm.lib.errors import InvalidData, NotAllowed
from leads.models import Lead
from leads.services.many import Done, hold
from tenants.audit.services.record import record_many
from tenants.outbox.services.enqueue import enqueue_many
from tenants.services.changes import change_rows
from tenants.staff.models import User
from tenants.undo.services.ledger import remember

SEND_MANY = "comms.send_many"
SENT = "comms.sent_many"  # the kind of its operation
TWICE = timedelta(minutes=10)
COLUMNS = ("preview", "preview_kind", "preview_out", "last_at")


@transaction.atomic
def send_many(ids: Iterable[int], *, template: int, by: User, now: datetime) -> Done:
    """Write the template to each of these leads in their language, now or in their morning; whoever claims a
    message asks again whether it may go. Those left out are the `conflicts`, with a sentence each.

    The number of statements does not depend on the number of leads. Whoever was sent it within TWICE has it
    already. Raises NotAllowed, InvalidData.
    """
    held = hold(ids, by=by)
    if not held.by.has_perm(SEND_MANY):
        raise NotAllowed(_("Your role does not send to many."))
    wanted = _template(template)
    account = account_for(wanted.channel)
    rows = Lead.objects.filter(pk__in=held.seen, merged_into=None).order_by("pk").prefetch_related("identities")
    had = _had(wanted, held.seen, now)
    leads = [lead for lead in rows if lead.pk not in had]
    decided = Deciding(wanted, account, leads, held.by, now).decide(leads)
    letters = decided.letters
    if not letters:
        return Done(None, 0, len(held.seen) - len(leads), held.out_of_sight, conflicts=decided.skipped)
    hold_talks(letters.values())
    messages = write_letters(letters, wanted, by=held.by, now=now)
    before = [(pk, {"message": message.pk}) for pk, message in messages.items()]
    about = {"template": wanted.pk}
    operation = remember(SENT, by=held.by, rows=before, about=about, now=now)
    record_many("lead.template_sent", Lead, [(lead.pk, str(lead), None) for lead in leads if lead.pk in messages])
    already = len(held.seen) - len(leads)
    return Done(operation, len(messages), already, held.out_of_sight, tuple(messages), conflicts=decided.skipped)


def _template(pk: int) -> Template:
    found = Template.objects.filter(pk=pk, archived_at=None).prefetch_related("texts").first()
    if found is None:
        said = _("Choose a template first.")
        raise InvalidData(said, fields={"send_template": [said]})
    return found


def _had(template: Template, leads: Collection[int], now: datetime) -> set[int]:
    """A button pressed twice."""
    lately = Message.objects.filter(template=template, is_out=True, at__gt=now - TWICE).order_by()
    lately = lately.exclude(state=Message.State.CANCELLED)
    return set(lately.filter(conversation__lead__in=leads).values_list("conversation__lead", flat=True))


def hold_talks(letters: Collection[Letter]) -> None:
    """After their leads, by key; new ones are saved."""
    known = [one.talk.pk for one in letters if not one.talk._state.adding]
    rows = Conversation.objects.filter(pk__in=known).order_by("pk")
    list(rows.select_for_update(no_key=True).values("pk"))
    begin_new(one.talk for one in letters)


def write_letters(
    letters: Mapping[int, Letter],
    template: Template,
    *,
    by: User | None,
    now: datetime,
    cancel_on_reply: bool = False,
) -> dict[int, Message]:
    """By lead the message that waits to be sent, with its job; an answer is the end of what waits for later, and of
    all with `cancel_on_reply`. Part of a transaction that holds the leads and, behind them, the talks."""
    batch = uuid.uuid4()
    messages = {pk: _message(letter, template, by, batch) for pk, letter in letters.items()}
    for message in messages.values():
        message.cancel_on_reply = cancel_on_reply or message.due_at > now
    Message.objects.bulk_create(messages.values())
    links = [
        ShortLink(message=messages[pk], code=code, target=target)
        for pk, letter in letters.items()
        for target, code in letter.links.codes.items()
    ]
    ShortLink.objects.bulk_create(links)
    for due_at in {letter.due_at for letter in letters.values()}:
        jobs = {f"{SEND}:{one.reference}": _job(one) for one in messages.values() if one.due_at == due_at}
        enqueue_many(SEND, jobs, due_at=due_at)
    _show(letters.values(), now)
    return messages


def _message(letter: Letter, template: Template, by: User | None, batch: uuid.UUID) -> Message:
    reference = uuid.uuid4()
    return Message(
        reference=reference,
        conversation=letter.talk,
        account=letter.talk.account,
        is_out=True,
        subject=letter.rendered.subject,
        body=letter.rendered.body,
        at=letter.due_at,
        state=Message.State.QUEUED,
        provider_id=message_id(letter.talk, reference),
        author=by,
        purpose=template.purpose,
        template=template,
        template_call=dict(letter.rendered.call),
        due_at=letter.due_at,
        batch=batch,
    )


def _job(message: Message) -> Mapping[str, object]:
    return {"message": message.pk, "account": message.account_id}


def _show(letters: Collection[Letter], now: datetime) -> None:
    """The list shows what goes now; nobody's messages count as read by it."""
    shown = {
        one.talk.pk: (" ".join(one.rendered.body.split())[:PREVIEW], Message.Kind.TEXT, True, one.due_at)
        for one in letters
        if one.due_at <= now
    }
    change_rows(Conversation, COLUMNS, shown)
    live.changed(*(one.talk.pk for one in letters))
