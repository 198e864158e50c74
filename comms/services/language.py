"""Which language somebody wrote to us in: a guess for triage and for the owner, never more (F 2c)."""

import unicodedata
from functools import cache

# Signs of a message that are looked at: whoever writes on uses the same language.
LOOKED_AT = 2000

# The small words that nobody avoids, and a few of what patients ask first. A word of two languages counts for both.
_WORDS = {
    "en": """the and you for how much what is are my i have can do with would like need want it to in of teeth tooth
        hello hi good please thanks thank price cost when there any available this your more about dental""",
    "it": """il lo la gli le che di da un una per con non sono ho vorrei posso quanto costa come dove mi vi ciao
        buongiorno grazie denti dente impianto impianti preventivo informazioni avere sapere e del della anche""",
    "de": """der die das und ich ist nicht ein eine für mit von zu was wie viel kostet kosten hallo guten tag danke
        bitte haben sie zahn zähne implantat implantate möchte kann mir wir termin auch brauche habe gern es""",
    "fr": """le la les des un une et je vous est pas pour avec dans combien coûte prix bonjour salut merci dents
        implant implants voudrais pouvez mon ma mes que quel quelle du au avoir suis devis sur bonsoir""",
    "es": """el la los las un una y que de en por para con no es cuánto cuesta precio hola buenos buenas gracias
        dientes diente implante implantes quiero quisiera necesito tengo mi me puedo cómo dónde cita días usted""",
    "tr": """ve bir bu için ne kadar merhaba selam teşekkürler fiyat fiyatı diş dişler implant istiyorum var mı mi
        nasıl nerede ben benim siz bana çok iyi günler lütfen randevu tedavi olur musunuz bilgi almak acaba""",
    "sq": """dhe një për me në të së që nuk është sa kushton përshëndetje pershendetje tungjatjeta mirëdita miredita
        faleminderit dhëmb dhëmbë dhembe implant dua doja mund jam kam si ku ju unë çmimi cmimi nje per eshte""",
    "ar": """في من على كم سعر السلام عليكم مرحبا شكرا أسنان زراعة أريد هل ما هو عن""",
    "pl": """i w na nie jest się że do z za ile kosztuje cena dzień dobry cześć dziękuję proszę zęby ząb implant
        implanty chciałbym chciałabym mam czy jak gdzie mogę dla po dobry witam""",
    "ro": """și si în de la cu pe nu este un o cât cat costă costa preț pret bună buna ziua salut mulțumesc
        dinți dinte implant aș vreau doresc am pentru cum unde vă rog sunt""",
    "nl": """de het een en ik is niet van voor met hoeveel kost kosten hallo goedendag dank bedankt tanden tand
        implantaat implantaten wil graag kan mijn hoe waar heb wat zijn u naar afspraak""",
}
# Letters that hardly anybody else writes; each counts as much as a word.
_LETTERS = {
    "de": "ßäöü",
    "es": "ñ¿¡",
    "tr": "ğışİ",
    "sq": "ë",
    "pl": "łąęśżźćń",
    "ro": "țșăţ",
    "fr": "êœàèù",
    "it": "àèìòù",
}
_SPOKEN_IN = {
    "en": "GB IE US CA AU NZ",
    "it": "IT SM",
    "de": "DE AT LI",
    "fr": "FR MC",
    "es": "ES MX AR CO CL PE",
    "tr": "TR",
    "sq": "AL XK",
    "ar": "SA AE EG IQ JO KW QA BH OM LB SY YE LY",
    "pl": "PL",
    "ro": "RO MD",
    "nl": "NL",
}
_COUNTRY = {country: language for language, countries in _SPOKEN_IN.items() for country in countries.split()}


def guessed(text: str, *, country: str = "") -> str:
    """ISO 639 code of one of the languages of F 2c, or an empty string when nothing tells.

    `country` (ISO 3166 alpha-2, of a number or of WhatsApp's id) decides where words do not: "Info" is no language.
    """
    looked = text[:LOOKED_AT].lower()
    if any(unicodedata.name(sign, "").startswith("ARABIC LETTER") for sign in looked):
        return "ar"
    home = _COUNTRY.get(country.upper(), "")
    found = _counted(looked)
    best = max(found.values(), default=0)
    if best == 0:
        return home
    first = [language for language, count in found.items() if count == best]
    return home if home in first else first[0] if len(first) == 1 else ""


def country_of_user_id(user_id: str) -> str:
    """The country that WhatsApp puts before an id of a person without a number: IT of "IT.9876"; else empty."""
    country, dot, _ = user_id.partition(".")
    return country.upper() if dot and len(country) == 2 and country.isascii() and country.isalpha() else ""


def _counted(text: str) -> dict[str, int]:
    """How many of its words each language knows, and how many letters are that language's own."""
    words = {"".join(sign for sign in word if sign.isalpha()) for word in text.replace("'", " ").split()}
    own = {language: sum(word in known for word in words) for language, known in _known().items()}
    signs = set(text)
    return {language: count + len(signs & set(_LETTERS.get(language, ""))) for language, count in own.items()}


@cache
def _known() -> dict[str, frozenset[str]]:
    return {language: frozenset(words.split()) for language, words in _WORDS.items()}
