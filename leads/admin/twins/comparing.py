"""Two leads beside each other, field by field, in words."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from leads.models import Lead
from leads.services.custom import PREFIX, active_fields, custom_values
from leads.services.custom_fields import field_name
from leads.services.custom_kinds import plain
from leads.services.merging_leads.choosing import OTHER
from leads.services.own_names import shown_name
from tenants.audit.services.values import MOMENT
from tenants.settings.countries import country_choices
from tenants.staff.languages import SPOKEN


@dataclass(frozen=True)
class Row:
    """`mine` is what the lead that stays holds. Where both say something, a person chooses; `chosen` is theirs.
    `changed`: not as it was shown before."""

    name: str
    label: Any
    mine: str
    theirs: str
    chosen: bool = False
    changed: bool = False

    @property
    def is_choice(self) -> bool:
        return bool(self.mine and self.theirs) and self.mine != self.theirs

    @property
    def is_filled(self) -> bool:
        return bool(self.theirs) and not self.mine

    @property
    def shown(self) -> str:
        """Goes along with the form, to be compared with what stands there then."""
        return f"{self.mine} · {self.theirs}"


def rows(stays: Lead, goes: Lead, said: Mapping[str, str], shown: Mapping[str, str]) -> list[Row]:
    """Those of which either says anything; `said` is what was chosen by name, `shown` what stood there before. Two
    questions when the clinic has fields of its own."""
    every = [*_columns(stays, goes), *_own(stays, goes)]
    made = [Row(name, label, mine, theirs, said.get(name) == OTHER) for name, label, mine, theirs in every]
    return [_marked(row, shown) for row in made if row.mine or row.theirs]


def _marked(row: Row, shown: Mapping[str, str]) -> Row:
    changed = shown.get(row.name, row.shown) != row.shown
    return Row(row.name, row.label, row.mine, row.theirs, row.chosen, changed)


def _columns(stays: Lead, goes: Lead) -> Iterator[tuple[str, Any, str, str]]:
    for name, (label, of) in FIELDS.items():
        yield name, label, str(of(stays) or ""), str(of(goes) or "")


def _own(stays: Lead, goes: Lead) -> Iterator[tuple[str, Any, str, str]]:
    fields = active_fields()
    held = custom_values([stays.pk, goes.pk]) if fields else {}
    for key, field in fields.items():
        mine, theirs = (plain(held[pk].get(key)) or "" for pk in (stays.pk, goes.pk))
        yield f"{PREFIX}{key}", field_name(field), mine, theirs


def _name(lead: Lead) -> str:
    return f"{lead.first_name} {lead.last_name}".strip()


def _country(lead: Lead) -> str:
    return dict(country_choices()).get(lead.country, lead.country)


def _step(lead: Lead) -> str:
    if lead.next_follow_up is None:
        return ""
    said = (
        date_format(localtime(lead.next_follow_up), MOMENT),
        lead.get_follow_up_why_display(),
        lead.follow_up_note,
    )
    return " · ".join(filter(None, map(str, said)))


Shown = tuple[Any, Callable[[Lead], Any]]
# By the names of leads.services.merging_leads.CHOICES, in the order of the page.
FIELDS: dict[str, Shown] = {
    "name": (gettext_lazy("Name"), _name),
    "country": (gettext_lazy("Country"), _country),
    "city": (gettext_lazy("City"), lambda lead: lead.city),
    "company": (gettext_lazy("Company"), lambda lead: lead.company),
    "language": (gettext_lazy("Language"), lambda lead: SPOKEN.get(lead.language, lead.language)),
    "treatment": (gettext_lazy("Treatment"), lambda lead: lead.treatment and shown_name(lead.treatment)),
    "interest": (gettext_lazy("Asked for"), lambda lead: lead.interest),
    "source": (gettext_lazy("Source"), lambda lead: lead.get_source_display()),
    "sub_source": (gettext_lazy("Which source"), lambda lead: lead.sub_source),
    "partner": (gettext_lazy("Partner"), lambda lead: lead.partner),
    "assigned_to": (gettext_lazy("Owner"), lambda lead: lead.assigned_to),
    "next_step": (gettext_lazy("Next step"), _step),
}


def together(stays: Lead, goes: Lead) -> list[tuple[Any, str, str]]:
    """What nobody chooses: the stage stays the survivor's, contacts and tags come together."""
    both = (stays, goes)
    facts = [
        (_("Stage"), *(shown_name(one.stage) for one in both)),
        (_("Phones and mails"), *("\n".join(row.shown for row in one.identities.all()) for one in both)),
        (_("Tags"), *(", ".join(tie.tag.name for tie in one.lead_tags.all()) for one in both)),
        (_("Arrived"), *(date_format(localtime(one.created_at), MOMENT) for one in both)),
        (_("Enquiries"), *(str(one.arrivals or "") for one in both)),
        (_("Notes"), *(str(one.noted or "") for one in both)),
        (_("Attempts"), *(str(one.tried or "") for one in both)),
    ]
    return [fact for fact in facts if fact[1] or fact[2]]


def moves(goes: Lead) -> list[str]:
    """What goes along, as far as there is any."""
    counted = [
        (goes.noted, ngettext("%(number)d note", "%(number)d notes", goes.noted)),
        (goes.arrivals, ngettext("%(number)d enquiry", "%(number)d enquiries", goes.arrivals)),
        (goes.tried, ngettext("%(number)d attempt", "%(number)d attempts", goes.tried)),
    ]
    return [words % {"number": number} for number, words in counted if number]
