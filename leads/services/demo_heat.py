"""What time has done to the leads of a demo clinic, and which of them somebody keeps hot."""

from datetime import datetime

from leads.models import Lead, Temperature
from leads.models.stage import DONE
from leads.services.demo_walks import along
from leads.services.heat import cool_leads
from leads.services.heat.pinning import pin
from leads.services.scoring import rescore
from tenants.audit.origin import as_if

KEPT_HOT, MOST = "VIP", 6


def grow_old(*, now: datetime) -> None:
    """Score and temperature of whoever is still worked on, as of `now`. Done again it changes nothing."""
    open_ones = Lead.objects.current().exclude(stage__semantic__in=DONE)
    rescore(open_ones.values_list("pk", flat=True), now=now, quietly=True)
    cool_leads(now=now)
    owned = open_ones.filter(lead_tags__tag__name=KEPT_HOT, assigned_to__isnull=False)
    for lead in owned.select_related("assigned_to").order_by("-pk")[:MOST]:
        at = along(lead, now, 0.6)
        with as_if(at, who=lead.assigned_to):
            pin(lead.pk, Temperature.HOT, by=lead.assigned_to, now=at)
