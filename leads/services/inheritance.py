"""The open leads of a colleague who leaves go to an heir, or to nobody (F:T7, H:A14)."""

from datetime import datetime

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import ngettext

from leads.models import Lead
from leads.models.stage import DONE
from leads.services.handing import tell_owner
from leads.services.left_behind import free_left_behind
from leads.services.owners import possible_owners
from leads.services.owning import Handed, note_owner_changes
from tenants.audit.services.record import record_many
from tenants.staff.models import User
from tenants.staff.services.leaving import inherits
from tenants.staff.workload import measured_by


def register_inheritance() -> None:
    inherits("leads", count, hand_over, said=in_words, heirs=possible_owners)
    measured_by(open_leads)


def open_leads(reader: User) -> Coalesce:
    """How many open leads each person of a list has, as far as `reader` sees them."""
    return open_load(Lead.objects.visible_to(reader))


def open_load(leads: QuerySet[Lead]) -> Coalesce:
    """How many of `leads` each person of a list has open."""
    counted = (
        leads.filter(assigned_to=OuterRef("pk"), archived_at=None)
        .exclude(stage__semantic__in=DONE)
        .order_by()
        .values("assigned_to")
        .annotate(number=Count("pk"))
        .values("number")
    )
    return Coalesce(Subquery(counted), 0, output_field=IntegerField())


def open_leads_of(person: User) -> QuerySet[Lead]:
    return Lead.objects.current().filter(assigned_to=person).exclude(stage__semantic__in=DONE)


def count(person: User) -> int:
    return open_leads_of(person).count()


def in_words(number: int) -> str:
    return ngettext("%(number)d open lead", "%(number)d open leads", number) % {"number": number}


def hand_over(person: User, heir: User | None, by: User, now: datetime) -> int:
    """All of them in one UPDATE, in the caller's transaction, each with its line in the trail; the heir is told.

    What the heir would not see is nobody's. The rows are locked first and looked at afterwards: one that was given
    away meanwhile stays where it went.
    """
    open_ones = open_leads_of(person)
    list(Lead.objects.filter(assigned_to=person).order_by("pk").select_for_update(no_key=True).values("pk"))
    rows = list(open_ones.prefetch_related("identities"))
    Lead.objects.filter(pk__in=[row.pk for row in rows]).update(assigned_to=heir, updated_at=now)
    note_owner_changes((Handed(row.pk, person.pk, heir.pk if heir else None) for row in rows), by=by, at=now)
    told = {"assigned_to": (person.pk, heir.pk if heir else None)}
    record_many("lead.inherited", Lead, [(row.pk, str(row), told) for row in rows])
    free_left_behind([row.pk for row in rows], now=now)
    tell_owner(heir, [row.pk for row in rows], by=by)
    return len(rows)
