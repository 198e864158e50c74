"""Words by which people tell us to stop, in the languages we write in (F 2b; INTEGRATIONS 4.2, 5.2; H:G7)."""

from crm.lib.words import plain_words

STOP, START = "stop", "start"
# Signs of a message that can be one: longer ones tell something, and somebody reads them.
LONGEST = 80

# The words of carriers come first (Twilio, read 2026-11-20); whatever stands here is the whole message.
_STOP = """
stop, stop all, stopall, unsubscribe, un subscribe, cancel, end, quit, revoke, opt out, optout, remove me,
take me off, stop it, stop now, stop messages, stop messaging me, stop writing, stop writing to me, stop texting,
stop texting me, no more messages, dont message me, do not message me, dont contact me, do not contact me,
dont write to me, leave me alone

basta, ferma, fermati, fermate, annulla, cancellami, cancellatemi, disiscrivimi, disiscrivetemi, disiscriviti,
disiscrizione, cancella iscrizione, basta messaggi, basta cosi, stop messaggi, niente piu messaggi,
non scrivermi, non scrivermi più, non scrivetemi, non scrivetemi più, non contattarmi più, non contattatemi più,
non voglio più messaggi, toglietemi dalla lista

stopp, halt, abmelden, abbestellen, austragen, abbruch, aufhören, ende, keine nachrichten, keine nachrichten mehr,
bitte keine nachrichten mehr, nicht mehr schreiben, schreiben sie mir nicht mehr, nicht mehr kontaktieren,
ich möchte keine nachrichten mehr

arrêt, arrêter, arrêtez, arrête, désabonner, désabonnez moi, désabonnement, désinscrire, désinscrivez moi,
désinscription, annuler, stop sms, plus de messages, ne plus recevoir, ne plus me contacter, ne me contactez plus,
ne m'écrivez plus, je ne veux plus de messages

para, parar, pare, paren, alto, baja, cancelar, dar de baja, dame de baja, denme de baja, darme de baja,
desuscribir, no más, no más mensajes, no quiero más mensajes, no me escriban, no me escriban más,
no me contacten más, basta ya

dur, durdur, iptal, ıptal, red, ret, çık, çıkış, iptal et, mesaj istemiyorum, mesaj atmayın, artık yazmayın,
yazmayın, bana yazmayın, abonelikten çık, üyelikten çık, listeden çıkar, istemiyorum mesaj

ndal, ndalo, ndalni, ndaloni, anulo, anuloje, anuloni, mjaft, hiqmë, më hiqni, më hiq nga lista, më hiqni nga lista,
çregjistrohu, çabonohu, mos më shkruaj, mos më shkruani, mos më shkruani më, mos më kontaktoni, nuk dua mesazhe,
s dua mesazhe

توقف, توقفوا, قف, أوقف, أوقفوا, إيقاف, وقف, إلغاء, الغاء, ألغ, كفى, إلغاء الاشتراك, الغاء الاشتراك, لا ترسل,
لا ترسلوا, لا ترسل لي, لا ترسلوا لي, لا تراسلني, لا تراسلوني, لا أريد رسائل, لا تتواصلوا معي
"""
_START = "start, unstop, resume, subscribe, opt in, optin"
# Said before or after: whoever is polite means the same.
_POLITE = """
please, pls, thanks, thank you, per favore, grazie, bitte, danke, s'il vous plaît, svp, merci, por favor, gracias,
lütfen, teşekkürler, ju lutem, të lutem, faleminderit, من فضلك, لو سمحت, شكرا
"""


def _phrases(text: str) -> frozenset[str]:
    return frozenset(
        " ".join(plain_words(phrase)) for phrase in text.replace("\n", ",").split(",") if phrase.strip()
    )


_WORDS = {STOP: _phrases(_STOP), START: _phrases(_START)}
_EDGES = sorted(_phrases(_POLITE), key=len, reverse=True)


def asked_by(text: str) -> str:
    """STOP or START when the whole message says so, however it is spelt; else an empty string.

    "Please don't stop" and "stop by at five" say neither. A mistaken stop is better than a stop that nobody heard:
    single words count although they may mean an appointment, and the thread shows the message.
    """
    if len(text) > LONGEST:
        return ""
    words = plain_words(text)
    said = "".join(words) if words and all(len(word) == 1 for word in words) else " ".join(words)
    return next((asked for asked, known in _WORDS.items() if said in known or _plainly(said) in known), "")


def _plainly(said: str) -> str:
    for polite in _EDGES:
        said = said.removeprefix(f"{polite} ").removesuffix(f" {polite}")
    return said
