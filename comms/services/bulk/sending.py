"""A template is written to many leads: messages, jobs and what the inbox shows, in a fixed number of statements."""

import uuid
from collections import defaultdict
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
from tenants.services.copying import copy_in
from tenants.services.keys_ahead import draw_keys
from tenants.staff.models import User
from tenants.undo.services.ledger import remember

SEND_MANY = "comms.send_many"
SENT = "comms.sent_many"  # the kind of its operation
TWICE = timedelta(minutes=10)
COLUMNS = ("preview", "preview_kind", "preview_out", "last_at")
WRITTEN = (
    *("id", "reference", "conversation_id", "account_id", "subject", "body", "template_call", "provider_id", "at"),
    *("due_at", "cancel_on_reply", "purpose", "template_id", "author_id", "batch", "is_out", "state"),
)


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
    messages = write_letters(letters, wanted, by=held.by, now=now)
    before = [(pk, {"message": message}) for pk, message in messages.items()]
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


def write_letters(
    letters: Mapping[int, Letter],
    template: Template,
    *,
    by: User | None,
    now: datetime,
    cancel_on_reply: bool = False,
) -> dict[int, int]:
    """By lead the key of the message that waits to be sent, with its job; an answer is the end of what waits for
    later, and of all with `cancel_on_reply`. Part of a transaction that holds the leads; the talks are held here.
    """
    _hold_talks(letters.values(), now)
    batch, keys = uuid.uuid4(), dict(zip(letters, draw_keys(Message, len(letters)), strict=True))
    names = {pk: uuid.uuid4() for pk in letters}
    shared = (template.purpose, template.pk, by.pk if by else None, batch, True, Message.State.QUEUED)
    rows = (
        (keys[pk], names[pk], *_columns(one, names[pk]), cancel_on_reply or one.due_at > now, *shared)
        for pk, one in letters.items()
    )
    copy_in(Message, WRITTEN, rows)
    links = [(keys[pk], code, target) for pk, one in letters.items() for target, code in one.links.codes.items()]
    if links:
        copy_in(ShortLink, ("message_id", "code", "target"), links)
    jobs: dict[datetime, dict[str, Mapping[str, object]]] = defaultdict(dict)
    for pk, one in letters.items():
        jobs[one.due_at][f"{SEND}:{names[pk]}"] = {"message": keys[pk], "account": one.talk.account_id}
    for due_at, due in jobs.items():
        enqueue_many(SEND, due, due_at=due_at)
    return keys


def _columns(letter: Letter, reference: uuid.UUID) -> list[object]:
    """What differs from one to the next, in the order of WRITTEN."""
    talk, said = letter.talk, letter.rendered
    name = message_id(talk, reference)
    return [talk.pk, talk.account_id, said.subject, said.body, dict(said.call), name, letter.due_at, letter.due_at]


def _hold_talks(letters: Collection[Letter], now: datetime) -> None:
    """After their leads, by key; new ones are saved. The list shows what goes now; nobody's messages count as read
    by it."""
    known = [one.talk.pk for one in letters if not one.talk._state.adding]
    if known:
        rows = Conversation.objects.filter(pk__in=known).order_by("pk")
        list(rows.select_for_update(no_key=True).values("pk"))
    shown = {one.talk.pk: _shown(one) for one in letters if one.due_at <= now}
    for one in letters:
        if one.talk._state.adding and one.talk.pk in shown:
            for column, value in zip(COLUMNS, shown.pop(one.talk.pk), strict=True):
                setattr(one.talk, column, value)
    begin_new(one.talk for one in letters)
    change_rows(Conversation, COLUMNS, shown)
    live.changed(*(one.talk.pk for one in letters))


def _shown(letter: Letter) -> tuple[str, str, bool, datetime]:
    return " ".join(letter.rendered.body.split())[:PREVIEW], Message.Kind.TEXT, True, letter.due_at
