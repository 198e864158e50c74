"""The report of campaigns (F:M4, LOOK 09): period, way of sharing credit, the tree, the leads behind a number."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from attribution.models.credit import MODELS
from attribution.services.report.as_table import heading, table
from attribution.services.report.finding import FILTER, Behind
from attribution.services.report.making import Report, report_of
from attribution.services.report.numbers import Numbers
from attribution.services.report.period import LENGTHS, Period, period_of
from attribution.services.report.tree import Line, Opened, shown
from attribution.services.report.words import money, people, times
from attribution.words import MODEL_HELP, MODEL_WORDS
from crm.lib.errors import InvalidData
from crm.lib.row_ids import row_id
from crm.lib.sheets import KINDS, stream
from leads.services.money import range_shown
from tenants.desk.pages import page_context
from tenants.staff.services.shifts import zone_named, zone_of_clinic

MOST_OPEN = 100
OPENED = ("open", "closed", "whole")
FIRST = MODELS[0]
ICONS = {"channel": "hub", "campaign": "ads_click", "adset": "layers", "ad": "image"}


@dataclass(frozen=True)
class Cell:
    text: str
    link: str = ""


@dataclass(frozen=True)
class Shown:
    """A line of the table as people read it."""

    name: str
    icon: str
    level: str
    depth: int
    is_archived: bool
    cells: list[Cell]
    toggle: str
    is_open: bool
    anchor: str  # empty for a line that stands for others


def report(request: HttpRequest) -> HttpResponse:
    wrong = ""
    zone, now = zone_named(zone_of_clinic()), timezone.now()
    try:
        period = _period(request.GET, now, zone)
    except InvalidData:
        period, wrong = (
            period_of("", "", "", now=now, zone=zone),
            _("Give a first and a last day, at most 3 years apart."),
        )
    model = request.GET.get("credit", FIRST)
    told = report_of(period, model if model in MODELS else FIRST, by=request.user, zone=zone)
    if request.GET.get("format") == "csv" and not wrong:
        return _file(told)
    context = page_context(
        request,
        told=told,
        wrong=wrong,
        rows=lines_shown(told, request.GET),
        whole=cells_of(told, told.whole, None),
        headings=headings(told),
        models=[(name, MODEL_WORDS[name], _address(request.GET, credit=name)) for name in MODELS],
        model_help=MODEL_HELP[told.model],
        lengths=[(days, _address(request.GET, days=str(days), first="", last="")) for days in LENGTHS],
        csv=_address(request.GET, format="csv"),
        missing=missing_shown(told.missing),
        may_cost=request.user.has_perm("attribution.view_spend"),
    )
    return TemplateResponse(request, "admin/attribution/report.html", context, status=422 if wrong else 200)


def lines_shown(told: Report, data: QueryDict) -> list[Shown]:
    """As the address says: what is `open`, `closed`, or asked for `whole`."""
    asked = {name: {pk for text in data.getlist(name)[:MOST_OPEN] if (pk := row_id(text))} for name in OPENED}
    return [_line(one, told, data, asked) for one in shown(told.lines, Opened(**asked))]


def cells_of(told: Report, numbers: Numbers, campaign: int | None) -> list[Cell]:
    """In the order of `headings`; people lead to their list."""
    counts = [(numbers.leads, "leads"), (numbers.qualified, "qualified"), (numbers.accepted, "accepted")]
    cells = [Cell(people(count), _behind(told, campaign, step) if count else "") for count, step in counts]
    cells.append(Cell(money(numbers.revenue, told.currency)))
    if told.shows_costs:
        each = (numbers.spend, numbers.cost_per_lead, numbers.cost_per_accepted)
        cells += [Cell(money(amount, told.currency)) for amount in each]
        cells.append(Cell(times(numbers.returned)))
    return cells


def headings(told: Report) -> list[str]:
    bare = [_("Leads"), _("Qualified"), _("Accepted"), _("Revenue")]
    costs = [_("Spend"), _("Cost per lead"), _("Cost per accepted"), _("Return")]
    return bare + (costs if told.shows_costs else [])


def missing_shown(missing: Iterable[str] | Any) -> str:
    return ", ".join(range_shown(amount, None, currency) for currency, amount in sorted(missing.items()))


def _line(one: Line, told: Report, data: QueryDict, asked: Mapping[str, set[int]]) -> Shown:
    node = one.node
    name = (
        ngettext("%(more)s more", "%(more)s more", one.others) % {"more": one.others} if one.others else node.name
    )
    return Shown(
        name,
        ICONS.get(node.level, ""),
        node.level,
        min(one.depth, 3),
        node.is_archived and not one.others,
        cells_of(told, one.numbers, None if one.others else node.pk),
        _toggle(one, data, asked),
        one.is_open,
        "" if one.others else _anchor(node.pk),
    )


def _toggle(one: Line, data: QueryDict, asked: Mapping[str, set[int]]) -> str:
    """The same page with this line opened or closed; all of what is below one is closed with it."""
    if not (one.below or one.others):
        return ""
    said = {"whole": asked["whole"] | {one.node.pk}} if one.others else {
        "whole": asked["whole"] - {one.node.pk},
        "open": asked["open"] - {one.node.pk} if one.is_open else asked["open"] | {one.node.pk},
        "closed": asked["closed"] | {one.node.pk} if one.is_open else asked["closed"] - {one.node.pk},
    }  # fmt: skip
    lists = {name: [str(pk) for pk in sorted(keys)] for name, keys in said.items()}
    return f"{_address(data, **lists)}#{_anchor(one.node.pk)}"


def _anchor(campaign: int) -> str:
    return f"campaign-{campaign}"


def _period(data: QueryDict, now: Any, zone: Any) -> Period:
    first, last = data.get("first", ""), data.get("last", "")
    said = "range" if first or last else data.get("days", "")
    return period_of(said, first, last, now=now, zone=zone)


def _behind(told: Report, campaign: int | None, step: str) -> str:
    """The list of the very leads, those in the archive too: they came as well."""
    if campaign is None:
        return ""
    asked = Behind(campaign, told.model, told.period.first, told.period.last, step)
    query = urlencode({FILTER: asked.address(), "archived": "all"})
    return f"{reverse('admin:leads_lead_changelist')}?{query}"


def _address(data: QueryDict, **said: Any) -> str:
    """This page with something else said; nothing said is left out."""
    asked = data.copy()
    for name, value in said.items():
        asked.setlist(name, value if isinstance(value, list) else [value] if value else [])
    return f"?{asked.urlencode()}"


def _file(told: Report) -> HttpResponse:
    answer = HttpResponse(
        b"".join(stream("csv", heading(told), table(told))), content_type=KINDS["csv"].content_type
    )
    name = f"campaigns-{told.model}-{told.period.first}-{told.period.last}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
