"""Many leads of a clinic at once, and the work on them done here and now."""

from django.utils import timezone

from leads.actions import Chosen, all_actions
from leads.models import Heat, Lead, Stage, StageChange
from leads.services.bulk.beginning import begin
from tenants.context import clinic_context
from tenants.models import Clinic
from tenants.runs.models import Run
from tenants.runs.services.working import finish
from tenants.staff.models import User


def make_leads(clinic: Clinic, number: int, **fields: object) -> list[int]:
    """So many new leads without a name or a contact, in a few statements."""
    now = timezone.now()
    with clinic_context(clinic):
        stage = Stage.objects.get(semantic="new")
        given = {"stage": stage, "stage_since": now, "created_at": now, "last_arrival_at": now} | fields
        rows = Lead.objects.bulk_create(
            Lead(first_name=f"Lead {one}", source="other", **given) for one in range(number)
        )
        Heat.objects.bulk_create(Heat(lead=row, warmed_at=now) for row in rows)
        StageChange.objects.bulk_create(
            StageChange(lead=row, enquiry=1, to_stage=stage, to_semantic="new", at=now) for row in rows
        )
        return [row.pk for row in rows]


def work(name: str, ids: list[int], choice: object = "", *, by: User, confirmed: bool = False) -> Run:
    """The action on these leads in the background, done to its end; inside a clinic."""
    chosen = Chosen(str(choice), is_confirmed=confirmed)
    run = begin(all_actions()[name], ids, chosen, by=by, now=timezone.now())
    return finish(run.pk)
