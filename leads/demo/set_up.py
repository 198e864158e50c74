"""What a demo clinic calls things: its tags, fields of its own, partners, and the searches that its people keep."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from leads.models import Colour, CustomField

Kind = CustomField.Kind
TAGS: Mapping[str, str] = {
    "X-ray here": Colour.TEAL,
    "Afraid of the dentist": Colour.OCHRE,
    "Pays in instalments": Colour.GREEN,
    "Comes with family": Colour.BLUE,
    "VIP": Colour.VIOLET,
    "Compares prices": Colour.GREY,
}

AIRPORT, ARRIVES, PAYS = "airport", "arrives", "pays"
PAYING = ("By card", "In cash", "By bank transfer", "In instalments")
FIELDS: Mapping[str, Mapping[str, Any]] = {
    AIRPORT: {
        "kind": Kind.TEXT,
        "name": "Airport",
        "names": {"it": "Aeroporto", "de": "Flughafen", "tr": "Havalimanı", "sq": "Aeroporti"},
    },
    ARRIVES: {
        "kind": Kind.DATE,
        "name": "Arrives",
        "names": {"it": "Arrivo", "de": "Anreise", "tr": "Geliş", "sq": "Mbërritja"},
    },
    PAYS: {
        "kind": Kind.CHOICE,
        "name": "Pays",
        "names": {"it": "Pagamento", "de": "Zahlung", "tr": "Ödeme", "sq": "Pagesa"},
        "options": list(PAYING),
    },
}
AIRPORTS = {
    "IT": ("Bari", "Milano Malpensa", "Roma Fiumicino"),
    "GB": ("Bristol", "London Gatwick", "Glasgow"),
    "IE": ("Cork", "Dublin"),
    "DE": ("Dortmund", "Frankfurt", "Leipzig"),
    "AT": ("Graz", "Wien"),
    "CH": ("Basel", "Zürich"),
    "FR": ("Lyon", "Nantes", "Toulouse"),
    "BE": ("Charleroi",),
    "ES": ("Málaga", "Valencia"),
}

AGENCY, PRACTICE = "sorriso-viaggi", "praxis-am-fluss"
PARTNERS: Mapping[str, Mapping[str, Any]] = {
    AGENCY: {"name": "Sorriso Viaggi", "contact_name": "Elena Ricci", "contact_email": "elena.ricci@example.com"},
    PRACTICE: {"name": "Praxis am Fluss", "contact_name": "Uwe Seidel", "contact_email": "praxis@example.com"},
}
SENDS = {"it": AGENCY, "es": AGENCY, "de": PRACTICE, "fr": PRACTICE}  # whom they were sent by, by language
LOGS_IN = {"partner": AGENCY}  # of leads.demo.staff, for which partner


@dataclass(frozen=True)
class View:
    """`whose` is a login of leads.demo.staff."""

    whose: str
    name: str
    query: str
    is_shared: bool = False


VIEWS = (
    View("manager", "Hot now", "temperature=hot", is_shared=True),
    View("manager", "Quotes to chase", "status=proposal,negotiation&days_since_contact_min=2", is_shared=True),
    View("agent", "My Italians", "assigned_to=me&language=it"),
)
