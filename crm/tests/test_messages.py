"""Every text that people read is there in every language, whole and with its places."""

import pytest
from django.utils import translation

from crm.languages import catalogues
from crm.languages.sources import texts

LANGUAGES = catalogues.languages()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_waits_for_a_translation(language):
    assert catalogues.untranslated(catalogues.read(language)) == []


def test_each_catalogue_holds_what_the_source_says_in_python_and_templates_and_nothing_else():
    found = set(texts())

    assert {("", "Good to see you"), ("", "Staff")} <= found
    assert len(found) > 500
    for language in LANGUAGES:
        held = {(one.msgctxt or "", one.msgid) for one in catalogues.read(language)}
        assert held == found, f"make messages brings {language} in step"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_places_of_its_text(language):
    assert catalogues.mismatched(catalogues.read(language)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_compiled_is_what_is_written(language):
    compiled = catalogues.path_of(language).with_suffix(".mo").read_bytes()

    assert compiled == catalogues.compiled(catalogues.read(language)), "make messages compiles them"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_is_really_spoken(language):
    with translation.override(language):
        assert translation.gettext("Leads are told apart by nobody") == "Leads are told apart by nobody"
        assert translation.gettext("Good to see you") != "Good to see you"
