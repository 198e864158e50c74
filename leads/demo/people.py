"""Names and numbers to draw from, by language. Numbers lie in ranges that regulators keep free for fiction:
Ofcom 07700 900xxx, Bundesnetzagentur 0171 39200xx, ARCEP 06 39 98 xxxx. Italy and Spain keep none free,
so their people write by mail only."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Tongue:
    """A language and who speaks it here; `phone` has an x for every digit that is drawn."""

    code: str
    first: tuple[str, ...]
    last: tuple[str, ...]
    phone: str
    searches: tuple[str, ...]


TONGUES = (
    Tongue(
        "it",
        ("Giulia", "Marco", "Chiara", "Luca", "Francesca", "Matteo", "Elisa", "Davide", "Niccolò", "Ornella"),
        ("Bellini", "Fontana", "Riva", "Conti", "Neri", "Villa", "Sala", "D'Angelo", "Greco", "Bassi"),
        "",
        ("impianti dentali albania", "all on 4 prezzo", "faccette dentali"),
    ),
    Tongue(
        "en",
        ("Sarah", "Tom", "Patricia", "James", "Niamh", "Oliver", "Grace", "Callum", "Zoë", "Harriet"),
        ("Whitcombe", "Odell", "Ashdown", "O'Neill", "Pemberton", "Hale", "Marsh", "Doyle", "Locke", "Bright"),
        "+44 7700 900xxx",
        ("dental implants abroad", "all on 4 cost", "veneers abroad"),
    ),
    Tongue(
        "de",
        ("Heike", "Jürgen", "Anke", "Stefan", "Ute", "Björn", "Käthe", "Tobias", "Silke", "Jörg"),
        ("Brandt", "Albrecht", "Groß", "Schröder", "Vogel", "Lindner", "Kühn", "Haas", "Bühler", "Engel"),
        "0049 171 39200xx",
        ("zahnimplantate ausland", "zahnersatz ungarn", "veneers kosten"),
    ),
    Tongue(
        "fr",
        ("Élodie", "Benoît", "Aurélie", "Hugo", "Maëlle", "Cédric", "Inès", "Loïc", "Noémie", "Rémi"),
        ("Lefèvre", "Moreau", "Girard", "Dubois", "Chevalier", "Roy", "Fabre", "Noël", "Picard", "Meunier"),
        "+33 6 39 98 xx xx",
        ("implant dentaire étranger", "couronne zircone prix", "facettes dentaires"),
    ),
    Tongue(
        "es",
        ("Lucía", "Íñigo", "Marta", "Álvaro", "Begoña", "Sergio", "Núria", "Iván", "Rocío", "Andrés"),
        ("Muñoz", "Castaño", "Ibáñez", "Peña", "Vidal", "Rubio", "Gallardo", "Soler", "Cano", "Prieto"),
        "",
        ("implantes dentales extranjero", "carillas precio", "all on 4 precio"),
    ),
)
