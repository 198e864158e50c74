"""Countries and languages, as the people of our clinics and their patients write them."""

import pytest
from babel import Locale
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from leads.services.reading.places import country_named, language_named
from tenants.settings.countries import is_country

# Where nearly all patients come from; their names in each language of the desk are known.
AT_HOME = (
    "AL AT AU BA BE BG CA CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IS IT LT LU LV ME MK MT NL NO PL PT RO"
    " RS SE SI SK TR UA US XK"
)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("IT", "IT"),
        (" it ", "IT"),
        ("ita", "IT"),
        ("Italia", "IT"),
        ("ITALIEN", "IT"),
        ("İtalya", "IT"),
        ("italya", "IT"),
        ("Itali", "IT"),
        ("إيطاليا", "IT"),
        ("UK", "GB"),
        ("U.K.", "GB"),
        ("England", "GB"),
        ("the United Kingdom", ""),
        ("United Kingdom", "GB"),
        ("Kosova", "XK"),
        ("Kosovë", "XK"),
        ("kosovo", "XK"),
        ("Deutschland", "DE"),
        ("Türkiye", "TR"),
        ("Turkiye", "TR"),
        ("Turkey", "TR"),
        ("USA", "US"),
        ("Maqedonia e Veriut", "MK"),
        ("Österreich", "AT"),
        ("Côte d'Ivoire", "CI"),
        ("Atlantis", ""),
        ("XX", ""),
        ("", ""),
        ("12", ""),
    ],
)
def test_a_country_is_known_by_its_codes_and_names(text, code):
    assert country_named(text) == code


@pytest.mark.parametrize("language", [code for code, _ in settings.LANGUAGES])
def test_the_countries_of_our_patients_are_known_by_their_names_in_every_language_of_ours(language):
    names = Locale(language).territories

    unknown = {names[code] for code in AT_HOME.split() if country_named(names[code]) != code}

    assert unknown == set()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("it", "it"),
        ("it-IT", "it"),
        ("it_IT", "it"),
        ("SQ", "sq"),
        ("zh-Hant-TW", "zh"),
        ("pt-BR", "pt"),
        ("Italiano", "it"),
        ("albanian", "sq"),
        ("shqip", "sq"),
        ("Türkçe", "tr"),
        ("xx", ""),
        ("*", ""),
        ("en;q=0.8", ""),
        ("", ""),
    ],
)
def test_a_language_is_known_by_its_tags_and_names(text, code):
    assert language_named(text) == code


@given(st.text(max_size=60))
def test_no_text_is_anything_but_a_code_or_nothing(text):
    country, language = country_named(text), language_named(text)

    assert country == "" or is_country(country)
    assert language == "" or (language.isascii() and len(language) in {2, 3})
