"""A list is brought, put right and taken back, in a real browser (F:I8, H:I10)."""

import pytest
from playwright.sync_api import expect

from crm.testing.browsers import SIZES, too_wide
from crm.testing.people import client_of, make_user
from crm.testing.screens import Seat
from leads.models import Consent, Lead, LeadImport
from tenants.context import clinic_context
from tenants.runs.services.working import finish
from tenants.staff.roles import MANAGER

pytestmark = pytest.mark.browser
MESSY = """Leads ottobre
Nome e cognome;Cellulare;E-mail;Trattamento;Data richiesta;Consenso marketing;ID interno
Marco Bellini;333 111 0142;marco.bellini@example.it;All on 4;03/11/2025;SI;88213
Giulia Città;+39 347 1234567;giulia@example.it;Impianti;25/10/2025;no;88214
Nicolò Forlì;12;non ce l'ho;Corona;07/09/2025;forse;88215
Marco Bellini;333 1110142;;All on 4;03/11/2025;SI;88217
"""


@pytest.fixture
def seat(chromium, web, no_worker, fresh_clinic):
    """A manager of a new clinic, at their desk; `troubles` is what the browser complained about."""
    clinic = fresh_clinic()
    client = client_of(clinic, make_user(clinic, role=MANAGER))
    one = Seat(chromium, web, clinic, client, viewport=SIZES["desk"])
    one.clinic, one.troubles = clinic, []
    one.page.on("pageerror", lambda error: one.troubles.append(str(error)))
    yield one
    one.context.close()


def test_a_messy_list_is_imported_put_right_and_taken_back(seat, tmp_path):
    page, clinic = seat.page, seat.clinic
    file = tmp_path / "ottobre.csv"
    file.write_bytes(MESSY.encode("cp1252"))

    seat.open("/admin/import/")
    page.set_input_files("#id_file", file)
    page.click("text=Look at the columns")
    page.select_option("#id_form_country", "IT")
    expect(page.locator("#bw-load")).to_be_disabled()
    page.click("#bw-again")
    page.click("text=Import 2 leads")
    with clinic_context(clinic):
        finish(LeadImport.objects.get().run)
    page.click("text=Correct rows that were left out")
    wide = [_too_wide_on_a_phone(page)]
    page.fill("input[name=cell] >> nth=1", "+39 340 5551234")
    page.click("text=Save and import")
    page.get_by_text("Row 5 is imported.").wait_for()
    seat.open("/admin/import/")
    page.click("text=ottobre.csv")
    wide.append(_too_wide_on_a_phone(page))
    with clinic_context(clinic):
        imported = {(one.full_name, one.interest) for one in Lead.objects.all()}
        consents = set(Consent.objects.values_list("lead__last_name", "is_given"))
    page.locator(".bw-banner").get_by_role("button", name="Undo").click()

    page.get_by_text("This import was taken back").wait_for()
    assert imported == {("Marco Bellini", "All on 4"), ("Giulia Città", "Impianti"), ("Nicolò Forlì", "Corona")}
    assert consents == {("Bellini", True), ("Città", False)}
    with clinic_context(clinic):
        assert not Lead.objects.exists()
    assert (wide, seat.troubles + seat.reports()) == ([False, False], [])


def _too_wide_on_a_phone(page):
    page.set_viewport_size(SIZES["phone"])
    seen = too_wide(page)
    page.set_viewport_size(SIZES["desk"])
    return seen
