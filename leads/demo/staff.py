"""Who works in a demo clinic, and what the two clinics set for themselves."""

from dataclasses import dataclass

from tenants.staff import roles
from tenants.staff.models import User

TEAM = "Reception"
_BOTH = {"currency": "EUR", "captcha": "altcha"}
SETTINGS = {
    "tirana-smile": {"country": "AL", "time_zone": "Europe/Tirane", "language": "sq", **_BOTH},
    "buda-dent": {"country": "HU", "time_zone": "Europe/Budapest", "language": "en", **_BOTH},
}

# As their websites say (crm/samples): from, in minor units.
PRICES = {
    "tirana-smile": {
        "single-implant": 650_00,
        "all-on-4": 3900_00,
        "zirconia-crown": 220_00,
        "emax-veneer": 260_00,
    },
    "buda-dent": {"single-implant": 790_00, "all-on-4": 4600_00, "zirconia-crown": 260_00, "emax-veneer": 320_00},
}


def _week(starts: int, ends: int, *, days: range = range(5)) -> tuple[tuple[int, int, int], ...]:
    """Full hours of the clinic's day, Monday to Friday unless said otherwise."""
    return tuple((day, starts * 60, ends * 60) for day in days)


@dataclass(frozen=True)
class Colleague:
    """`login` stands in the mail after the clinic's slug; without hours they are always at work."""

    login: str
    role: str
    name: str
    languages: tuple[str, ...]
    hours: tuple[tuple[int, int, int], ...] = ()
    data_scope: str = User.DataScope.ALL
    in_team: bool = False


COLLEAGUES = (
    Colleague("admin", roles.ADMIN, "Drita Leka", ("sq", "en", "it")),
    Colleague("manager", roles.MANAGER, "Giulia Serra", ("it", "en"), _week(9, 18), in_team=True),
    Colleague("agent", roles.AGENT, "Ana Hoxha", ("sq", "it", "en"), _week(8, 16), in_team=True),
    Colleague("marketing", roles.MARKETING, "Mete Aydın", ("tr", "en", "de")),
    Colleague("readonly", roles.READ_ONLY, "Ilir Gashi", ("sq", "en")),
    Colleague(
        "agent2",
        roles.AGENT,
        "Erion Kola",
        ("de", "fr", "es"),
        (*_week(12, 20), *_week(9, 13, days=range(5, 6))),
        User.DataScope.OWN,
        in_team=True,
    ),
    Colleague("partner", roles.READ_ONLY, "Elena Ricci", ("it", "en"), data_scope=User.DataScope.PARTNER),
)
OPEN = (*_week(9, 19), *_week(9, 13, days=range(5, 6)))  # the clinic itself
