"""Where costs and the report of campaigns stand on the desk, and what they tell the floors below."""

from django.utils.translation import gettext_lazy as _

from attribution.cards import register_cards
from attribution.models import Rate, Spend
from attribution.report_rights import CHANGE, COSTS, REPORT
from attribution.services.report.demo import fill_costs
from attribution.services.report.finding import FILTER, BehindField, leads_behind
from attribution.services.rollup.days import COUNT
from attribution.services.spending.keeping import register_costs_back
from leads.demo_parts import demo_part
from leads.services.finding.filters import lead_filter
from leads.services.finding.narrow import Narrow
from tenants.audit.registry import trail, words
from tenants.services.due import works_in_every_clinic


def register_report() -> None:
    trail(Spend)
    trail(Rate)
    words(
        {
            "spend.written": _("entered the cost %(thing)s"),
            "spend.put_back": _("took the cost %(thing)s back"),
            "rate.written": _("entered the rate %(thing)s"),
            "rate.removed": _("removed the rate %(thing)s"),
        }
    )
    register_costs_back()
    works_in_every_clinic(COUNT)
    lead_filter(FILTER, Narrow(BehindField, leads_behind, label=_("Campaign")))
    demo_part("costs", fill_costs)
    register_cards()
    _register_pages()


def _register_pages() -> None:
    from attribution.admin import costs, rates
    from attribution.admin.report import report
    from tenants.desk.navigation import GROWTH, navigate
    from tenants.desk.pages import register_page

    title = _("Campaigns")
    register_page(
        "campaigns/report/", report, name="campaign_report", title=title, permission=REPORT, methods=("GET",)
    )
    seen, changes = {"permission": COSTS, "writing": CHANGE}, {"permission": CHANGE}
    register_page("campaigns/costs/", costs.costs, name="campaign_costs", title=_("Costs"), **seen)
    file = "campaigns/costs/file/"
    register_page(file, costs.cost_file, name="campaign_cost_file", title=_("Costs"), **changes)
    one = f"{file}<uuid:upload_id>/"
    register_page(one, costs.cost_look, name="campaign_cost_look", title=_("Import"), **changes)
    register_page("campaigns/rates/", rates.rates, name="campaign_rates", title=_("Rates"), **seen)
    gone = "campaigns/rates/<int:rate_id>/remove/"
    register_page(gone, rates.rate_gone, name="campaign_rate_gone", title=_("Rates"), methods=("POST",), **changes)
    file = "campaigns/rates/file/"
    register_page(file, rates.rate_file, name="campaign_rate_file", title=_("Rates"), **changes)
    one = f"{file}<uuid:upload_id>/"
    register_page(one, rates.rate_look, name="campaign_rate_look", title=_("Import"), **changes)
    navigate(title, icon="campaign", page="admin:campaign_report", permission=REPORT, section=GROWTH, order=30)
