"""Words that tell of health, in the languages of patients; folded as crm.lib.words does.

Rather one too many: a name that is refused is chosen anew, one that left is known.
"""

# As they are, for they are short, ...
_WHOLE = (
    "bocca bone cure dis disci dish disler emax gum gums hair hiv hpv hueso jaw med mouth oral pain pulp root "
    "smile xray zeby zub"
)
# ... by how they begin, ...
_BEGINNINGS = (
    "abces abscess aesthet allergi ameliyat anaesth anesth appareil arzt bleach botox bridge brucke cancer "
    "carie cerrah chirur clinic clinique coron cosmetic couron crown dent dhemb diabet diagno disease doctor "
    "doktor dolor endodon estetica estetik faccett facet filler gebiss gengiv gingiv healing health hijyen "
    "hospital hygien illness impiant implan inject invisalign kaplama kariye kiefer klinik knochen koron kron "
    "kuror laser lumineer malad malatt medic medik medizin molar narco narkos odont operat orthop ortop "
    "pacient parodont pathien patholog patient pazient periodon pharma pregnan prosth protes protez prothes "
    "restaur saglik sanit schmerz sedat shendet sinus sonri sorris sourir spital stoma surger surgic tedav "
    "teeth terap therap tooth traitement trajtim transplant tratam trattament treatment tumor veneer verblend "
    "whiten zahn zircon zirkon zygoma"
)
# ... and inside a longer one: Sofortimplantat, Vollkeramikkrone.
_INSIDE = (
    "behandlung chirurg dental dentist impiant implant keramik klinik krone medizin orthodon ortodon protes "
    "prothes veneer zahn zircon zirkon"
)
_WORDS, _STARTS, _PARTS = frozenset(_WHOLE.split()), tuple(_BEGINNINGS.split()), tuple(_INSIDE.split())


def is_of_health(word: str) -> bool:
    """Whether one folded word tells something about somebody's health."""
    return word in _WORDS or word.startswith(_STARTS) or any(part in word for part in _PARTS)
