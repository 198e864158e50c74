"""Taking a tagging back: what it tied is untied, and the other way round (F:T18)."""

from collections.abc import Collection, Container, Mapping
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import ngettext

from leads.models import Lead, LeadTag, Tag
from leads.services.many import CHANGE
from leads.services.named_leads import names_of_leads
from leads.services.scoring import rescore_where_counted
from leads.services.tags import TAG
from tenants.audit.services.record import record_many
from tenants.staff.models import User
from tenants.undo.models import Operation
from tenants.undo.registry import Outcome, reversible


def register_tags_back() -> None:
    reversible(TAG, untag, _title, permission=CHANGE, names=names_of_leads, of=Lead, by_pieces=True)


def untag(operation: Operation, by: User, now: datetime) -> Outcome:
    """A tag that was deleted meanwhile stays away. A lead where somebody tied one of them anew changed since, and
    so did one that was merged, whose tags are the survivor's."""
    kept = dict(operation.rows.values_list("object_pk", "before"))
    list(Lead.objects.filter(pk__in=kept).order_by("pk").select_for_update(no_key=True).values("pk"))
    seen = Lead.objects.visible_to(by).filter(pk__in=kept).order_by().values("pk")
    rows = list(Lead.objects.filter(pk__in=seen).prefetch_related("identities"))
    added = {tag for change in kept.values() for tag in change["added"]}
    anew = _tied_anew(operation, kept, added)
    leads = [lead for lead in rows if lead.merged_into_id is None and lead.pk not in anew]
    there = set(Tag.objects.values_list("pk", flat=True))
    people = set(User.objects.values_list("pk", flat=True))
    back = [_tie(lead.pk, one, people) for lead in leads for one in kept[lead.pk]["removed"] if one["tag"] in there]
    LeadTag.objects.filter(lead__in=leads, tag__in=added, at=operation.at, by=operation.by_id).delete()
    LeadTag.objects.bulk_create(back, ignore_conflicts=True, batch_size=2000)
    pks = [lead.pk for lead in leads]
    Lead.objects.filter(pk__in=pks).update(updated_at=now)
    rescore_where_counted("tags", pks, now=now)
    record_many("lead.put_back", Lead, [(lead.pk, str(lead), None) for lead in leads])
    since = tuple(str(lead) for lead in rows if lead.merged_into_id is not None or lead.pk in anew)
    return Outcome(len(leads), since, len(kept) - len(rows), pks)


def _tied_anew(operation: Operation, kept: Mapping[int, Mapping[str, Any]], added: Collection[int]) -> set[int]:
    """Leads of which a tie is another than the one that the operation made, by its moment."""
    ties = LeadTag.objects.filter(lead__in=kept, tag__in=added).exclude(at=operation.at)
    return {lead for lead, tag in ties.values_list("lead", "tag") if tag in kept[lead]["added"]}


def _tie(lead: int, one: Mapping[str, Any], people: Container[int]) -> LeadTag:
    by = one["by"] if one["by"] in people else None
    return LeadTag(lead_id=lead, tag_id=one["tag"], at=parse_datetime(one["at"]), by_id=by)


def _title(operation: Operation) -> str:
    told = {"number": operation.count, "tags": operation.about.get("tags", "")}
    words = ngettext("Tags of %(number)d lead: %(tags)s", "Tags of %(number)d leads: %(tags)s", operation.count)
    return words % told
