"""Long words on a narrow screen: nothing is cut, nothing pushes the page sideways (LOOK 5)."""

import pytest
from django.urls import reverse

from crm.testing.browsers import SIZES, whole
from crm.testing.people import client_of, make_user
from crm.testing.screens import Seat
from leads.models import Treatment
from leads.tests.factories import arrive, make_lead, reach, scored
from leads.tests.held import hold
from tenants.context import clinic_context

pytestmark = pytest.mark.browser

TOO_WIDE = "document.documentElement.scrollWidth - innerWidth"
CUT = """() => [...document.querySelectorAll("main .bw-button, main .bw-tag, .bw-thumbs > *")]
    .filter((one) => one.scrollWidth > one.clientWidth + 1 || one.getBoundingClientRect().right > innerWidth)
    .map((one) => one.innerText)"""


@pytest.fixture
def here(fresh_clinic):
    return fresh_clinic()


@pytest.fixture
def seat(chromium, web, here):
    heike = make_user(here, role="Admin", email="heike@example.com", language="de")
    sat = Seat(chromium, web, here, client_of(here, heike), viewport=SIZES["phone"])
    yield sat
    sat.context.close()


def test_the_lead_the_arrivals_and_the_list_stay_on_the_screen(here, seat):
    with clinic_context(here):
        treatment = Treatment.objects.get(code="single-implant")
    mario = make_lead(here, "Mario", "Rossi", treatment=treatment, **scored(treatment=treatment.name))
    reach(here, mario, "phone", "+393331110142")
    reach(here, mario, "email", "mario.di.nome.lunghissimo@example.it")
    anna = make_lead(here, "Anna", "Rossi", companion_of=mario)
    arrive(here, mario, name="Mario Rossi")
    held = hold(here)
    pages = [reverse("admin:leads_lead_changelist"), reverse("admin:leads_leadpayload_changelist")]
    pages += [reverse("admin:leads_lead_change", args=[one.pk]) for one in (mario, anna)]
    pages += [reverse("admin:leads_leadpayload_change", args=[held.pk])]

    seen = {page: (whole(seat.open(page)).evaluate(TOO_WIDE), seat.page.evaluate(CUT)) for page in pages}

    assert seen == dict.fromkeys(pages, (0, []))
