"""The facts, read once everything has settled."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from django.db.models import Count, Q

from comms.models import Attempt, Message
from comms.services.refusals import LAST_WORD
from comms.services.sending import SEND
from crm.chaos.clinics import Side
from crm.chaos.facts import Event, Facts, Sent, Taken
from crm.chaos.following import Following
from crm.chaos.gathering_steps import answers_of, followers_of, steps_of
from crm.chaos.posting import Posted
from crm.chaos.settling import unfinished
from crm.chaos.talking import Clinic, Patients
from crm.simulator.host import Host
from tenants.context import clinic_context
from tenants.inbound.models import WebhookEvent
from tenants.outbox.models import Job


def gather(
    host: Host,
    posted: Posted,
    writers: Sequence[Clinic],
    patients: Patients,
    following: Sequence[Following],
    *,
    most_unknown: int,
    least: int,
) -> Facts:
    sides = [one.side for one in writers]
    words = {side.slug: side.word for side in sides}
    slugs = {str(side.clinic.uuid): side.slug for side in sides}
    taken = [one for one in list(host.world.taken) if one.channel in {"whatsapp", "sms"}]
    return Facts(
        clinics=tuple(words[side.slug] for side in sides),
        written=frozenset((words[one.side.slug], name) for one in writers for name in one.written),
        messages=tuple(message for side in sides for message in _messages(side)),
        taken=tuple(Taken(words[one.slug], one.reference, one.text) for one in taken),
        answered=frozenset((words[slugs[uuid]], *event) for uuid, *event in posted.answered),
        told_of=frozenset(posted.told_of),
        spoken=frozenset((words[slug], name) for slug, name in patients.spoken),
        heard=tuple(one for side in sides for one in _heard(side)),
        events=tuple(event for side in sides for event in _events(side)),
        stops=tuple(replace(stop, clinic=words[stop.clinic]) for stop in patients.stops),
        unfinished=tuple((side.word, what) for side in sides for what in unfinished(side)),
        most_unknown=most_unknown,
        least=least,
        steps=tuple(step for side in sides for step in steps_of(side)),
        followers=tuple(one for here in following for one in followers_of(here)),
        answers=tuple(one for here in following for one in answers_of(here)),
        least_steps=least // 2,
    )


def _messages(side: Side) -> Iterator[Sent]:
    with clinic_context(side.clinic):
        begun = dict(Job.objects.filter(kind=SEND).values_list("key", "started_at"))
        tried = Count("attempts"), Count("attempts", filter=Q(attempts__outcome=Attempt.Outcome.ACCEPTED))
        rows = Message.objects.filter(is_out=True).select_related("conversation")
        for row in rows.annotate(tries=tried[0], accepts=tried[1]).order_by("pk"):
            yield Sent(
                clinic=side.word,
                reference=str(row.reference),
                state=row.state,
                text=row.body,
                channel=row.conversation.channel,
                address=row.conversation.address,
                code=row.code,
                begun_at=begun.get(f"{SEND}:{row.reference}"),
                is_last_word=LAST_WORD in row.about,
                is_of_batch=row.batch is not None,
                tries=row.tries,
                accepts=row.accepts,
            )


def _heard(side: Side) -> list[tuple[str, str]]:
    with clinic_context(side.clinic):
        names = Message.objects.filter(is_out=False).values_list("provider_id", flat=True)
        return [(side.word, name) for name in names]


def _events(side: Side) -> list[Event]:
    with clinic_context(side.clinic):
        rows = WebhookEvent.objects.values_list("provider", "event_id", "state", "body")
        return [
            Event(side.word, provider, name, state, bytes(body).decode(errors="replace"))
            for provider, name, state, body in rows
        ]
