"""What the answers of an instant form become (F:I13); pure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attribution.meta_leads.services.mapping import FIELDS, NOTHING, answers_of, meaning_of
from attribution.meta_leads.services.question_names import meaning_by_name
from attribution.providers.meta_leads.base import Answer, MetaLead, Question
from attribution.providers.meta_leads.reading import form_in, lead_in
from attribution.tests.lead_ads.wire import named, needs_vectors
from crm.lib.lines import one_line
from leads.services.reading import LIMITS, read_fields, read_told

QUESTIONS = (
    Question("nome_e_cognome", "Nome e cognome", "FULL_NAME"),
    Question("numero_di_telefono", "Numero di telefono", "PHONE"),
    Question("quale", "Che cosa le serve?", "CUSTOM", (("impianto", "Impianto"), ("faccette", "Faccette"))),
)


def lead(*answers, **more):
    return MetaLead("1", answers=tuple(Answer(name, values) for name, *values in answers), **more)


def mapped(*answers, questions=(), chosen=None, **more):
    return answers_of(lead(*answers, **more), questions, chosen or {})


def fields(*answers, **more):
    return {name: value for name, value in mapped(*answers, **more).fields.items() if "source" not in name[:11]}


def test_a_question_means_what_meta_says_that_it_asks_for():
    found = mapped(("nome_e_cognome", "Nicolò D'Àngelo"), ("numero_di_telefono", "333"), questions=QUESTIONS)

    assert (found.fields["name"], found.fields["phone"]) == ("Nicolò D'Àngelo", "333")


def test_what_the_clinic_chose_comes_before_what_anybody_else_says():
    chosen = {"nome_e_cognome": "company", "quale": "custom.wish"}

    found = mapped(
        ("nome_e_cognome", "Rossi"), ("quale", "impianto", "faccette"), questions=QUESTIONS, chosen=chosen
    )

    assert found.fields["company"] == "Rossi"
    assert found.custom == {"wish": "Impianto, Faccette"}
    assert found.unmapped == ()


def test_all_that_was_chosen_in_a_question_is_kept_in_the_words_that_were_shown():
    found = mapped(("quale", "impianto", "other_one"), questions=QUESTIONS, chosen={"quale": "treatment"})

    assert found.fields["treatment"] == "Impianto, other_one"


@pytest.mark.parametrize("name", ["NOME_E_COGNOME", "Nome e cognome", "nome e cognome"])
def test_a_question_is_known_in_any_case(name):
    assert mapped((name, "Rossi"), questions=QUESTIONS).fields["name"] == "Rossi"


@pytest.mark.parametrize(
    ("name", "meaning"),
    [
        ("full_name", "name"),
        ("FULL_NAME", "name"),
        ("ad_soyad", "name"),
        ("e-posta", "email"),
        ("E-POSTA", "email"),
        ("telefon_numarası", "phone"),
        ("TELEFON_NUMARASI", "phone"),
        ("vollständiger_name", "name"),
        ("telefonnummer", "phone"),
        ("imię_i_nazwisko", "name"),
        ("nom_complet", "name"),
        ("emri_i_plotë", "name"),
        ("numri_i_telefonit", "phone"),
        ("полное_имя", "name"),
        ("номер_телефона", "phone"),
        ("الاسم_الكامل", "name"),
        ("رقم_الهاتف", "phone"),
        ("ονοματεπώνυμο", "name"),
        ("which_treatment?", "treatment"),
        ("quale_trattamento_ti_interessa?", "treatment"),
        ("hangi_tedavi", "treatment"),
        ("messaggio", "message"),
        ("city", "city"),
        ("stage", ""),
        ("owner", ""),
        ("is_test", ""),
        ("budget_(€)", ""),
        ("", ""),
    ],
)
def test_a_name_speaks_for_itself_in_many_languages(name, meaning):
    assert meaning_by_name(name) == meaning


def test_a_name_beside_a_last_one_is_the_first():
    assert fields(("nome", "Anna"), ("cognome", "Rossi"))["first_name"] == "Anna"
    assert fields(("nome", "Anna Rossi"))["name"] == "Anna Rossi"


def test_of_several_numbers_the_one_that_can_be_called_is_the_number_and_the_others_are_told():
    found = fields(("phone_number", "٠٥٠١٢٣٤٥٦٧"), ("phone_number", "+971501234567"))

    assert found["phone"] == "+971501234567"
    assert "٠٥٠١٢٣٤٥٦٧" in found["message"]


def test_what_nobody_has_a_place_for_stands_in_the_message():
    found = mapped(("budget_(€)", "€3.000–€5.000"), ("message", "Hello"))

    assert found.fields["message"] == "Hello\nbudget_(€): €3.000–€5.000"
    assert found.unmapped == ("budget_(€)",)


def test_what_nobody_needs_is_left_out():
    found = mapped(("budget", "5"), chosen={"budget": NOTHING})

    assert "message" not in found.fields
    assert found.unmapped == ()


def test_a_form_that_nobody_understands_waits_and_one_that_says_nothing_does_not():
    assert mapped(("frage_1", "Anna"), ("frage_2", "+39 333 1234567")).is_unrouted
    assert not mapped().is_unrouted
    assert mapped().lacks == ("name", "contact")
    assert not mapped(("full_name", "Anna"), ("email", "a@example.com"), ("frage", "x")).is_unrouted


def test_boxes_become_consents_where_somebody_knows_what_for():
    boxes = (("optional_1", True), ("marketing_optin", False), ("privacy", True), ("x", True))
    chosen = {"optional_1": "consent.marketing.whatsapp", "x": NOTHING}

    found = mapped(disclaimers=boxes, chosen=chosen)

    assert found.consents == (
        ("marketing", "whatsapp", True, "optional_1"),
        ("marketing", "", False, "marketing_optin"),
        ("contact", "", True, "privacy"),
    )
    assert mapped(disclaimers=(("optional_1", True),)).boxes == ("optional_1",)


def test_where_it_came_from_is_told_as_a_website_tells_it():
    ours = mapped(platform="ig", campaign_name="Impianti", adset_name="IT", ad_name="video").fields
    organic = answers_of(lead(is_organic=True, platform="fb"), (), {}, locale="it_IT", form_name="Form A").fields

    assert (ours["source"], ours["utm_medium"], ours["utm_campaign"], ours["utm_content"]) == (
        *("instagram", "paid", "Impianti"),
        "video",
    )
    assert (organic["source"], organic["utm_medium"], organic["sub_source"]) == ("facebook", "organic", "Form A")
    assert read_told({"name": "A", "email": "a@example.com", **organic}, {}).language == "it"


@needs_vectors
def test_the_leads_of_the_vectors_become_what_a_lead_takes():
    known = form_in(named("form_questions.json")).questions
    for one in named("lead_response_unicode_multi.json")["data"]:
        found = answers_of(lead_in(one), known, {})
        read, problems = read_fields(found.fields)
        assert problems == {}
        if not found.lacks:
            assert read_told(read, problems).contacts


ANSWERS = st.lists(
    st.tuples(
        st.sampled_from(["full_name", "email", "phone_number", "which_treatment?", "message", "x", "quale"])
        | st.text(),
        st.lists(st.text(max_size=30), max_size=3),
    ),
    max_size=6,
)
CHOSEN = st.dictionaries(st.sampled_from(["x", "quale"]), st.sampled_from([*FIELDS, "custom.a", "consent.contact"]))


@given(ANSWERS, CHOSEN)
def test_nothing_that_was_answered_is_lost_and_all_of_it_can_be_stored(answers, chosen):
    found = answers_of(lead(*((name, *values) for name, values in answers)), QUESTIONS, chosen)

    kept = "\n".join([*found.fields.values(), *found.custom.values()])
    meant = lambda name: meaning_of(Question(name), chosen)  # noqa: E731
    for name, values in answers:
        if meant(name) != NOTHING and not meant(name).startswith("consent."):
            assert all(one_line(value) in kept for value in values)
    assert all(len(value) <= LIMITS[name] for name, value in found.fields.items())
    _read, problems = read_fields(found.fields)
    assert problems == {}
