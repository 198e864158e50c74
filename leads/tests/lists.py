"""Lists as the tests of their import bring them."""

import csv
import io

import pytest
from django.utils import timezone

from crm.testing.people import make_user
from leads.models import LeadImport
from leads.services.importing.checking import check
from leads.services.importing.loading import load
from leads.services.importing.taking import take_file
from tenants.runs.services.working import finish
from tenants.staff.roles import MANAGER

HEADER = ("Full name", "Phone", "Email", "Country", "Company")
AS = {"Full name": "name", "Phone": "phone", "Email": "email", "Country": "country", "Company": "company"}


@pytest.fixture
def manager(clinic, settings, tmp_path):
    settings.PRIVATE_FILES_ROOT = tmp_path
    return make_user(clinic, role=MANAGER, email="manager@example.com", full_name="Mara Lind")


def lines(*rows, header=HEADER):
    text = io.StringIO()
    csv.writer(text).writerows([header, *rows])
    return text.getvalue().encode()


def checked(rows, *, by, header=HEADER, mapping=None, **options):
    now = timezone.now()
    brought = take_file("old list.csv", [lines(*rows, header=header)], by=by, now=now)
    told = dict(zip(header, mapping, strict=True)) if mapping else {name: AS[name] for name in header}
    return check(brought.pk, told, options, by=by, now=now)


def loaded(brought, *, by):
    """The list once its run has ended, as it should."""
    run = finish(load(brought.pk, by=by, now=timezone.now()).pk)
    assert (run.state, run.error) == ("done", "")
    return LeadImport.objects.get(pk=brought.pk)


def imported(rows, *, by, **how):
    return loaded(checked(rows, by=by, **how), by=by)


def person(number, **other):
    said = {"name": f"Anna Nr{number}", "phone": f"+39320{number:07}", "mail": f"anna{number}@example.com"} | other
    return said["name"], said["phone"], said["mail"], said.get("country", "IT"), said.get("company", "")


def outcome(brought):
    return {name: brought.counts[name] for name in ("new", "merge", "skip")}
