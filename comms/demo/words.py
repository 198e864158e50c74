"""Talks of a demo clinic by language: what they ask and what is answered, from the price to the way home."""

from collections.abc import Mapping
from typing import NamedTuple


class Exchange(NamedTuple):
    theirs: str
    ours: str


# Of who did not say what they speak.
SPOKEN_IN = {"IT": "it", "DE": "de", "AT": "de", "CH": "de", "FR": "fr", "BE": "fr", "ES": "es"}


def tongue(language: str, country: str) -> str:
    """In which of these languages somebody writes."""
    spoken = language or SPOKEN_IN.get(country, "")
    return spoken if spoken in TALKS else "en"


# Price, X-ray, fear, the quote, guarantee, the journey, afterwards: as far as somebody has come.
TALKS: Mapping[str, tuple[Exchange, ...]] = {
    "en": (
        Exchange(
            "Hello, how much would four implants be, with the hotel?",
            "Hello, thank you for writing. The price is per tooth, and three nights at the hotel are ours. "
            "May we see an X-ray before we say a number?",
        ),
        Exchange(
            "I have one from March, is that recent enough?",
            "March is fine. Just send a photo of it here, straight from above.",
        ),
        Exchange(
            "To be honest I am terrified of needles.",
            "Many who come to us are. The doctor can offer sedation, and we plan more time for you.",
        ),
        Exchange(
            "I got the quote. Why is the bone graft separate?",
            "Because the doctor decides it on the scan. If you need none, it falls away.",
        ),
        Exchange(
            "What happens if a crown breaks at home?",
            "The guarantee covers it for five years. You send a photo, and we arrange the visit.",
        ),
        Exchange(
            "We land on Thursday at 14:20. Does somebody meet us?",
            "Yes, the driver waits at arrivals with your name. The first visit is on Friday at 9.",
        ),
        Exchange(
            "Home safely. No pain at all, thank you!",
            "That is good to hear. Keep the soft brush for two weeks, and write if anything feels odd.",
        ),
    ),
    "it": (
        Exchange(
            "Buonasera, quanto costerebbero quattro impianti, albergo compreso?",
            "Buonasera, grazie per averci scritto. Il prezzo è per dente, tre notti in albergo le offriamo noi. "
            "Ci può mandare una panoramica?",
        ),
        Exchange(
            "Ne ho una di marzo, va bene?",
            "Marzo va benissimo. Basta una foto, presa dall'alto.",
        ),
        Exchange(
            "Le dico la verità, ho molta paura dell'ago.",
            "Capita a molti. Il medico può proporre la sedazione, e per lei teniamo più tempo.",
        ),
        Exchange(
            "Ho ricevuto il preventivo. Perché l'innesto osseo è a parte?",
            "Perché il medico lo decide con la TAC. Se non serve, non si paga.",
        ),
        Exchange(
            "E se una corona si rompe quando sono a casa?",
            "La garanzia vale cinque anni. Lei manda una foto e noi organizziamo la visita.",
        ),
        Exchange(
            "Atterriamo giovedì alle 14:20. Qualcuno ci viene a prendere?",
            "Sì, l'autista aspetta agli arrivi con il suo nome. La prima visita è venerdì alle 9.",
        ),
        Exchange(
            "Siamo a casa, nessun dolore. Grazie di tutto!",
            "Ci fa piacere. Usi lo spazzolino morbido per due settimane e ci scriva quando vuole.",
        ),
    ),
    "de": (
        Exchange(
            "Guten Abend, was würden vier Implantate kosten, mit Hotel?",
            "Guten Abend und danke für Ihre Nachricht. Der Preis gilt je Zahn, drei Nächte im Hotel sind dabei. "
            "Können Sie uns ein Röntgenbild schicken?",
        ),
        Exchange(
            "Ich habe eins vom März, reicht das?",
            "März reicht. Ein Foto davon genügt, gerade von oben.",
        ),
        Exchange(
            "Ehrlich gesagt habe ich große Angst vor der Spritze.",
            "Das geht vielen so. Der Arzt kann eine Sedierung anbieten, und wir planen mehr Zeit für Sie ein.",
        ),
        Exchange(
            "Das Angebot ist da. Warum steht der Knochenaufbau extra?",
            "Weil der Arzt das erst am Scan entscheidet. Brauchen Sie keinen, fällt er weg.",
        ),
        Exchange(
            "Was ist, wenn zu Hause eine Krone bricht?",
            "Das deckt die Garantie fünf Jahre lang. Sie schicken ein Foto, wir organisieren den Termin.",
        ),
        Exchange(
            "Wir landen am Donnerstag um 14:20. Holt uns jemand ab?",
            "Ja, der Fahrer wartet mit Ihrem Namen am Ausgang. Der erste Termin ist am Freitag um 9.",
        ),
        Exchange(
            "Gut zu Hause angekommen, keine Schmerzen. Danke!",
            "Das freut uns. Zwei Wochen lang die weiche Bürste, und melden Sie sich, wenn etwas ist.",
        ),
    ),
    "fr": (
        Exchange(
            "Bonsoir, combien coûteraient quatre implants, hôtel compris ?",
            "Bonsoir et merci de votre message. Le prix est par dent, et trois nuits d'hôtel sont offertes. "
            "Pouvez-vous nous envoyer une radio ?",
        ),
        Exchange(
            "J'en ai une de mars, cela suffit ?",
            "Mars convient très bien. Une photo suffit, prise bien au-dessus.",
        ),
        Exchange(
            "Pour être honnête, j'ai très peur des piqûres.",
            "Beaucoup de patients aussi. Le médecin peut proposer une sédation, et nous prévoyons plus de temps.",
        ),
        Exchange(
            "J'ai reçu le devis. Pourquoi la greffe est-elle à part ?",
            "Parce que le médecin en décide au scanner. Si elle n'est pas utile, elle disparaît du devis.",
        ),
        Exchange(
            "Et si une couronne casse chez moi ?",
            "La garantie couvre cinq ans. Vous envoyez une photo, nous organisons la visite.",
        ),
        Exchange(
            "Nous arrivons jeudi à 14 h 20. Quelqu'un vient nous chercher ?",
            "Oui, le chauffeur vous attend avec votre nom. La première visite est vendredi à 9 h.",
        ),
        Exchange(
            "Bien rentrés, aucune douleur. Merci à tous !",
            "Nous en sommes ravis. Brosse souple pendant deux semaines, et écrivez-nous au moindre doute.",
        ),
    ),
    "es": (
        Exchange(
            "Buenas tardes, ¿cuánto costarían cuatro implantes, con el hotel?",
            "Buenas tardes y gracias por escribirnos. El precio es por diente, con tres noches de hotel. "
            "¿Puede enviarnos una radiografía?",
        ),
        Exchange(
            "Tengo una de marzo, ¿sirve?",
            "Sirve perfectamente. Basta una foto, tomada desde arriba.",
        ),
        Exchange(
            "La verdad es que me dan mucho miedo las agujas.",
            "Les pasa a muchos. El médico puede ofrecer sedación, y reservamos más tiempo para usted.",
        ),
        Exchange(
            "Ya tengo el presupuesto. ¿Por qué el injerto va aparte?",
            "Porque el médico lo decide con el escáner. Si no hace falta, desaparece.",
        ),
        Exchange(
            "¿Y si se rompe una corona en casa?",
            "La garantía dura cinco años. Nos envía una foto y organizamos la visita.",
        ),
        Exchange(
            "Llegamos el jueves a las 14:20. ¿Viene alguien a recogernos?",
            "Sí, el conductor espera con su nombre. La primera visita es el viernes a las 9.",
        ),
        Exchange(
            "Ya en casa y sin dolor. ¡Gracias!",
            "Nos alegra. Cepillo suave dos semanas, y escríbanos si nota algo.",
        ),
    ),
}
SUBJECTS: Mapping[str, str] = {
    "en": "Your question about your teeth",
    "it": "La sua domanda sui denti",
    "de": "Ihre Frage zu Ihren Zähnen",
    "fr": "Votre question sur vos dents",
    "es": "Su pregunta sobre sus dientes",
}
# By SMS to who did not pick up, and what some answer.
CALLED: Mapping[str, Exchange] = {
    "en": Exchange("I work until five, after that please.", "We tried to call you. When does it suit you?"),
    "it": Exchange("Lavoro fino alle 17, dopo va bene.", "Abbiamo provato a chiamarla. Quando le va bene?"),
    "de": Exchange("Ich arbeite bis 17 Uhr, danach gern.", "Wir haben versucht, Sie zu erreichen. Wann passt es?"),
    "fr": Exchange("Je travaille jusqu'à 17 h, après volontiers.", "Nous avons essayé de vous appeler. Quand ?"),
    "es": Exchange("Trabajo hasta las 17, después sí.", "Hemos intentado llamarle. ¿Cuándo le viene bien?"),
}
