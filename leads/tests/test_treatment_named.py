"""Which line of the price list somebody means, in whatever words and language they say it (F:2c)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm.testing.statements import asked
from leads.models import Treatment
from leads.packs.treatments import TREATMENTS
from leads.services.treatments import treatment_named, treatment_pack
from tenants.context import clinic_context

SAID = [
    ("Dental implants", "single-implant"),
    ("impianti dentali", "single-implant"),
    ("Zahnimplantate", "single-implant"),
    ("ZAHNIMPLANTATE?", "single-implant"),
    ("implantes", "single-implant"),
    ("diş implantı", "single-implant"),
    ("DİŞ İMPLANTI", "single-implant"),
    ("dis implanti", "single-implant"),
    ("Buongiorno, vorrei un impianto. Quanto costa?", "single-implant"),
    ("all on 4", "all-on-4"),
    ("All-on-4", "all-on-4"),
    ("ALL ON FOUR", "all-on-4"),
    ("allon4", "all-on-4"),
    ("All on 4 implants upper jaw", "all-on-4"),
    ("All-on-6", "all-on-6"),
    ("veneers", "emax-veneer"),
    ("faccette", "emax-veneer"),
    ("E-MAX", "emax-veneer"),
    ("hollywood smile", "emax-veneer"),
    ("corone in zirconio", "zirconia-crown"),
    ("zirkonyum", "zirconia-crown"),
    ("Zahnbrücke", "bridge"),
    ("kanal tedavisi", "root-canal"),
    ("devitalizzazione", "root-canal"),
    ("Knochenaufbau vor dem Implantat", "bone-graft"),
    ("sinus lift and implants", "sinus-lift"),
    ("zbardhim dhëmbësh", "whitening"),
    ("Zbardhim dhembesh", "whitening"),
    ("tutta la bocca", "full-mouth-rehab"),
    ("full mouth implants", "full-mouth-rehab"),
    ("blanchiment des dents", "whitening"),
    ("Limpieza dental", "hygiene"),
    ("braces", "orthodontics"),
    ("Most zębowy", "bridge"),
]
MEANS_NOTHING = [
    "",
    "   ",
    "?!",
    "how much",
    "transplant",
    "crowned",
    "bridgetown",
    "hair",
    "🦷",
    "implan",
    "x" * 5000,
]


@pytest.fixture
def here(clinic):
    with clinic_context(clinic):
        yield clinic


@pytest.mark.parametrize(("text", "code"), SAID)
def test_it_is_found_in_the_words_that_people_use(here, text, code):
    assert treatment_named(text).code == code


@pytest.mark.parametrize("text", MEANS_NOTHING, ids=lambda text: text[:12] or "nothing")
def test_no_treatment_is_made_up(here, text):
    assert treatment_named(text) is None


@pytest.mark.parametrize("one", TREATMENTS, ids=lambda one: one.code)
def test_each_name_of_the_pack_leads_to_its_treatment_in_every_language(here, one):
    assert {treatment_named(name).code for name in one.names.values()} == {one.code}
    assert {treatment_named(alias).code for alias in one.aliases} == {one.code}


def test_the_first_text_that_names_one_decides(here):
    assert treatment_named("", "what does it cost", "a bridge", "veneers").code == "bridge"


def test_one_question_and_none_without_a_text(here):
    with CaptureQueriesContext(connection) as captured:
        found = treatment_named("I want veneers", "or a crown")
        named = (found.pk, found.name, found.category)
    with CaptureQueriesContext(connection) as nothing:
        treatment_named("", "  ")

    assert named[1:] == ("E-max veneer", "aesthetic")
    assert (len(asked(captured)), len(asked(nothing))) == (1, 0)


def test_what_is_not_offered_any_more_is_not_meant(here):
    Treatment.objects.filter(code="whitening").update(is_active=False)

    assert treatment_named("teeth whitening") is None


def test_a_clinics_own_words_count_at_once(here):
    treatment_named("snap-in dentures")
    Treatment.objects.create(code="overdenture", name="Overdenture", aliases=["Snap-in dentures", 7, None])

    assert treatment_named("snap in DENTURES").code == "overdenture"


def test_the_neighbours_words_are_not_ours(clinic, other_clinic):
    with clinic_context(other_clinic):
        Treatment.objects.create(code="overdenture", name="Overdenture")

    with clinic_context(clinic):
        assert treatment_named("overdenture") is None


def test_a_new_clinic_has_the_thirteen_with_prices_and_the_pack_never_comes_twice(here):
    before = list(Treatment.objects.values())
    treatment_pack()

    assert list(Treatment.objects.values()) == before
    assert [row["code"] for row in before] == [one.code for one in TREATMENTS]
    assert len(before) == 13
    assert all(0 < row["price_from"] < row["price_to"] for row in before)
    assert {len(row["names"]) for row in before} == {10}
