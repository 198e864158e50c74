"""The filters of leads, one set for the list, for saved views and for programs (F:W1): same names, same meaning."""

from collections.abc import Iterator
from datetime import datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django_filters import Filter, FilterSet

from crm.lib.errors import InvalidData
from leads.models import Lead, Temperature, Treatment
from leads.querysets import LeadQuerySet
from leads.services.finding import narrowing as by
from leads.services.finding.custom import called, could_be_custom, custom_filters
from leads.services.finding.fields import Day, Several, Text, Whole, YesNo
from leads.services.finding.leaving_out import leaves_out
from leads.services.finding.narrow import Narrow
from tenants.settings.services.clinic import clinic_settings
from tenants.staff.models import User

ARCHIVE = {by.CURRENT: _("Current leads"), by.ARCHIVED: _("Archived"), by.ALL: _("Current and archived")}


class LeadFilters(FilterSet):
    """`rows` are what the reader may see; `now` is aware. Without a filter: all that are not archived."""

    search = Narrow(Text, by.by_search, label=_("Search"))
    status = Narrow(Several, by.by_stage, label=_("Stage"))
    assigned_to = Narrow(Several, by.by_owner, label=_("Owner"))
    temperature = Narrow(
        Several, by.Column("heat__temperature__in"), label=_("Temperature"), known=dict(Temperature.choices)
    )
    tags = Narrow(Several, by.by_any_tag, label=_("Tag"))
    tags_all = Narrow(Several, by.by_all_tags, label=_("All of the tags"))
    tags_none = Narrow(Several, by.by_no_tag, label=_("Tag: not"))
    source = Narrow(Several, by.Column("source__in"), label=_("Source"), known=dict(Lead.Source.choices))
    partner = Narrow(Several, by.by_partner, label=_("Partner"))
    category = Narrow(
        Several, by.Column("treatment__category__in"), label=_("Kind of treatment"),
        known=dict(Treatment.Category.choices),
    )  # fmt: skip
    treatment = Narrow(Several, by.Ids("treatment__in"), label=_("Treatment"))
    is_hot_leads_only = Narrow(YesNo, by.by_hot, label=_("Score over 70"))
    waiting = Narrow(YesNo, by.by_waiting, label=_("Waits for an answer"))
    overdue = Narrow(YesNo, by.by_overdue, label=_("Next step overdue"))
    do_not_contact = Narrow(YesNo, by.Column("do_not_contact"), label=_("Do not contact"))
    due_from = Narrow(Day, by.FromDay("next_follow_up"), label=_("Next step from"))
    due_to = Narrow(Day, by.ToDay("next_follow_up"), label=_("Next step to"))
    lead_score_min = Narrow(Whole, by.Column("lead_score__gte"), label=_("Score from"))
    lead_score_max = Narrow(Whole, by.Column("lead_score__lte"), label=_("Score to"))
    date_range_start = Narrow(Day, by.FromDay("created_at"), label=_("Arrived from"))
    date_range_end = Narrow(Day, by.ToDay("created_at"), label=_("Arrived to"))
    days_since_created_min = Narrow(Whole, by.DaysAgo("created_at__lte"), label=_("Days since arrival, from"))
    days_since_created_max = Narrow(Whole, by.DaysAgo("created_at__gt"), label=_("Days since arrival, to"))
    days_since_contact_min = Narrow(Whole, by.by_silence, label=_("Days since contact, from"))
    days_since_contact_max = Narrow(Whole, by.DaysAgo("last_contact_date__gt"), label=_("Days since contact, to"))
    sub_source = Narrow(Text, by.Column("sub_source__istartswith"), label=_("Which source"))
    city = Narrow(Text, by.Column("city__icontains"), label=_("City"))
    country = Narrow(Several, by.by_country, label=_("Country"))
    language = Narrow(Several, by.by_language, label=_("Language"))
    archived = Narrow(Several, by.by_archive, label=_("Archive"), known=ARCHIVE)

    class Meta:
        model = Lead
        fields: tuple[str, ...] = ()

    def __init__(self, data: QueryDict, rows: LeadQuerySet, *, reader: User, now: datetime):
        super().__init__(data, rows)
        self.asked, self.reader, self.now = data, reader, now
        for name, one in custom_filters():
            one.parent, one.model = self, Lead
            self.filters[name] = one

    @cached_property
    def zone(self) -> ZoneInfo:
        """The clinic's: its days are meant."""
        return ZoneInfo(clinic_settings().time_zone)

    @cached_property
    def wrong(self) -> dict[str, list[str]]:
        """By name what cannot be read: odd values, and what was said of a field that the clinic uses no more."""
        said = [name for name, values in self.asked.lists() if any(values) and name not in self.filters]
        gone = {name: [str(_("There is no such field any more."))] for name in said if could_be_custom(name)}
        return {name: list(sentences) for name, sentences in self.form.errors.items()} | gone

    def wrong_in_words(self) -> Iterator[tuple[str, str, str]]:
        """Of each such filter its name, what it is called, and what is odd."""
        for name, sentences in self.wrong.items():
            label = self.filters[name].label if name in self.filters else called(name)
            yield name, str(label), sentences[0]

    def filter_queryset(self, queryset: LeadQuerySet) -> LeadQuerySet:
        """What could not be read narrows to nothing: a list that is wider than was asked would mislead."""
        if self.wrong:
            return queryset.none()
        if not self.form.cleaned_data.get("archived"):
            queryset = queryset.current()
        return super().filter_queryset(queryset)

    def narrows(self) -> bool:
        """Whether it leaves out any lead there can be, besides those in the archive."""
        return any(leaves_out(name, value, self) for name, _one, value in self.on())

    def on(self) -> Iterator[tuple[str, Filter, Any]]:
        """Those of which something was said: name, filter, value."""
        for name, value in getattr(self.form, "cleaned_data", {}).items():
            if value not in (None, "", []):
                yield name, self.filters[name], value


def lead_filter(name: str, one: Narrow) -> None:
    """One more, of a floor above; called in `apps.ready()`."""
    LeadFilters.base_filters[name] = one


def names_of_filters() -> set[str]:
    """Every name that means something in this clinic."""
    return set(LeadFilters.base_filters) | {name for name, _filter in custom_filters()}


def narrowed(rows: LeadQuerySet, data: QueryDict, *, reader: User, now: datetime) -> LeadQuerySet:
    """For programs: InvalidData names what cannot be read."""
    return _read(rows, data, reader, now).qs


def singled_out(rows: LeadQuerySet, data: QueryDict, *, reader: User, now: datetime) -> LeadQuerySet:
    """The same for whoever changes what is found: InvalidData for what leaves out no lead, whatever it says."""
    filters = _read(rows, data, reader, now)
    if not filters.narrows():
        sentence = _("Say which leads are meant.")
        raise InvalidData(sentence, fields={"filter": [sentence]})
    return filters.qs


def _read(rows: LeadQuerySet, data: QueryDict, reader: User, now: datetime) -> LeadFilters:
    filters = LeadFilters(data, rows, reader=reader, now=now)
    if filters.wrong:
        raise InvalidData(next(iter(filters.wrong.values()))[0], fields=filters.wrong)
    return filters
