"""Leads are put into a sequence by somebody, one or many, and taken out again (F:C16, T18)."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comms.sequences import reasons
from comms.sequences.models import Enrolment, Sequence
from comms.sequences.services.enrolling import ENROL, enrol
from comms.sequences.services.stopping import stop
from crm.lib.errors import InvalidData, NotAllowed, NotThere
from leads.models import Lead
from leads.services.many import Done, hold
from leads.services.named_leads import names_of_leads
from tenants.staff.models import User
from tenants.undo.models import Operation
from tenants.undo.registry import Outcome, reversible
from tenants.undo.services.ledger import remember

PUT_IN = "sequence.put_in"  # the kind of its operation
State, Way = Enrolment.State, Enrolment.Way


def register_put_in_back() -> None:
    reversible(PUT_IN, take_back, _title, permission=ENROL, names=names_of_leads, of=Lead, by_pieces=True)


@transaction.atomic
def put_in(ids: Iterable[int], *, sequence: int, way: str = Way.MANY, by: User, now: datetime) -> Done:
    """Those who are in it already are counted; of the others who do not begin each has its sentence.

    The number of statements does not depend on how many they are. Raises NotAllowed, and InvalidData for a sequence
    that is not there or not active, and for more leads than at once.
    """
    wanted = set(ids)
    row = Sequence.objects.visible_to(by).filter(pk=sequence, of_rule=False, archived_at=None).first()
    if row is None:
        _refuse(_("Choose a sequence first."))
    if row.state != Sequence.State.ACTIVE:
        _refuse(str(reasons.REFUSED[reasons.NOT_ACTIVE]))
    done = enrol(row.pk, wanted, way=way, by=by, now=now)
    already = [lead for lead, why in done.why.items() if why == reasons.ALREADY]
    operation = None
    if done.begun:
        rows = [(lead, {"enrolment": pk}) for lead, pk in done.begun.items()]
        operation = remember(PUT_IN, by=by, rows=rows, about={"sequence": row.name}, now=now)
    conflicts = {lead: said for lead, said in done.refused.items() if lead not in set(already)}
    return Done(operation, len(done.begun), len(already), done.out_of_sight, tuple(done.begun), conflicts=conflicts)


@transaction.atomic
def take_out(ids: Iterable[int], *, sequence: int | None = None, by: User, now: datetime) -> Done:
    """Out of this sequence, or of all, and what waits to be sent to them from there is cancelled. For good: who is
    to go on is put in again. Raises NotAllowed, and InvalidData for more than at once."""
    held = hold(ids, by=by)
    if not held.by.has_perm(ENROL):
        raise NotAllowed(_("Your role does not put leads into sequences."))
    only = Q(state=State.ACTIVE) & (Q(sequence=sequence) if sequence else Q())
    out = stop(held.seen, reasons.BY_HAND, now=now, only=only)
    pks = set(Enrolment.objects.filter(pk__in=out).values_list("lead", flat=True))
    said = ngettext(
        "%(number)d lead is out of its sequences.", "%(number)d leads are out of their sequences.", len(pks)
    )
    about = {"said": said % {"number": len(pks)} if pks else ""}
    return Done(None, len(pks), len(held.seen) - len(pks), held.out_of_sight, tuple(sorted(pks)), **about)


def take_out_one(pk: int, *, by: User, now: datetime) -> None:
    """One enrolment. Raises NotThere for one that is not there or of a lead that `by` does not see."""
    one = Enrolment.objects.visible_to(by).filter(pk=pk).first()
    if one is None or take_out([one.lead_id], sequence=one.sequence_id, by=by, now=now).out_of_sight:
        raise NotThere


def take_back(operation: Operation, by: User, now: datetime) -> Outcome:
    """Those who are still in it leave it, and may begin it again at once if nothing has gone to them; of the others
    it has ended since."""
    kept = {lead: before["enrolment"] for lead, before in operation.rows.values_list("object_pk", "before")}
    list(Lead.objects.filter(pk__in=kept).order_by("pk").select_for_update(no_key=True).values("pk"))
    leads = list(Lead.objects.visible_to(by).filter(pk__in=kept).order_by("pk").prefetch_related("identities"))
    wanted = [kept[lead.pk] for lead in leads]
    out = stop([lead.pk for lead in leads], reasons.UNDONE, now=now, only=Q(pk__in=wanted, state=State.ACTIVE))
    back = [lead for lead in leads if kept[lead.pk] in set(out)]
    since = tuple(str(lead) for lead in leads if lead not in back)
    return Outcome(len(back), since, len(kept) - len(leads), [lead.pk for lead in back])


def _refuse(said: str) -> None:
    raise InvalidData(said, fields={"sequence": [said]})


def _title(operation: Operation) -> str:
    told = {"number": operation.count, "sequence": operation.about.get("sequence", "")}
    words = ngettext(
        "%(sequence)s: begun with %(number)d lead", "%(sequence)s: begun with %(number)d leads", operation.count
    )
    return words % told
