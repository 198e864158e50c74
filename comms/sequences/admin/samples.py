"""How a step's texts read for one of the clinic's people: nothing is sent."""

from typing import Any

from django.http import HttpRequest

from comms.sequences.models import Step
from comms.services.templates.choosing import text_for
from comms.services.templates.previewing import leads_to_preview, preview_text
from crm.lib.row_ids import row_id
from leads.models import Lead
from tenants.settings.services.clinic import clinic_settings
from tenants.staff.languages import SPOKEN


def samples(
    request: HttpRequest, step: Step, leads: list[Lead] | None = None, *, query: str = ""
) -> dict[str, Any] | None:
    """For `?lead=` among `leads`, else the newest that they see, with who comes before and after; None when there
    is nobody. `query` is what the links to those keep of the address."""
    leads = leads_to_preview(request.user) if leads is None else leads
    if not leads:
        return None
    asked = row_id(request.GET.get("lead", ""))
    place = next((number for number, one in enumerate(leads) if one.pk == asked), 0)
    lead, own = leads[place], clinic_settings().language
    shown = []
    for one in step.variants.all():
        text = text_for(one.template.texts.all(), lead.language, unknown=own)
        if text is None:
            shown.append((one.label, "", None))
            continue
        found = preview_text(
            channel=step.channel,
            language=text.language,
            subject=text.subject,
            body=text.body,
            lead=lead.pk,
            by=request.user,
        )
        shown.append((one.label, SPOKEN.get(text.language, text.language), found))
    return {
        "step": step,
        "query": query,
        "lead": lead,
        "texts": shown,
        "place": place + 1,
        "number": len(leads),
        "before": leads[place - 1].pk if place else None,
        "after": leads[place + 1].pk if place + 1 < len(leads) else None,
    }
