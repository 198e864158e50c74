"""What a machine says to who calls, in the languages of patients: data and not gettext, as templates are."""

from typing import NamedTuple


class Words(NamedTuple):
    """`voice` is how Twilio calls the language; `notice` that a call is recorded; `sorry` that nobody answers."""

    voice: str
    notice: str
    sorry: str


FALLBACK = "en"
WORDS = {
    "en": Words(
        "en-GB",
        "This call is recorded.",
        "We cannot answer now. Tell us your name and number, and we call back.",
    ),
    "it": Words(
        "it-IT",
        "Questa chiamata viene registrata.",
        "Ora non possiamo rispondere. Lasci nome e numero: la richiamiamo.",
    ),
    "de": Words(
        "de-DE",
        "Dieses Gespräch wird aufgezeichnet.",
        "Wir können gerade nicht antworten. Nennen Sie Namen und Nummer, wir rufen zurück.",
    ),
    "fr": Words(
        "fr-FR",
        "Cet appel est enregistré.",
        "Nous ne pouvons pas répondre. Laissez votre nom et votre numéro, nous vous rappelons.",
    ),
    "es": Words(
        "es-ES",
        "Esta llamada se graba.",
        "Ahora no podemos contestar. Deje su nombre y su número y le llamaremos.",
    ),
    "tr": Words(
        "tr-TR",
        "Bu görüşme kaydedilmektedir.",
        "Şu anda cevap veremiyoruz. Adınızı ve numaranızı bırakın, sizi arayalım.",
    ),
}
