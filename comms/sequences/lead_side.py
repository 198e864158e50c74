"""What sequences bring to leads: rules, actions, the card on their page, the timeline, a filter, the way from a
list."""

from datetime import datetime
from typing import Any

from django.db.models import Exists
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from comms.sequences.actions import active_sequences, register_lead_actions, under_way
from comms.sequences.history import BEGAN, STOPPED, sequence_moments
from comms.sequences.models import Sequence
from comms.sequences.pages import CHANGE, SEE
from comms.sequences.parts import sequence_part
from comms.sequences.rule_receivers import register_rules
from comms.sequences.services.enrolling import ENROL
from comms.sequences.services.of_lead import ways_of
from comms.sequences.services.putting_in import register_put_in_back
from comms.sequences.services.rules_back import register_rules_back
from comms.sequences.services.rules_told import rules_of_sequence, rules_of_stage
from leads.models import Lead, LeadImport, Stage
from leads.parts import import_part, lead_part, stage_part
from leads.services.finding.fields import YesNo
from leads.services.finding.filters import lead_filter
from leads.services.finding.narrow import Narrow
from leads.timeline import CHANGES, timeline_source
from tenants.staff.models import User


def register_lead_side() -> None:
    register_rules()
    register_put_in_back()
    register_rules_back()
    register_lead_actions()
    lead_part("sequences/of_lead.html", _of_lead, permission=SEE)
    stage_part("sequences/of_stage.html", _of_stage, permission=SEE)
    import_part("sequences/of_import.html", _of_import, permission=ENROL)
    sequence_part("sequences/rules.html", _rules, order=20)
    timeline_source("sequences", sequence_moments, kinds=[CHANGES], tells=[BEGAN, STOPPED])
    lead_filter("in_sequence", Narrow(YesNo, _by_under_way, label=_("In a sequence")))
    _register_pages()


def _register_pages() -> None:
    from comms.sequences.admin.of_import import of_import
    from comms.sequences.admin.of_lead import begin, turn
    from comms.sequences.admin.rules import new_rule, new_stage_rule, turn_rule
    from tenants.desk.pages import register_page

    title, posted = _("Sequences"), {"permission": ENROL, "methods": ("POST",)}
    one = "leads/lead/<int:lead_id>/sequences/"
    register_page(one, begin, name="sequence_of_lead", title=title, **posted)
    register_page(f"{one}<int:enrolment_id>/", turn, name="sequence_of_lead_one", title=title, **posted)
    may = {"title": _("New rule"), "permission": CHANGE}
    register_page("sequences/<int:sequence_id>/rules/new/", new_rule, name="sequence_rule_new", **may)
    register_page("stages/<int:stage_id>/rules/new/", new_stage_rule, name="stage_rule_new", **may)
    page, told = "sequences/rules/<int:sequence_rule_id>/", {"title": _("Rule"), "methods": ("POST",)}
    register_page(page, turn_rule, name="sequence_rule", permission=CHANGE, **told)
    register_page(
        "import/<int:import_id>/sequence/", of_import, name="sequence_of_import", title=title, permission=ENROL
    )


def _of_lead(lead: Lead, reader: User, now: datetime) -> dict[str, Any] | None:
    """Nothing for who was never in one, where nobody may put them into any."""
    may = reader.has_perm(ENROL) and lead.archived_at is None
    ways = ways_of(lead)
    inside = {way.row.sequence_id for way in ways if way.is_under_way}
    offered = [one for one in active_sequences(reader) if one[0] not in inside] if may else []
    return {"ways": ways, "may": may, "offered": offered} if ways or offered else None


def _of_stage(stage: Stage, reader: User) -> dict[str, Any]:
    may = reader.has_perm(CHANGE)
    new = reverse("admin:stage_rule_new", args=[stage.pk])
    return {"rules": rules_of_stage(stage), "may": may, "new": new, "back": reverse("admin:stage", args=[stage.pk])}


def _rules(request: Any, sequence: Sequence) -> dict[str, Any]:
    may = request.user.has_perm(CHANGE) and not sequence.archived_at
    new = reverse("admin:sequence_rule_new", args=[sequence.pk])
    back = reverse("admin:sequence", args=[sequence.pk])
    return {"rules": rules_of_sequence(sequence), "may": may, "new": new, "back": back}


def _of_import(brought: LeadImport, reader: User) -> dict[str, Any] | None:
    if not active_sequences(reader):
        return {"page": "", "sequences": reverse("admin:sequences")}
    return {"page": reverse("admin:sequence_of_import", args=[brought.pk])}


def _by_under_way(rows: Any, value: bool, asked: Any) -> Any:
    inside = Exists(under_way())
    return rows.filter(inside if value else ~inside)
