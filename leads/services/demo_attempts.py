"""When somebody of a demo clinic was tried, and how it ended: as far as each lead has come."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from random import Random

from django.db import transaction
from django.db.models import F, Max, Q

from leads.demo.record import BROUGHT, LATER, TALKED, VAIN
from leads.models import ContactAttempt, Disposition, FollowUp, Heat, Identity, Lead, LeadRules, LossReason
from leads.models.stage import DONE, Semantic
from leads.services.attempts import counts, is_an_attempt
from leads.services.demo_walks import along, moved_at
from leads.services.dispositions import IN_VAIN
from leads.services.heat import redate
from tenants.audit.origin import as_if
from tenants.audit.services.record import record
from tenants.services.together import together

Channel = ContactAttempt.Channel
WRITES = 0.25  # of those with a number, this part of the attempts is a message
FIELDS = ["last_contact_date", "call_attempts", "follow_up_why"]


@transaction.atomic
def try_to_reach(*, seed: str, now: datetime) -> None:
    """Whoever was answered was tried then, when they came where they are, and perhaps since. Done again it changes
    nothing."""
    if ContactAttempt.objects.exists():
        return
    draw = Random(f"{seed} attempts")  # noqa: S311  repeatable on purpose
    tried = [(lead, list(_attempts(draw, lead, now))) for lead in _answered()]
    attempts = [one for _lead, some in tried for one in some]
    ContactAttempt.objects.bulk_create(attempts, batch_size=1000)
    with together():
        for one in attempts:
            with as_if(one.at, who=one.by):
                record("lead.tried", one.lead)
    leads = [_after(lead, some) for lead, some in tried if some]
    Lead.objects.bulk_update(leads, FIELDS, batch_size=500)
    _warm(leads)


def _answered() -> Sequence[Lead]:
    answered = Max("response_cycles__answered_at", filter=Q(response_cycles__enquiry=F("enquiry")))
    rows = Lead.objects.filter(assigned_to__isnull=False).annotate(answered_at=answered)
    told = rows.filter(answered_at__isnull=False).select_related("stage", "assigned_to")
    return list(told.prefetch_related("identities", "enquiries").order_by("pk"))


def _attempts(draw: Random, lead: Lead, now: datetime) -> Iterator[ContactAttempt]:
    """Oldest first. Draws as often whatever comes of it."""
    moved = moved_at(lead, now)
    stays = lead.stage.semantic in {*DONE, Semantic.CALLBACK} or lead.archived_at is not None
    since = along(lead, now, draw.uniform(0.4, 0.97))
    for at, results, happened in [
        (lead.answered_at, (*VAIN, *TALKED), lead.answered_at < moved),
        (moved, _brought(lead), True),
        (since, LATER, not stays),
    ]:
        one = _attempt(draw, lead, draw.choice(results), at)
        if happened:
            yield one


def _brought(lead: Lead) -> Sequence[str]:
    if lead.stage.semantic != Semantic.LOST:
        return BROUGHT.get(Semantic(lead.stage.semantic), TALKED)
    last = max(lead.enquiries.all(), key=lambda one: one.number)
    return VAIN if last.lost_reason == LossReason.NO_CONTACT else (Disposition.NOT_INTERESTED,)


def _attempt(draw: Random, lead: Lead, result: str, at: datetime) -> ContactAttempt:
    is_text = draw.random() < WRITES
    phones = any(one.kind == Identity.Kind.PHONE and one.is_valid for one in lead.identities.all())
    channel = (Channel.WHATSAPP if is_text else Channel.CALL) if phones else Channel.MAIL
    if channel != Channel.CALL and result in IN_VAIN:
        result = Disposition.SENT
    return ContactAttempt(
        lead=lead, enquiry=lead.enquiry, channel=channel, disposition=result, counted=counts(channel, result),
        at=at, by=lead.assigned_to,
    )  # fmt: skip


def _after(lead: Lead, some: Sequence[ContactAttempt]) -> Lead:
    last = some[-1]
    lead.last_contact_date = last.at
    lead.call_attempts = sum(is_an_attempt(one) for one in some)
    if lead.next_follow_up:
        last.follow_up_at = lead.next_follow_up
        is_vain = last.disposition in IN_VAIN
        lead.follow_up_why = FollowUp.TRY_AGAIN if is_vain else FollowUp.NEXT_STEP
    if lead.stage.semantic == Semantic.CALLBACK:
        lead.follow_up_why = FollowUp.CALL_BACK
    return lead


def _warm(leads: Sequence[Lead]) -> None:
    """Temperature falls from the last contact on."""
    heats = {heat.pk: heat for heat in Heat.objects.filter(lead__in=leads)}
    for lead in leads:
        heats[lead.pk].warmed_at = max(heats[lead.pk].warmed_at, lead.last_contact_date)
    Heat.objects.bulk_update(heats.values(), ["warmed_at"], batch_size=500)
    redate(LeadRules.objects.get())
