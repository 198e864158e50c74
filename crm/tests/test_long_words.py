"""Names as long as we let them be, in every language: no page is wider than its window (LOOK 7)."""

from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import TimeoutError as NeverFitted

from attribution.conversions.tests.factories import make_event
from attribution.meta_leads.tests.factories import page_with_trouble
from attribution.models import SourceRule
from attribution.services.counting import count_anew
from attribution.services.spending.keeping import write_typed
from attribution.tests.factories import campaign_in, touch_of
from comms.sequences.models import Rule, Sequence, Step, StepRun
from comms.sequences.services.enrolling import enrol
from comms.sequences.tests.factories import make_sequence
from crm.testing.browsers import whole
from crm.testing.people import client_of, make_user
from crm.testing.screens import Seat
from leads.models import Tag
from leads.services import operations
from leads.tests.factories import make_lead
from tenants.context import clinic_context
from tenants.staff.models import Team, User
from tenants.staff.roles import ADMIN

pytestmark = pytest.mark.browser

WIDTHS = [360, 768, 1280]
MOMENT = 2000  # milliseconds
# The page scrolls sideways, something stands over the edge of its card, or a button of the bar over the bell.
TOO_WIDE = """document.documentElement.scrollWidth > innerWidth || [...document.querySelectorAll(".bw-card")].some(
    (card) => getComputedStyle(card).overflowX === "visible" && card.scrollWidth > card.clientWidth) ||
    [...document.querySelectorAll(".bw-top .bw-end>*")].some((one) => {
        const bell = document.querySelector(".bw-top .bw-bell"), { width, right } = one.getBoundingClientRect()
        return bell && width && right > bell.getBoundingClientRect().left + 1 })"""
WORD = "KrzysztofAleksanderMaximilianWisniewskiBrzeczyszczykiewiczVonUndZuHohenstein"
WORDS = "Marco Antonio Giuseppe Bellini della Santissima Trinita dei Monti di Castelfranco Veneto"
MAIL = "somebody-with-a-long-name-and-a-longer-address@a-subdomain.example.com"
PAGES = ["", "audit/entry/", "leads/lead/", "staff/user/", "staff/team/", "undo/", "me/", "roles/", "notices/"]
OF_A_SEQUENCE = ("", "settings/", "step/", "publish/", "rehearsal/", "results/", "people/", "rules/new/")
OF_ADS = (
    "campaigns/report/", "campaigns/tree/", "campaigns/rules/", "campaigns/rules/new/", "campaigns/costs/",
    "campaigns/costs/file/", "campaigns/rates/", "campaigns/rates/file/", "conversions/", "conversions/settings/",
    "conversions/platforms/", "conversions/platforms/meta_conversions/", "conversions/ledger/", "meta-leads/",
    "meta-leads/new/", "meta-leads/open/",
)  # fmt: skip


@pytest.fixture
def boss(fresh_clinic):
    clinic = fresh_clinic()
    return clinic, make_user(clinic, role=ADMIN, email="boss@example.com", full_name=WORDS)


@pytest.fixture
def person(boss):
    """A colleague with a long name, who was given two leads and sent a link, and is in a team."""
    clinic, admin = boss
    person = make_user(clinic, email=MAIL, full_name=WORD, data_scope="team", languages=["de", "it", "sq", "tr"])
    leads = [make_lead(clinic, name, name).pk for name in (WORD, WORDS)]
    with clinic_context(clinic):
        Team.objects.create(name=WORD[:60]).members.add(person, admin)
        for pk in leads:
            operations.assign([pk], to=person.pk, by=admin, now=timezone.now())
    client_of(clinic, admin).post(f"/admin/staff/{person.pk}/reset/")
    return person


@pytest.fixture
def sequence(boss, person):
    """With a long name, a rule by a long tag, and people whose first step was left out for more than one reason."""
    clinic, _admin = boss
    row, now = make_sequence(clinic), timezone.now()
    with clinic_context(clinic):
        tag = Tag.objects.create(name=WORD[:40])
        Rule.objects.create(sequence=row, trigger="tag", tag=tag)
        Sequence.objects.filter(pk=row.pk).update(name=WORDS, about=WORD)
        enrol(row.pk, person.leads.values_list("pk", flat=True), way="hand", now=now)
        step = Step.objects.get(version__sequence=row, position=0)
        ran = {"step": step, "step_key": step.key, "outcome": "skipped", "at": now}
        for one, reason in zip(row.enrolments.all(), (WORDS, WORD), strict=True):
            StepRun.objects.create(enrolment=one, reason=reason, **ran)
    return row


def seat_of(chromium: Any, web: Any, boss: Any) -> Seat:
    clinic, admin = boss
    return Seat(chromium, web, clinic, client_of(clinic, admin))


def speak(boss: Any, language: str) -> None:
    """To the Admin, from the next page on."""
    clinic, admin = boss
    with clinic_context(clinic):
        User.objects.filter(pk=admin.pk).update(language=language)


def rows_of(person: User) -> list[str]:
    """The pages of the rows that `person` made."""
    team, leads = person.teams.get().pk, person.leads.values_list("pk", flat=True)
    one = [f"staff/user/{person.pk}/{page}/" for page in ("change", "sessions")]
    return [*one, f"staff/{person.pk}/close/", *(f"leads/lead/{pk}/change/" for pk in leads),
        f"staff/team/{team}/change/", f"staff/team/{team}/delete/"]  # fmt: skip


def too_wide(page: Any) -> list[int]:
    """The widths at which the page as it stands does not fit, given the moment that its parts need to take their
    places after the window has changed."""
    wide = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        try:
            whole(page).wait_for_function(f"!({TOO_WIDE})", timeout=MOMENT)
        except NeverFitted:
            wide.append(width)
    return wide


def test_no_page_is_wider_than_its_window_in_any_language(chromium, web, boss, person):
    with clinic_context(boss[0]):
        paths = [*PAGES, *rows_of(person)]
    seat, wide, spoken = seat_of(chromium, web, boss), {}, []

    for language in settings.LANGUAGES:
        speak(boss, language[0])
        wide |= {(language[0], path): too_wide(seat.open(f"/admin/{path}")) for path in paths}
        spoken.append(seat.page.get_attribute("html", "lang"))
    seat.close()

    assert {page: widths for page, widths in wide.items() if widths} == {}
    assert spoken == list(dict(settings.LANGUAGES))


def test_no_page_of_a_sequence_is_wider_than_its_window(chromium, web, boss, person, sequence):
    pages = ["sequences/", *(f"sequences/{sequence.pk}/{page}" for page in OF_A_SEQUENCE)]
    with clinic_context(boss[0]):
        lead = person.leads.first()
        pages += [f"leads/lead/{lead.pk}/change/", "outbound/deliveries/"]
    speak(boss, "de")
    seat = seat_of(chromium, web, boss)

    wide = {path: too_wide(seat.open(f"/admin/{path}")) for path in pages}
    seat.close()

    assert {page: widths for page, widths in wide.items() if widths} == {}


def test_no_page_of_ads_is_wider_than_its_window(chromium, web, boss, person):
    clinic, admin = boss
    day = date(2026, 11, 10)
    with clinic_context(clinic):
        lead, campaign = person.leads.first(), campaign_in("google_ads", WORD)
        SourceRule.objects.create(source=WORD, target=campaign)
        touch_of(lead, gclid="x", campaign=WORD, landing=f"https://{WORD}.example/")
        count_anew([lead.pk])
        write_typed(campaign, day, day, 99_999_999_99, "EUR", by=admin, now=timezone.now())
    make_event(clinic, lead)
    of_rows = [f"campaigns/tree/{campaign.pk}/", *(f"meta-leads/{page}" for page in page_with_trouble(clinic))]
    pages = [*OF_ADS, *of_rows]
    speak(boss, "de")
    seat = seat_of(chromium, web, boss)

    wide = {path: too_wide(seat.open(f"/admin/{path}")) for path in pages}
    seat.close()

    assert {page: widths for page, widths in wide.items() if widths} == {}


def test_what_two_people_wrote_stands_side_by_side_in_its_window(chromium, web, boss, person):
    speak(boss, "de")
    seat = seat_of(chromium, web, boss)
    page = seat.open(f"/admin/staff/user/{person.pk}/change/")
    with clinic_context(boss[0]):
        User.objects.filter(pk=person.pk).update(full_name=f"{WORD}One")

    page.fill("#id_full_name", f"{WORD}Two")
    page.click("main button.go")
    page.wait_for_selector("#conflict")
    wide = too_wide(page)
    seat.close()

    assert wide == []
