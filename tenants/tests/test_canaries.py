"""The canary itself: a fixture that fills nothing would make every isolation test hollow (H:T2, HAZARDS 2)."""

import pytest
from django.db import models

from crm.testing.canaries import OF_THE_CODE, ONE_ROW, SHORTEST, clinic_models
from tenants.context import clinic_context

TEXTS = (models.CharField, models.TextField, models.JSONField, models.BinaryField)


def test_every_model_of_a_clinic_has_a_row_in_both(canaries):
    wanted = set(clinic_models()) - set(OF_THE_CODE)

    for canary in canaries:
        with clinic_context(canary.clinic):
            assert {model for model in wanted if model.objects.filter(pk=canary.rows[model].pk).exists()} == wanted


def test_every_text_that_can_hold_it_says_whose_it_is(canaries):
    mute = [
        str(field)
        for canary in canaries
        for model, row in canary.rows.items()
        for field in model._meta.concrete_fields
        if _can_hold_it(field) and not canary.sings_in(_held(row, field))
    ]

    assert set(mute) <= {
        "conversions.ConversionRules.fetch_hash",
        "conversions.Export.time_zone",
        "conversions.ExportedConversion.mail_hash",
        "conversions.ExportedConversion.order_id",  # a number, and which journey
        "conversions.ExportedConversion.phone_hash",
        "conversions.Retraction.order_id",  # the same
        "keys.ApiKey.previous_hash",
        "keys.ApiKey.route",
        "keys.ApiKey.scopes",
        "keys.ApiKey.secret_hash",
        "leads.CustomField.key",
        "leads.LeadRules.again_hours",
        "leads.LeadRules.patient_fields",
        "leads.ImportRow.near",  # numbers of rows and of leads
        "leads.LikelyPair.why",
        "meta_leads.Connection.page_id",  # the database takes numbers alone
        "meta_leads.Form.choices",  # codes of ours, by keys of Meta
        "meta_leads.Form.left",  # moments
        "meta_leads.InstantLead.leadgen_id",  # the database takes numbers alone
        "sequences.Enrolment.reason",  # a word of ours
        "sessions.Session.session_key",
        "settings.ClinicSettings.time_zone",
        "settings.Credential.kind",
        "staff.User.notice_phone",  # the database takes numbers alone
    }


def test_no_id_of_one_clinic_is_an_id_of_the_other(canaries):
    here, there = canaries

    for model in here.rows:
        with clinic_context(here.clinic):
            own = set(model.objects.values_list("pk", flat=True))
        with clinic_context(there.clinic):
            foreign = set(model.objects.values_list("pk", flat=True))
        # made before ids are moved apart, or always 1
        if model._meta.label not in {
            "auth.Group",
            "comms.CallRules",
            "conversions.ConversionRules",
            "sequences.Pulse",
            *ONE_ROW,
        }:
            assert own.isdisjoint(foreign), model


@pytest.mark.parametrize("place", ["CANARY-A-1", "x canary-a-1@example.com"])
def test_a_canary_is_heard_whatever_its_case(canaries, place):
    here, there = canaries

    assert here.sings_in(place)
    assert not there.sings_in(place)


def _can_hold_it(field):
    short = getattr(field, "max_length", None)
    return isinstance(field, TEXTS) and not field.choices and (short is None or short >= SHORTEST)


def _held(row, field):
    value = getattr(row, field.attname)
    return bytes(value) if isinstance(field, models.BinaryField) else str(value)
