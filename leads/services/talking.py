"""Somebody wrote to us in a conversation: whose words they are, and what follows for their lead (HOUSE 17)."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from leads.models import Identity, Lead, LeadPayload
from leads.models.stage import Semantic
from leads.services.announce_changes import announce_changed
from leads.services.beginning import attach
from leads.services.holding import hold_reached
from leads.services.judging import hold
from leads.services.left_behind import owners_of
from leads.services.owners import hold_people
from leads.services.reached import follow
from leads.services.reading import Contact, Told
from leads.services.returning import wrote_again
from leads.services.treatments import treatment_named

KEPT_BODY = 64 * 1024  # bytes of what came that stay with an arrival


def holder_of(contacts: Sequence[Contact]) -> Lead | None:
    """Whom these ways to reach somebody belong to, the first that somebody has. Call it after `lock_people`."""
    for contact in contacts:
        held = Identity.objects.filter(kind=contact.kind, value=contact.value, is_valid=True)
        if found := held.select_related("lead__stage", "lead__treatment").first():
            return found.lead
    return None


def hold_behind_people(lead: Lead) -> Lead:
    """The owner first, then the lead and who is reached by it: before anything about it changes (H:A14).

    The lead as it is once it is held, and of one that was merged meanwhile the one that it became.
    """
    hold_people(owners_of([lead.pk]))
    hold_reached([lead.pk])
    held = Lead.objects.select_related("stage", "treatment", "merged_into").get(pk=lead.pk)
    return hold_behind_people(held.merged_into) if held.merged_into else held


def wrote_in(lead: Lead, *, text: str, language: str = "", at: datetime) -> None:
    """A word of theirs at `at`, by their own clock: they replied, are as warm as their score again, and wait.

    An archived or lost lead comes back as by any arrival. Whoever has had the treatment does not: who says thank
    you a month later asks for nothing. An older word than the newest we know moves nothing. Part of the caller's
    transaction; safe to repeat.
    """
    if lead.merged_into_id is not None or (lead.stage.semantic == Semantic.COMPLETED and not lead.archived_at):
        return
    told = Told("", "", "", (), language=language, message=text, source=lead.source)
    wrote_again(lead, told, treatment_named(text), at=at)
    announce_changed(frozenset({lead.pk}))


def learn(lead: Lead, contacts: Collection[Contact], *, now: datetime) -> None:
    """They are known by these ways, too, as the provider attests. One that somebody else has stays theirs.

    Part of the transaction that held the people (`hold_behind_people`).
    """
    for contact in contacts:
        if holder_of([contact]) is not None:
            continue
        attach(lead, [contact])
        shown = Identity(kind=contact.kind, value=contact.value, typed=contact.typed).shown
        follow(lead, hold_reached([lead.pk]), (contact.kind, None, shown), now=now)


def wait_in_triage(fields: Mapping[str, object], *, body: bytes, content_type: str, now: datetime) -> LeadPayload:
    """Somebody wrote whom nobody knows: an arrival that people accept, merge or decline.

    `fields` are the contract's (leads.services.reading), read already.
    """
    arrival = LeadPayload(
        body=body if len(body) <= KEPT_BODY else b"",
        content_type=content_type[:100],
        fields=dict(fields),
        received_at=now,
    )
    hold(arrival, LeadPayload.HeldFor.WROTE, now=now)
    return arrival
