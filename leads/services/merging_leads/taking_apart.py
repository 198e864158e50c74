"""A merge is taken back: what nobody changed since goes where it was (F:T18)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from leads.models import Enquiry, Identity, Lead, Note
from leads.services.answering.ending import resume_waits
from leads.services.consent.in_step import put_in_step
from leads.services.contacts_away import gone_with
from leads.services.finding.words import refresh_words
from leads.services.holding import hold_reached
from leads.services.left_behind import free_left_behind, owners_of
from leads.services.many import CHANGE
from leads.services.matching import lock_people
from leads.services.merging_leads.choosing import CHOICES, exchange_back
from leads.services.merging_leads.filling import RESULT
from leads.services.merging_leads.merge import AWAY, MERGE
from leads.services.merging_leads.moving import move_back
from leads.services.moving.undoing import back_from_step
from leads.services.named_leads import names_of_leads
from leads.services.owners import lock_owners
from leads.services.owning import Handed, note_owner_changes
from leads.services.scoring.rescoring import rescore
from leads.services.spreading import tell_all
from leads.signals import leads_parted
from tenants.audit.services.record import record
from tenants.staff.models import User
from tenants.undo.models import Operation
from tenants.undo.registry import Outcome, reversible
from tenants.undo.services.putting_back import as_kept

CONTACTS = "leads.Identity.lead"  # among what moved
TRIED = "call_attempts"


def register_merging() -> None:
    reversible(MERGE, take_apart, _title, permission=CHANGE, names=names_of_leads, of=Lead)


def take_apart(operation: Operation, by: User, now: datetime) -> Outcome:
    """Both must be seen by `by`. Nothing is done when the merged one leads elsewhere by now; of the survivor only
    what the merge filled and nobody changed goes back, without what the other has again by now."""
    [(other, before)] = operation.rows.values_list("object_pk", "before")
    kept = before["merge"]
    pair = {other, kept["survivor"]}
    lock_people(Identity.objects.filter(lead__in=pair, is_valid=True))
    lock_owners({*owners_of(pair), before.get("assigned_to_id")})
    reached = hold_reached(pair)
    seen = Lead.objects.visible_to(by).filter(pk__in=pair).in_bulk()
    if pair - seen.keys():
        return Outcome(0, out_of_sight=1)
    goes, stays = seen[other], seen[kept["survivor"]]
    if goes.merged_into_id != stays.pk or stays.merged_into_id is not None:
        return Outcome(0, changed_since=(str(goes),))
    Note.objects.filter(pk=kept.get("note")).delete()
    stay = exchange_back(stays, goes, kept.get("own", ()))
    stay += move_back(kept["moved"], goes, stays)
    gone_with(kept["moved"].get(CONTACTS, ()), stays, goes)
    back_from_step(stays, operation.about.get("step"), by=by, now=now)
    stays.refresh_from_db()
    stay += _unfill(stays, goes, kept, operation.about["left"], by, now)
    Lead.objects.filter(pk=goes.pk).update(**{name: before[name] for name in AWAY}, updated_at=now)
    resume_waits([goes.pk])
    put_in_step(reached, now=now)
    free_left_behind(pair, now=now)
    rescore(pair, now=now)
    refresh_words(pair)
    tell_all(leads_parted, leads=sorted(pair), now=now)
    record("lead.put_back", goes, changes={"merged_into": (stays.pk, None)})
    return Outcome(1, stay, pks=(goes.pk,))


def _unfill(
    stays: Lead, goes: Lead, kept: Mapping[str, Any], left: Mapping[str, Any], by: User, now: datetime
) -> list[str]:
    """The names of what a person changed since: it stays."""
    stands = as_kept(stays, kept["filled"])
    back = {name: value for name, value in kept["filled"].items() if stands[name] == left[name]}
    if TRIED in kept["filled"]:  # whoever tried since has tried this one
        back[TRIED] = max(0, stands[TRIED] - left[TRIED] + kept["filled"][TRIED])
    Lead.objects.filter(pk=stays.pk).update(**back, updated_at=now)
    told = {name.removesuffix("_id"): (stands[name], value) for name, value in back.items()}
    record("lead.put_back", stays, changes=told)
    owner = back.get("assigned_to_id", stays.assigned_to_id)
    note_owner_changes([Handed(stays.pk, stays.assigned_to_id, owner)], by=by, at=now)
    if kept["result"]:
        theirs = Enquiry.objects.filter(lead=goes, number=goes.enquiry).values(*RESULT).first()
        mine = Enquiry.objects.filter(lead=stays, number=stays.enquiry, **(theirs or {"pk": None}))
        mine.update(accepted_at=None, amount=None, currency="")
    said = {name for one in CHOICES.values() for name in one} & kept["filled"].keys() - back.keys()
    return sorted(str(next(f.verbose_name for f in Lead._meta.fields if f.attname == name)) for name in said)


def _title(operation: Operation) -> str:
    return _("Merged %(who)s into %(into)s") % {name: operation.about.get(name, "") for name in ("who", "into")}
