"""Every text that people read is there in every language, whole and with its places."""

import pytest
from django.utils import translation

from crm.languages import catalogues
from crm.languages.sources import texts

LANGUAGES = catalogues.languages()


@pytest.fixture(scope="module")
def found():
    return texts()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_waits_for_a_translation(language):
    assert catalogues.untranslated(catalogues.read(language)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_holds_what_the_source_says_and_nothing_else(language, found):
    held = {(one.msgctxt or "", one.msgid) for one in catalogues.read(language)}

    assert held == set(found), "make messages brings them in step"


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


def test_the_source_is_read_from_python_and_from_templates(found):
    assert {("", "Good to see you"), ("", "Staff")} <= set(found)
    assert len(found) > 500
