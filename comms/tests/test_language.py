"""The language of a first message: guessed from its words, from where the number is, or not at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comms.services.language import country_of_user_id, guessed

FIRST = {
    "en": ["Hello, how much is an implant?", "Hi I need new teeth, can you send the price?"],
    "it": ["Ciao, quanto costa un impianto?", "Buongiorno, vorrei un preventivo per i denti"],
    "de": ["Guten Tag, was kostet ein Implantat?", "Ich möchte neue Zähne"],
    "fr": ["Bonjour, quel est le prix d'un implant ?", "Je voudrais un devis pour mes dents"],
    "es": ["Hola, ¿cuánto cuesta un implante?", "Buenos días, quiero información de implantes para mi madre"],
    "tr": ["Merhaba, implant fiyatı ne kadar?", "Diş tedavisi için bilgi almak istiyorum"],
    "sq": ["Përshëndetje, sa kushton një implant?", "Miredita, doja nje cmim per dhembe"],
    "ar": ["السلام عليكم كم سعر زراعة الأسنان", "مرحبا"],
    "pl": ["Dzień dobry, ile kosztuje implant?", "Witam, chciałbym nowe zęby"],
    "ro": ["Bună ziua, cât costă un implant?", "Buna, vreau un pret pentru implant"],
    "nl": ["Hallo, hoeveel kost een implantaat?", "Ik wil graag een afspraak"],
}


@pytest.mark.parametrize(("language", "text"), [(code, text) for code, texts in FIRST.items() for text in texts])
def test_a_first_message_tells_its_language(language, text):
    assert guessed(text) == language


def test_where_words_tell_nothing_the_country_does():
    assert (guessed("Info", country="IT"), guessed("👍", country="de"), guessed("Info")) == ("it", "de", "")


def test_words_count_more_than_the_country():
    assert guessed("Hello, how much is it?", country="TR") == "en"


def test_whatsapps_id_names_the_country():
    assert [country_of_user_id(one) for one in ("IT.9876", "it.1", "US.ENT.1", "9876", "", "ITA.1")] == [
        *("IT", "IT", "US", "", "", "")
    ]


@given(st.text(), st.text(max_size=3))
def test_any_text_has_an_answer(text, country):
    assert guessed(text, country=country) in {*FIRST, ""}
