"""Two people say different things of one move: whoever comes second hears what stands there."""

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from crm.lib.errors import Difference, InvalidData
from crm.lib.lines import one_line
from leads.models import Enquiry, Lead, LossReason, Stage, StageChange
from leads.services.money import range_shown
from leads.services.moving.correcting import CORRECTED, NAMES, enquiry_of
from leads.services.moving.demands import NOT_WON, PLANNED, TAKEN, taken_by
from leads.services.moving.enquiries import enquiries_of
from leads.services.moving.given import Given, is_nothing
from leads.services.stage_names import stage_name
from tenants.settings.services.clinic import clinic_settings
from tenants.staff.models import User
from tenants.staff.services.shifts import zone_named, zone_of_clinic


def differences_in(lead: Lead, given: Given, was: Mapping[str, Any]) -> list[Difference]:
    """What somebody else said of this enquiry since `was`, which is what was shown, and `given` says otherwise."""
    if not given.said() or not was:
        return []
    held = _held(lead, enquiry_of(lead))
    said = _meant(given, is_first=is_nothing(was.get("amount"))).items()
    seen = {name: _as_held(was[name], held[name]) for name in was.keys() & held.keys()}
    told = [(name, value) for name, value in said if name in seen and held[name] not in (seen[name], value)]
    return [Difference(name, held[name], value) for name, value in told]


def shown_before(lead: Lead, enquiry: Enquiry | None) -> dict[str, Any]:
    """By name what a page shows of it: what can be corrected, and None for what nobody said. The rest it hides."""
    held = {name: getattr(enquiry or Enquiry(), name) for name in NAMES}
    unsaid = {name: None for name, value in held.items() if is_nothing(value)}
    return {name: held[name] for name in CORRECTED.get(lead.stage.semantic, ())} | unsaid


def said_again(given: Given, lead: Lead, stage: Stage, was: Mapping[str, Any]) -> Given:
    """On the way to `stage`: what a page showed and was left there is said by that, as it stands now."""
    shown = {name for name, value in was.items() if not is_nothing(value)}
    left = (shown & taken_by(stage.semantic)) - given.said().keys()
    if not left:
        return given
    held = _held(lead, enquiry_of(lead))
    if given.is_won or ("is_won" in left and held["is_won"]):
        left -= {*NOT_WON}
    return Given.of(given.said() | {name: held[name] for name in left})


def not_planned_yet(given: Given, lead: Lead) -> Given:
    """Of a lead that stays where it is: without the moment that is planned already, for a repeat changes
    nothing. Raises InvalidData with the one that stands there where the stage asked for another."""
    if given.follow_up_at is None or given.follow_up_at == lead.next_follow_up:
        return given.without((PLANNED,) if given.follow_up_at else ())
    if PLANNED in TAKEN.get(lead.stage.semantic, ()):
        sentence = said_otherwise([lead.pk], lead.stage, given.only((PLANNED,)))[lead.pk]
        raise InvalidData(sentence, fields={PLANNED: [sentence]})
    return given


def said_otherwise(pks: Collection[int], stage: Stage, given: Given) -> dict[int, str]:
    """Of leads that do not go to `stage`, by key a sentence for those that are there with something else said."""
    if not pks or not given.said():
        return {}
    said = {name: value for name, value in _meant(given, is_first=True).items() if name in taken_by(stage.semantic)}
    rows = list(Lead.objects.filter(pk__in=pks, stage=stage, merged_into=None).prefetch_related("identities"))
    enquiries = {row.lead_id: row for row in enquiries_of(rows)}
    held = {row.pk: _held(row, enquiries.get(row.pk, Enquiry())) for row in rows}
    other = [row for row in rows if any(held[row.pk][name] != value for name, value in said.items())]
    steps = StageChange.objects.filter(lead__in=other, to_stage=stage).select_related("by") if other else ()
    last = {step.lead_id: step.by for step in reversed(steps)}
    names = [name for name in (*NAMES, PLANNED) if name in TAKEN.get(stage.semantic, ()) or name in said]
    kept = {row.pk: [word for name in names if (word := _in_words(name, held[row.pk]))] for row in other}
    return {row.pk: _sentence(row, stage, kept[row.pk], last.get(row.pk)) for row in other}


def _meant(given: Given, *, is_first: bool) -> dict[str, Any]:
    """An amount that is the first, without a currency, is in the clinic's; nothing planned leaves what is."""
    said = given.without((PLANNED,) if given.follow_up_at is None else ()).said()
    if "lost_note" in said:
        said["lost_note"] = one_line(said["lost_note"])
    if "currency" in said or (is_first and "amount" in said):
        said["currency"] = given.currency or clinic_settings().currency
    return said


def _as_held(value: Any, held: Any) -> Any:
    """Nothing, as the column has it."""
    return held if is_nothing(value) and is_nothing(held) else value


def _held(lead: Lead, enquiry: Enquiry) -> dict[str, Any]:
    return {name: getattr(enquiry, name) for name in NAMES} | {PLANNED: lead.next_follow_up}


def _sentence(lead: Lead, stage: Stage, kept: list[str], by: User | None) -> str:
    words = {"lead": lead, "stage": stage_name(stage), "kept": ", ".join(kept) or _("nothing")}
    if by is None:
        return _("%(lead)s is in %(stage)s already, with: %(kept)s.") % words
    return _("%(name)s moved %(lead)s to %(stage)s already, with: %(kept)s.") % {**words, "name": by}


def _in_words(name: str, held: Mapping[str, Any]) -> str:
    value = held[name]
    if is_nothing(value) or name == "currency":
        return ""
    if name == "amount":
        return range_shown(value, None, held["currency"])
    if name == "is_won":
        return _("Won") if value else _("Lost")
    if name == PLANNED:
        return date_format(localtime(value, zone_named(zone_of_clinic())), "SHORT_DATETIME_FORMAT")
    return str(LossReason(value).label) if name == "lost_reason" else value
