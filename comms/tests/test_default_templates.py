"""The fifteen messages that every clinic begins with, in eleven languages (F:C13, F 2c)."""

import re

import pytest
from django.core.management import call_command
from django.utils.translation import override

from comms.models import Template, TemplateText
from comms.packs.templates import KINDS, LANGUAGES, words_in
from comms.services.lengths import SUBJECT_MOST, WHATSAPP_TEMPLATE_MOST
from comms.services.placeholders.known import KNOWN
from comms.services.placeholders.reading import Place, read
from comms.services.templates.choosing import text_for
from comms.services.templates.pack import create_default_templates, template_pack
from comms.services.templates.titles import template_title
from tenants.context import clinic_context

EVERY = [(language, key) for language in LANGUAGES for key in KINDS]
PROMISES = re.compile(
    r"g[uw]?arant|painless|indolor|schmerzfrei|sans douleur|ağrısız|bezbolesn|fără durer|pijnloos|100\s?%|مضمون",
    re.IGNORECASE,
)


def places(text):
    """German and who else is formal say both names where English says the first."""
    named = {part.name for part in read(text, KNOWN) if isinstance(part, Place)}
    return {"first_name" if name == "full_name" else name for name in named}


def test_each_text_is_there_fits_and_promises_nothing():
    for language, key in EVERY:
        said = words_in(language)[key]
        at = f"{language} {key}"

        assert 100 < len(said.body) <= WHATSAPP_TEMPLATE_MOST, at
        assert 5 < len(said.subject) <= SUBJECT_MOST, at
        assert not PROMISES.search(said.body + said.subject), at
        # WhatsApp refuses a template that begins or ends with a place
        assert not re.search(r"^\{|\}$", said.body), at


def test_each_language_says_the_same_with_the_same_places():
    for language, key in EVERY:
        said, english = words_in(language)[key], words_in("en")[key]

        assert places(said.body) == places(english.body), f"{language} {key}"
        assert said.body.count("\n\n") == english.body.count("\n\n"), f"{language} {key}"


def test_a_name_that_nobody_told_never_stops_one_of_them():
    for language, key in EVERY:
        named = [p for p in read(words_in(language)[key].body, KNOWN) if isinstance(p, Place)]

        assert all(p.otherwise is not None for p in named if p.name.endswith("_name") and p.name != "clinic_name")


def test_a_clinic_has_them_and_asking_again_changes_nothing_that_staff_wrote(clinic, other_clinic):
    with clinic_context(clinic):
        TemplateText.objects.filter(template__key="recall", language="it").update(body="Nostro")
        Template.objects.filter(key="arrival").update(title="Ours")
        Template.objects.filter(key="day_after", channel="whatsapp").delete()

        added = create_default_templates()
        template_pack()

        assert added == len(LANGUAGES)
        assert create_default_templates() == 0
        assert set(TemplateText.objects.filter(template__key="recall", language="it").values_list("body")) == {
            ("Nostro",)
        }
        assert Template.objects.filter(title="Ours").count() == 2
    with clinic_context(other_clinic):
        assert TemplateText.objects.count() == 2 * len(KINDS) * len(LANGUAGES)
        assert not TemplateText.objects.filter(body="Nostro").exists()


def test_the_operator_brings_them_back(clinic, capsys):
    with clinic_context(clinic):
        Template.objects.filter(key="arrival").delete()

    call_command("create_default_templates", clinic=clinic.slug)

    assert capsys.readouterr().out == f"{2 * len(LANGUAGES)} texts added.\n"


@pytest.mark.parametrize(
    ("language", "gets"), [("it", "it"), ("pt_BR", "en"), ("el", "en"), ("IT-it", "it"), ("", "de"), ("ar", "ar")]
)
def test_somebody_is_written_to_in_their_language_else_in_english(language, gets):
    texts = [TemplateText(language=code, body="x") for code in LANGUAGES]

    assert text_for(texts, language, unknown="de").language == gets
    assert text_for(texts[1:3], "el") is None


def test_a_title_of_ours_is_told_in_the_readers_language_and_one_of_the_clinics_as_it_is():
    with override("it"):
        assert template_title(Template(key="recall", title="Check-up after six months")).startswith("Controllo")
        assert template_title(Template(key="recall", title="Richiamo nostro")) == "Richiamo nostro"
