"""The provider is asked for all templates of an account, and how its number is written: a job, for it takes a while
(INTEGRATIONS 4.2)."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.utils import timezone

from comms.carriers import carrier_of
from comms.models import Account, Channel
from comms.providers.whatsapp.client import WhatsAppCloud
from comms.providers.whatsapp.templates import list_templates
from comms.services.accounts import show_as
from comms.services.templates.syncing import keep_in_step
from crm.lib.errors import ProviderError
from tenants.outbox.handlers import GiveUp, TryAgain
from tenants.outbox.services.enqueue import enqueue

log = structlog.get_logger(__name__)

ASK = "comms.ask_templates"
EVERY = timedelta(hours=1)


@transaction.atomic
def ask_soon(*, now: datetime) -> int:
    """A job for each WhatsApp account in use; how many. Twice in a minute is once."""
    accounts = Account.objects.filter(channel=Channel.WHATSAPP, state=Account.State.OPEN).values_list(
        "pk", flat=True
    )
    for pk in accounts:
        enqueue(kind=ASK, key=f"{ASK}:{pk}:{now:%Y%m%d%H%M}", payload={"account": pk}, due_at=now)
    return len(accounts)


def ask(payload: Mapping[str, object]) -> None:
    """A repeatable job: asks outside any transaction, then takes over what was said."""
    account = Account.objects.filter(pk=int(payload["account"])).first()
    if account is None:
        return
    try:
        carrier = carrier_of(account)
        if not isinstance(carrier, WhatsAppCloud):
            return
        found, number = list(list_templates(carrier)), carrier.about_number().get("display_phone_number")
    except ProviderError as refused:
        raise (GiveUp if refused.permanent else TryAgain)(str(refused)) from refused
    show_as(account.pk, number if isinstance(number, str) else "")
    changed = keep_in_step(found, now=timezone.now())
    log.info("templates.in_step", known=len(found), changed=changed)
