"""What waits for people is tried once more: read by what questions mean now, or asked of Meta again (F:I12)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from attribution.meta_leads.models import Connection, Form, InstantLead
from attribution.meta_leads.services.knowing import fetch_soon
from attribution.meta_leads.services.taking import take_again
from crm.lib.errors import Conflict, NotThere
from tenants.staff.models import User

State = InstantLead.State
AT_ONCE = 500


def read_once_more(form: Form, *, now: datetime) -> int:
    """Of those of a form that nobody understood, how many are understood now. Each by itself; safe to repeat."""
    rows = InstantLead.objects.filter(connection=form.connection_id, form_id=form.form_id, state=State.UNROUTED)
    pks = list(rows.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    return sum(take_again(pk, now=now) != State.UNROUTED for pk in pks)


@transaction.atomic
def fetch_once_more(connection: int, *, by: User, now: datetime) -> int:
    """Ask Meta again for what it did not show; how many. Raises NotThere, Conflict for a page to connect again."""
    page = Connection.objects.visible_to(by).filter(pk=connection).first()
    if page is None:
        raise NotThere
    if page.state == Connection.State.BROKEN:
        raise Conflict(_("Connect the page again first."))
    rows = InstantLead.objects.select_for_update().filter(connection=page, state=State.UNFETCHED)
    wanted = list(rows.order_by("pk").values_list("pk", "leadgen_id")[:AT_ONCE])
    again = {"state": State.WAITING, "attempts": 0, "first_at": now, "trouble": ""}
    InstantLead.objects.filter(pk__in=[pk for pk, _leadgen_id in wanted]).update(**again)
    fetch_soon([leadgen_id for _pk, leadgen_id in wanted], now=now, anew=True)
    return len(wanted)
