"""Whom a sequence is rehearsed with: of the leads that somebody sees, never more."""

from dataclasses import dataclass
from datetime import datetime

from django.http import QueryDict
from django.utils.translation import gettext as _

from comms.sequences.models import Enrolment, Rule, Sequence
from comms.sequences.models.sequence import group_of
from crm.lib.errors import NotThere
from crm.lib.row_ids import row_id
from leads.models import Lead, SavedView
from leads.models.stage import Semantic
from leads.querysets import LeadQuerySet
from leads.services.finding.filters import LeadFilters
from tenants.staff.models import User

EVERYBODY, UNDER_WAY, RULE, VIEW = "everybody", "under_way", "rule", "view"


@dataclass(frozen=True)
class Audience:
    """`leads` as far as the reader sees them; with `goes_on` those of them who are in it already, who would go on
    with the version; with `rule` as that one would take them."""

    leads: LeadQuerySet
    rule: Rule | None = None
    goes_on: bool = False


def audiences_of(sequence: Sequence, reader: User) -> list[tuple[str, str]]:
    """What there is to choose from: its key, and what it is called."""
    found = [(EVERYBODY, _("Everybody it is for"))]
    if Enrolment.objects.filter(sequence=sequence, state=Enrolment.State.ACTIVE).exists():
        found.append((UNDER_WAY, _("Those under way")))
    rules = sequence.rules.filter(is_on=True, removed_at=None).select_related("stage", "tag")
    found += [(f"{RULE}-{one.pk}", _("By its rule: %(what)s") % {"what": _what(one)}) for one in rules]
    views = SavedView.objects.visible_to(reader)
    return found + [(f"{VIEW}-{one.pk}", _("View: %(name)s") % {"name": one.name}) for one in views]


def audience_of(sequence: Sequence, key: str, reader: User, *, now: datetime) -> Audience:
    """Raises NotThere for a key that is none of `audiences_of`."""
    kind, _dash, number = key.partition("-")
    seen = Lead.objects.visible_to(reader)
    if kind == EVERYBODY:
        meant = [one for one in Semantic.values if group_of(one) in sequence.groups]
        return Audience(seen.current().filter(stage__semantic__in=meant))
    if kind == UNDER_WAY:
        inside = Enrolment.objects.filter(sequence=sequence, state=Enrolment.State.ACTIVE)
        return Audience(seen.filter(pk__in=inside.values("lead")), goes_on=True)
    if kind == RULE and (rule := sequence.rules.filter(pk=row_id(number), is_on=True, removed_at=None).first()):
        return Audience(seen.current().filter(**_fits(rule)), rule=rule)
    if kind == VIEW and (view := SavedView.objects.visible_to(reader).filter(pk=row_id(number)).first()):
        return Audience(LeadFilters(QueryDict(view.query), seen, reader=reader, now=now).qs)
    raise NotThere


def _fits(rule: Rule) -> dict[str, object]:
    """Those who would be taken if what it waits for happened to them now."""
    if rule.trigger == Rule.Trigger.STAGE:
        return {"stage": rule.stage_id}
    return {"source": rule.source} if rule.trigger == Rule.Trigger.SOURCE else {"lead_tags__tag": rule.tag_id}


def _what(rule: Rule) -> str:
    return str(rule.stage or rule.tag or rule.get_source_display())
