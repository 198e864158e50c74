"""What an operator lets a clinic have, and no other clinic (F:T22)."""

import pytest
from django.core.management import CommandError, call_command

from tenants.audit.models import Entry
from tenants.context import clinic_context
from tenants.limits.services.allowances import allowance
from tenants.tests.visiting import operator_client, operator_user


def leads_a_month(clinic):
    with clinic_context(clinic):
        return allowance("leads_a_month")


def test_a_clinic_is_without_limit_until_the_operator_sets_one_for_it_alone(clinic, other_clinic):
    before, told = leads_a_month(clinic), Entry.objects.count()

    call_command("set_allowance", clinic.slug, "leads_a_month", "500")
    call_command("set_allowance", clinic.slug, "leads_a_month", "0")
    seen = leads_a_month(clinic), leads_a_month(other_clinic)
    call_command("set_allowance", clinic.slug, "leads_a_month", "none")

    assert (before, seen, leads_a_month(clinic)) == (None, (0, None), None)
    assert Entry.objects.count() == told + 3


@pytest.mark.parametrize("said", ["-1", "many", "²", "2147483648", "1.5", ""])
def test_what_is_no_number_of_leads_is_refused(clinic, said):
    with pytest.raises(CommandError, match="no whole number"):
        call_command("set_allowance", clinic.slug, "leads_a_month", f"{said}")

    assert leads_a_month(clinic) is None


def test_the_platform_reads_it_on_the_clinics_page(clinic):
    client = operator_client(operator_user())
    call_command("set_allowance", clinic.slug, "leads_a_month", "731")
    page = client.get(f"/admin/tenants/clinic/{clinic.pk}/change/").content.decode()

    assert "731 at most" in page
