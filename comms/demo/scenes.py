"""What goes on in a demo clinic's inbox as somebody opens it: one of each thing that can wait there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from comms.models import Channel
from comms.providers.base import Trouble

LATER, NOT_SENT, UNKNOWN = "later", "not_sent", "unknown"
TEETH, VOICE = "teeth", "voice"
WHATSAPP, SMS, MAIL = Channel.WHATSAPP, Channel.SMS, Channel.MAIL


@dataclass(frozen=True)
class Scene:
    """They wrote what ASKS has, `ago` minutes before the end. `then` is what came of our answer, `code` why; `file`
    is what they sent along, `put_off` for how many days somebody wants to see nothing of it."""

    channel: str
    ago: int
    asks: str
    is_unread: bool = True
    is_owned: bool = True
    then: str = ""
    trouble: str = ""
    code: str = ""
    file: str = ""
    labels: Sequence[str] = ()
    put_off: int = 0

    @property
    def since(self) -> timedelta:
        return timedelta(minutes=self.ago)


SCENES = (
    Scene(WHATSAPP, 3, "price"),
    Scene(WHATSAPP, 12, "photo", file=TEETH, labels=("X-ray",)),
    Scene(WHATSAPP, 27, "voice", file=VOICE),
    Scene(WHATSAPP, 44, "dates", is_owned=False),
    Scene(MAIL, 52, "money", labels=("Payment",)),
    Scene(SMS, 71, "late"),
    Scene(WHATSAPP, 95, "fear", is_unread=False),
    Scene(WHATSAPP, 3 * 60, "money", is_unread=False, then=NOT_SENT, trouble=Trouble.TRANSIENT, code="131016"),
    Scene(WHATSAPP, 4 * 60, "dates", is_unread=False, then=UNKNOWN),
    Scene(SMS, 5 * 60, "price", is_unread=False, then=NOT_SENT, trouble=Trouble.UNREACHABLE, code="30003"),
    Scene(MAIL, 6 * 60, "fear", is_owned=False),
    Scene(WHATSAPP, 7 * 60, "money", is_unread=False, labels=("Payment", "VIP")),
    Scene(WHATSAPP, 8 * 60, "late", is_unread=False, then=LATER),
    Scene(MAIL, 9 * 60, "dates", is_unread=False, then=LATER),
    Scene(WHATSAPP, 11 * 60, "late", is_unread=False, put_off=1),
    Scene(MAIL, 20 * 60, "price", is_unread=False, put_off=6),
    Scene(WHATSAPP, 22 * 60 + 20, "fear", is_unread=False),
    Scene(WHATSAPP, 23 * 60 + 14, "money"),
    Scene(WHATSAPP, 23 * 60 + 41, "dates", labels=("Trip",)),
    Scene(WHATSAPP, 27 * 60, "price"),
    Scene(WHATSAPP, 50 * 60, "late", is_unread=False, labels=("VIP",)),
)

ASKS: Mapping[str, Mapping[str, str]] = {
    "price": {
        "en": "Sorry to ask again: is the price per tooth or for all of it?",
        "it": "Scusi se insisto: il prezzo è a dente o per tutto?",
        "de": "Noch eine Frage: Gilt der Preis je Zahn oder für alles?",
        "fr": "Encore une question : le prix est par dent ou pour tout ?",
        "es": "Perdone otra vez: ¿el precio es por diente o por todo?",
    },
    "photo": {
        "en": "Here is a photo of the upper teeth. Is it good enough?",
        "it": "Ecco una foto dei denti di sopra. Si vede bene?",
        "de": "Hier ist ein Foto der oberen Zähne. Reicht das?",
        "fr": "Voici une photo des dents du haut. Est-ce suffisant ?",
        "es": "Aquí va una foto de los dientes de arriba. ¿Se ve bien?",
    },
    "voice": dict.fromkeys(("en", "it", "de", "fr", "es"), ""),
    "dates": {
        "en": "We could come from the 12th to the 16th. Would that be enough days?",
        "it": "Potremmo venire dal 12 al 16. Bastano i giorni?",
        "de": "Wir könnten vom 12. bis zum 16. kommen. Reichen die Tage?",
        "fr": "Nous pourrions venir du 12 au 16. Est-ce assez de jours ?",
        "es": "Podríamos ir del 12 al 16. ¿Son días suficientes?",
    },
    "money": {
        "en": "My husband asks whether we can pay a part after the second visit.",
        "it": "Mio marito chiede se si può pagare una parte dopo la seconda visita.",
        "de": "Mein Mann fragt, ob wir einen Teil nach dem zweiten Termin zahlen können.",
        "fr": "Mon mari demande si l'on peut régler une partie après la deuxième visite.",
        "es": "Mi marido pregunta si se puede pagar una parte después de la segunda visita.",
    },
    "fear": {
        "en": "Does the sedation cost extra? I could not do it without.",
        "it": "La sedazione si paga a parte? Senza non ce la farei.",
        "de": "Kostet die Sedierung extra? Ohne schaffe ich das nicht.",
        "fr": "La sédation est-elle en supplément ? Sans elle je n'y arriverais pas.",
        "es": "¿La sedación se paga aparte? Sin ella no podría.",
    },
    "late": {
        "en": "I am on shift until Thursday. May I tell you then?",
        "it": "Sono di turno fino a giovedì. Le faccio sapere allora?",
        "de": "Ich habe bis Donnerstag Schicht. Darf ich mich dann melden?",
        "fr": "Je travaille jusqu'à jeudi. Puis-je vous répondre ensuite ?",
        "es": "Trabajo hasta el jueves. ¿Le digo algo entonces?",
    },
}
ANSWER: Mapping[str, str] = {
    "en": "Thank you for waiting. The doctor looks at it today, and I write to you in the morning.",
    "it": "Grazie per la pazienza. Il medico lo guarda oggi e domattina le scrivo.",
    "de": "Danke für Ihre Geduld. Der Arzt sieht es sich heute an, morgen früh schreibe ich Ihnen.",
    "fr": "Merci de votre patience. Le médecin regarde aujourd'hui et je vous écris demain matin.",
    "es": "Gracias por esperar. El médico lo mira hoy y mañana por la mañana le escribo.",
}
MISSED = ((19, 0), (133, 14), (52, 0))  # calls that nobody answered: minutes ago, and seconds of voicemail
