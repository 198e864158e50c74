"""Pages of Meta as the tests need them."""

from django.utils import timezone

from attribution.meta_leads.models import Connection, Form, InstantLead, Trouble
from tenants.context import clinic_context
from tenants.models import Clinic

QUESTION = {"key": "frage", "label": "Welche Behandlung?", "type": "CUSTOM", "options": [["a", "Implantat"]]}


def page_with_trouble(clinic: Clinic) -> list[str]:
    """A page that is broken, with a form and what waits; the addresses of both below /admin/meta-leads/."""
    now = timezone.now()
    with clinic_context(clinic):
        told = {"state": "broken", "is_red": True, "trouble": "dead_token", "lacks": ["leads_retrieval"]}
        page = Connection.objects.create(page_id="771", name="Tirana Smile", sealed=b"x", connected_at=now, **told)
        form = Form.objects.create(connection=page, form_id="661", name="Implantate", questions=[QUESTION])
        Trouble.objects.create(connection=page, at=now, kind="dead_token", code="190 463")
        for number, state in enumerate(("unrouted", "unfetched")):
            InstantLead.objects.create(
                leadgen_id=f"55{number}", connection=page, form_id="661", state=state, told_by="look", first_at=now
            )
    return [f"{page.pk}/", f"{page.pk}/again/", f"{page.pk}/gap/", f"{page.pk}/disconnect/", f"forms/{form.pk}/"]
