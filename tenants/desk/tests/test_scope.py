"""No list of a clinic without a scope: what somebody may not see is in none of them (HOUSE 11)."""

import pytest
from django.contrib import admin
from django.core.exceptions import ImproperlyConfigured

from leads.models import Stage
from tenants.context import clinic_context
from tenants.desk.options import ClinicModelAdmin, HouseModelAdmin
from tenants.desk.sites import ClinicSite
from tenants.staff.models import User


def test_a_model_that_does_not_say_whom_it_shows_what_has_no_page():
    with pytest.raises(ImproperlyConfigured, match=r"leads\.Stage is shown to staff"):
        ClinicSite(name="other").register(Stage, ClinicModelAdmin)


def test_nor_has_one_whose_page_does_not_ask():
    with pytest.raises(ImproperlyConfigured, match="HouseModelAdmin shows all rows"):
        ClinicSite(name="other").register(User, HouseModelAdmin)


def test_what_a_library_registers_stays_out():
    site = ClinicSite(name="other")

    site.register(Stage, admin.ModelAdmin)

    assert not site._registry


@pytest.mark.parametrize("model", list(admin.site._registry), ids=str)
def test_every_list_is_empty_for_somebody_who_was_let_go_and_not_for_an_admin(canaries, rf, model):
    here, _ = canaries
    page = admin.site._registry[model]

    def seen_by(**who):
        request = rf.get("/")
        request.user = User(is_superuser=True, **who)
        with clinic_context(here.clinic):
            return list(page.get_queryset(request))

    assert seen_by(is_active=False) == []
    assert here.rows[model] in seen_by(is_active=True)
