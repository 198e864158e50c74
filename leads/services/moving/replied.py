"""Whoever writes back has replied: the stage follows by itself, never by hand (F:0.2)."""

from datetime import datetime

from django.db import transaction

from leads.models import Lead, Stage
from leads.models.stage import Semantic
from leads.services.many import hold
from leads.services.moving.several import move_leads

BEFORE_A_REPLY = (Semantic.NEW, Semantic.ASSIGNED, Semantic.CONTACTED)


@transaction.atomic
def replied(lead_pk: int, *, at: datetime) -> bool:
    """They wrote to us at `at`: from new, assigned or contacted to replied. False when there is nothing to do: they
    are further, have no such stage, or replied before; a repeat changes nothing."""
    hold([lead_pk], by=None, to_work=True)
    stage = Stage.objects.filter(semantic=Semantic.REPLIED).first()
    waits = Lead.objects.current().filter(pk=lead_pk, stage__semantic__in=BEFORE_A_REPLY)
    if stage is None or not waits.exists():
        return False
    return bool(move_leads([lead_pk], to=stage.pk, by=None, now=at).changed)
