"""How the connected pages stand: counts of many at once."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q

from attribution.meta_leads.models import Connection, Form, InstantLead
from tenants.staff.models import User

State = InstantLead.State
LATELY = timedelta(days=7)


@dataclass(frozen=True)
class Counts:
    """`forms` that are taken in; of leads, those of the last seven days, and those that wait for people."""

    forms: int = 0
    lately: int = 0
    unrouted: int = 0
    unfetched: int = 0


def counts_of(connections: Iterable[Connection], by: User, *, now: datetime) -> dict[int, Counts]:
    """By the connection; two questions however many they are."""
    pks = [one.pk for one in connections]
    rows = InstantLead.objects.visible_to(by).filter(connection__in=pks).order_by()
    told = rows.values("connection").annotate(
        lately=Count("pk", filter=Q(first_at__gte=now - LATELY) & ~Q(state=State.TEST)),
        unrouted=Count("pk", filter=Q(state=State.UNROUTED)),
        unfetched=Count("pk", filter=Q(state=State.UNFETCHED)),
    )
    leads = {row.pop("connection"): row for row in told}
    forms = Form.objects.filter(connection__in=pks, is_taken=True).order_by()
    number = dict(forms.values_list("connection").annotate(Count("pk")))
    return {pk: Counts(number.get(pk, 0), **leads.get(pk, {})) for pk in pks}


def leads_of_forms(connection: Connection, by: User) -> Counter[str]:
    """How many we know of each form, by its number at Meta, tests left out."""
    rows = InstantLead.objects.visible_to(by).filter(connection=connection).exclude(state=State.TEST).order_by()
    return Counter(dict(rows.values_list("form_id").annotate(Count("pk"))))
