"""A demo clinic's inbox, as of a clinic that has worked for 90 days (F:I25)."""

from collections.abc import Iterable
from datetime import datetime
from random import Random

from django.db import transaction
from django.db.models import QuerySet

from comms.models import Channel, Conversation
from comms.services.demo.accounts import demo_accounts
from comms.services.demo.calls import miss_calls, write_calls
from comms.services.demo.history import write_history
from comms.services.demo.scenes import play, strangers_write
from comms.services.demo.talks import Talks, address_of
from comms.services.demo.templates import Openers, keep_templates
from leads.models import Lead
from leads.models.stage import DONE, Semantic

OVER = {*DONE, Semantic.TRAVELLING}


@transaction.atomic
def fill_inbox(slug: str, now: datetime) -> None:
    """All of it, or nothing; done again it changes nothing. Nothing is handed to a provider, nobody is told."""
    accounts = demo_accounts()
    if Conversation.objects.exists():
        return
    draw = Random(f"{slug} talks")  # noqa: S311  repeatable on purpose
    keep_templates(now=now)
    leads = list(_leads())
    write_history(draw, leads, Talks(accounts, Openers([lead.pk for lead in leads])), now=now)
    write_calls(draw, leads, accounts[Channel.SMS])
    left = play([lead for lead in reversed(leads) if _is_at_work(lead)], accounts, now=now)
    miss_calls(_one_of_each(left), accounts[Channel.SMS], now=now)
    strangers_write(accounts, now=now)


def _one_of_each(leads: Iterable[Lead]) -> Iterable[Lead]:
    """With a telephone: the first of each owner, and of those whom nobody has."""
    found: dict[int | None, Lead] = {}
    for lead in leads:
        if address_of(lead, Channel.SMS):
            found.setdefault(lead.assigned_to_id, lead)
    return found.values()


def _leads() -> QuerySet[Lead]:
    rows = Lead.objects.select_related("stage", "assigned_to").order_by("pk")
    return rows.prefetch_related("identities", "contact_attempts__by")


def _is_at_work(lead: Lead) -> bool:
    is_reached = not (lead.archived_at or lead.do_not_contact or lead.is_test or lead.merged_into_id)
    return is_reached and lead.stage.semantic not in OVER
