"""The settings of the current clinic."""

from typing import Any

from django.conf import settings
from django.db import transaction

from tenants.settings.models import ClinicSettings
from tenants.settings.models.clinic_settings import CaptchaKind

THE_ROW = 1


def clinic_settings() -> ClinicSettings:
    """What this clinic set, or the defaults; reading never writes."""
    return ClinicSettings.objects.filter(pk=THE_ROW).first() or ClinicSettings(pk=THE_ROW)


@transaction.atomic
def save_settings(fields: dict[str, Any]) -> ClinicSettings:
    """Set some of them; the others stay. Raises ValidationError by field; the trail says what changed."""
    settings_row()
    row = ClinicSettings.objects.select_for_update().get(pk=THE_ROW)
    for name, value in fields.items():
        setattr(row, name, value)
    row.full_clean()
    row.save(update_fields=list(fields))
    return row


def settings_row() -> None:
    """Every clinic has its row. No line in the trail: nobody did it."""
    ClinicSettings.objects.bulk_create([ClinicSettings(pk=THE_ROW)], ignore_conflicts=True)


def start_settings() -> None:
    """What a clinic that is being made begins with, by the operator's wish (F:T26). The row is a copy of the
    template's, so it is changed here."""
    settings_row()
    if settings.ENABLE_CAPTCHA:
        ClinicSettings.objects.filter(pk=THE_ROW).update(captcha=CaptchaKind.ALTCHA)
