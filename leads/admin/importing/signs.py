"""What is said beside a column: whether it can be read, and how."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leads.models import LeadImport
from leads.services.importing.columns import CONSENT
from leads.services.importing.options import kept_options
from leads.services.importing.rows import DOUBTS, day_asked
from tenants.settings.services.clinic import clinic_settings

OK, ASK, NOT = "ok", "ask", "not"
# Which doubts of a dry run are told beside which columns.
TOLD: Mapping[str, Sequence[str]] = {
    "phone": ("phone_invalid", "country_guessed"),
    "email": ("mail_invalid",),
    "country": ("country_unknown",),
    "language": ("language_unknown",),
    "stage": ("stage_unknown",),
    "owner": ("owner_unknown",),
    "partner": ("partner_unknown",),
    "tags": ("tag_unusable",),
    "do_not_contact": ("consent_unclear",),
    "rating": ("value_unreadable",),
    "created": ("date_unreadable", "date_ahead"),
    "last_contact": ("date_unreadable", "date_ahead"),
}
MOMENTS = ("created", "last_contact")


@dataclass(frozen=True)
class Sign:
    """`look` is OK, ASK for what a person should look at, NOT for what is not imported."""

    look: str
    said: str = ""


def sign_of(target: str, samples: Iterable[str], brought: LeadImport) -> Sign:
    if not target:
        return Sign(NOT)
    doubts = (brought.counts or {}).get("doubts", {})
    codes = TOLD.get(target, ("consent_unclear",) if target.startswith(CONSENT) else ())
    told = [_counted(code, doubts[code]) for code in codes if doubts.get(code)]
    if target in MOMENTS and (asked := _days(samples, brought)):
        return Sign(ASK, "; ".join([asked, *told]))
    if told:
        return Sign(ASK, "; ".join(told))
    return Sign(OK, _explained(target, brought))


def _counted(code: str, number: int) -> str:
    rows = ngettext("%(number)s row", "%(number)s rows", number) % {"number": formats.number_format(number)}
    return f"{rows}: {DOUBTS[code]}"


def _days(samples: Iterable[str], brought: LeadImport) -> str:
    """A question, where no date of the file says what stands first and nobody did."""
    if kept_options(brought.options).day_first is not None:
        return ""
    day = day_asked(samples, clinic_country=clinic_settings().country)
    return _("day first? %(day)s") % {"day": formats.date_format(day, "j F Y")} if day else ""


def _explained(target: str, brought: LeadImport) -> str:
    if target == "name":
        return _("split into first and last name")
    if target.startswith(CONSENT):
        yes: Any = kept_options(brought.options).yes
        return (
            _("only “%(words)s” counts as yes") % {"words": ", ".join(yes)} if yes else _("only a clear yes counts")
        )
    return ""
