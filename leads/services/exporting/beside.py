"""What a file of leads tells from other tables, a part at a time: a statement or two each, however many leads."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import F
from django.utils import timezone

from leads.export_columns import export_beside
from leads.models import Consent, CustomValue, Enquiry, Identity, Lead, LeadTag, Note
from leads.models.identity import PHONE_FIRST
from leads.services.custom_kinds import COLUMNS

Ids = Collection[int]


def register_beside() -> None:
    for name, load in (
        ("contacts", _contacts),
        ("tags", _tags),
        ("enquiry", _enquiries),
        ("consents", _consents),
        ("notes", _notes),
        ("custom", _custom),
    ):
        export_beside(name, load)


def _contacts(pks: Ids) -> Mapping[int, list[tuple[str, str]]]:
    """(kind, as it is dialled or written), telephones first; one that never worked as the person typed it."""
    found = defaultdict(list)
    rows = Identity.objects.filter(lead__in=pks).order_by("lead_id", PHONE_FIRST, "-is_valid", "id")
    for lead, kind, value, typed, is_valid in rows.values_list("lead_id", "kind", "value", "typed", "is_valid"):
        found[lead].append((kind, value if is_valid else typed))
    return found


def _tags(pks: Ids) -> Mapping[int, list[str]]:
    found = defaultdict(list)
    for lead, name in (
        LeadTag.objects.filter(lead__in=pks).order_by("tag__name", "tag_id").values_list("lead_id", "tag__name")
    ):
        found[lead].append(name)
    return found


def _enquiries(pks: Ids) -> Mapping[int, dict[str, Any]]:
    """The journey that each is on."""
    rows = Enquiry.objects.filter(lead__in=pks, number=F("lead__enquiry")).order_by()
    asked = ("lead_id", "accepted_at", "completed_at", "amount", "currency", "lost_reason")
    return {row["lead_id"]: row for row in rows.values(*asked)}


def _consents(pks: Ids) -> Mapping[int, dict[str, bool]]:
    """{"marketing.mail": True}, the newest word of each, by those as well who were merged into the lead."""
    whose = {pk: pk for pk in pks}
    merged = Lead.objects.filter(merged_into__in=list(pks)).order_by()
    whose |= dict(merged.values_list("pk", "merged_into_id"))
    found: dict[int, dict[str, bool]] = defaultdict(dict)
    rows = Consent.objects.filter(lead__in=list(whose)).order_by("at", "id")
    for lead, purpose, channel, is_given in rows.values_list("lead_id", "purpose", "channel", "is_given"):
        found[whose[lead]][f"{purpose}.{channel}" if channel else purpose] = is_given
    return found


def _notes(pks: Ids) -> Mapping[int, list[str]]:
    """Each with its day and who wrote it, oldest first; by the product itself, too."""
    found = defaultdict(list)
    rows = Note.objects.filter(lead__in=pks, removed_at=None).order_by("lead_id", "at", "id").select_related("by")
    for note in rows:
        who = f"{note.by}: " if note.by else ""
        found[note.lead_id].append(f"{timezone.localtime(note.at):%Y-%m-%d} {who}{note.body}")
    return found


def _custom(pks: Ids) -> Mapping[int, dict[int, Any]]:
    """By key of the field."""
    found: dict[int, dict[int, Any]] = defaultdict(dict)
    rows = CustomValue.objects.filter(lead__in=pks, field__is_active=True).order_by()
    for lead, field, kind, *held in rows.values_list("lead_id", "field_id", "field__kind", "text", "number", "day"):
        found[lead][field] = dict(zip(("text", "number", "day"), held, strict=True))[COLUMNS[kind]]
    return found
