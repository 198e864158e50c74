"""What a file of leads holds: the leads its reader sees, what their role allows, and no formula (H:E1, E2)."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from crm.lib.csvsafe import plain
from crm.lib.errors import InvalidData, NotAllowed
from crm.lib.sheets import KINDS
from crm.lib.tests.test_csvsafe import BLANK, COMMANDS, SIGNS
from crm.testing.people import make_user
from crm.testing.statements import asked
from leads.export_columns import registered_columns
from leads.models import (
    Consent,
    CustomField,
    CustomValue,
    Enquiry,
    Lead,
    LeadTag,
    Note,
    Partner,
    Stage,
    Tag,
    Treatment,
)
from leads.services.exporting.columns import chosen, columns_for, known_headings, usual
from leads.services.exporting.reading import read_part
from leads.services.finding.custom import forget_custom_fields
from leads.tests.exported import data_of, export, heading, ids_in, rows, sheet, table
from leads.tests.factories import make_lead, reach
from tenants.context import clinic_context
from tenants.staff import roles
from tenants.staff.models import User

NOW = timezone.now()


@pytest.fixture(autouse=True)
def _private_files(settings, tmp_path):
    settings.PRIVATE_FILES_ROOT = tmp_path


@pytest.fixture
def manager(clinic):
    return make_user(clinic, role=roles.MANAGER, email="manager@example.com", time_zone="Europe/Tirane")


@pytest.mark.parametrize("scope", User.DataScope.values)
def test_the_leads_of_a_file_are_those_that_its_reader_sees(clinic, other_clinic, scope):
    reader = make_user(clinic, role=roles.MANAGER, email="reader@example.com", data_scope=scope)
    colleague = make_user(clinic, email="colleague@example.com")
    with clinic_context(clinic):
        partner = Partner.objects.create(name="Agency", code="agency")
        partner.members.add(reader)
    for owner, agency in ((None, None), (reader, None), (colleague, None), (colleague, partner)):
        make_lead(clinic, assigned_to=owner, partner=agency)
        make_lead(clinic, assigned_to=owner, partner=agency, source="referral")
    make_lead(other_clinic, "CANARY")

    with clinic_context(clinic):
        visible = set(Lead.objects.visible_to(reader).values_list("pk", flat=True))
        referred = set(Lead.objects.visible_to(reader).filter(source="referral").values_list("pk", flat=True))
        everybody = list(Lead.objects.values_list("pk", flat=True))

        assert ids_in(data_of(export(reader))) == visible
        assert ids_in(data_of(export(reader, query="source=referral"))) == referred
        assert ids_in(data_of(export(reader, ids=everybody))) == visible
    assert 0 < len(referred) < len(visible) <= 8


def test_a_row_tells_what_is_known_of_a_lead(clinic, manager):
    then = datetime(2026, 11, 20, 9, 15, tzinfo=UTC)
    ada = make_lead(
        clinic, "Ada", "Bianchi", assigned_to=manager, created_at=then, do_not_contact=True, country="IT"
    )
    reach(clinic, ada, "email", "ada@example.com")
    reach(clinic, ada, "phone", "+39333111222")
    with clinic_context(clinic):
        LeadTag.objects.create(lead=ada, tag=Tag.objects.create(name="VIP"), at=then)
        Enquiry.objects.create(lead=ada, number=1, began_at=then, amount=120050, currency="EUR")
        Note.objects.create(lead=ada, body="Called", at=then, by=manager)
        for given in (True, False):
            Consent.objects.create(
                lead=ada, purpose="marketing", channel="mail", is_given=given, at=then, source="x"
            )
        field = CustomField.objects.create(key="smoker", name="Cigarettes", kind="number")
        CustomValue.objects.create(lead=ada, field=field, number="20")
        forget_custom_fields()
        keys = [one.key for one in columns_for(manager)]

        [row] = table(data_of(export(manager, columns=keys)))

    assert {
        "id": str(ada.pk), "first_name": "Ada", "phone": "'+39333111222", "email": "ada@example.com",
        "contacts": "'+39333111222, ada@example.com",
        "stage": "New", "do_not_contact": "yes",
        "stage_semantic": "new", "owner": "manager@example.com", "tags": "VIP", "amount": "1200.5",
        "consents": "marketing.mail: no", "created": "2026-11-20T10:15:00+01:00", "custom.smoker": "20",
        "notes": "2026-11-20 manager@example.com: Called", "temperature": "cold", "source": "website",
    }.items() <= row.items()  # fmt: skip
    assert list(row) == keys


def test_the_clinics_own_fields_are_chosen_as_usual(clinic, manager):
    with clinic_context(clinic):
        CustomField.objects.create(key="smoker", name="Cigarettes", kind="number")
        forget_custom_fields()

        assert "custom.smoker" in usual(manager)
        assert table(data_of(export(manager, columns=usual(manager)))) == []


def test_a_stage_and_a_treatment_of_one_name_are_told_each_by_its_own_names(clinic, manager):
    with clinic_context(clinic), translation.override("de"):
        stage = Stage.objects.create(
            name="Consultation", names={"de": "Gespräch"}, semantic="qualified", position=99
        )
        treatment = Treatment.objects.create(name="Consultation", names={"de": "Beratung"}, code="consultation")
        make_lead(clinic, treatment=treatment, stage=stage.name)

        [row] = table(data_of(export(manager, columns=["stage", "treatment"])))

    assert (row["stage"], row["treatment"]) == ("Gespräch", "Beratung")


def test_nobody_leaves_out_who_wants_no_contact(clinic, manager):
    make_lead(clinic, do_not_contact=True)

    with clinic_context(clinic):
        for kind in KINDS:
            made = data_of(export(manager, kind=kind, columns=["first_name"]))
            assert (
                b"do_not_contact" in made
                if kind != "xlsx"
                else heading(made) == ["id", "first_name", "do_not_contact"]
            )


def test_a_role_that_writes_no_notes_gets_none(clinic):
    reader = make_user(clinic, role=roles.MARKETING, email="marketing@example.com")
    with clinic_context(clinic):
        with pytest.raises(NotAllowed):
            export(reader)
        reader.user_permissions.add(Permission.objects.get(codename="export_lead"))
        reader = User.objects.get(pk=reader.pk)

        assert {one.key for one in columns_for(reader)} >= {"first_name", "source", "do_not_contact"}
        assert "notes" not in {one.key for one in columns_for(reader)}
        with pytest.raises(InvalidData) as refused:
            export(reader, columns=["notes"])
    assert set(refused.value.fields) == {"columns"}


def test_no_name_of_sixty_becomes_a_formula_in_any_file(clinic, manager):
    for text in COMMANDS:
        make_lead(clinic, text.replace("\0", "").replace("\ud800", "")[:120], company="=1+1")
    with clinic_context(clinic):
        files = {kind: data_of(export(manager, kind=kind, columns=["first_name", "company"])) for kind in KINDS}

    cells = [one for row in sheet(files["xlsx"]).iter_rows() for one in row]
    assert {one.data_type for one in cells} <= {"s", "n"}
    told = {kind: [row["first_name"] for row in rows(kind, data)] for kind, data in files.items()}
    assert not [one for one in told["csv"] if one.strip(BLANK).startswith(tuple(SIGNS))]
    assert {plain(one) for one in told["csv"]} == set(told["json"])


def test_a_part_costs_the_same_statements_however_many_leads_it_has(clinic, manager):
    def cost():
        with CaptureQueriesContext(connection) as captured:
            read_part(Lead.objects.visible_to(manager), columns, after=0)
        return len(asked(captured))

    make_lead(clinic)
    with clinic_context(clinic):
        columns = chosen([one.key for one in columns_for(manager)], by=manager)
        one = cost()
    for number in range(12):
        reach(clinic, make_lead(clinic), "phone", f"+39333111{number:03}")
    with clinic_context(clinic):
        assert cost() == one <= 11


def test_every_heading_of_ours_is_known_again_in_every_language():
    known = known_headings()

    assert {"id", "do_not_contact", "first_name"} <= known.keys()
    assert known["phone"] == "phone"
    assert set(known.values()) == {one.key for one in registered_columns()}


def test_words_stand_above_for_people_and_keys_for_programs(clinic, manager):
    make_lead(clinic)

    with clinic_context(clinic):
        words = data_of(export(manager, columns=["first_name"], by_key=False))
        keys = data_of(export(manager, kind="json", columns=["first_name"], by_key=False))

    assert list(table(words)[0]) == ["Number", "First name", "Do not contact"]
    assert list(json.loads(keys)[0]) == ["id", "first_name", "do_not_contact"]


def test_filters_that_count_days_count_from_when_it_was_asked_for(clinic, manager):
    make_lead(clinic, created_at=NOW - timedelta(days=3, minutes=1))

    with clinic_context(clinic):
        made = export(manager, query="days_since_created_min=3", now=NOW)

        assert len(table(data_of(made))) == 1
