"""CANARY (HAZARDS 2): two clinics in which every text says whose it is, so that a leak can be read anywhere.

Rows are made for each model of TENANT_APPS, so a new model is covered the day it is born. A model whose
constraints refuse a canary as it is gets a line in SHAPED.
"""

import hashlib
import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db import models
from django.utils import timezone

from tenants.context import clinic_context
from tenants.live.publisher import _client, publish
from tenants.live.streams import stream_of
from tenants.models import Clinic
from tenants.storage import PrivateStorage

# Rows of the code, written by migrations; equal everywhere and no clinic's.
OF_THE_CODE = (ContentType, Permission)


def _digits(text: str) -> str:
    return str(int(_hash(text)[:12], 16))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _plain_key(text: str) -> str:
    return re.sub("[^a-z0-9]", "_", text.lower())[:39]


def _lexeme(text: str) -> str:
    """One word of a search list, as PostgreSQL reads a tsvector."""
    doubled = text.lower().replace("\\", "\\\\").replace("'", "''")
    return f"'{doubled}'"


def _another_lead(text: str) -> models.Model:
    """For a row of two: it comes after the lead that all other rows are about."""
    lead, now = apps.get_model("leads.Lead"), timezone.now()
    stage = apps.get_model("leads.Stage").objects.order_by("pk")[0]
    return lead.objects.create(first_name=text[:120], stage=stage, created_at=now, last_arrival_at=now)


# "app.Model.field" -> what it holds instead, where the bare canary would be refused.
SHAPED: dict[str, Callable[[str], Any]] = {
    "comms.CallRules.id": lambda text: 1,
    "attribution.Spend.currency": lambda text: "EUR",
    "attribution.Rate.currency": lambda text: "GBP",
    "attribution.Rate.own": lambda text: "EUR",
    "comms.Message.state": lambda text: "accepted",
    "comms.Message.earlier": lambda text: [["2026-11-20T12:00:00+00:00", text]],
    "comms.ShortLink.target": lambda text: f"https://{text.lower()}.example/",
    "conversions.ConversionEvent.clicked_at": lambda text: timezone.now(),
    "conversions.ConversionRules.id": lambda text: 1,
    "conversions.ConversionRules.fetch_hash": _hash,
    "conversions.Export.time_zone": lambda text: "Europe/Tirane",
    "conversions.ExportedConversion.currency": lambda text: "",
    "conversions.ExportedConversion.order_id": lambda text: "1",
    "conversions.ExportedConversion.mail_hash": _hash,
    "conversions.ExportedConversion.phone_hash": _hash,
    "conversions.Retraction.order_id": lambda text: "1",
    "conversions.Retraction.line": lambda text: 1,
    "conversions.Retraction.at": lambda text: timezone.now(),
    "keys.ApiKey.kind": lambda text: "site",
    "keys.ApiKey.secret_hash": _hash,
    "keys.ApiKey.previous_hash": _hash,
    "keys.ApiKey.scopes": lambda text: ["leads:create"],
    "keys.ApiKey.route": lambda text: _hash(text)[:12],
    "keys.ApiKey.origins": lambda text: [f"https://{text.lower()}.example"],
    "leads.CustomField.key": lambda text: f"c{_plain_key(text)}",
    "leads.Enquiry.currency": lambda text: "",
    "leads.Identity.kind": lambda text: "email",
    "leads.Identity.value": lambda text: f"{text.lower()}@example.com",
    "leads.LeadWords.words": _lexeme,
    "leads.LikelyPair.other": _another_lead,
    "leads.LikelyPair.why": lambda text: ["number"],
    "leads.ImportRow.near": lambda text: [{"row": 1, "why": ["number"]}],
    "leads.NotTheSame.other": _another_lead,
    "leads.LeadPayload.decision": lambda text: "",
    "leads.LeadPayload.held_for": lambda text: "companion",
    "leads.ScoringProfile.version": lambda text: 90,  # the first one is the clinic's own
    "leads.Treatment.currency": lambda text: "EUR",
    "meta_leads.Connection.page_id": lambda text: _digits(text),
    "meta_leads.Form.questions": lambda text: [{"key": text, "label": text, "type": "CUSTOM", "options": []}],
    "meta_leads.Form.choices": lambda text: {},
    "meta_leads.Form.left": lambda text: None,
    "meta_leads.InstantLead.leadgen_id": lambda text: _digits(text),
    "notices.Notice.carried": lambda text: {text: 0},
    "notices.Notice.link": lambda text: f"/admin/{text}",
    "sequences.Enrolment.due_at": lambda text: timezone.now() + timedelta(days=9),
    "sequences.Enrolment.reason": lambda text: "",
    "sequences.Pulse.id": lambda text: 1,
    "sequences.Rule.source": lambda text: "",
    "sequences.Rule.tag": lambda text: None,
    "sequences.Rule.removed_at": lambda text: None,
    "sequences.Sequence.version": lambda text: None,  # its versions say whose they are
    "sequences.Sequence.groups": lambda text: ["open"],
    "sequences.Step.conditions": lambda text: [{"fact": "tag", "is": True, "values": [text]}],
    "sequences.Version.weekdays": lambda text: [0],
    "settings.Credential.kind": lambda text: "smtp",
    "outbound.Connector.address": lambda text: f"https://{text.lower()}.example/",
    "outbound.Connector.kind": lambda text: "own",
    "outbound.Connector.events": lambda text: ["lead.created"],
    "sessions.Session.session_key": lambda text: _hash(text)[:40],
    "settings.Closure.starts_at": lambda text: timezone.now() - timedelta(days=9),
    "settings.Closure.ends_at": lambda text: timezone.now() - timedelta(days=8),
    "settings.Holiday.day": lambda text: date(2020, 1, 1),
    "settings.OpeningHours.weekday": lambda text: 0,
    "settings.OpeningHours.starts": lambda text: 480,
    "settings.OpeningHours.ends": lambda text: 1020,
    "staff.User.notice_phone": lambda text: "",
    "staff.User.languages": lambda text: ["it"],
    "staff.WeeklyHours.weekday": lambda text: 0,
    "staff.WeeklyHours.starts": lambda text: 480,
    "staff.WeeklyHours.ends": lambda text: 1020,
}
# Made with the clinic, one each, and without a text of people's.
ONE_ROW = {"leads.LeadRules", "leads.SharingRules", "settings.ClinicSettings"}
# Shorter texts hold only this much of a canary, and still say whose they are.
SHORTEST = len("CANARY-A-")


@dataclass
class Canary:
    """A clinic, the text that stands in all of its rows, and one row of each model."""

    clinic: Clinic
    text: str
    rows: dict[type[models.Model], models.Model] = field(default_factory=dict)

    @property
    def mark(self) -> bytes:
        """What to look for, in lower case: mails are lower case, and short texts hold only the beginning."""
        return self.text[:SHORTEST].lower().encode()

    def sings_in(self, body: bytes | str) -> bool:
        raw = body.encode() if isinstance(body, str) else body
        return self.mark in raw.lower()

    def row(self, label: str) -> models.Model:
        return self.rows[apps.get_model(label)]


def clinic_models() -> list[type[models.Model]]:
    """Every model that has a table in a clinic's schema."""
    named = set(settings.TENANT_APPS)
    return [
        model
        for config in apps.get_app_configs()
        if {config.name, f"{type(config).__module__}.{type(config).__name__}"} & named
        for model in config.get_models()
    ]


def fill(clinic: Clinic, letter: str) -> Canary:
    """One row of every clinic model with the canary in each of its texts; inside the caller's transaction."""
    canary = Canary(clinic, f"CANARY-{letter}-{uuid.uuid4()}")
    with clinic_context(clinic):
        for model in clinic_models():
            if model not in OF_THE_CODE:
                _row(canary, model, ())
    return canary


def person_of(canary: Canary, role: str) -> models.Model:
    """The one whom the canary's rows are about (a notice unread, leads, a thing to undo), in this role."""
    with clinic_context(canary.clinic):
        person = canary.row("staff.User")
        person.time_zone = ""
        person.save()
        person.groups.set([Group.objects.get(name=role)])
        return person


def _row(canary: Canary, model: type[models.Model], asked_by: tuple[type, ...]) -> models.Model:
    if model in OF_THE_CODE:
        return model.objects.order_by("pk")[0]
    if model._meta.label in ONE_ROW:
        canary.rows[model] = model._base_manager.get()
    if model not in canary.rows:
        values = {f.name: v for f in model._meta.concrete_fields for v in _value(canary, f, (*asked_by, model))}
        row = model(**values)
        row.save(force_insert=True)
        canary.rows[model] = row
    return canary.rows[model]


def _value(canary: Canary, one: models.Field, asked_by: tuple[type, ...]) -> Iterator[Any]:
    """What a field holds; nothing where its default will do."""
    shaped = SHAPED.get(f"{one.model._meta.label}.{one.name}")
    if shaped:
        yield shaped(canary.text)
    elif one.is_relation:
        if one.related_model not in asked_by:
            yield _row(canary, one.related_model, asked_by)
    elif text := _text(canary.text, one):
        yield text
    elif not one.has_default() and not one.null and not one.blank and not one.primary_key:
        yield _plain(one)


def _text(text: str, one: models.Field) -> Any:
    if one.choices:
        return None if one.has_default() else one.flatchoices[0][0]
    if isinstance(one, models.JSONField):
        return [text] if one.default is list else {"text": text}
    if isinstance(one, models.BinaryField):
        return text.encode()
    if isinstance(one, models.EmailField):
        return f"{text.lower()}@example.com"
    if isinstance(one, models.GenericIPAddressField):
        return "192.0.2.1"
    if isinstance(one, models.CharField | models.TextField):
        return text[: one.max_length]
    return None


def _plain(one: models.Field) -> Any:
    if isinstance(one, models.DateTimeField):
        return timezone.now()
    if isinstance(one, models.DateField):
        return timezone.now().date()
    if isinstance(one, models.BooleanField):
        return True
    if isinstance(one, models.IntegerField | models.DecimalField | models.FloatField):
        return 1
    if isinstance(one, models.UUIDField):
        return uuid.uuid4()
    pytest.fail(f"{one} holds a kind of value that crm.testing.canaries cannot make: teach it.")


def _sing_elsewhere(canary: Canary) -> None:
    """Private files, the cache and the live stream: what a transaction does not roll back."""
    with clinic_context(canary.clinic):
        PrivateStorage().save("letter.txt", ContentFile(canary.text.encode()))
        cache.set("canary", canary.text, 60)
        publish("lead_created", {"text": canary.text})


@pytest.fixture
def canaries(
    clinic: Clinic, other_clinic: Clinic, settings: Any, tmp_path: Path
) -> Iterator[tuple[Canary, Canary]]:
    """Clinics A and B, each full of its own canary."""
    settings.PRIVATE_FILES_ROOT = tmp_path
    pair = (fill(clinic, "A"), fill(other_clinic, "B"))
    for canary in pair:
        _sing_elsewhere(canary)
    yield pair
    for canary in pair:
        _client(settings.REDIS_URL).delete(stream_of(canary.clinic.uuid))
        with clinic_context(canary.clinic):
            cache.delete("canary")
