from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext as _

from leads.models import Lead, LeadImport
from leads.querysets import IMPORT
from leads.services.announce_changes import announce_changed
from leads.services.consent.in_step import put_in_step
from leads.services.finding.words import AT_ONCE, refresh_words
from leads.services.importing.loading import LOAD
from leads.services.importing.reserving import taken_back
from leads.services.importing.undoing.removing import remove
from leads.services.importing.undoing.touched import touched
from leads.services.importing.undoing.unfilling import unfill
from leads.services.named_leads import names_of_leads
from leads.services.scoring import rescore
from tenants.staff.models import User
from tenants.undo.models import Operation
from tenants.undo.registry import Outcome, reversible


def register_imports_back() -> None:
    reversible(LOAD, take_back, _title, permission=IMPORT, names=names_of_leads, of=Lead, by_pieces=True)


def take_back(operation: Operation, by: User, now: datetime) -> Outcome:
    """Of the operation's rows. Leads that somebody worked on since stay as they are and are named; of filled ones
    stays what somebody changed."""
    told = dict(operation.rows.values_list("object_pk", "before"))
    list(Lead.objects.filter(pk__in=told).order_by("pk").select_for_update().values("pk"))
    seen = Lead.objects.visible_to(by).filter(pk__in=told).order_by().values("pk")
    leads = {one.pk: one for one in Lead.objects.filter(pk__in=seen).prefetch_related("identities")}
    brought = operation.about["import"]
    made = {pk for pk in leads if told[pk]["made"]}
    stay = touched(made, brought) & made if made else set()
    remove(made - stay)
    taken_back(brought, len(made - stay))
    filled = [one for pk, one in sorted(leads.items()) if not told[pk]["made"]]
    stay |= unfill(filled, told, brought, now=now) if filled else set()
    _follow([one.pk for one in filled], now)
    back = leads.keys() - stay
    if back:  # an undo of none leaves it to whoever can
        LeadImport.objects.filter(pk=brought).update(state=LeadImport.State.UNDONE, reserved=0)
    announce_changed(frozenset(back))
    names = tuple(str(leads[pk]) for pk in sorted(stay))
    return Outcome(len(back), names, len(told) - len(leads), pks=back)


def _follow(pks: Collection[int], now: datetime) -> None:
    if not pks:
        return
    refresh_words(pks)
    ordered = sorted(pks)
    for start in range(0, len(ordered), AT_ONCE):
        rescore(ordered[start : start + AT_ONCE], now=now)
    put_in_step(pks, now=now)


def _title(operation: Operation) -> str:
    return _("Imported the list %(name)s") % {"name": operation.about.get("name", "")}
