"""No list of a clinic without a scope: what somebody may not see is in none of them (HOUSE 11)."""

import pytest
from django.contrib import admin
from django.core.exceptions import ImproperlyConfigured

from crm.testing.canaries import clinic_models
from leads.models import LeadRules
from tenants.context import clinic_context
from tenants.desk.options import ClinicModelAdmin, HouseModelAdmin
from tenants.desk.sites import ClinicSite
from tenants.staff.models import User

# Models of a clinic that nobody asks for by themselves, and how their rows are reached.
WITHOUT_SCOPE = {
    "attribution.CampaignDay": "code only: sums, for whoever sees every lead",
    "attribution.DayToCount": "code only: days to be counted",
    "attribution.ReportClock": "code only: when days were counted",
    "attribution.Recount": "code only: whose shares are to be made anew",
    "comms.CallRules": "one row, behind the permission of its page",
    "comms.Attempt": "through its message",
    "comms.TemplateText": "through its template",
    "sequences.Pulse": "code only: when the clinic's sequences were looked at",
    "leads.Identity": "through its lead",
    "leads.Enquiry": "through its lead",
    "leads.UsedChallenge": "code only: digests",
    "leads.ExportChoice": "one's own, by the person who is logged in",
    "leads.ImportMapping": "code only: how a header was read before",
    "leads.Journey": "through its patient",
    "leads.JourneyVisit": "through its journey",
    "leads.PairSearch": "one row, behind the permission of its page",
    "conversions.Destination": "two rows, behind the permission of their page",
    "conversions.UploadContent": "through its line of the ledger",
    "conversions.Retraction": "names nobody; conversions.services.owing says who may have it in a file",
    "conversions.ConversionRules": "one row, behind the permission of its page",
    "meta_leads.Form": "through its connection",
    "meta_leads.Trouble": "through its connection",
    "leads.LeadRules": "one row, behind the permission of its pages",
    "leads.SharingRules": "one row, behind the permission of its page",
    "staff.WeeklyHours": "through its person",
    "notices.NoticeChoice": "one's own, by the person who is logged in",
    "undo.OperationRow": "through its operation",
    "settings.ClinicSettings": "one row, behind the permission of its pages",
    "settings.Closure": "the clinic's own, behind the permission of its page",
    "settings.Holiday": "the clinic's own, behind the permission of its page",
    "settings.OpeningHours": "the clinic's own, behind the permission of its page",
    "settings.Credential": "by kind, behind the permission of its pages; never shown",
    "usersessions.UserSession": "through its person, behind the permission of the page",
    "axes.AccessFailureLog": "behind the permission of its page; no row of a lead",
    "account.EmailAddress": "code only: allauth's, empty",
    "account.EmailConfirmation": "code only: allauth's, empty",
    "outbox.Job": "code only",
    "outbox.DeliveryLog": "code only",
    "sessions.Session": "code only",
    "axes.AccessAttempt": "code only",
    "axes.AccessAttemptExpiration": "code only",
    "axes.AccessLog": "code only",
    "admin.LogEntry": "code only: empty, the trail has it",
    "auditlog.LogEntry": "code only: read as audit.Entry",
    "auth.Group": "code only: the roles, the same for all",
    "auth.Permission": "code only: the same for all",
    "contenttypes.ContentType": "code only: the same for all",
}


def test_every_model_of_a_clinic_says_whom_it_shows_what_or_how_it_is_reached():
    silent = {one._meta.label for one in clinic_models() if not hasattr(one._default_manager.all(), "visible_to")}

    assert silent == set(WITHOUT_SCOPE)


def test_a_model_that_does_not_say_whom_it_shows_what_has_no_page():
    with pytest.raises(ImproperlyConfigured, match=r"leads\.LeadRules is shown to staff"):
        ClinicSite(name="other").register(LeadRules, ClinicModelAdmin)


def test_nor_has_one_whose_page_does_not_ask():
    with pytest.raises(ImproperlyConfigured, match="HouseModelAdmin shows all rows"):
        ClinicSite(name="other").register(User, HouseModelAdmin)


def test_what_a_library_registers_stays_out():
    site = ClinicSite(name="other")

    site.register(LeadRules, admin.ModelAdmin)

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
