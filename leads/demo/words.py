"""What the people of `leads.demo.people` ask for, in their own words. `wishes` is keyed by the page of the clinic's
website that speaks of it, in words of the price list; a message has a place for one of them, and perhaps for a
month."""

from collections.abc import Mapping
from dataclasses import dataclass

PAGES = (
    *("implants", "all-on-4", "veneers", "crowns", "whitening", "all-on-6", "bridges"),
    *("root-canal", "sinus-lift", "bone-graft", "full-mouth", "orthodontics", "hygiene"),
)
ASKED_FOR = (20, 14, 12, 14, 6, 7, 5, 3, 2, 3, 6, 5, 3)  # of a hundred


@dataclass(frozen=True)
class Words:
    """How people of one language write; `countries` in the order of how often they come from there."""

    countries: tuple[str, ...]
    cities: Mapping[str, tuple[str, ...]]
    companies: tuple[str, ...]
    wishes: Mapping[str, str]
    months: tuple[str, ...]
    messages: tuple[str, ...]
    vague: tuple[str, ...]  # without a treatment
    consent: str  # beside the box of the form


def _by_page(*wishes: str) -> Mapping[str, str]:
    return dict(zip(PAGES, wishes, strict=True))


WORDS: Mapping[str, Words] = {
    "it": Words(
        ("IT", "IT", "IT", "CH"),
        {"IT": ("Bari", "Milano", "Roma", "Torino", "Napoli", "Ancona"), "CH": ("Lugano", "Bellinzona")},
        ("Studio Fontana", "Panificio Riva", "Autofficina Greco"),
        _by_page(
            *("impianti dentali", "All-on-4", "faccette dentali", "corone in zirconia", "sbiancamento dei denti"),
            *("All-on-6", "ponti dentali", "cura canalare", "rialzo del seno mascellare", "innesto osseo"),
            *("riabilitazione completa", "allineatori", "pulizia dei denti"),
        ),
        ("gennaio", "marzo", "aprile", "maggio", "settembre", "ottobre"),
        (
            "Buongiorno, vorrei un preventivo per {wish}. Quanti giorni devo restare?",
            "Salve, vorrei sapere di più su {wish}. Potrei venire a {month}, ho già una panoramica.",
            "Mi mancano tre denti e il dentista qui chiede troppo. Fate {wish}? Si può pagare in due volte?",
            "Buonasera, una collega è stata da voi e mi ha parlato bene. Vorrei informazioni su {wish}.",
            "Che prezzo fate per {wish}, volo e albergo esclusi?\nGrazie, preferisco essere contattato dopo le 18.",
        ),
        (
            "Buongiorno, cerco una clinica all'estero per mia madre. Da dove si comincia?",
            "Vorrei essere richiamato, ho qualche domanda prima di decidere.",
        ),
        "Acconsento a essere contattato per la mia richiesta.",
    ),
    "en": Words(
        ("GB", "GB", "GB", "IE"),
        {"GB": ("Leeds", "London", "Bristol", "Glasgow", "Cardiff"), "IE": ("Dublin", "Cork")},
        ("Ashdown Joinery", "Hale & Marsh Ltd", "Brightside Nursery"),
        _by_page(
            *("dental implants", "All-on-4", "veneers", "zirconia crowns", "teeth whitening", "All-on-6"),
            *("bridges", "root canal treatment", "sinus lifting", "bone grafting", "full mouth restoration"),
            *("braces", "teeth cleaning"),
        ),
        ("January", "March", "April", "June", "September", "October"),
        (
            "Hi, could you give me a price for {wish} and tell me how many trips I would need?",
            "I have an x-ray from last month and would like {wish}. I could travel in {month}.",
            "My dentist at home quoted a lot for {wish}. Do you have a payment plan?",
            "A friend had her treatment with you last year. I am thinking about {wish}, what comes first?",
            "How long would I stay for {wish}, and do you help with the hotel?\nBest time to call is after 6 pm.",
        ),
        (
            "Hi, I am comparing clinics abroad. What do you need from me for a first answer?",
            "Please call me back, I have a few questions before I decide.",
        ),
        "You may contact me about my enquiry.",
    ),
    "de": Words(
        ("DE", "DE", "AT", "CH"),
        {
            "DE": ("Kassel", "Leipzig", "Ulm", "Dortmund", "Rostock"),
            "AT": ("Graz", "Linz"),
            "CH": ("Winterthur", "Chur"),
        },
        ("Schreinerei Vogel", "Haas Elektrotechnik", "Bäckerei Lindner"),
        _by_page(
            *("Zahnimplantate", "All-on-4", "Veneers", "Zirkonkronen", "Bleaching", "All-on-6", "Zahnbrücken"),
            *("Wurzelbehandlungen", "Sinuslift", "Knochenaufbau", "Gesamtsanierung", "Aligner", "Zahnreinigung"),
        ),
        ("Januar", "März", "April", "Juni", "September", "Oktober"),
        (
            "Guten Tag, ich hätte gern ein Angebot für {wish}. Wie oft muss ich anreisen?",
            "Ich interessiere mich für {wish} und könnte im {month} kommen. Ein Röntgenbild liegt vor.",
            "Mein Zahnarzt hat mir für {wish} einen sehr hohen Kostenplan gegeben. Was kostet das bei Ihnen?",
            "Eine Nachbarin war bei Ihnen und ist sehr zufrieden. Ich brauche Auskunft zu {wish}.",
            "Wie lange muss ich für {wish} bleiben, und spricht bei Ihnen jemand Deutsch?\nBitte abends anrufen.",
        ),
        (
            "Guten Tag, ich vergleiche Praxen im Ausland. Was brauchen Sie für eine erste Auskunft?",
            "Ich habe vorab ein paar Fragen und freue mich über einen Rückruf.",
        ),
        "Sie dürfen mich zu meiner Anfrage kontaktieren.",
    ),
    "fr": Words(
        ("FR", "FR", "FR", "BE"),
        {"FR": ("Lyon", "Nantes", "Lille", "Toulouse", "Dijon"), "BE": ("Liège", "Namur")},
        ("Menuiserie Girard", "Boulangerie Picard", "Garage Meunier"),
        _by_page(
            *("implants dentaires", "All-on-4", "facettes dentaires", "couronnes en zircone"),
            *("blanchiment des dents", "All-on-6", "bridges", "traitement canalaire", "sinus lift"),
            *("greffe osseuse", "réhabilitation complète", "gouttières", "détartrage"),
        ),
        ("janvier", "mars", "avril", "juin", "septembre", "octobre"),
        (
            "Bonjour, je souhaite un devis pour {wish}. Combien de séjours faut-il prévoir ?",
            "Je suis intéressée par {wish} et je pourrais venir en {month}. J'ai une radio récente.",
            "Mon dentiste demande une somme trop élevée pour {wish}. Quel est votre prix ?",
            "Une amie a été soignée chez vous. Pouvez-vous me renseigner sur {wish} ?",
            "Combien de temps faut-il pour {wish}, et parlez-vous français ?\nMerci de rappeler après 18 h.",
        ),
        (
            "Bonjour, je compare des cliniques à l'étranger. Par quoi faut-il commencer ?",
            "Merci de me rappeler, j'ai quelques questions avant de me décider.",
        ),
        "J'accepte d'être contacté au sujet de ma demande.",
    ),
    "es": Words(
        ("ES",),
        {"ES": ("Valencia", "Sevilla", "Zaragoza", "Bilbao", "Málaga")},
        ("Talleres Vidal", "Panadería Soler", "Gallardo e Hijos"),
        _by_page(
            *("implantes dentales", "All-on-4", "carillas dentales", "coronas de circonio"),
            *("blanqueamiento dental", "All-on-6", "puentes", "endodoncia", "elevación de seno", "injerto óseo"),
            *("rehabilitación completa", "alineadores", "limpieza dental"),
        ),
        ("enero", "marzo", "abril", "junio", "septiembre", "octubre"),
        (
            "Hola, quisiera un presupuesto para {wish}. ¿Cuántos viajes harían falta?",
            "Quiero informarme sobre {wish} y podría ir en {month}. Tengo una radiografía de hace poco.",
            "Mi dentista me pide demasiado por {wish}. ¿Cuánto cuesta con ustedes?",
            "Una compañera se trató en su clínica y volvió contenta. Quiero saber más sobre {wish}.",
            "¿Cuántos días hacen falta para {wish} y ayudan con el hotel?\nMejor llamar por la tarde.",
        ),
        (
            "Hola, estoy comparando clínicas en el extranjero. ¿Por dónde se empieza?",
            "Llámenme, por favor, tengo unas preguntas antes de decidirme.",
        ),
        "Acepto que me contacten sobre mi consulta.",
    ),
}
