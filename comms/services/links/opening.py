"""A patient opens a short address: counted once for each of them and page, and told to the score (F:L2)."""

import re
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Count, F, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from comms.models import ShortLink
from comms.signals import link_opened
from leads.services.scoring import rescore
from leads.services.spreading import tell_all
from tenants.outbox.services.enqueue import enqueue

OPENED = "comms.opened"
_CODE = re.compile(r"[\w-]{1,22}", re.ASCII)  # what no code looks like is not asked for


@transaction.atomic
def open_link(code: str, *, is_robot: bool, now: datetime) -> str | None:
    """Where it leads; None for one that there is not. A robot is led on and not counted."""
    rows = ShortLink.objects.filter(code=code).select_related("message__conversation")
    link = rows.first() if _CODE.fullmatch(code) else None
    if link is None:
        return None
    if not is_robot:
        lead = link.message.conversation.lead_id
        if ShortLink.objects.filter(pk=link.pk, opened_at=None).update(opened_at=now, opens=1):
            if lead:
                enqueue(kind=OPENED, key=f"{OPENED}:{link.pk}", payload={"lead": lead}, due_at=now)
                tell_all(link_opened, link=link, lead_id=lead, now=now)
        else:
            ShortLink.objects.filter(pk=link.pk).update(opens=F("opens") + 1)
    return link.target


def score_opened(payload: Mapping[str, object]) -> None:
    """A repeatable job: the score that counts it follows."""
    rescore([int(payload["lead"])], now=timezone.now())


def opened_pages() -> Coalesce:
    """How many different pages somebody opened: the same one in three messages is one. For a query of leads."""
    opened = ShortLink.objects.filter(message__conversation__lead=OuterRef("pk"), opened_at__isnull=False)
    counted = opened.order_by().values("message__conversation__lead").annotate(pages=Count("target", distinct=True))
    return Coalesce(Subquery(counted.values("pages"), output_field=IntegerField()), 0)
