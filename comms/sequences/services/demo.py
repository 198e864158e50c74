"""Two sequences of a demo clinic with a history: made of messages that its inbox holds already (F:I25)."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.db import transaction

from comms.models import Channel, Message
from comms.sequences.models import Enrolment, Sequence, Step, StepRun
from comms.sequences.models.sequence import group_of
from comms.sequences.reasons import REPLIED
from comms.sequences.services.content import steps_of
from comms.sequences.services.presets import start_from
from comms.sequences.services.publishing import publish
from comms.services.states import SENT
from leads.models import Lead
from leads.models.stage import Semantic
from tenants.staff import roles
from tenants.staff.models import User

SINCE, WEEK, SOON = timedelta(days=90), timedelta(days=7), timedelta(hours=20)
MOST = 60  # people in each
QUOTED = (Semantic.PROPOSAL, Semantic.NEGOTIATION, Semantic.ACCEPTED, Semantic.LOST)


@transaction.atomic
def fill_sequences(slug: str, now: datetime) -> None:
    """All of it, or nothing; done again it changes nothing. Nothing is sent: what comes next comes tomorrow."""
    by = User.objects.filter(is_active=True, groups__name=roles.MANAGER).order_by("pk").first()
    if by is None or Sequence.objects.exists():
        return
    quoted = Lead.objects.filter(stage__semantic__in=QUOTED)
    others = Lead.objects.exclude(stage__semantic__in=QUOTED)
    for key, leads in (("first_week", others), ("quote_follow_up", quoted)):
        row = start_from(key, by=by, now=now - SINCE)
        version = publish(row.pk, takes_along=False, by=by, now=now - SINCE).version
        row.version = version
        _write(row, steps_of(version), _first_messages(leads, now), now)


def _first_messages(leads: Iterable[Lead], now: datetime) -> list[Message]:
    """The first that went to each by WhatsApp of late."""
    sent = Message.objects.filter(
        is_out=True,
        at__gte=now - SINCE,
        conversation__lead__in=leads,
        conversation__lead__archived_at=None,
        conversation__channel=Channel.WHATSAPP,
        state__in=SENT,
    )
    first = sent.order_by("conversation__lead_id", "at", "pk").distinct("conversation__lead_id")
    return list(first.select_related("conversation__lead__stage"))[:MOST]


def _write(row: Sequence, steps: list[Step], messages: list[Message], now: datetime) -> None:
    answers = dict(_answers(messages))
    for message in messages:
        lead, answered_at = message.conversation.lead, answers.get(message.pk)
        one = Enrolment(
            sequence=row,
            version=row.version,
            lead=lead,
            enquiry=lead.enquiry,
            group=row.groups[0],
            way=Enrolment.Way.MANY,
            began_at=message.at,
            since=message.at,
        )
        _end(one, steps, answered_at, now, stays=group_of(lead.stage.semantic) in row.groups)
        one.save()
        StepRun.objects.create(
            enrolment=one,
            step=steps[0],
            step_key=steps[0].key,
            variant=steps[0].variants.all()[0],
            outcome=StepRun.Outcome.MESSAGE,
            message=message,
            at=message.at,
            replied_at=answered_at,
        )


def _end(one: Enrolment, steps: list[Step], answered_at: datetime | None, now: datetime, *, stays: bool) -> None:
    """They answered; or are through; or hear more tomorrow, when they wait for the next step."""
    if answered_at:
        one.state, one.reason, one.ended_at, one.next_step = "stopped", REPLIED, answered_at, steps[1]
    elif one.began_at > now - WEEK and stays:
        one.next_step, one.due_at = steps[1], now + SOON
    else:
        one.state, one.ended_at = "finished", min(one.began_at + 2 * WEEK, now)


def _answers(messages: list[Message]) -> Iterator[tuple[int, datetime]]:
    """By our message when they first wrote after it."""
    talks = {one.conversation_id: one for one in messages}
    heard = Message.objects.filter(conversation__in=talks, is_out=False).order_by("-at")
    for conversation, at in heard.values_list("conversation", "at"):
        if at > talks[conversation].at:
            yield talks[conversation].pk, at
