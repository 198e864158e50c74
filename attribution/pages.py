"""Where the tree of campaigns, the rules of sources and a lead's touches stand on the desk."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from attribution.services.arranging import CHANGE, register_arranging
from attribution.services.journey import touches_of
from attribution.services.ruling import register_ruling
from attribution.words import MODEL_WORDS
from leads.models import Lead
from leads.parts import lead_part
from tenants.staff.models import User

SEE = "attribution.view_touchpoint"


def register_pages() -> None:
    from attribution.admin import source_rules as rules
    from attribution.admin.tree import campaign_place, campaign_tree
    from tenants.desk.navigation import SETUP, navigate
    from tenants.desk.pages import register_page

    title, may = _("Sources and campaigns"), {"permission": SEE, "writing": CHANGE}
    register_page("campaigns/tree/", campaign_tree, name="campaign_tree", title=title, **may)
    register_page(
        "campaigns/tree/<int:campaign_id>/", campaign_place, name="campaign_place", title=_("Campaign"), **may
    )
    page, one = "campaigns/rules/", "campaigns/rules/<int:source_rule_id>/"
    register_page(page, rules.source_rules, name="source_rules", title=_("What counts where"), **may)
    register_page(
        f"{page}new/", rules.new_source_rule, name="source_rule_new", title=_("New rule"), permission=CHANGE
    )
    register_page(one, rules.source_rule, name="source_rule", title=_("Rule"), **may)
    gone = {"title": _("Rule"), "permission": CHANGE, "methods": ("POST",)}
    register_page(f"{one}remove/", rules.remove_source_rule, name="source_rule_remove", **gone)
    navigate(title, icon="account_tree", page="admin:campaign_tree", permission=SEE, section=SETUP, order=9)
    lead_part("attribution/of_lead.html", _of_lead, permission=SEE)
    register_arranging()
    register_ruling()


def _of_lead(lead: Lead, reader: User, now: datetime) -> dict[str, Any] | None:
    touches = touches_of(lead)
    return {"touches": touches, "models": MODEL_WORDS} if touches else None
